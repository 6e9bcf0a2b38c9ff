"""Rolls: who is called, how many of them came, and where else somebody is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from drills.figures import Turnout, total
from drills.rollcall.hooks import keeper_of, kind_of
from drills.rollcall.models import (
    ATTENDED,
    Attendance,
    Occasion,
    OccasionState,
    Presence,
)
from drills.teams.hooks import OnRecord
from drills.teams.models import Member, Team
from renfang.acts import NotFound, Refused
from renfang.organisations.scope import Scope
from renfang.quantities.name_columns import name_among


@dataclass
class Line:
    """One member in the grid, with the mark on record or None."""

    member: Member
    attendance: Attendance | None

    @property
    def status(self) -> str:
        """The code of Presence, or "" while not called."""
        return self.attendance.status if self.attendance else ""


@dataclass
class Section:
    """One team's part of the grid; ``expected`` is how many of it are called (应到)."""

    team: Team
    expected: int
    lines: list[Line] = field(default_factory=list)

    @property
    def turnout(self) -> Turnout:
        """The team's figures."""
        statuses = [line.status for line in self.lines]
        return Turnout(
            expected=self.expected,
            present=statuses.count(Presence.PRESENT),
            late=statuses.count(Presence.LATE),
            absent=statuses.count(Presence.ABSENT),
            leave=statuses.count(Presence.LEAVE),
            uncalled=statuses.count(""),
        )


@dataclass
class Roll:
    """The members called to one occasion, team by team."""

    occasion: Occasion
    sections: list[Section]

    @property
    def lines(self) -> dict[int, Line]:
        """Member id → line."""
        return {line.member.pk: line for section in self.sections for line in section.lines}

    @property
    def turnout(self) -> Turnout:
        """The figures of all teams together."""
        return total(section.turnout for section in self.sections)


def roll_of(occasion: Occasion) -> Roll:
    """The whole roll, in three queries whatever the number of members.

    It holds every member who serves on the day, or who has a mark (people leave, and what they
    attended stays). Where everybody on the roll is expected, one that is closed holds only who has
    a mark: who is enlisted afterwards was not expected.
    """
    recorded = {mark.member_id: mark for mark in occasion.marks.select_related("recorded_by")}
    day = timezone.localdate(occasion.begins_at)
    teams = kind_of(occasion).teams(occasion.owner)
    people = Member.objects.serving_on(day) | Member.objects.filter(pk__in=list(recorded))
    called = {team.pk: team for team, _ in teams}
    lines: dict[int, list[Line]] = {pk: [] for pk in called}
    for member in people.filter(team__in=list(called)).order_by("team", "id"):
        member.team = called[member.team_id]
        lines[member.team_id].append(Line(member, recorded.get(member.pk)))
    is_closed = occasion.state == OccasionState.CLOSED
    return Roll(occasion, [_section(team, n, lines[team.pk], is_closed) for team, n in teams])


def _section(team: Team, expected: int | None, lines: list[Line], is_closed: bool) -> Section:
    if expected is not None:
        return Section(team, expected, lines)
    if is_closed:
        lines = [line for line in lines if line.attendance]
    return Section(team, len(lines), lines)


def find_occasion(occasion_id: int, scope: Scope) -> Occasion:
    """The occasion, if the user may see what it belongs to; NotFound otherwise."""
    occasion = Occasion.objects.filter(pk=occasion_id).first()
    if occasion is None or not may_see(occasion, scope):
        raise NotFound("点名场次")
    return occasion


def may_see(occasion: Occasion, scope: Scope) -> bool:
    """Whether the user may see what the occasion belongs to."""
    keeper = keeper_of(occasion)
    return scope.may(keeper.view_permission, keeper)


class InTwoPlaces(Refused):
    """A member is on record as present somewhere else at the same time."""


def same_people(members: Collection[Member]) -> Q:
    """Members who are the same persons: the rows themselves, and rows of other teams that carry
    the same name with the same telephone number."""
    people = Q(pk__in=[member.pk for member in members])
    for member in members:
        if member.phone:
            # The number first: the name is only compared where that is the same.
            people |= Q(phone=member.phone) & name_among("name", [member.name])
    return people


def refuse_two_places(occasion: Occasion, members: Collection[Member], scope: Scope | None) -> None:
    """Raise InTwoPlaces when one of ``members`` is elsewhere while ``occasion`` goes on.

    Two occasions overlap when they share any time; one that begins when another ends does not.
    Locks the people first: two may be marked at once. ``scope`` is whose eyes the refusal is for,
    None for a member's own phone: what the user may not see is not named.
    """
    if not members:
        return
    people = Member.objects.filter(same_people(members)).order_by("pk").select_for_update()
    others = Occasion.objects.overlapping(occasion.begins_at, occasion.ends_at)
    found = (
        Attendance.objects.filter(
            member__in=[member.pk for member in people],
            occasion__in=others.exclude(pk=occasion.pk),
            status__in=ATTENDED,
        )
        .select_related("member__team", "occasion")
        .first()
    )
    if found is None:
        return
    where, kind = found.occasion, kind_of(found.occasion)
    named = scope is not None and may_see(where, scope)
    words = kind.name(where.owner) if named else f"另一场{kind.code.label}"
    raise InTwoPlaces(
        f"{found.member}同一时间已登记参加{words}，不能同时在两处。核对两处的时间和考勤"
    )


def last_attendance(members: QuerySet[Member]) -> OnRecord | None:
    """The last occasion at which any of the members has a mark, those cancelled apart."""
    last = (
        Attendance.objects.filter(member__in=members)
        .exclude(occasion__state=OccasionState.VOID)
        .select_related("occasion", "member")
        .order_by("-occasion__begins_at")
        .first()
    )
    if last is None:
        return None
    occasion = last.occasion
    name = kind_of(occasion).name(occasion.owner)
    return last.member, timezone.localdate(occasion.begins_at), f"{name}中有考勤"
