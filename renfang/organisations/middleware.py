"""Gives every request the scope of its user, and keeps the user to limits and ways of coming in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from renfang.organisations.passwords import why_due
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import must_enrol
from renfang.organisations.sessions import (
    HAS_FACTOR,
    keep_within_limits,
    leave_without_factor,
)

Answering = Callable[[HttpRequest], HttpResponse]
# What somebody may do who has to set a password of his own first.
_BEFORE_PASSWORD = {"password_change", "password_change_done", "logout", "login", "health"}

# And who has to set up a second factor: the pages of his own account.
_BEFORE_FACTOR = _BEFORE_PASSWORD | {
    "second_factor",
    "second_factor_app",
    "second_factor_app_off",
    "second_factor_codes",
    "passkey_new",
    "passkey_off",
    "own_sessions",
}


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


class require_second_factor:  # noqa: N801 - a middleware factory, named like its siblings
    """Leads whoever's post needs a second factor to the page that sets it up.

    Until then he reaches nothing: the request has the scope of a visitor, so that a page which
    somebody forgets here would be an empty one. (A session that has not passed its second step is
    nobody's at all: renfang.administration.views.account logs in only after it.) A session that
    the password alone opened ends once its owner has a second factor, wherever he set it up.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        by_password = user.is_authenticated and HAS_FACTOR not in request.session
        if by_password and request.scope.has_two_steps:  # type: ignore[attr-defined]
            leave_without_factor(request)
            by_password, request.scope = False, Scope(request.user)  # type: ignore[attr-defined]
        request.must_enrol = (  # type: ignore[attr-defined]
            by_password and must_enrol(request.user, request.scope)  # type: ignore[attr-defined]
        )
        if request.must_enrol:  # type: ignore[attr-defined]
            request.scope = Scope(AnonymousUser())  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Before any page but the public ones and those of the own account."""
        match = request.resolver_match
        if not request.must_enrol or (  # type: ignore[attr-defined]
            match and match.view_name in _BEFORE_FACTOR
        ):
            return None
        if not getattr(view, "login_required", True):
            return None
        return HttpResponseRedirect(reverse("second_factor"))
