"""Accounts: acts of the system administrator, who opens them but never grants rights."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet

from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, act, require_text
from renfang.administration.acts.roles import decide, require_waiting
from renfang.history.record import record
from renfang.organisations.models import LoginSession, Organisation, PasswordRequest, User
from renfang.organisations.models.posts import Asked
from renfang.organisations.passwords import set_password
from renfang.organisations.scope import Scope
from renfang.organisations.sessions import end_sessions, open_sessions
from renfang.organisations.staff import posts_left_empty
from renfang.resting import resting_on
from renfang.steps import EXPLANATION

# Without 0/O and 1/l/I: the password is read out or copied from paper once.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Characters that each of two persons hands over.
HALF = 8


def visible_people(scope: Scope) -> QuerySet[User]:
    """Staff of the organisations at which the user may see people."""
    return User.objects.filter(organisation__in=scope.organisations("view_people")).select_related(
        "organisation"
    )


def first_password(length: int = 2 * HALF) -> str:
    """A random password of so many characters (16: over 90 bits), shown once."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def locked_person(user_id: int, by: User) -> User:
    """The account, locked, for whoever manages accounts in its office.

    Raises NotFound for a person out of sight, NotPermitted for one that another post manages.
    """
    scope = Scope(by)
    person = visible_people(scope).filter(pk=user_id).first()
    if person is None:
        raise NotFound("用户")
    scope.require("manage_people", person.organisation_id or 0)
    return User.objects.select_for_update().get(pk=user_id)


@act
def open_account(
    username: str,
    full_name: str,
    organisation_id: int,
    *,
    by: User,
    job_title: str = "",
    phone: str = "",
) -> tuple[User, str]:
    """开设账号: gives the new user and the first half of the one-time password to hand over.

    Nobody can log in before another administrator confirms and hands over the second half.
    """
    Scope(by).require("manage_people", organisation_id)
    if User.objects.filter(username__iexact=username).exists():
        raise Incomplete(f"账号“{username}”已有人使用，换一个", field="username")
    person = User.objects.create_user(
        username,
        full_name=full_name,
        organisation=Organisation.objects.get(pk=organisation_id),
        job_title=job_title,
        phone=phone,
    )
    half = _first_half(person, by)
    record(by, "开设账号", person, after={"账号": username, "姓名": full_name})
    return person, half


