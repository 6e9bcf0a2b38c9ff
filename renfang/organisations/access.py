"""Who may see a record, and what somebody may do: answers of ``scope``, with the posts behind them.

Nothing here decides. Whether somebody reaches a record is what ``Scope.may`` says of him, the same
function by which every page finds it; the posts are looked up only to say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone

from renfang.organisations.models import (
    DecidingPeriod,
    Organisation,
    OrganisationGrant,
    RoleAssignment,
    User,
)
from renfang.organisations.permissions import (
    Role,
    declared_permissions,
    permissions_of,
    shared_with_deciding_office,
)
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Seen:
    """A kind of record that one may ask about; registered by the room that has it.

    ``rows`` are those that a scope sees, as its list does. ``permission`` of a row lets one see it.
    """

    code: str
    label: str
    model: type[models.Model]
    rows: Callable[[Scope], models.QuerySet]
    permission: Callable[[models.Model], str]


_kinds: dict[str, Seen] = {}


def register_seen(
    code: str,
    label: str,
    model: type[models.Model],
    *,
    rows: Callable[[Scope], models.QuerySet] | None = None,
    permission: Callable[[models.Model], str] | None = None,
) -> None:
    """Let it be asked who sees a record of ``model``, and how many somebody sees."""
    _kinds[code] = Seen(
        code,
        label,
        model,
        rows or (lambda scope: model._default_manager.visible_to(scope)),  # type: ignore[attr-defined]
        permission or (lambda row: model.view_permission),  # type: ignore[attr-defined]
    )


def seen_kinds() -> list[Seen]:
    """All kinds of records, in the order in which the rooms registered them."""
    return list(_kinds.values())


def seen_kind(code: str) -> Seen | None:
    """The kind of that code."""
    return _kinds.get(code)


def kind_of(row: models.Model) -> Seen | None:
    """The kind of a record; None where nobody registered one."""
    return next((kind for kind in _kinds.values() if kind.model is type(row)), None)


# --- why somebody holds a right -------------------------------------------------------------------


@dataclass(frozen=True)
class Reason:
    """A post, or a single grant, that gives a right; who proposed and confirmed it, and when."""

    way: str
    post: str
    at: str
    starts_on: date | None = None
    ends_on: date | None = None
    proposed_by: str = ""
    confirmed_by: str = ""

    @classmethod
    def of(cls, assignment: RoleAssignment, way: str) -> Reason:
        """The post as a reason."""
        return cls(
            way,
            Role(assignment.role).label,
            assignment.organisation.name,
            assignment.starts_on,
            assignment.ends_on,
            str(assignment.granted_by or "设立时授予"),
            str(assignment.confirmed_by or "设立时授予"),
        )


POST, DECIDING, SINGLE, NOTHING = "岗位", "许可决定机关", "单项授权", "没有岗位依据"


def posts_today(users: models.QuerySet[User] | list[int]) -> list[RoleAssignment]:
    """The posts in force of the users, with everybody whom a reason names."""
    rows = RoleAssignment.objects.in_force(timezone.localdate()).filter(
        user__in=users, role__in=Role.values
    )
    return list(rows.select_related("organisation", "granted_by", "confirmed_by").order_by("id"))


def _deciders(organisation: Organisation) -> list[Organisation]:
    """The offices that decide, or have decided, for this one (as ``scope`` reads them)."""
    held = DecidingPeriod.objects.filter(organisation=organisation, has_decided=True)
    return list(
        Organisation.objects.filter(
            models.Q(pk=organisation.deciding_office_id) | models.Q(pk__in=held.values("office"))
        )
    )


def reasons(
    posts: list[RoleAssignment], permission: str, office: Organisation, deciders: list[Organisation]
) -> Iterator[Reason]:
    """Which of the posts give the permission at the office, for which ``deciders`` decide."""
    above = office.lineage
    shared = permission in shared_with_deciding_office()
    deciding = {pk for each in deciders for pk in each.lineage} if shared else set()
    for post in posts:
        if permission not in permissions_of(post.role):
            continue
        if post.organisation_id in above:
            yield Reason.of(post, POST)
        elif post.organisation_id in deciding:
            yield Reason.of(post, DECIDING)


# --- who sees a record ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Seer:
    """Somebody who sees a record, and why."""

    user: User
    reason: Reason


def seers_of(kind: Seen, row: models.Model) -> list[Seer]:
    """Everybody who can open the record today, a line for each post or grant that lets him.

    Asked of each person's own scope; who holds no grant of the permission is not worth asking.
    """
    permission = kind.permission(row)
    held = OrganisationGrant.objects.filter(permission__codename=permission).values("user")
    singly = _single_holders(row, permission)
    people = User.objects.filter(models.Q(pk__in=held) | models.Q(pk__in=singly), is_active=True)
    found = [
        user
        for user in people.select_related("organisation").order_by("full_name", "id")
        if Scope(user).may(permission, row)
    ]
    posts = posts_today([user.pk for user in found])
    office: Organisation = row.organisation  # type: ignore[attr-defined]
    deciders = _deciders(office)
    seers = []
    for user in found:
        mine = [post for post in posts if post.user_id == user.pk]
        whys = list(reasons(mine, permission, office, deciders))
        if user.pk in singly:
            whys.append(Reason(SINGLE, "", ""))
        # Rights that come from no post stand on record as such (renfang.E002).
        seers += [Seer(user, why) for why in whys or [Reason(NOTHING, "", "")]]
    return seers


def _single_holders(row: models.Model, permission: str) -> set[int]:
    """Users to whom this very record was granted."""
    grants = getattr(row, "single_grants", None)
    if grants is None:
        return set()
    model, path = grants()
    of_row = type(row)._default_manager.filter(pk=row.pk).values(path)
    rows = model.objects.filter(content_object__in=of_row, permission__codename=permission)
    return set(rows.values_list("user", flat=True))


# --- what somebody may do -------------------------------------------------------------------------


@dataclass(frozen=True)
class Right:
    """A right of a person: where it reaches, and why."""

    permission: str
    label: str
    reach: str
    reason: Reason


def rights_of_person(user: User) -> list[Right]:
    """Every right that the person's scope has today, a line for each post that gives it there."""
    scope, posts = Scope(user), posts_today([user.pk])
    labels = declared_permissions()
    reached = {pk for name in labels for pk in scope.organisations(name)}
    offices = {row.pk: row for row in Organisation.objects.filter(pk__in=reached)}
    deciders = {pk: _deciders(office) for pk, office in offices.items()}
    found = []
    for name, label in labels.items():
        by_reason: dict[Reason, list[str]] = {}
        for pk in sorted(scope.organisations(name), key=lambda pk: offices[pk].path):
            office = offices[pk]
            whys = list(reasons(posts, name, office, deciders[pk]))
            for why in whys or [Reason(NOTHING, "", "")]:
                by_reason.setdefault(why, []).append(office.short_name)
        found += [Right(name, label, _together(names), why) for why, names in by_reason.items()]
    return found


def _together(names: list[str], most: int = 4) -> str:
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等 {len(names)} 个机构"


def granted_singly(user: User) -> int:
    """How many records were granted to the person one by one; not which: that is business."""
    models_of = {
        kind.model.single_grants()[0]  # type: ignore[attr-defined]
        for kind in _kinds.values()
        if hasattr(kind.model, "single_grants")
    }
    return sum(
        model.objects.filter(user=user).values("content_object").distinct().count()
        for model in models_of
    )
