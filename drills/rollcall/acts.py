"""Calling the roll; and what the acts of the rooms that call people together do to a roll.

``call_together``, ``move`` and ``settle`` are steps of those acts: each runs inside its act's
transaction, under its permission and lock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from drills.rollcall.hooks import keeper_of, kind_of
from drills.rollcall.models import (
    ATTENDED,
    Attendance,
    MarkSource,
    Occasion,
    OccasionKind,
    OccasionState,
    Presence,
)
from drills.rollcall.queries import Line, Roll, find_occasion, refuse_two_places, roll_of
from renfang.acts import Incomplete, Overtaken, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


def call_together(kind: OccasionKind, period: tuple[datetime, datetime]) -> Occasion:
    """A new occasion at which a roll is called, from when to when; its owner is to point at it."""
    return Occasion.objects.create(kind=kind, begins_at=period[0], ends_at=period[1])


def move(occasion: Occasion, period: tuple[datetime, datetime], scope: Scope) -> None:
    """Give the occasion its new time. Raises InTwoPlaces for whoever came and was elsewhere."""
    occasion.begins_at, occasion.ends_at = period
    came = occasion.marks.filter(status__in=ATTENDED).select_related("member")
    refuse_two_places(occasion, [mark.member for mark in came], scope)
    occasion.save(update_fields=["begins_at", "ends_at"])


def settle(occasions: Collection[Occasion], state: OccasionState) -> None:
    """Close, file, open again or cancel rolls, as what they belong to is."""
    for occasion in occasions:
        occasion.state = state
        occasion.save(update_fields=["state"])


@dataclass(frozen=True)
class Mark:
    """What is to be recorded about one member. ``status`` "" takes the call back.

    ``seen`` is the status that the person marking saw on the page; None skips the comparison.
    """

    member_id: int
    status: str
    arrived_at: time | None = None
    note: str = ""
    seen: str | None = None


@act
def mark_roll(
    occasion_id: int,
    marks: Sequence[Mark],
    *,
    by: User,
    rest_present: Sequence[int] = (),
    source: MarkSource = MarkSource.SHEET,
) -> Roll:
    """登记考勤: write the marks, then 到 for everybody uncalled of the teams in ``rest_present``.

    All of it or nothing. Raises Incomplete for a member who is not on the roll or cannot have come
    yet, Overtaken where somebody else has marked in between, InTwoPlaces for a member who is on
    record elsewhere. Gives the roll as it stands afterwards.
    """
    scope = Scope(by)
    occasion = find_occasion(occasion_id, scope)
    kind, keeper = kind_of(occasion), keeper_of(occasion)
    type(keeper).objects.locked(keeper.pk, scope, kind.permission)
    occasion = Occasion.objects.get(pk=occasion_id)  # as it stands now that the lock is held
    require_state(occasion, OccasionState.OPEN, to="登记考勤")
    roll = roll_of(occasion)
    marks = [*marks, *_rest(roll, marks, rest_present)]
    before, after = write_marks(roll, marks, by=by, source=source)
    if after:
        words = [kind.note(occasion.owner), "导入" if source == MarkSource.IMPORT else ""]
        note = "，".join(filter(None, words))
        record(by, kind.act, keeper, before=before, after=after, note=note)
    return roll


def write_marks(
    roll: Roll, marks: Sequence[Mark], *, by: User | None, source: MarkSource
) -> tuple[dict[str, str], dict[str, str]]:
    """Write the marks that differ, in three statements; ``by`` None for a member's own phone.

    Gives before and after as the history shows them. Raises what ``mark_roll`` raises.
    """
    lines = roll.lines
    for mark in marks:
        check_mark(roll.occasion, mark, lines.get(mark.member_id), source)
    changed = [mark for mark in marks if _differs(mark, lines[mark.member_id])]
    coming = [lines[mark.member_id].member for mark in changed if mark.status in ATTENDED]
    refuse_two_places(roll.occasion, coming, Scope(by) if by else None)
    said = {"source": source, "recorded_by": by, "recorded_at": timezone.now()}
    before, after = {}, {}
    new, old, gone = [], [], []
    for mark in changed:
        line = lines[mark.member_id]
        name = line.member.name
        if name in after:  # a namesake: told apart by the number of the row
            name = f"{name}（{line.member.pk}）"
        before[name] = _shown(line.attendance)
        row = line.attendance or Attendance(occasion=roll.occasion, member=line.member)
        if mark.status:
            (old if row.pk else new).append(_filled(row, mark, said))
            line.attendance = row
        else:
            gone.append(row.pk)
            line.attendance = None
        after[name] = _shown(line.attendance)
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(old, ["status", "arrived_at", "note", *said])
    return before, after


def _filled(row: Attendance, mark: Mark, said: dict[str, Any]) -> Attendance:
    row.status, row.arrived_at, row.note = mark.status, mark.arrived_at, mark.note
    for name, value in said.items():
        setattr(row, name, value)
    return row


def _rest(roll: Roll, marks: Sequence[Mark], teams: Sequence[int]) -> list[Mark]:
    """到 for everybody of the teams who has no mark, neither before nor now."""
    marked = {mark.member_id for mark in marks}
    return [
        Mark(line.member.pk, Presence.PRESENT)
        for section in roll.sections
        if section.team.pk in teams
        for line in section.lines
        if not line.attendance and line.member.pk not in marked
    ]


def check_mark(occasion: Occasion, mark: Mark, line: Line | None, source: MarkSource) -> None:
    """Raise Incomplete or Overtaken where the mark cannot stand on the member's line."""
    what = kind_of(occasion).code.label
    if line is None:
        raise Incomplete(f"名单已有变化：有队员不在本次{what}的点名册中。刷新页面后继续")
    name = line.member.name
    if mark.status and mark.status not in Presence.values:
        raise Incomplete(f"{name}的考勤须为到、迟到、缺席、请假之一")
    if mark.arrived_at and mark.status not in ATTENDED:
        raise Incomplete(f"{name}登记了到达时刻，考勤须为“到”或“迟到”；未到的清空到达时刻")
    if mark.seen is not None and mark.seen != line.status != mark.status:
        _overtaken(line)
    _refuse_late_as_present(occasion, mark, name)
    begins_on = timezone.localdate(occasion.begins_at)
    # Leave is asked for beforehand; whether somebody came is known on the day. A phone that checks
    # in stands before the code that is shown there.
    is_early = timezone.localdate() < begins_on and source != MarkSource.CHECKIN
    if is_early and mark.status not in ("", Presence.LEAVE):
        raise Incomplete(
            f"{what}于 {begins_on} 开始，当日起登记到、迟到、缺席；在此之前可以登记请假"
        )


