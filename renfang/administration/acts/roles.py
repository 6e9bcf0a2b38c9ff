"""Granting and revoking roles; the only place that writes guardian's permission rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from renfang.acts import NotPermitted, Refused, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, OrganisationGrant, RoleAssignment, User
from renfang.organisations.permissions import (
    ADMINISTRATORS,
    Role,
    declared_permissions,
    permissions_of,
)
from renfang.organisations.scope import Scope


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
    """Make a user's permission rows exactly what their role assignments say."""
    wanted = {
        (assignment.organisation_id, codename)
        for assignment in RoleAssignment.objects.filter(user=user_id)
        for codename in permissions_of(assignment.role)
    }
    held = {
        (grant.content_object_id, grant.permission.codename): grant.pk
        for grant in OrganisationGrant.objects.filter(user=user_id).select_related("permission")
    }
    OrganisationGrant.objects.filter(
        pk__in=[pk for key, pk in held.items() if key not in wanted]
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
        )
        for organisation_id, codename in sorted(wanted - held.keys())
    )


@act
def grant_role(user_id: int, role: str, organisation_id: int, *, by: User | None) -> RoleAssignment:
    """授予岗位: give a user a role at an organisation and below.

    ``by`` is None only at installation. Nobody grants to themselves, and the three administrators
    (三员) stay three people (GB/T 22239-2019 clauses 8.1.5.1-3).
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    user = User.objects.select_for_update().get(pk=user_id)
    if by is not None:
        Scope(by).require("manage_roles", organisation.pk)
        if by.pk == user.pk:
            raise NotPermitted("不能给自己授权。由另一位安全管理员办理")
    held = set(user.assignments.values_list("role", flat=True))
    if role in ADMINISTRATORS and held & (ADMINISTRATORS - {role}):
        raise Refused(f"{user} 已担任另一管理员岗位，三类管理员须由不同的人担任")
    assignment, created = RoleAssignment.objects.get_or_create(
        user=user, role=role, organisation=organisation, defaults={"granted_by": by}
    )
    if created:
        rewrite_grants(user.pk)
        record(
            by,
            "授予岗位",
            user,
            organisation=organisation,
            after={"岗位": Role(role).label, "机构": organisation.name},
        )
    return assignment


@act
def revoke_role(assignment_id: int, *, by: User) -> None:
    """收回岗位: take a role back; takes effect at the user's next request."""
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment_id)
    Scope(by).require("manage_roles", assignment.organisation_id)
    user, organisation = assignment.user, assignment.organisation
    before = {"岗位": Role(assignment.role).label, "机构": organisation.name}
    assignment.delete()
    rewrite_grants(user.pk)
    record(by, "收回岗位", user, organisation=organisation, before=before)
