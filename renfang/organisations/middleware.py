"""Gives every request the scope of its user."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from renfang.organisations.scope import Scope


def resolve_scope(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.scope``; it reads the database only when first asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.scope = Scope(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
