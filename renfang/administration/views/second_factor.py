"""The second step of a login, and 两步验证: what its owner sets up, renews and ends."""

from __future__ import annotations

import ipaddress
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import Incomplete, Refused
from renfang.administration.acts.passkeys import (
    Site,
    add_passkey,
    asked_to_add,
    asked_to_prove,
    remove_passkey,
    try_passkey,
)
from renfang.administration.acts.second_factor import (
    RECOVERY,
    enrol_app,
    renew_recovery_codes,
    switch_off_app,
    try_code,
)
from renfang.administration.forms.second_factor import (
    FirstCodeForm,
    PasskeyForm,
    ProofForm,
    StepForm,
)
from renfang.administration.views.account import greet, is_stopped
from renfang.history.origin import current_address
from renfang.organisations.models import Passkey, SecondFactor, User
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import (
    RECOVERY_CODES,
    address_of_key,
    has_factor,
    new_key,
    recovery_codes_left,
    requiring,
)
from renfang.organisations.sessions import (
    HAS_FACTOR,
    held_for_second_step,
    let_go,
    renew_session,
)
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import refuse_on_form
from renfang.pages.tables import Table

_BACKEND = "renfang.organisations.backends.StaffBackend"
# In the session: the key that a page shows, the challenge that a browser was asked.
_KEY, _CHALLENGE = "renfang_new_key", "renfang_challenge"
_WRONG = "验证码不对或已经用过。填写身份验证器当前显示的 6 位数字，或一个没有用过的恢复码"
_HERE = ("两步验证", "/settings/account/second-factor/")


def site_of(request: HttpRequest) -> Site | None:
    """Where passkeys of this page are bound to; None where no browser offers them.

    They need https or this very machine, and a name: an address in numbers is none.
    """
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        if request.is_secure() or name == "localhost":
            return Site(name, f"{request.scheme}://{host}")
    return None


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
        return render(request, "registration/address_stopped.html", status=429)
    if not AxesProxyHandler.is_allowed(request, {"username": user.username}):
        return get_lockout_response(request, {"username": user.username})
    return _judge_step(request, user, to)


def _judge_step(request: HttpRequest, user: User, to: str) -> HttpResponse:
    form = _step_form(user, request.POST)
    challenge = request.session.pop(_CHALLENGE, "")
    if not form.is_valid():
        return _step_page(request, user, form, 422)
    try:
        means = _means(request, user, form.cleaned_data, challenge)
    except Refused as refusal:
        return _step_page(request, user, form, refuse_on_form(form, refusal))
    if not means:
        _tell_axes(request, user)
        words = "通行密钥没有通过验证，再试一次" if form.cleaned_data["answer"] else _WRONG
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
    has_app = SecondFactor.objects.filter(user=user).exclude(key="").exists()
    return StepForm(data, has_app=has_app)


def _means(request: HttpRequest, user: User, sent: dict[str, Any], challenge: str) -> str:
    """By what the step is passed; nothing where it is not."""
    if not sent["answer"]:
        return try_code(sent["code"], by=user).means
    site = site_of(request)
    if site is None or not challenge:
        raise Incomplete("本页已打开较久，重新使用一次通行密钥", field="code")
    return "passkey" if try_passkey(sent["answer"], challenge, site, by=user) else ""


def _tell_axes(request: HttpRequest, user: User) -> None:
    """A wrong code counts like a wrong password: for the account at this address, and for it."""
    user_login_failed.send(
        sender=__name__, credentials={"username": user.username}, request=request
    )


def _step_page(request: HttpRequest, user: User, form: StepForm, status: int = 200) -> HttpResponse:
    site, options = site_of(request), ""
    if site is not None and user.passkeys.filter(host=site.host).exists():
        options, request.session[_CHALLENGE] = asked_to_prove(user, site)
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
    factor = SecondFactor.objects.filter(user=user).exclude(key="").first()
    asking = requiring(Scope(user).posts)
    context = {
        "must": request.must_enrol,
        "factor": factor,
        "passkeys": Table("通行密钥", _PASSKEYS, list(user.passkeys.all())),
        "has_factor": has_factor(user),
        "left": recovery_codes_left(user),
        "asking": asking,
        "is_offered": bool(asking) and settings.SECOND_FACTOR != "required",
        "site": site_of(request),
    }
    return render(request, "administration/second_factor.html", context)


