"""Posts: proposed by one, confirmed by another, taken back; alone writes guardian's rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.utils import timezone

from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState, act
from renfang.history.record import record
from renfang.organisations.models import (
    Asked,
    Organisation,
    OrganisationGrant,
    RoleAssignment,
    RoleProposal,
    User,
)
from renfang.organisations.permissions import Role, declared_permissions
from renfang.organisations.posts import conflict, held_by, rights_of
from renfang.organisations.scope import Scope
from renfang.organisations.staff import posts_left_empty


def write_permissions(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """After each migrate: make every declared permission a row and bring all grants up to date."""
    if kwargs["app_config"] != list(apps.get_app_configs())[-1]:
        return
    labels = declared_permissions()
    _write_rows(Organisation, labels, using)
    for model in apps.get_models():
        singly = getattr(model, "single_permissions", ())
        _write_rows(model, {codename: labels[codename] for codename in singly}, using)
    for user_id in RoleAssignment.objects.using(using).values_list("user", flat=True).distinct():
        rewrite_grants(user_id)


def _write_rows(model: type[Model], labels: Mapping[str, str], using: str) -> None:
    """guardian asks that a permission be one of the granted object's own type."""
    content_type = ContentType.objects.db_manager(using).get_for_model(model)
    for codename, label in labels.items():
        Permission.objects.using(using).update_or_create(
            content_type=content_type, codename=codename, defaults={"name": label}
        )


def rewrite_grants(user_id: int) -> None:
    """Make a user's permission rows exactly what their posts say, each with its period."""
    wanted = rights_of(RoleAssignment.objects.filter(user=user_id), timezone.localdate())
    held = {
        (grant.content_object_id, grant.permission.codename, grant.valid_from, grant.valid_to): (
            grant.pk
        )
        for grant in OrganisationGrant.objects.filter(user=user_id).select_related("permission")
    }
    rows = {(*key, *period) for key, period in wanted.items()}
    OrganisationGrant.objects.filter(
        pk__in=[pk for key, pk in held.items() if key not in rows]
    ).delete()
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(Organisation)
        )
    }
    OrganisationGrant.objects.bulk_create(
        OrganisationGrant(
            user_id=user_id,
            permission=permissions[codename],
            content_object_id=organisation_id,
            valid_from=start,
            valid_to=end,
        )
        for organisation_id, codename, start, end in rows - held.keys()
    )


def rewrite_at_login(user: User, **kwargs: Any) -> None:
    """A period may have begun since the rows were written (Django's signal user_logged_in)."""
    if user.assignments.exclude(starts_on__isnull=True, ends_on__isnull=True).exists():
        rewrite_grants(user.pk)


def grant_role(user_id: int, role: str, organisation_id: int, *, by: None) -> RoleAssignment:
    """A role without a second person, at installation and in demonstrations: nobody signs.

    In an office posts are proposed and confirmed (``propose_role``). Raises Refused where the
    person holds a post that excludes it.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
        user = User.objects.select_for_update().get(pk=user_id)
        _require_apart(user, role, organisation)
        return _write(user, role, organisation)


def _require_apart(user: User, role: str, organisation: Organisation) -> None:
    """No two posts of the table of exclusions, those to come included."""
    held = held_by(user.pk, timezone.localdate())
    if words := conflict([*held, (role, organisation.path)]):
        raise Refused(f"{user}的岗位不相容：{words}")


def _write(
    user: User, role: str, organisation: Organisation, proposal: RoleProposal | None = None
) -> RoleAssignment:
    """The post, its rights, and the event; what is there already stays as it is."""
    given = {}
    if proposal is not None:
        given = {
            "granted_by": proposal.asked_by,
            "confirmed_by": proposal.decided_by,
            "starts_on": proposal.starts_on,
            "ends_on": proposal.ends_on,
        }
    held = RoleAssignment.objects.filter(user=user, role=role, organisation=organisation).first()
    assignment, created = RoleAssignment.objects.update_or_create(
        user=user, role=role, organisation=organisation, defaults=given
    )
    rewrite_grants(user.pk)
    if created or proposal is not None:
        record(
            proposal.decided_by if proposal else None,
            "授予岗位",
            user,
            organisation=organisation,
            before=_period(held.starts_on, held.ends_on) if held else None,
            after=_in_words(role, organisation, proposal),
        )
    return assignment


def _in_words(
    role: str, organisation: Organisation, proposal: RoleProposal | None
) -> dict[str, Any]:
    said = {"岗位": Role(role).label, "机构": organisation.name}
    if proposal is None:
        return said
    period = _period(proposal.starts_on, proposal.ends_on)
    return {**said, **period, "提出人": str(proposal.asked_by)}


def _period(starts_on: date | None, ends_on: date | None) -> dict[str, Any]:
    return {"自": starts_on or "即日", "至": ends_on or "不定期"}


@act
def propose_role(
    user_id: int,
    role: str,
    organisation_id: int,
    *,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleProposal:
    """提出岗位授权: a post at an organisation and below, from and to a day; another confirms it.

    Raises NotPermitted for oneself, Refused where the person holds a post that excludes it (等保
    GB/T 22239-2019 clauses 8.1.4.2 d and 8.1.5.1-3), Incomplete for a period that cannot be.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    user = User.objects.select_for_update().get(pk=user_id)
    Scope(by).require("manage_roles", organisation.pk)
    if by.pk == user.pk:
        raise NotPermitted("不能给自己授权。由另一位安全管理员办理")
    if ends_on is not None and ends_on < max(starts_on or date.min, timezone.localdate()):
        raise Incomplete("止日不能早于起日和今天", field="ends_on")
    _require_apart(user, role, organisation)
    subject = {"user": user, "role": role, "organisation": organisation}
    if RoleProposal.objects.waiting().filter(**subject).exists():
        raise Refused(f"{user}的这个岗位已提出，待另一人确认")
    proposal = RoleProposal.objects.create(
        **subject, starts_on=starts_on, ends_on=ends_on, asked_by=by
    )
    record(
        by,
        "提出岗位授权",
        user,
        organisation=organisation,
        after=_in_words(role, organisation, proposal),
    )
    return proposal


