"""Who is called to a drill and who came; what that means for where people are, and for teams."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from drills.exercises.models import Attendance, Drill, DrillState
from drills.rollcall.models import ATTENDED
from drills.rollcall.queries import Line, Section, in_words, refuse_two_places
from drills.teams.hooks import OnRecord
from drills.teams.models import Member, Team, TeamState
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope


def sections_of(drill: Drill) -> list[Section]:
    """The whole grid, team by team, in three queries whatever the number of members.

    It holds every member who serves on the drill's day, or who has attendance on record (people
    leave, and what they attended stays).
    """
    day = timezone.localdate(drill.period[0])
    sections = {
        call.team_id: Section(call.team, call.planned_headcount)
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
        sections[member.team_id].lines.append(Line(member, recorded.get(member.pk)))
    return list(sections.values())


def refuse_two_places_during(
    drill: Drill, scope: Scope, members: Collection[Member] | None = None
) -> None:
    """Raise InTwoPlaces when one of ``members`` is elsewhere while this drill goes on.

    ``members`` None: everybody whose attendance here is on record. Actual times count before
    planned ones.
    """
    if members is None:
        present = drill.attendance.filter(status__in=ATTENDED).select_related("member")
        members = [attendance.member for attendance in present]
    refuse_two_places(drill, drill.period, members, scope)


def at_a_drill(
    people: Collection[int], begin: datetime, end: datetime, scope: Scope | None, besides: Model
) -> tuple[Member, str] | None:
    """The first of the people who is on record at another drill meanwhile, and at which."""
    others = Drill.objects.overlapping(begin, end)
    if isinstance(besides, Drill):
        others = others.exclude(pk=besides.pk)
    mark = (
        Attendance.objects.filter(drill__in=others, member__in=people, status__in=ATTENDED)
        .select_related("member", "drill")
        .first()
    )
    if mark is None:
        return None
    may_see = scope is not None and scope.may("view_drills", mark.drill)
    return mark.member, in_words("演练", mark.drill, may_see)


def last_drill(members: QuerySet[Member]) -> OnRecord | None:
    """The last drill at which any of the members has attendance."""
    rows = Attendance.objects.filter(member__in=members).select_related("drill", "member")
    last = rows.order_by("-drill__starts_at").first()
    if last is None:
        return None
    day = timezone.localdate(last.drill.period[0])
    return last.member, day, f"演练“{last.drill}”中有考勤"


def planned_drill(team: Team) -> str:
    """Why a team cannot be dissolved while a drill is planned with it."""
    call = team.calls.filter(drill__state=DrillState.PLANNED).select_related("drill").first()
    if call is None:
        return ""
    return f"{team}已列入演练“{call.drill}”。先从该演练中移出，或取消该演练"


def callable_teams(organisation: Organisation, scope: Scope) -> Any:
    """Teams that a drill of ``organisation`` may call up: its own and those of offices below it."""
    return (
        Team.objects.visible_to(scope)
        .filter(state=TeamState.ACTIVE, organisation__path__startswith=organisation.path)
        .select_related("kind", "organisation")
    )
