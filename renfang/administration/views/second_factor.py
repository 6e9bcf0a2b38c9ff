"""The second step of a login, and 两步验证: what its owner sets up, renews and ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import Incomplete, Refused
from renfang.administration.acts.passkeys import (
    add_passkey,
    asked_to_add,
    remove_passkey,
)
from renfang.administration.acts.second_factor import (
    RECOVERY,
    enrol_app,
    renew_recovery_codes,
    switch_off_app,
)
from renfang.administration.forms.second_factor import (
    FirstCodeForm,
    PasskeyForm,
    ProofForm,
    StepForm,
)
from renfang.administration.views.account import greet, is_stopped
from renfang.administration.views.proof import (
    PROVED_SECONDS,
    WRONG,
    WRONG_PASSKEY,
    forget_proved,
    is_proved,
    keep_challenge,
    keep_proved,
    means_of,
    options_for,
    prove,
    site_of,
    taken_challenge,
)
from renfang.history.entries import mark_refusal
from renfang.history.origin import current_address
from renfang.organisations.models import Passkey, User
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import (
    RECOVERY_CODES,
    Drafts,
    address_of_key,
    app_of,
    draft_codes,
    has_factor,
    is_required,
    new_key,
    recovery_codes_left,
    requiring,
    seal,
    unseal,
    waiting_liftings,
)
from renfang.organisations.sessions import (
    HAS_FACTOR,
    held_for_second_step,
    let_go,
    renew_session,
)
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import refuse_on_form, tried
from renfang.pages.tables import Table

_BACKEND = "renfang.organisations.backends.StaffBackend"
# In the session: the key that a page shows, sealed, and since when.
_KEY = "renfang_new_key"
_HERE = ("两步验证", "/settings/account/second-factor/")


# --- the second step of a login -------------------------------------------------------------------


@login_not_required
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """登录验证: the password was right; nobody is logged in before the code is."""
    if request.user.is_authenticated:
        return redirect("workbench")
    held = held_for_second_step(request)
    if held is None:
        return redirect("login")
    user, to = held
    if request.method == "GET":
        return _step_page(request, user, _step_form(user))
    if "leave" in request.POST:
        let_go(request)
        return redirect("login")
    if is_stopped(current_address()):
        mark_refusal(request, user, "第二步：该地址一小时内失败过多，一概不受理")
        return render(request, "registration/address_stopped.html", status=429)
    if not AxesProxyHandler.is_allowed(request, {"username": user.username}):
        mark_refusal(request, user, "第二步：连续失败，账号在该地址暂时锁定")
        return get_lockout_response(request, credentials={"username": user.username})
    return _judge_step(request, user, to)


def _judge_step(request: HttpRequest, user: User, to: str) -> HttpResponse:
    form = _step_form(user, request.POST)
    challenge = taken_challenge(request)
    if not form.is_valid():
        return _step_page(request, user, form, 422)
    try:
        means = means_of(request, user, form.cleaned_data, challenge, "登录")
    except Refused as refusal:
        return _step_page(request, user, form, refuse_on_form(form, refusal))
    if not means:
        words = WRONG_PASSKEY if form.cleaned_data["answer"] else WRONG
        form.add_error(None if form.cleaned_data["answer"] else "code", words)
        return _step_page(request, user, form, 422)
    let_go(request)
    before = user.last_login
    login(request, user, backend=_BACKEND)
    request.session[HAS_FACTOR] = True
    greet(request, before)
    if means == RECOVERY:
        left = recovery_codes_left(user)
        messages.warning(request, f"已用去一个恢复码，还剩 {left} 个。在“两步验证”中可重新生成")
    return redirect(to)


def _step_form(user: User, data: Any = None) -> StepForm:
    return StepForm(data, has_app=app_of(user) is not None)


def _step_page(request: HttpRequest, user: User, form: StepForm, status: int = 200) -> HttpResponse:
    options = options_for(request, user)
    context = {
        "form": form,
        "person": user,
        "elsewhere": not options and user.passkeys.exists(),
        "options": options,
    }
    return render(request, "registration/second_step.html", context, status=status)


# --- the owner's own pages ------------------------------------------------------------------------


def _ending(row: Passkey) -> str:
    return col.row_link("删除", reverse("passkey_off", args=[row.pk]), row.name)


_PASSKEYS = (
    col.Column("名称", "name"),
    col.Code("使用地址", "host"),
    col.Moment("添加时间", "added_at"),
    col.Moment("最近使用", "used_at"),
    col.Short("办理", "", html=_ending),
)


@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """两步验证: what is set up, and what the posts ask for."""
    user = request.user
    factor = app_of(user)
    asking = requiring(Scope(user).posts)
    context = {
        "must": request.must_enrol,
        "factor": factor,
        "passkeys": Table("通行密钥", _PASSKEYS, list(user.passkeys.all())),
        "has_factor": has_factor(user),
        "left": recovery_codes_left(user),
        "asking": asking,
        "is_offered": bool(asking) and settings.SECOND_FACTOR == "offered",
        "site": site_of(request),
        "lifting": waiting_liftings().filter(user=user).select_related("asked_by").first(),
    }
    return render(request, "administration/second_factor.html", context)


def _proof_page(
    request: HttpRequest, page: FormPage, perform: Callable[[], Any], *, done: str, to: str = ""
) -> HttpResponse:
    """Asks who sits here, then performs; the page's title is what it is for."""
    challenge = taken_challenge(request)
    form = ProofForm(request.POST or None)

    def proved() -> Any:
        prove(request, form, challenge, page.title)
        return perform()

    options = options_for(request, request.user)
    page = replace(page, below="administration/passkey_proof.html", extra={"options": options})
    return act_form(request, form, page, proved, done=done, to=lambda _: to or page.trail[-1][1])