@act
def confirm_role(proposal_id: int, *, by: User) -> RoleAssignment:
    """确认岗位授权: another person than the one who proposed it and the one it is for.

    Posts and rights are asked again: one that excludes it may have come in between.
    """
    proposal = _locked_proposal(proposal_id, by)
    if by.pk == proposal.user_id:
        raise NotPermitted("不能确认给自己的授权。由另一人办理")
    _require_apart(proposal.user, proposal.role, proposal.organisation)
    decide(proposal, RoleProposal.State.CONFIRMED, by)
    return _write(proposal.user, proposal.role, proposal.organisation, proposal)


@act
def decline_role(proposal_id: int, *, by: User) -> RoleProposal:
    """不同意岗位授权: nothing is granted."""
    proposal = _locked_proposal(proposal_id, by)
    decide(proposal, RoleProposal.State.DECLINED, by)
    record(
        by,
        "不同意岗位授权",
        proposal.user,
        organisation=proposal.organisation,
        before=_in_words(proposal.role, proposal.organisation, proposal),
    )
    return proposal


def _locked_proposal(proposal_id: int, by: User) -> RoleProposal:
    """The waiting proposal, for whoever may confirm it and did not propose it."""
    proposal = RoleProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None or not _sees(proposal, by):
        raise NotFound("岗位授权建议")
    Scope(by).require("confirm_roles", proposal.organisation_id)
    require_waiting(proposal, by)
    User.objects.select_for_update().get(pk=proposal.user_id)
    return proposal


def _sees(proposal: RoleProposal, by: User) -> bool:
    return Scope(by).may("view_people", proposal.organisation_id)


def require_waiting(asked: Asked, by: User) -> None:
    """Raise what stands in the way of deciding: done already, or asked by the same person."""
    if asked.state != Asked.State.ASKED:
        if asked.decided_by is None:
            raise WrongState("申请已失效，或本人不同意")
        raise WrongState(f"{asked.decided_by}已经办理（{asked.get_state_display()}）")
    if asked.asked_by_id == by.pk:
        raise NotPermitted("提出人不能确认自己提出的事项。由另一人办理")


def decide(asked: Asked, state: str, by: User) -> None:
    """Note who decided and when, on a locked row."""
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save()


@act
def revoke_role(assignment_id: int, *, by: User) -> list[str]:
    """收回岗位: take a role back; takes effect at the user's next request.

    Gives the posts that nobody holds any more.
    """
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment_id)
    Scope(by).require("manage_roles", assignment.organisation_id)
    user, organisation = assignment.user, assignment.organisation
    before = {
        "岗位": Role(assignment.role).label,
        "机构": organisation.name,
        **_period(assignment.starts_on, assignment.ends_on),
    }
    empty = posts_left_empty(user, RoleAssignment.objects.filter(pk=assignment.pk))
    assignment.delete()
    rewrite_grants(user.pk)
    note = f"收回后{'、'.join(empty)}岗位无人担任" if empty else ""
    record(by, "收回岗位", user, organisation=organisation, before=before, note=note)
    return empty