@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """启用动态验证码: the key as a QR code and as text, and one code that proves it."""
    key = request.session.get(_KEY) or new_key()
    request.session[_KEY] = key
    form = FirstCodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                codes = enrol_app(key, form.cleaned_data["code"], by=request.user)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                del request.session[_KEY]
                return _enrolled(request, codes, "已启用动态验证码")
    address = address_of_key(request.user, key)
    context = {
        "form": form,
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "picture": segno.make_qr(address, error="m").svg_data_uri(scale=5, border=4),
    }
    return render(request, "administration/second_factor_app.html", context, status=status)


def _enrolled(request: HttpRequest, codes: list[str], done: str) -> HttpResponse:
    """The first time the recovery codes, shown on this answer alone; else back."""
    request.session[HAS_FACTOR] = True
    messages.success(request, done)
    if not codes:
        return redirect("second_factor")
    # Whoever came in elsewhere by the password alone is out.
    renew_session(request, request.user)
    return _codes_page(request, codes)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "administration/recovery_codes.html", {"codes": codes})


def _prove(request: HttpRequest, form: ProofForm, purpose: str) -> None:
    """Password and code of whoever sits here; raises Incomplete at the field that is wrong."""
    user = request.user
    sent = form.cleaned_data
    if authenticate(request, username=user.username, password=sent["password"]) != user:
        raise Incomplete("密码不正确", field="password")
    if not try_code(sent["code"], by=user, purpose=purpose).means:
        _tell_axes(request, user)
        raise Incomplete(_WRONG, field="code")


def _ended(request: HttpRequest) -> None:
    if not has_factor(request.user):
        request.session.pop(HAS_FACTOR, None)


@require_http_methods(["GET", "POST"])
def app_off(request: HttpRequest) -> HttpResponse:
    """停用动态验证码."""
    if not SecondFactor.objects.filter(user=request.user).exclude(key="").exists():
        raise Http404
    form = ProofForm(request.POST or None)

    def perform() -> None:
        _prove(request, form, "停用动态验证码")
        switch_off_app(by=request.user)
        _ended(request)

    page = FormPage("停用动态验证码", "停用", [_HERE], danger=True, lead=_lead(request))
    return act_form(request, form, page, perform, done="已停用动态验证码")


@require_http_methods(["GET", "POST"])
def passkey_off(request: HttpRequest, pk: int) -> HttpResponse:
    """删除通行密钥; ``pk`` is the key's."""
    row = request.user.passkeys.filter(pk=pk).first()
    if row is None:
        raise Http404
    form = ProofForm(request.POST or None)

    def perform() -> None:
        _prove(request, form, "删除通行密钥")
        remove_passkey(pk, by=request.user)
        _ended(request)

    page = FormPage(f"删除通行密钥“{row.name}”", "删除", [_HERE], danger=True, lead=_lead(request))
    return act_form(request, form, page, perform, done="已删除通行密钥")


def _lead(request: HttpRequest) -> str:
    asking = requiring(Scope(request.user).posts)
    if asking and settings.SECOND_FACTOR == "required":
        return (
            f"{'、'.join(asking)}岗位须用两步验证：没有其他方式的，停用后须重新启用才能办理业务。"
        )
    return "没有其他方式的，停用后登录只凭密码，恢复码同时失效。"


@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """重新生成恢复码: shown on this answer alone."""
    if not has_factor(request.user):
        raise Http404
    form = ProofForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _prove(request, form, "重新生成恢复码")
                return _codes_page(request, renew_recovery_codes(by=request.user))
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
    page = FormPage(
        "重新生成恢复码",
        "重新生成",
        [_HERE],
        lead=f"生成 {RECOVERY_CODES} 个新的恢复码，以前的全部失效。",
    )
    context = {"page": page, "form": form, "back": _HERE[1]}
    return render(request, page.template, context, status=status)


@require_http_methods(["GET", "POST"])
def passkey_new(request: HttpRequest) -> HttpResponse:
    """添加通行密钥: the browser makes it, and answers in the form."""
    site = site_of(request)
    form = PasskeyForm(request.POST or None)
    status, options = 200, ""
    if request.method == "POST":
        status = 422
        challenge = request.session.pop(_CHALLENGE, "")
        if form.is_valid():
            try:
                if site is None or not challenge:
                    raise Incomplete("本页已打开较久，重新添加一次")
                codes = add_passkey(
                    **form.cleaned_data, challenge=challenge, site=site, by=request.user
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return _enrolled(request, codes, "已添加通行密钥")
    if site is not None:
        options, request.session[_CHALLENGE] = asked_to_add(request.user, site)
    context = {"form": form, "options": options, "must": request.must_enrol}
    return render(request, "administration/passkey_new.html", context, status=status)