def _first_proof(request: HttpRequest, purpose: str) -> HttpResponse | None:
    """The page that asks who sits here, of whoever has a second factor; None once he is proved.

    Else whoever finds a browser open would make himself a way in that stays.
    """
    if not has_factor(request.user) or is_proved(request, purpose):
        return None
    page = FormPage(purpose, "继续", [_HERE], lead="先确认是本人操作，然后继续。")
    return _proof_page(
        request, page, lambda: keep_proved(request, purpose), done="", to=request.path
    )


@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """启用动态验证码: the key as a QR code and as text, and one code that proves it."""
    if asking := _first_proof(request, "更换动态验证码"):
        return asking
    key = _key_of(request)
    form = FirstCodeForm(request.POST or None)

    def enrolled() -> HttpResponse:
        here, drafts = request.session.session_key, _drafts(request)
        codes = enrol_app(key, **form.cleaned_data, by=request.user, here=here, drafts=drafts)
        del request.session[_KEY]
        return _enrolled(request, codes, "已启用动态验证码")

    answer, status = tried(request, form, enrolled)
    if answer is not None:
        return answer
    address = address_of_key(request.user, key)
    context = {
        "form": form,
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "picture": segno.make_qr(address, error="m").svg_data_uri(scale=5, border=4),
    }
    return render(request, "administration/second_factor_app.html", context, status=status)


def _drafts(request: HttpRequest) -> Drafts:
    """Recovery codes for whoever gets his first second factor."""
    return () if has_factor(request.user) else draft_codes()


def _key_of(request: HttpRequest) -> str:
    """The key that the page shows: sealed in the session, and another one after ten minutes."""
    now = int(timezone.now().timestamp())
    sealed, made_at = request.session.get(_KEY, ("", 0))
    if 0 <= now - made_at < PROVED_SECONDS and (key := unseal(sealed)):
        return key
    key = new_key()
    request.session[_KEY] = (seal(key), now)
    return key


