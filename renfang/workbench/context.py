"""What every page needs to know about its office and user."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from renfang.organisations.permissions import Role
from renfang.workbench.navigation import menu


def office(request: HttpRequest) -> dict[str, Any]:
    """Menu, posts and the demo mark, put together once a request.

    Cheap and safe on error pages, and before login too.
    """
    held = getattr(request, "_office", None)
    if held is None:
        held = request._office = _office(request)  # type: ignore[attr-defined]
    return held


def _office(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo_banner": settings.DEMO}
    if user is None or not user.is_authenticated:
        return context
    scope = request.scope  # type: ignore[attr-defined]
    context["navigation"] = menu(request, scope)
    context["posts"] = [Role(role).label for role in scope.posts if role in Role.values]
    return context
