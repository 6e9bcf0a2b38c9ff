"""Nobody is in two places at one time.

Where people are on record as present: training sessions and musters, beside drills.

Who is called to a drill, and how many of them came: read from the records.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, Q
from django.utils import timezone

from drills.exercises.models import Drill, DrillTeam
from drills.figures import Turnout, total
from drills.reorganisation.models import Muster, MusterMark
from drills.rollcall.models import ATTENDED, Attendance, Presence
from drills.teams.models import Member
from drills.training.models import SessionMark, SessionState, TrainingSession
from renfang.acts import Refused
from renfang.organisations.scope import Scope


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


def elsewhere(
    people: Collection[int],
    begin: datetime,
    end: datetime,
    scope: Scope | None,
    *,
    besides: Model | None = None,
    with_drills: bool = True,
) -> tuple[Member, str] | None:
    """The first of the members (ids) who is on record at another thing while this one goes on.

    Gives the member and the thing in words; one that ``scope`` may not see is not named. Two
    things overlap when they share any time; one that begins when another ends does not.
    """
    sessions = SessionMark.objects.filter(
        session__starts_at__lt=end, session__ends_at__gt=begin
    ).exclude(session__state=SessionState.CANCELLED)
    if isinstance(besides, TrainingSession):
        sessions = sessions.exclude(session=besides.pk)
    musters = MusterMark.objects.filter(muster__called_at__lt=end, muster__due_at__gt=begin)
    if isinstance(besides, Muster):
        musters = musters.exclude(muster=besides.pk)
    for marks, thing, words, permission in (
        (sessions, "session", "训练课", "view_training"),
        (musters, "muster", "拉动点验", "view_teams"),
    ):
        found = marks.filter(member__in=people, status__in=ATTENDED).select_related(
            "member__team", thing
        )
        mark = found.first()
        if mark is not None:
            may_see = scope is not None and scope.may(permission, mark.member.team)
            return mark.member, f"{words}“{getattr(mark, thing)}”" if may_see else f"另一场{words}"
    return _at_a_drill(people, begin, end, scope) if with_drills else None


def _at_a_drill(
    people: Collection[int], begin: datetime, end: datetime, scope: Scope | None
) -> tuple[Member, str] | None:
    mark = (
        Attendance.objects.filter(
            drill__in=Drill.objects.overlapping(begin, end),
            member__in=people,
            status__in=ATTENDED,
        )
        .select_related("member", "drill")
        .first()
    )
    if mark is None:
        return None
    may_see = scope is not None and scope.may("view_drills", mark.drill)
    return mark.member, f"演练“{mark.drill}”" if may_see else "另一场演练"


class InTwoPlaces(Refused):
    """A member is on record as present at another drill at the same time."""


def same_people(members: Collection[Member]) -> Q:
    """Members who are the same persons: the rows themselves, and rows of other teams that carry
    the same name with the same telephone number."""
    people = Q(pk__in=[member.pk for member in members])
    for member in members:
        if member.phone:
            people |= Q(name=member.name, phone=member.phone)
    return people


def refuse_two_places(
    drill: Drill, scope: Scope, members: Collection[Member] | None = None
) -> None:
    """Raise InTwoPlaces when one of ``members`` attends another drill while this one goes on.

    ``members`` None: everybody whose attendance here is on record. Drills overlap when they share
    any time (one that begins when another ends does not); actual times count before planned ones.
    A drill that the user may not see is refused without being named.
    """
    begin, end = drill.period
    others = Drill.objects.overlapping(begin, end).exclude(pk=drill.pk)
    if members is None:
        present = drill.attendance.filter(status__in=ATTENDED).select_related("member")
        members = [attendance.member for attendance in present]
    if not members:
        return
    people = list(Member.objects.filter(same_people(members)).values_list("pk", flat=True))
    _refuse(elsewhere(people, begin, end, scope, with_drills=False))
    clash = (
        Attendance.objects.filter(drill__in=others, status__in=ATTENDED, member__in=people)
        .select_related("drill", "member")
        .first()
    )
    if clash is not None:
        where = f"演练“{clash.drill}”" if scope.may("view_drills", clash.drill) else "另一场演练"
        _refuse((clash.member, where))


def refuse_elsewhere(
    thing: TrainingSession | Muster,
    period: tuple[datetime, datetime],
    members: Collection[Member],
    scope: Scope | None,
) -> None:
    """Raise InTwoPlaces when one of ``members`` is elsewhere while ``thing`` goes on.

    Locks the people first: two things may be marked at once.
    """
    if not members:
        return
    people = Member.objects.filter(same_people(members)).order_by("pk").select_for_update()
    ids = [member.pk for member in people]
    _refuse(elsewhere(ids, *period, scope, besides=thing))


def _refuse(found: tuple[Member, str] | None) -> None:
    if found is not None:
        member, where = found
        raise InTwoPlaces(
            f"{member}同一时间已登记参加{where}，不能同时在两处。核对两处的时间和考勤"
        )
