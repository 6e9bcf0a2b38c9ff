"""Who of the staff may do something: to hand work over to, to choose in a form."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from renfang.organisations.models import RoleAssignment, User
from renfang.organisations.permissions import Role, roles_with


def posts_left_empty(person: User, held: QuerySet[RoleAssignment] | None = None) -> list[str]:
    """Posts that nobody would hold any more without ``person``, each with its office.

    ``held`` are the person's assignments that end; all of today where it is not given.
    """
    today = timezone.localdate()
    ending = RoleAssignment.objects.in_force(today).filter(user=person)
    if held is not None:
        ending = ending.filter(pk__in=held.values("pk"))
    others = RoleAssignment.objects.in_force(today).filter(user__is_active=True)
    filled = set(others.exclude(user=person).values_list("role", "organisation"))
    return [
        f"{row.organisation.short_name}的{Role(row.role).label}"
        for row in ending.select_related("organisation").order_by("organisation", "role")
        if row.role in Role.values and (row.role, row.organisation_id) not in filled
    ]


def staff_with(permission: str, organisations: Collection[int]) -> QuerySet[User]:
    """Active staff in a post that grants the permission at one of the organisations, by name."""
    posts = RoleAssignment.objects.in_force(timezone.localdate()).filter(
        role__in=roles_with(permission), organisation__in=organisations
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by(
        "full_name", "id"
    )
