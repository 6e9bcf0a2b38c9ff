"""Who sits here: what changes a second factor asks for password and code, or for a passkey."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from renfang.acts import Incomplete
from renfang.administration.acts.passkeys import Site, asked_to_prove, try_passkey
from renfang.administration.acts.second_factor import Paused, try_code
from renfang.administration.forms.second_factor import ProofForm
from renfang.history.entries import mark_refusal
from renfang.organisations.models import User

# In the session: the challenge that a browser was asked, and since when somebody is proved.
_CHALLENGE, _PROVED = "renfang_challenge", "renfang_proved"
# How long a proof holds for what it was given for.
PROVED_SECONDS = 600
WRONG = "验证码不对或已经用过。填写身份验证器当前显示的 6 位数字，或一个没有用过的恢复码"
WRONG_PASSKEY = "通行密钥没有通过验证，再试一次"
LATE = "本页已打开较久，重新使用一次通行密钥"


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


def taken_challenge(request: HttpRequest) -> str:
    """The challenge that the last page asked; it is answered once, whatever the answer is."""
    return str(request.session.pop(_CHALLENGE, ""))


def keep_challenge(request: HttpRequest, asked: tuple[str, str]) -> str:
    """Keep what is asked (options, challenge) until it is answered; gives the options."""
    options, request.session[_CHALLENGE] = asked
    return options


def options_for(request: HttpRequest, user: User) -> str:
    """What a page asks the browser for, where the user has a passkey of this site; else nothing."""
    site = site_of(request)
    if site is None or not user.passkeys.filter(host=site.host).exists():
        return ""
    return keep_challenge(request, asked_to_prove(user, site))


def means_of(
    request: HttpRequest, user: User, sent: dict[str, Any], challenge: str, purpose: str
) -> str:
    """By what the step is passed; nothing where it is not. A refusal is on record with its reason.

    Raises Paused where codes are not looked at, Incomplete where no passkey was asked for.
    """
    if not sent["answer"]:
        try:
            means = try_code(sent["code"], by=user, purpose=purpose).means
        except Paused:
            mark_refusal(request, user, "第二步：验证码错误次数过多，不受理")
            raise
        if not means:
            _tell_axes(request, user, "第二步：验证码不正确")
        return means
    site = site_of(request)
    if site is None or not challenge:
        raise Incomplete(LATE, field="code")
    if try_passkey(sent["answer"], challenge, site, by=user, purpose=purpose):
        return "passkey"
    _tell_axes(request, user, "第二步：通行密钥没有通过验证")
    return ""


def _tell_axes(request: HttpRequest, user: User, why: str) -> None:
    """A wrong code counts like a wrong password: for the account at this address, and for it."""
    user_login_failed.send(
        sender=__name__, credentials={"username": user.username}, request=request
    )
    mark_refusal(request, user, why)


def prove(request: HttpRequest, form: ProofForm, challenge: str, purpose: str) -> None:
    """Password and code, or a passkey, of whoever sits here.

    Raises Incomplete at the field that is wrong.
    """
    user, sent = request.user, form.cleaned_data
    by_code = {"username": user.username, "password": sent["password"]}
    if not sent["answer"] and authenticate(request, **by_code) != user:
        raise Incomplete("密码不正确", field="password")
    if not means_of(request, user, sent, challenge, purpose):
        raise Incomplete(WRONG_PASSKEY if sent["answer"] else WRONG, field="code")


def is_proved(request: HttpRequest, purpose: str) -> bool:
    """Whether somebody proved in this session, a while ago, that he may do this."""
    name, at = request.session.get(_PROVED, ("", 0))
    return bool(name == purpose and 0 <= _now() - at < PROVED_SECONDS)


def keep_proved(request: HttpRequest, purpose: str) -> None:
    """Remember the proof until it is used."""
    request.session[_PROVED] = (purpose, _now())


def forget_proved(request: HttpRequest) -> None:
    """The proof is used up."""
    request.session.pop(_PROVED, None)


def _now() -> int:
    return int(timezone.now().timestamp())
