"""登录、退出、登录失败、锁定 on the record.

People type their password where the name belongs. So a name that is nobody's is kept nowhere, not
by us and not by django-axes: a mark stands for it, which is the same each time the name is typed.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from renfang.history.access import Kind, Result, note_access
from renfang.organisations.models import LoginSession, User

_TYPED, _WHY = "renfang_typed_name", "renfang_why_refused"


def note_login(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """登录 (Django's signal user_logged_in)."""
    device = request.META.get("HTTP_USER_AGENT", "")[:200]
    note_access(request, kind=Kind.LOGIN, person=user, details={"浏览器": device})


def note_end(session: LoginSession, end: str) -> None:
    """退出, or why else a session ended; ``session`` is as it was while it lasted."""
    note_access(
        None,
        kind=Kind.ENDED,
        person=session.user,
        label=LoginSession.End(end).label,
        details={"登录时间": f"{timezone.localtime(session.began_at):%Y-%m-%d %H:%M:%S}"},
        session_key=session.session_key,
        address=session.address,
    )


def mark_failure(credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any) -> None:
    """Keep in mind which name was refused (Django's signal user_login_failed)."""
    if request is not None:
        setattr(request, _TYPED, str(credentials.get("username", "")))


def mark_refusal(request: HttpRequest, user: User, why: str) -> None:
    """Keep in mind that the user's second step was refused, and why, for ``note_failure``."""
    setattr(request, _TYPED, user.username)
    setattr(request, _WHY, why)


def note_failure(request: HttpRequest, response: HttpResponse) -> bool:
    """Write down a login that was refused, once for a request; whether it was one."""
    typed = getattr(request, _TYPED, None)
    is_stopped = typed is None and getattr(response, "is_stopped", False)
    if typed is None and not is_stopped:
        return False
    person, mark = who_is(request.POST.get("username", "") if typed is None else typed)
    is_locked = response.status_code == 429
    why = "密码不正确"
    if told := getattr(request, _WHY, ""):
        why = told
        if getattr(request, "axes_locked_out", False):
            why = f"{told}，连续失败，账号在该地址暂时锁定"
    elif is_stopped:
        why = "该地址一小时内失败过多，一概不受理"
    elif is_locked:
        why = "连续失败，账号在该地址暂时锁定"
    elif person is None:
        why = "没有这个账号"
    elif not person.is_active:
        why = "账号已停用"
    note_access(
        request,
        kind=Kind.LOCKED if is_locked else Kind.FAILED,
        result=Result.REFUSED,
        person=person,
        label=person.username if person else mark,
        details={"原因": why, "浏览器": request.META.get("HTTP_USER_AGENT", "")[:200]},
    )
    return True


def who_is(typed: str) -> tuple[User | None, str]:
    """The person of a name that was typed, or nobody and what stands for the name."""
    if "\x00" not in typed:
        person = User.objects.filter(username=typed[:150]).first()
        if person is not None:
            return person, person.username
    return None, f"未登记的账号 {salted_hmac('renfang.typed_name', typed).hexdigest()[:8]}"


def name_for_axes(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """What django-axes counts by and keeps: the name of an account, else its mark."""
    typed = credentials.get("username") if credentials else request.POST.get("username")
    if not typed:
        return typed
    known: dict[str, str] = request.META.setdefault("renfang.names", {})
    if typed not in known:
        known[typed] = who_is(typed)[1]
    return known[typed]