def _enrolled(request: HttpRequest, codes: list[str], done: str) -> HttpResponse:
    """The first time the recovery codes, shown on this answer alone; else back."""
    request.session[HAS_FACTOR] = True
    forget_proved(request)
    # Whoever came in elsewhere, or holds what this session was, is out.
    renew_session(request, request.user)
    messages.success(request, done)
    if not codes:
        return redirect("second_factor")
    return _codes_page(request, codes)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "administration/recovery_codes.html", {"codes": codes})


def _ended(request: HttpRequest) -> None:
    if not has_factor(request.user):
        request.session.pop(HAS_FACTOR, None)


@require_http_methods(["GET", "POST"])
def app_off(request: HttpRequest) -> HttpResponse:
    """停用动态验证码."""
    if app_of(request.user) is None:
        raise Http404

    def perform() -> None:
        switch_off_app(by=request.user)
        _ended(request)

    page = FormPage("停用动态验证码", "停用", [_HERE], danger=True, lead=_lead(request))
    return _proof_page(request, page, perform, done="已停用动态验证码")


@require_http_methods(["GET", "POST"])
def passkey_off(request: HttpRequest, pk: int) -> HttpResponse:
    """删除通行密钥; ``pk`` is the key's."""
    row = request.user.passkeys.filter(pk=pk).first()
    if row is None:
        raise Http404

    def perform() -> None:
        remove_passkey(pk, by=request.user)
        _ended(request)

    page = FormPage(f"删除通行密钥“{row.name}”", "删除", [_HERE], danger=True, lead=_lead(request))
    return _proof_page(request, page, perform, done="已删除通行密钥")


def _lead(request: HttpRequest) -> str:
    posts = Scope(request.user).posts
    if is_required(posts):
        asking = requiring(posts)
        who = f"{'、'.join(asking)}岗位" if asking else "所有账号都"
        return f"{who}须用两步验证：没有其他方式的，停用后须重新启用才能办理业务。"
    return "没有其他方式的，停用后登录只凭密码，恢复码同时失效。"


@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """重新生成恢复码: shown on this answer alone."""
    if not has_factor(request.user):
        raise Http404
    challenge = taken_challenge(request)
    form = ProofForm(request.POST or None)

    def renewed() -> HttpResponse:
        prove(request, form, challenge, "重新生成恢复码")
        codes = renew_recovery_codes(by=request.user, drafts=draft_codes())
        return _codes_page(request, codes)

    answer, status = tried(request, form, renewed)
    if answer is not None:
        return answer
    page = FormPage(
        "重新生成恢复码",
        "重新生成",
        [_HERE],
        lead=f"生成 {RECOVERY_CODES} 个新的恢复码，以前的全部失效。",
        below="administration/passkey_proof.html",
    )
    options = options_for(request, request.user)
    context = {"page": page, "form": form, "back": _HERE[1], "options": options}
    return render(request, page.template, context, status=status)


@require_http_methods(["GET", "POST"])
def passkey_new(request: HttpRequest) -> HttpResponse:
    """添加通行密钥: the browser makes it, and answers in the form."""
    if asking := _first_proof(request, "添加通行密钥"):
        return asking
    site = site_of(request)
    form = PasskeyForm(request.POST or None)
    challenge = taken_challenge(request) if request.method == "POST" else ""

    def added() -> HttpResponse:
        if site is None or not challenge:
            raise Incomplete("本页已打开较久，重新添加一次")
        here = request.session.session_key
        asked = {"challenge": challenge, "site": site, "here": here}
        codes = add_passkey(**form.cleaned_data, **asked, by=request.user, drafts=_drafts(request))
        return _enrolled(request, codes, "已添加通行密钥")

    answer, status = tried(request, form, added)
    if answer is not None:
        return answer
    options = keep_challenge(request, asked_to_add(request.user, site)) if site else ""
    context = {"form": form, "options": options, "must": request.must_enrol}
    return render(request, "administration/passkey_new.html", context, status=status)
