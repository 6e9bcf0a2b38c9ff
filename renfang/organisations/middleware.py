"""Gives every request the scope of its user, and keeps the user to limits and password."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from renfang.organisations.passwords import why_due
from renfang.organisations.scope import Scope
from renfang.organisations.sessions import keep_within_limits

Answering = Callable[[HttpRequest], HttpResponse]
# What somebody may do who has to set a password of his own first.
_BEFORE_PASSWORD = {"password_change", "password_change_done", "logout", "login", "health"}


def keep_sessions(get_response: Answering) -> Answering:
    """End a session that has run out before anybody reads who it belongs to."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            keep_within_limits(request)
        return get_response(request)

    return middleware


def resolve_scope(get_response: Answering) -> Answering:
    """Set ``request.scope``; it reads the database only when first asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.scope = Scope(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class require_own_password:  # noqa: N801 - a middleware factory, named like its siblings
    """Leads whoever has a one-time password, or one that ran out, to a new one and nowhere else."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Before any page: public ones, of visitors, are nobody's and stay as they are."""
        user = request.user
        match = request.resolver_match
        if not user.is_authenticated or (match and match.view_name in _BEFORE_PASSWORD):
            return None
        if not getattr(view, "login_required", True) or not why_due(user):
            return None
        return HttpResponseRedirect(reverse("password_change"))
