"""Who of the staff may do something: to hand work over to, to choose in a form."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from renfang.organisations.models import User
from renfang.organisations.permissions import roles_with


def staff_with(permission: str, organisations: Collection[int]) -> QuerySet[User]:
    """Active staff in a post that grants the permission at one of the organisations, by name."""
    return (
        User.objects.filter(
            is_active=True,
            assignments__role__in=roles_with(permission),
            assignments__organisation__in=organisations,
        )
        .distinct()
        .order_by("full_name", "id")
    )