def _refuse_late_as_present(occasion: Occasion, mark: Mark, name: str) -> None:
    """Raise Incomplete for 到 with a time of arrival after the time that was ordered."""
    if mark.status != Presence.PRESENT or mark.arrived_at is None:
        return
    due = kind_of(occasion).due_at(occasion.owner)
    if due is None or timezone.localdate(due) != timezone.localdate(occasion.begins_at):
        return
    ordered = timezone.localtime(due).time()
    if mark.arrived_at > ordered:
        raise Incomplete(
            f"{name} {mark.arrived_at:%H:%M} 到达，晚于规定到位时间 {ordered:%H:%M}，"
            "考勤改为“迟到”，或核对到达时刻"
        )


def _overtaken(line: Line) -> None:
    if line.attendance is None:
        raise Overtaken(f"{line.member.name}的考勤已被他人清除。核对后重新登记")
    present = line.attendance
    at = timezone.localtime(present.recorded_at)
    raise Overtaken(
        f"{line.member.name}：{present.recorder}已于 {at:%H:%M} 登记为"
        f"“{present.get_status_display()}”。核对后重新登记"
    )


def _differs(mark: Mark, line: Line) -> bool:
    """Whether the mark says something else than what is on record."""
    present = line.attendance
    if present is None:
        return bool(mark.status)
    recorded = (present.status, present.arrived_at, present.note)
    return recorded != (mark.status, mark.arrived_at, mark.note)


def _shown(attendance: Attendance | None) -> str:
    """One mark in words: 迟到 08:20 堵车."""
    if attendance is None:
        return "未点名"
    arrived = f"{attendance.arrived_at:%H:%M}" if attendance.arrived_at else ""
    return " ".join(filter(None, [attendance.get_status_display(), arrived, attendance.note]))
