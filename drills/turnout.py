"""Who is called to a drill, and how many of them came: read from the records."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from drills.figures import Turnout, total
from drills.models import Attendance, Drill, DrillTeam, Member, Presence


@dataclass
class Line:
    """One member in the grid, with the attendance on record or None."""

    member: Member
    attendance: Attendance | None

    @property
    def status(self) -> str:
        """The code of Presence, or "" while not called."""
        return self.attendance.status if self.attendance else ""


@dataclass
class Section:
    """One team's part of the grid."""

    call: DrillTeam
    lines: list[Line] = field(default_factory=list)

    @property
    def turnout(self) -> Turnout:
        """The team's figures."""
        statuses = [line.status for line in self.lines]
        return Turnout(
            expected=self.call.planned_headcount,
            present=statuses.count(Presence.PRESENT),
            late=statuses.count(Presence.LATE),
            absent=statuses.count(Presence.ABSENT),
            leave=statuses.count(Presence.LEAVE),
            uncalled=statuses.count(""),
        )


def sections_of(drill: Drill) -> list[Section]:
    """The whole grid, team by team, in three queries whatever the number of members.

    A member stands in it who serves on the drill's day, or who has attendance on record (people
    leave, and what they attended stays).
    """
    day = timezone.localdate(drill.period[0])
    sections = {
        call.team_id: Section(call)
        for call in drill.calls.select_related("team", "team__kind").order_by(
            "team__kind__position", "team__name"
        )
    }
    recorded = {
        attendance.member_id: attendance
        for attendance in drill.attendance.select_related("recorded_by")
    }
    serving = Member.objects.serving_on(day) | Member.objects.filter(pk__in=list(recorded))
    for member in serving.filter(team__in=list(sections)).order_by("team", "id"):
        section = sections[member.team_id]
        section.lines.append(Line(member, recorded.get(member.pk)))
    return list(sections.values())


def turnout_of(sections: list[Section]) -> Turnout:
    """The drill's figures: all teams together."""
    return total(section.turnout for section in sections)
