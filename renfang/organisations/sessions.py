"""Sessions: where somebody is logged in, for how long, and how it is ended.

Limits (GB/T 22239-2019 clause 8.1.4.1 b; OWASP ASVS 5.0.0, 7.3): half an hour without a request, a
quarter for administrators, eight hours in all. They stand in the session itself, so that a request
asks nothing more of the database; the row of ``LoginSession`` follows once a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from renfang.hooks import Hook
from renfang.organisations.models import LoginSession, RoleAssignment, User
from renfang.organisations.permissions import ADMINISTRATORS

End = LoginSession.End
# Why the last session ended, kept for the login page.
ENDED = "renfang_ended"
_BEGAN, _SEEN, _IDLE = "renfang_began", "renfang_seen", "renfang_idle"
# Who hears of a session that ends, and of its reason; renfang.history writes it down.
ENDINGS: Hook[Callable[[LoginSession, str], None]] = Hook()
# In the session of whoever came in by a second factor, or set one up in it.
HAS_FACTOR = "renfang_has_factor"
# Whose password was right and whose second step is due; nobody is logged in by it.
_HELD = "renfang_second_step"
HELD_MINUTES = 10
# Seconds between two notes of activity.
_PRECISION = 60


def begin_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note a session that was just opened (Django's signal user_logged_in)."""
    session = request.session
    if not session.session_key:
        session.save()
    now = timezone.now()
    session.pop(ENDED, None)
    session.pop(HAS_FACTOR, None)
    session[_BEGAN] = session[_SEEN] = int(now.timestamp())
    session[_IDLE] = _idle_minutes(user)
    LoginSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "address": request.META.get("renfang.address", ""),
            "device": request.META.get("HTTP_USER_AGENT", "")[:200].replace("\x00", ""),
            "began_at": now,
            "seen_at": now,
            "ended_at": None,
            "end": "",
        },
    )


def _idle_minutes(user: User) -> int:
    is_administrator = RoleAssignment.objects.filter(user=user, role__in=ADMINISTRATORS).exists()
    minutes: int = settings.SESSION_IDLE_MINUTES
    if is_administrator:
        return min(minutes, settings.SESSION_IDLE_MINUTES_ADMINISTRATORS)
    return minutes


def close_session(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Note a session that its owner leaves (Django's signal user_logged_out)."""
    _note_end(LoginSession.objects.filter(session_key=request.session.session_key), End.LOGOUT)


def _note_end(rows: QuerySet[LoginSession], end: str) -> None:
    ending = list(rows.filter(ended_at__isnull=True).select_related("user"))
    if not ending:
        return
    rows.filter(ended_at__isnull=True).update(ended_at=timezone.now(), end=end)
    for session in ending:
        for tell in ENDINGS:
            tell(session, end)


def keep_within_limits(request: HttpRequest) -> None:
    """Log out whoever was away too long or is in for too long; note the others' activity."""
    session = request.session
    if SESSION_KEY not in session:
        return
    now = int(timezone.now().timestamp())
    began, seen = session.get(_BEGAN), session.get(_SEEN)
    if began is None or now - began >= settings.SESSION_COOKIE_AGE:
        _log_out(request, End.LIMIT)
    elif now - seen >= session[_IDLE] * 60:
        _log_out(request, End.IDLE)
    elif now - seen >= _PRECISION:
        session[_SEEN] = now
        LoginSession.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())


def _log_out(request: HttpRequest, end: LoginSession.End) -> None:
    _note_end(LoginSession.objects.filter(session_key=request.session.session_key), end)
    logout(request)
    request.session[ENDED] = end.value


def open_sessions(user: User) -> QuerySet[LoginSession]:
    """Where the user is logged in now, the last seen first."""
    return user.login_sessions.filter(ended_at__isnull=True).order_by("-seen_at")


def end_sessions(rows: QuerySet[LoginSession], end: str) -> int:
    """End these sessions: whoever sits there is out at the next request. Gives how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(rows.filter(ended_at__isnull=True).values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    _note_end(LoginSession.objects.filter(session_key__in=keys), end)
    return len(keys)


def end_others(user: User, here: str) -> None:
    """End the user's sessions but the one of the key ``here``: in the act that makes them wrong."""
    end_sessions(open_sessions(user).exclude(session_key=here), End.ENDED)


def stay_after_new_password(request: HttpRequest, user: User) -> None:
    """The owner goes on where he changed the password; everywhere else he is out."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    LoginSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    others = open_sessions(user).exclude(session_key=request.session.session_key)
    end_sessions(others, End.PASSWORD)


def renew_session(request: HttpRequest, user: User) -> None:
    """Go on under another key, alone: what anybody else holds of this session is worth nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    LoginSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    end_others(user, request.session.session_key)


def leave_without_factor(request: HttpRequest) -> None:
    """Log out a session that was opened by the password alone, whose owner has two steps since."""
    _log_out(request, End.ENDED)


# --- between the two steps ------------------------------------------------------------------------


def hold_for_second_step(request: HttpRequest, user: User, to: str) -> None:
    """Keep whose password was right, and where he wants to go, for ten minutes.

    The session stays a visitor's. It holds as long as the password does, under a key that was not
    known before.
    """
    request.session.cycle_key()
    request.session[_HELD] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(timezone.now().timestamp()),
        "to": to,
    }


def held_for_second_step(request: HttpRequest) -> tuple[User, str] | None:
    """Whose second step is due, and where he wants to go; None where it is nobody's."""
    held = request.session.get(_HELD)
    if held is None:
        return None
    user = User.objects.select_related("organisation").filter(pk=held["user"]).first()
    age = int(timezone.now().timestamp()) - held["at"]
    is_same = user is not None and constant_time_compare(held["hash"], user.get_session_auth_hash())
    if user is None or not user.is_active or not is_same or not 0 <= age < HELD_MINUTES * 60:
        let_go(request)
        return None
    return user, held["to"]


def let_go(request: HttpRequest) -> None:
    """Forget whose password was right."""
    request.session.pop(_HELD, None)
