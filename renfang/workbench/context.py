"""What every page needs to know about its office and user."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from renfang.organisations.permissions import Role
from renfang.workbench.navigation import menu


def office(request: HttpRequest) -> dict[str, Any]:
    """Menu, roles and the demo mark. Cheap and safe on error pages, before login too."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo_banner": settings.DEMO}
    if user is None or not user.is_authenticated:
        return context
    context["navigation"] = menu(request, request.scope)  # type: ignore[attr-defined]
    context["posts"] = [
        Role(role).label
        for role in user.assignments.order_by("role").values_list("role", flat=True).distinct()
        if role in Role.values
    ]
    return context
