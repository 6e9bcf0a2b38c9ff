"""Rolls: who is called, and how many of them came. Nobody is in two places at one time.

Drills, sessions and musters stand in rooms above; each tells here where people are on record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from drills.figures import Turnout, total
from drills.rollcall.models import Presence
from drills.teams.models import Member, Team
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.organisations.scope import Scope


@dataclass
class Line:
    """One member in the grid, with the mark on record or None."""

    member: Member
    # A row of the thing's own table of marks: status, arrived_at, note, recorded_by, recorded_at.
    attendance: Any

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


def turnout_of(sections: list[Section]) -> Turnout:
    """The figures of all teams together."""
    return total(section.turnout for section in sections)


@dataclass
class Roll:
    """The members called to one thing, team by team, and how a new mark of it is made."""

    what: str
    begins_on: date
    sections: list[Section]
    new_mark: Callable[[Member], Model]

    @property
    def lines(self) -> dict[int, Line]:
        """Member id → line."""
        return {line.member.pk: line for section in self.sections for line in section.lines}

    @property
    def uncalled(self) -> int:
        """Members without a mark."""
        return sum(not line.status for line in self.lines.values())


def sections_for(
    teams: Sequence[Team], day: date, marks: QuerySet, *, is_final: bool = False
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
    return [Section(team, len(by_team[team.pk]), by_team[team.pk]) for team in teams]


# Asked with the people (ids), from when to when, whose eyes (None: a member's own phone), and what
# they are called to now: the first of them who is on record at something else meanwhile, and where.
Elsewhere = Callable[
    [Collection[int], datetime, datetime, Scope | None, Model], tuple[Member, str] | None
]
PLACES: Hook[Elsewhere] = Hook()


class InTwoPlaces(Refused):
    """A member is on record as present somewhere else at the same time."""


def same_people(members: Collection[Member]) -> Q:
    """Members who are the same persons: the rows themselves, and rows of other teams that carry
    the same name with the same telephone number."""
    people = Q(pk__in=[member.pk for member in members])
    for member in members:
        if member.phone:
            people |= Q(name=member.name, phone=member.phone)
    return people


def refuse_two_places(
    thing: Model,
    period: tuple[datetime, datetime],
    members: Collection[Member],
    scope: Scope | None,
) -> None:
    """Raise InTwoPlaces when one of ``members`` is elsewhere while ``thing`` goes on.

    Two things overlap when they share any time; one that begins when another ends does not. Locks
    the people first: two things may be marked at once.
    """
    if not members:
        return
    people = Member.objects.filter(same_people(members)).order_by("pk").select_for_update()
    ids = [member.pk for member in people]
    for elsewhere in PLACES:
        found = elsewhere(ids, *period, scope, thing)
        if found is not None:
            member, where = found
            raise InTwoPlaces(
                f"{member}同一时间已登记参加{where}，不能同时在两处。核对两处的时间和考勤"
            )


def in_words(words: str, thing: Model, may_see: bool) -> str:
    """What somebody is at, for a refusal; a thing that the user may not see is not named."""
    return f"{words}“{thing}”" if may_see else f"另一场{words}"
