"""Calling the roll at a drill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from drills.exercises.models import Attendance, Drill, DrillState
from drills.exercises.queries.attendance import refuse_two_places_during, sections_of
from drills.rollcall.acts import Mark, differs, shown
from drills.rollcall.models import ATTENDED, Presence
from drills.rollcall.queries import Line, Section
from renfang.acts import Incomplete, Overtaken, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@act
def record_attendance(
    drill_id: int,
    marks: Sequence[Mark],
    *,
    by: User,
    rest_present: Sequence[int] = (),
) -> list[Section]:
    """登记考勤: write the marks, then 到 for everybody uncalled of the teams in ``rest_present``.

    All of it or nothing. Raises Incomplete for a member who is not on the roll or cannot have come
    yet, Overtaken where somebody else has marked in between, InTwoPlaces for a member who is on
    record elsewhere. Gives the grid as it stands afterwards.
    """
    scope = Scope(by)
    drill: Drill = Drill.objects.locked(drill_id, scope, "manage_drills")
    require_state(drill, DrillState.PLANNED, DrillState.HELD, to="登记考勤")
    sections = sections_of(drill)
    lines = {line.member.pk: line for section in sections for line in section.lines}
    marks = [*marks, *_rest(sections, marks, rest_present)]
    for mark in marks:
        _check(drill, mark, lines.get(mark.member_id))
    changed = [mark for mark in marks if differs(mark, lines[mark.member_id])]
    coming = [lines[mark.member_id].member for mark in changed if mark.status in ATTENDED]
    refuse_two_places_during(drill, scope, coming)
    before, after = _write(drill, changed, lines, by)
    if changed:
        record(by, "登记考勤", drill, before=before, after=after)
    return sections


def _rest(
    sections: Sequence[Section], marks: Sequence[Mark], team_ids: Sequence[int]
) -> list[Mark]:
    """到 for everybody of the teams who has no attendance and no mark of their own."""
    marked = {mark.member_id for mark in marks}
    return [
        Mark(line.member.pk, Presence.PRESENT)
        for section in sections
        if section.team.pk in team_ids
        for line in section.lines
        if not line.attendance and line.member.pk not in marked
    ]


def _check(drill: Drill, mark: Mark, line: Line | None) -> None:
    if line is None:
        raise Incomplete("名单已有变化：有队员不在本次演练的点名册中。刷新页面后继续")
    name = line.member.name
    if mark.status and mark.status not in Presence.values:
        raise Incomplete(f"{name}的考勤须为到、迟到、缺席、请假之一")
    if mark.arrived_at and mark.status not in ATTENDED:
        raise Incomplete(f"{name}登记了到达时刻，考勤须为“到”或“迟到”；未到的清空到达时刻")
    if mark.seen is not None and mark.seen != line.status != mark.status:
        _overtaken(line)
    begins_on = timezone.localdate(drill.period[0])
    # Leave is asked for beforehand; whether somebody came is known on the day.
    if mark.status not in ("", Presence.LEAVE) and timezone.localdate() < begins_on:
        raise Incomplete(f"演练于 {begins_on} 开始，当日起登记到、迟到、缺席；在此之前可以登记请假")


def _overtaken(line: Line) -> None:
    if line.attendance is None:
        raise Overtaken(f"{line.member.name}的考勤已被他人清除。核对后重新登记")
    present = line.attendance
    at = timezone.localtime(present.recorded_at)
    raise Overtaken(
        f"{line.member.name}：{present.recorded_by}已于 {at:%H:%M} 登记为"
        f"“{present.get_status_display()}”。核对后重新登记"
    )


def _write(
    drill: Drill, marks: Sequence[Mark], lines: dict[int, Line], by: User
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the changed marks in three statements; before and after as the history shows them."""
    now = timezone.now()
    before, after = {}, {}
    new, changed, gone = [], [], []
    for mark in marks:
        line = lines[mark.member_id]
        name = line.member.name
        if name in after:  # a namesake: told apart by the number of the row
            name = f"{name}（{line.member.pk}）"
        before[name] = shown(line.attendance)
        row = line.attendance or Attendance(drill=drill, member=line.member)
        if not mark.status:
            gone.append(row.pk)
            line.attendance = None
        else:
            (changed if row.pk else new).append(row)
            row.status, row.arrived_at, row.note = mark.status, mark.arrived_at, mark.note
            row.recorded_by, row.recorded_at = by, now
            line.attendance = row
        after[name] = shown(line.attendance)
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(
        changed, ["status", "arrived_at", "note", "recorded_by", "recorded_at"]
    )
    return before, after
