"""登录 and 退出, 修改密码, 我的登录: what everybody does with an account of his own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from axes.models import AccessFailureLog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from renfang.administration.acts.people import change_own_password, end_other_sessions
from renfang.administration.forms.people import SessionForm
from renfang.administration.tables import login_table
from renfang.history.access import Kind, note_access
from renfang.history.entries import mark_refusal
from renfang.history.origin import current_address
from renfang.organisations.models import (
    FactorRequest,
    LoginSession,
    Organisation,
    PasswordRequest,
    User,
)
from renfang.organisations.passwords import REMINDED, days_left, policy, why_due
from renfang.organisations.second_factor import has_factor
from renfang.organisations.sessions import (
    ENDED,
    held_for_second_step,
    hold_for_second_step,
    let_go,
    open_sessions,
    stay_after_new_password,
)
from renfang.pages import columns as col
from renfang.pages.tables import Table

_ACCOUNTS = (
    col.Code("账号", itemgetter(0)),
    col.Column("岗位", itemgetter(1)),
    col.Column("机构", itemgetter(2)),
)
# An ended session says so on the login page.
_WHY = {
    LoginSession.End.IDLE: "较长时间没有操作，已自动退出。重新登录后继续",
    LoginSession.End.LIMIT: "本次登录已满时限，已自动退出。重新登录后继续",
}


def is_stopped(address: str) -> bool:
    """Whether so many logins were refused to an address within the hour that none is heard."""
    since = timezone.now() - timedelta(hours=1)
    refused = AccessFailureLog.objects.filter(ip_address=address or None, attempt_time__gt=since)
    return refused.count() >= settings.LOGIN_FAILURES_PER_ADDRESS


class SignIn(LoginView):
    """登录; a demo installation tells its accounts, an empty one how to get the first.

    ``accounts`` are the demo's: name, post and office of each, all with one ``password``.
    """

    redirect_authenticated_user = True
    accounts: Sequence[tuple[str, str, str]] = ()
    password = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """No password is looked at, right or wrong, while the address is stopped."""
        if is_stopped(current_address()):
            answer = render(request, "registration/address_stopped.html", status=429)
            answer.is_stopped = True
            return answer
        return super().post(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whose password was right goes on to the second step, from wherever he was led here."""
        if held_for_second_step(request):
            return redirect("second_step")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, or on to the second step of whoever has one; nobody is logged in before it."""
        user = form.get_user()
        if has_factor(user):
            hold_for_second_step(self.request, user, self.get_success_url())
            note_access(
                self.request,
                kind=Kind.LOGIN,
                person=user,
                label="密码正确，待第二步",
                details={"浏览器": self.request.META.get("HTTP_USER_AGENT", "")[:200]},
            )
            return redirect("second_step")
        let_go(self.request)
        before = user.last_login
        response = super().form_valid(form)
        greet(self.request, before)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["ended"] = _WHY.get(self.request.session.pop(ENDED, ""), "")
        if settings.DEMO:
            context["demo_password"] = self.password
            context["demo_people"] = Table("演示账号", _ACCOUNTS, self.accounts)
        else:
            context["nobody_can_log_in"] = not Organisation.objects.exists()
        return context


class SignOut(LogoutView):
    """退出; the browser is told to forget what it kept (GB/T 22239-2019 clause 8.1.4.10)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Out, and nothing of it left behind."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


class NewPassword(PasswordChangeView):
    """修改密码; where it must be, the page says why, and nothing else is open until it is done."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The old one is guessed here no more often than at the login."""
        credentials = {"username": request.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            mark_refusal(request, request.user, "修改密码：连续失败，账号在该地址暂时锁定")
            return get_lockout_response(request, credentials=credentials)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Set it, and go on in this browser alone."""
        person = change_own_password(form.cleaned_data["new_password1"], by=self.request.user)
        stay_after_new_password(self.request, person)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        """Whoever sits at another's browser does not know the old one: that is on record."""
        if "old_password" in form.errors and self.request.POST.get("old_password"):
            user = self.request.user
            credentials = {"username": user.username}
            user_login_failed.send(__name__, credentials=credentials, request=self.request)
            mark_refusal(self.request, user, "修改密码：原密码不正确")
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        told = told_of_reset(user) if user.must_change_password else ""
        return {**context, "why": why_due(user), "told": told, "rules": policy().words}


def greet(request: HttpRequest, last_login: datetime | None) -> None:
    """Tell whoever just came in what ends soon, and what was done since his ``last_login``."""
    user = request.user
    left = days_left(user)
    if left is not None and 0 <= left <= REMINDED and not why_due(user):
        messages.warning(request, f"密码还有 {left} 天到期，在“修改密码”中更换")
    lifted = user.factor_requests.filter(state=FactorRequest.State.CONFIRMED).first()
    if lifted is not None and (last_login is None or lifted.decided_at > last_login):
        when = timezone.localtime(lifted.decided_at)
        messages.warning(
            request,
            f"你的两步验证于 {when:%Y-%m-%d %H:%M} 由{lifted.asked_by}申请、"
            f"{lifted.decided_by}确认解除。不是本人要求的，立即告知审计管理员",
        )


def told_of_reset(user: User) -> str:
    """Who had the password reset, and when: the owner is told, for he may not have wanted it."""
    row = user.password_requests.filter(state=PasswordRequest.State.CONFIRMED).first()
    if row is None:
        return ""
    when = timezone.localtime(row.decided_at)
    return (
        f"你的密码于 {when:%Y-%m-%d %H:%M} 由{row.asked_by}申请、{row.decided_by}确认重设。"
        "不是本人要求的，立即告知审计管理员"
    )


@require_http_methods(["GET", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """我的登录: where one is logged in, and how the last ones ended; ends one, or all others."""
    user, here = request.user, request.session.session_key
    if request.method == "POST":
        form = SessionForm(request.POST)
        if form.is_valid():
            count = end_other_sessions(form.cleaned_data["session"], here=here, by=user)
            words = f"已结束 {count} 个登录" if count else "没有其他登录"
            messages.success(request, words)
        return redirect("own_sessions")
    running = list(open_sessions(user))
    context = {
        "running": login_table(running, here=here, has_buttons=True),
        "ended": login_table(user.login_sessions.filter(ended_at__isnull=False)[:20]),
        "others": sum(row.session_key != here for row in running),
    }
    return render(request, "administration/own_sessions.html", context)
