"""Marking who came, on the roll of whatever members are called to.

No act of its own: the acts of the rooms that call people together take these steps, each inside its
transaction and with its own permission and history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils import timezone

from drills.rollcall.models import ATTENDED, Presence
from drills.rollcall.queries import Line, Roll
from drills.teams.models import Member
from renfang.acts import Incomplete, Overtaken
from renfang.organisations.models import User


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


def write_marks(
    roll: Roll,
    marks: Sequence[Mark],
    *,
    by: User | None,
    rest_present: Sequence[int] = (),
    **fields: Any,
) -> tuple[dict[str, str], dict[str, str], list[Member]]:
    """Write the marks that differ, then 到 for everybody uncalled of the teams in ``rest_present``.

    Gives before and after as the history shows them, and the members who are now present and were
    not before. ``fields`` are written with every mark. Raises Incomplete and Overtaken.
    """
    lines = roll.lines
    wanted = [*marks, *_rest(roll, marks, rest_present)]
    for mark in wanted:
        _check(roll, mark, lines.get(mark.member_id))
    changed = [mark for mark in wanted if differs(mark, lines[mark.member_id])]
    coming = [
        lines[mark.member_id].member
        for mark in changed
        if mark.status in ATTENDED and lines[mark.member_id].status not in ATTENDED
    ]
    before, after = {}, {}
    now = timezone.now()
    for mark in changed:
        line = lines[mark.member_id]
        name = line.member.name
        if name in after:  # a namesake
            name = f"{name}（{line.member.pk}）"
        before[name] = shown(line.attendance)
        _write(roll, line, mark, recorded_by=by, recorded_at=now, **fields)
        after[name] = shown(line.attendance)
    return before, after, coming


def _rest(roll: Roll, marks: Sequence[Mark], teams: Sequence[int]) -> list[Mark]:
    """到 for whoever of the teams is neither marked now nor was before."""
    marked = {mark.member_id for mark in marks}
    return [
        Mark(line.member.pk, Presence.PRESENT)
        for section in roll.sections
        if section.team.pk in teams
        for line in section.lines
        if not line.attendance and line.member.pk not in marked
    ]


def _write(roll: Roll, line: Line, mark: Mark, **fields: Any) -> None:
    row: Any = line.attendance or roll.new_mark(line.member)
    if not mark.status:
        row.delete()
        line.attendance = None
        return
    row.status, row.arrived_at, row.note = mark.status, mark.arrived_at, mark.note
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    line.attendance = row


def _check(roll: Roll, mark: Mark, line: Line | None) -> None:
    if line is None:
        raise Incomplete(f"名单已有变化：有队员不在本次{roll.what}的点名册中。刷新页面后继续")
    name = line.member.name
    if mark.status and mark.status not in Presence.values:
        raise Incomplete(f"{name}的考勤须为到、迟到、缺席、请假之一")
    if mark.arrived_at and mark.status not in ATTENDED:
        raise Incomplete(f"{name}登记了到达时刻，考勤须为“到”或“迟到”；未到的清空到达时刻")
    if mark.seen is not None and mark.seen != line.status != mark.status:
        recorded = line.attendance.get_status_display() if line.attendance else "未点名"
        raise Overtaken(f"{name}的考勤已被他人改为“{recorded}”。核对后重新登记")
    if mark.status not in ("", Presence.LEAVE) and timezone.localdate() < roll.begins_on:
        raise Incomplete(
            f"{roll.what}于 {roll.begins_on} 开始，当日起登记到、迟到、缺席；在此之前可以登记请假"
        )


def differs(mark: Mark, line: Line) -> bool:
    """Whether the mark says something else than what is on record."""
    present = line.attendance
    if present is None:
        return bool(mark.status)
    recorded = (present.status, present.arrived_at, present.note)
    return recorded != (mark.status, mark.arrived_at, mark.note)


def shown(attendance: Any) -> str:
    """One attendance in words: 迟到 08:20 堵车."""
    if attendance is None:
        return "未点名"
    arrived = f"{attendance.arrived_at:%H:%M}" if attendance.arrived_at else ""
    return " ".join(filter(None, [attendance.get_status_display(), arrived, attendance.note]))
