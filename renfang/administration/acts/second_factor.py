"""两步验证: the owner sets it up, uses it and ends it; two administrators lift it together."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from renfang.acts import Incomplete, NotFound, Refused, WrongState, act
from renfang.administration.acts.people import locked_person, locked_request
from renfang.administration.acts.roles import decide
from renfang.history.record import record
from renfang.organisations.models import (
    FactorRequest,
    LoginSession,
    RecoveryCode,
    SecondFactor,
    User,
)
from renfang.organisations.second_factor import (
    LIFTING_TERM,
    STOPPED,
    Drafts,
    count_failure,
    has_factor,
    is_app_stopped,
    looks_like_recovery,
    new_recovery_codes,
    pause_ends,
    plain,
    recovery_code_of,
    recovery_codes_left,
    seal,
    spend,
    step_of,
    unseal,
)
from renfang.organisations.sessions import end_others, end_sessions, open_sessions

APP, RECOVERY, PASSKEY = "动态验证码", "恢复码", "通行密钥"


class Paused(Refused):
    """So many codes were wrong that none is looked at for a while."""

    status = 429


@dataclass(frozen=True)
class Answer:
    """By what a second step was passed (empty: it was not)."""

    means: str


def _locked(by: User) -> tuple[User, SecondFactor]:
    """The person and his factor: one at a time tries, uses or changes it."""
    person = User.objects.select_for_update().get(pk=by.pk)
    return person, SecondFactor.objects.get_or_create(user=person)[0]


def _require_heard(factor: SecondFactor, code: str) -> None:
    """Raise Paused where too many codes of the person were wrong: for an hour, or of the app."""
    if ends := pause_ends(factor):
        raise Paused(
            f"验证码连续错误次数过多，{timezone.localtime(ends):%H:%M} 以后再试。"
            "不是本人操作的，立即修改密码并告知安全管理员"
        )
    if is_app_stopped(factor) and not looks_like_recovery(code):
        raise Paused(
            f"验证码累计错误已达 {STOPPED} 次，动态验证码不再受理。用通行密钥或恢复码登录，"
            "或由系统管理员申请解除两步验证。不是本人操作的，立即修改密码并告知安全管理员"
        )


def try_code(typed: str, *, by: User, purpose: str = "登录") -> Answer:
    """验证: a code of the authenticator app or a recovery code, for the step of a login or another.

    A wrong code is no refusal but an answer, so that it is counted and put on record. Raises
    Paused for an hour after each ten wrong ones, from whatever addresses, and after thirty without
    a right answer for good: then a passkey, a recovery code or an administrator lets in.
    """
    code = plain(typed)
    known = SecondFactor.objects.filter(user=by).first()
    if known is not None:
        _require_heard(known, code)
    return judge_code(code, recovery_code_of(by, code), by=by, purpose=purpose)


@act
def judge_code(
    code: str, recovery: RecoveryCode | None, *, by: User, purpose: str = "登录"
) -> Answer:
    """What ``try_code`` does under the lock; ``recovery`` is which recovery code it is, if one."""
    person, factor = _locked(by)
    _require_heard(factor, code)
    means = ""
    step = step_of(unseal(factor.key), code, after=factor.last_step) if factor.key else None
    if step is not None:
        means, factor.last_step = APP, step
    elif recovery is not None and spend(recovery):
        means = RECOVERY
    left = recovery_codes_left(person)
    if not means:
        count_failure(factor)
        record(by, "两步验证未通过", person, after={"用于": purpose})
        return Answer("")
    note_passed(factor, means, left, by=by, purpose=purpose)
    return Answer(means)


def note_passed(factor: SecondFactor, means: str, left: int, *, by: User, purpose: str) -> None:
    """Put on record by what the locked person's step was passed; wrong codes before are forgotten.

    The means ("动态验证码", …) and, for a recovery code, how many are ``left`` go into the event.
    """
    factor.failures, factor.failing_since = 0, None
    factor.save(update_fields=["last_step", "failures", "failing_since"])
    said = {"用于": purpose, "方式": means}
    if means == RECOVERY:
        said["剩余恢复码"] = f"{left} 个"
    record(by, "通过两步验证", factor.user, after=said)


@act
def enrol_app(key: str, code: str, *, by: User, here: str = "", drafts: Drafts = ()) -> list[str]:
    """启用动态验证码: the key that the app was given, proved by a code of it.

    Gives the ten recovery codes where the person had no second factor before, else nothing. An app
    of before is replaced: the form has proved who asks. All sessions end but that of the key
    ``here``, and a request to lift with them. ``drafts`` are the recovery codes, made beforehand.
    Raises Incomplete for a code that is not of the key.
    """
    person, factor = _locked(by)
    is_first = not has_factor(person)
    step = step_of(key, plain(code))
    if step is None:
        raise Incomplete(
            "验证码不对。填写身份验证器当前显示的 6 位数字；仍不对的，核对手机时间", field="code"
        )
    factor.key, factor.last_step = seal(key), step
    factor.enrolled_at = timezone.now()
    factor.failures, factor.failing_since = 0, None
    factor.save()
    record(by, "启用两步验证", person, after={"方式": APP})
    end_what_was(person, here, by=by)
    return new_recovery_codes(person, drafts) if is_first else []


def end_what_was(person: User, here: str, *, by: User) -> None:
    """A new app or passkey of the locked person: nothing of before goes on.

    Sessions but that of the key ``here`` end, and so does a request to lift what he had.
    """
    end_others(person, here)
    for asked in person.factor_requests.select_for_update().filter(state=FactorRequest.State.ASKED):
        _end_request(asked)
        record(by, "解除两步验证申请失效", person, before={"申请人": str(asked.asked_by)})


def _end_request(asked: FactorRequest) -> None:
    """No second person decided: its term is over, or its owner did away with it."""
    asked.state, asked.decided_at = FactorRequest.State.DECLINED, timezone.now()
    asked.save(update_fields=["state", "decided_at"])


def is_over(asked: FactorRequest) -> bool:
    """Whether the request has waited longer than it holds."""
    return bool(asked.asked_at + LIFTING_TERM <= timezone.now())


@act
def renew_recovery_codes(*, by: User, drafts: Drafts = ()) -> list[str]:
    """重新生成恢复码: those of before are void. The form has proved password and code."""
    person, _ = _locked(by)
    if not has_factor(person):
        raise Refused("尚未启用两步验证，没有恢复码")
    codes = new_recovery_codes(person, drafts)
    record(by, "重新生成恢复码", person)
    return codes


@act
def switch_off_app(*, by: User) -> None:
    """停用动态验证码, by its owner. The form has proved password and code."""
    person, factor = _locked(by)
    if not factor.key:
        raise Refused("没有启用动态验证码")
    factor.key, factor.last_step = "", -1
    factor.save(update_fields=["key", "last_step"])
    record(by, "停用两步验证", person, before={"方式": APP})
    forget_codes(person)


def forget_codes(person: User) -> None:
    """Recovery codes stand for a second factor: without one they are void."""
    if not has_factor(person):
        person.recovery_codes.all().delete()


# --- a lost phone ---------------------------------------------------------------------------------


@act
def ask_lifting(user_id: int, *, by: User) -> FactorRequest:
    """申请解除两步验证, by the system administrator; nothing changes before another confirms."""
    person = locked_person(user_id, by)
    if person.pk == by.pk:
        raise Refused("自己的两步验证在“两步验证”中停用；手机遗失的由另一位系统管理员申请")
    if not has_factor(person):
        raise Refused(f"{person}没有启用两步验证")
    for old in person.factor_requests.select_for_update().filter(state=FactorRequest.State.ASKED):
        if is_over(old):
            _end_request(old)
    asked, created = FactorRequest.objects.get_or_create(
        user=person, state=FactorRequest.State.ASKED, defaults={"asked_by": by}
    )
    if not created:
        raise Refused(f"{person}的两步验证已申请解除，待另一人确认")
    record(by, "申请解除两步验证", person)
    return asked


@act
def confirm_lifting(request_id: int, *, by: User) -> FactorRequest:
    """确认解除两步验证: another administrator. App, passkeys and recovery codes end, and sessions.

    The owner still needs his password, and is told at the next login by whom it was lifted.
    """
    asked = _locked_request(request_id, by)
    person = User.objects.select_for_update().get(pk=asked.user_id)
    _lift(person)
    decide(asked, FactorRequest.State.CONFIRMED, by)
    record(by, "确认解除两步验证", person, after={"申请人": str(asked.asked_by)})
    return asked


def _lift(person: User) -> None:
    SecondFactor.objects.filter(user=person).update(
        key="", last_step=-1, failures=0, failing_since=None
    )
    person.passkeys.all().delete()
    person.recovery_codes.all().delete()
    end_sessions(open_sessions(person), LoginSession.End.ENDED)


@act
def lift_on_server(username: str, reason: str) -> User:
    """解除两步验证, by whoever has the server: nobody signs, and the history has the reason.

    Raises NotFound for an account that is not there, Refused where it has no second factor.
    """
    person = User.objects.select_for_update().filter(username=username).first()
    if person is None:
        raise NotFound(f"没有账号“{username}”")
    if not has_factor(person):
        raise Refused(f"{person}没有启用两步验证")
    _lift(person)
    record(None, "解除两步验证", person, note=reason)
    return person


@act
def decline_lifting(request_id: int, *, by: User) -> FactorRequest:
    """不同意解除两步验证, by the second person or the owner: it goes on to hold."""
    own = by.factor_requests.select_for_update().filter(pk=request_id).first()
    if own is not None and own.state == FactorRequest.State.ASKED:
        _end_request(own)
        record(by, "不同意解除两步验证", by, before={"申请人": str(own.asked_by)})
        return own
    asked = _locked_request(request_id, by)
    decide(asked, FactorRequest.State.DECLINED, by)
    record(by, "不同意解除两步验证", asked.user, before={"申请人": str(asked.asked_by)})
    return asked


def _locked_request(request_id: int, by: User) -> FactorRequest:
    asked: FactorRequest = locked_request(
        FactorRequest, request_id, by, "解除两步验证", "解除自己的两步验证"
    )
    if is_over(asked):
        raise WrongState(
            f"申请已满 {LIFTING_TERM.days} 天，不再有效。仍须解除的，由系统管理员重新申请"
        )
    return asked