def _require_other(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise Refused("自己的密码在“修改密码”中更改")


@act
def ask_password(user_id: int, *, by: User) -> str:
    """申请重设密码: gives the first half of the one-time password; the old one goes on to hold.

    The second half is made and shown when another person confirms, so that neither of the two
    ever has a password of the third. Asked again, the first half is another.
    """
    person = locked_person(user_id, by)
    _require_other(person, by)
    half = _first_half(person, by)
    record(by, "申请重设密码", person)
    return half


def _first_half(person: User, by: User) -> str:
    half = first_password(HALF)
    PasswordRequest.objects.update_or_create(
        user=person, state=PasswordRequest.State.ASKED, defaults={"asked_by": by, "half": half}
    )
    return half


@act
def confirm_password(request_id: int, *, by: User) -> str:
    """确认重设密码: another administrator; gives the second half of the one-time password.

    The owner is out everywhere, and told by the page on which he sets his own.
    """
    asked = _locked_request(request_id, by)
    person = User.objects.select_for_update().get(pk=asked.user_id)
    half = first_password(HALF)
    set_password(person, asked.half + half, is_one_time=True)
    end_sessions(open_sessions(person), LoginSession.End.PASSWORD)
    asked.half = ""
    decide(asked, PasswordRequest.State.CONFIRMED, by)
    record(by, "确认重设密码", person, after={"申请人": str(asked.asked_by)})
    return half


@act
def decline_password(request_id: int, *, by: User) -> PasswordRequest:
    """不同意重设密码: the old password goes on to hold."""
    asked = _locked_request(request_id, by)
    asked.half = ""
    decide(asked, PasswordRequest.State.DECLINED, by)
    record(by, "不同意重设密码", asked.user, before={"申请人": str(asked.asked_by)})
    return asked


def locked_request(kind: type[Asked], request_id: int, by: User, what: str, own: str) -> Any:
    """The waiting request, for whoever may confirm it, did not ask, and is not its person.

    Words of a refusal: ``what`` is asked for ("重设密码"), and for oneself ("重设自己的密码").
    """
    asked: Any = kind.objects.select_for_update().filter(pk=request_id).first()
    if asked is None or not visible_people(Scope(by)).filter(pk=asked.user_id).exists():
        raise NotFound(f"{what}申请")
    Scope(by).require("confirm_passwords", asked.user.organisation_id or 0)
    require_waiting(asked, by)
    if asked.user_id == by.pk:
        raise NotPermitted(f"不能确认{own}。由另一人办理")
    return asked


def _locked_request(request_id: int, by: User) -> PasswordRequest:
    asked: PasswordRequest = locked_request(
        PasswordRequest, request_id, by, "重设密码", "重设自己的密码"
    )
    return asked


@act
def change_own_password(password: str, *, by: User) -> User:
    """修改密码: one's own; the form has proved the old one and the policy (GB/T 22239 8.1.4.1 a).

    The sessions of other browsers end; the page keeps its own going.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    set_password(person, password, is_one_time=False)
    record(by, "修改密码", person)
    return person


@act
def end_other_sessions(session_id: int | None, *, here: str | None, by: User) -> int:
    """结束登录: one of one's own sessions, or all but the one at hand; gives how many.

    ``here`` is the key of the session at hand, which 退出 ends. Raises NotFound for a session that
    is another's or has ended.
    """
    rows = open_sessions(by).exclude(session_key=here or "")
    if session_id is not None:
        rows = rows.filter(pk=session_id)
        if not rows.exists():
            raise NotFound("登录")
    return _end(by, by, rows)


@act
def end_all_sessions(user_id: int, *, by: User) -> int:
    """结束登录: by the system administrator, all of a person at once; gives how many."""
    person = locked_person(user_id, by)
    if person.pk == by.pk:
        raise Refused("自己的登录在“我的登录”中结束")
    return _end(person, by, open_sessions(person))


def _end(person: User, by: User, rows: QuerySet[LoginSession]) -> int:
    count = end_sessions(rows, LoginSession.End.ENDED)
    if count:
        record(by, "结束登录", person, after={"结束的登录": f"{count} 个"})
    return count


def left_behind(person: User) -> str:
    """What nobody does any more once the person is out, in words; empty where there is nothing."""
    waiting = [each.label for each in resting_on(person)]
    empty = posts_left_empty(person)
    return "；".join(
        [
            *([f"{person}名下有{'、'.join(waiting)}"] if waiting else []),
            *([f"停用后{'、'.join(empty)}岗位无人担任"] if empty else []),
        ]
    )


@act
def set_active(user_id: int, is_active: bool, *, by: User, explanation: str = "") -> User:
    """停用或启用账号: a disabled account is out at its next request, and enabled logs in anew.

    Raises Incomplete on ``explanation``, saying what is left behind, until it is told who takes
    over.
    """
    person = locked_person(user_id, by)
    if person.pk == by.pk:
        raise Refused("不能停用自己的账号")
    left = "" if is_active or not person.is_active else left_behind(person)
    if left:
        require_text(explanation, f"{left}。写明由谁接办", field=EXPLANATION, least=5)
    before = "启用" if person.is_active else "停用"
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(open_sessions(person), LoginSession.End.DISABLED)
    after = "启用" if is_active else "停用"
    record(
        by,
        f"{after}账号",
        person,
        before={"账号状态": before},
        after={"账号状态": after},
        note=explanation.strip() if left else "",
    )
    return person
