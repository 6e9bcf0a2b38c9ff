"""Calling the roll at a training session or a muster: what both grids share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from drills.exercises.models import DrillTeam
from drills.rollcall.acts.attendance import Mark, shown
from drills.rollcall.models import ATTENDED, Presence
from drills.rollcall.queries import Line, Section
from drills.teams.models import Member, Team
from renfang.acts import Incomplete, Overtaken
from renfang.organisations.models import User


@dataclass
class Roll:
    """The members called to one thing, team by team, and how a new mark of it is made."""

    what: str
    begins_on: date
    sections: list[Section]
    new_mark: Callable[[Member], models.Model]

    @property
    def lines(self) -> dict[int, Line]:
        """Member id → line."""
        return {line.member.pk: line for section in self.sections for line in section.lines}

    @property
    def uncalled(self) -> int:
        """Members without a mark."""
        return sum(not line.status for line in self.lines.values())


def sections_for(
    teams: Sequence[Team], day: date, marks: models.QuerySet, *, is_final: bool = False
) -> list[Section]:
    """Team by team who serves on ``day`` or has a mark, in two queries for any number of members.

    应到 is the number of members on the roll. Of what is concluded (``is_final``) only who has a
    mark: who is enlisted afterwards was not expected.
    """
    recorded = {mark.member_id: mark for mark in marks.select_related("recorded_by")}
    by_team: dict[int, list[Line]] = {team.pk: [] for team in teams}
    people = Member.objects.filter(pk__in=list(recorded))
    if not is_final:
        people = Member.objects.serving_on(day) | people
    for member in people.filter(team__in=list(by_team)).order_by("team", "id"):
        by_team[member.team_id].append(Line(member, recorded.get(member.pk)))
    return [
        # A call that is never stored: it gives the grid the team and how many are expected.
        Section(DrillTeam(team=team, planned_headcount=len(by_team[team.pk])), by_team[team.pk])
        for team in teams
    ]


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
    marked = {mark.member_id for mark in marks}
    rest = [
        Mark(line.member.pk, Presence.PRESENT)
        for section in roll.sections
        if section.call.team_id in rest_present
        for line in section.lines
        if not line.attendance and line.member.pk not in marked
    ]
    wanted = [*marks, *rest]
    for mark in wanted:
        _check(roll, mark, lines.get(mark.member_id))
    changed = [mark for mark in wanted if _differs(mark, lines[mark.member_id])]
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


def _differs(mark: Mark, line: Line) -> bool:
    present = line.attendance
    if present is None:
        return bool(mark.status)
    recorded = (present.status, present.arrived_at, present.note)
    return recorded != (mark.status, mark.arrived_at, mark.note)
