"""Who of the staff may do something: to hand work over to, to choose in a form."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from renfang.organisations.models import RoleAssignment, User
from renfang.organisations.permissions import roles_with


def staff_with(permission: str, organisations: Collection[int]) -> QuerySet[User]:
    """Active staff in a post that grants the permission at one of the organisations, by name."""
    posts = RoleAssignment.objects.in_force(timezone.localdate()).filter(
        role__in=roles_with(permission), organisation__in=organisations
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by(
        "full_name", "id"
    )
