"""扫码签到: a signed link that expires, and the member's own name and last digits of their number.

The link proves that the phone stands before the screen on which the code is shown; name and last
four digits tell which member holds it. Nothing of the roster is ever shown to the phone.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing
from django.utils import timezone

from drills.rollcall.acts import Mark, write_marks
from drills.rollcall.models import MarkSource, Presence
from drills.rollcall.queries import roll_of
from drills.teams.models import Member
from drills.training.models import SessionState, TrainingSession
from drills.training.steps import CHECKIN, STOP_CHECKIN
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act
from renfang.history.record import record
from renfang.organisations.models import User

_SALT = "drills.checkin"
# How long before a session its code may be shown, and how long after its start it stays good.
EARLY = timedelta(hours=2)
LONGEST = timedelta(hours=4)
_MOST_MINUTES = 240


class Expired(Refused):
    """The link is no longer good, or never was: both answer alike."""

    status = 410

    def __init__(self) -> None:
        super().__init__("签到已截止，或二维码已更换。找教员扫描最新的二维码，或当面点名")


@act
def open_checkin(session_id: int, *, by: User, minutes: int) -> TrainingSession:
    """开放扫码签到 for so many minutes; earlier codes stop working."""
    session: TrainingSession = TrainingSession.objects.locked_for(CHECKIN, session_id, by)
    now = timezone.now()
    if not session.starts_at - EARLY <= now <= session.ends_at:
        raise WrongState("签到在开课前 2 小时至下课之间开放")
    if not 1 <= minutes <= _MOST_MINUTES:
        raise Incomplete(f"签到时长须在 1 至 {_MOST_MINUTES} 分钟之间", field="minutes")
    session.checkin_key = secrets.token_urlsafe(12)
    session.checkin_until = now + timedelta(minutes=minutes)
    session.save(update_fields=["checkin_key", "checkin_until"])
    until = timezone.localtime(session.checkin_until)
    record(by, "开放扫码签到", session, after={"签到截止": f"{until:%Y-%m-%d %H:%M}"})
    return session


@act
def close_checkin(session_id: int, *, by: User, version: int | None = None) -> TrainingSession:
    """停止扫码签到 at once."""
    session: TrainingSession = TrainingSession.objects.locked_for(
        STOP_CHECKIN, session_id, by, version=version
    )
    session.checkin_key, session.checkin_until = "", None
    session.save(update_fields=["checkin_key", "checkin_until"])
    record(by, "停止扫码签到", session)
    return session


def token_of(session: TrainingSession) -> str:
    """The signed part of the link; "" while no check-in is open."""
    if not session.takes_checkin:
        return ""
    return signing.dumps([session.pk, session.checkin_key], salt=_SALT)


def session_of(token: str) -> TrainingSession:
    """The session whose open check-in this link belongs to. Raises Expired for any other link."""
    try:
        pk, key = signing.loads(token, salt=_SALT, max_age=LONGEST.total_seconds() + 60)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Expired from error
    session = TrainingSession.objects.select_related("subject").filter(pk=pk).first()
    if session is None or not key or session.checkin_key != key or not token_of(session):
        raise Expired
    return session


@act
def check_in(token: str, *, name: str, digits: str) -> TrainingSession:
    """签到 by the member's own phone: 到, or 迟到 after the session began.

    Raises Expired, NotFound where name and digits fit nobody or more than one on the roll (the
    answer does not say which), WrongState for a member on record already.
    """
    pk = session_of(token).pk
    session = TrainingSession.objects.select_for_update().get(pk=pk)
    session = session_of(token) if session.state == SessionState.PLANNED else _expired()
    roll = roll_of(session.occasion)
    lines = [
        line
        for line in roll.lines.values()
        if line.member.name == name.strip() and _fits(line.member, digits)
    ]
    if len(lines) != 1:
        raise NotFound("名单中没有这个姓名和电话尾号")
    member, mark = lines[0].member, lines[0].attendance
    if mark is not None:
        raise WrongState(f"{member}已有考勤：{mark.get_status_display()}，不需再次签到")
    now = timezone.localtime()
    status = Presence.PRESENT if now <= session.starts_at else Presence.LATE
    arrived_at = now.time().replace(second=0, microsecond=0)
    write_marks(roll, [Mark(member.pk, status, arrived_at)], by=None, source=MarkSource.CHECKIN)
    record(None, "扫码签到", session, after={member.name: status.label})
    return session


def _expired() -> TrainingSession:
    raise Expired


def _fits(member: Member, digits: str) -> bool:
    return len(digits) == 4 and digits.isascii() and member.phone.whole.endswith(digits)
