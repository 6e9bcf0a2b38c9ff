"""学时: what members have trained in a plan's year, against what the plan asks of their team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from drills.figures import rate_text
from drills.rollcall.models import ATTENDED, Attendance, OccasionState
from drills.teams.models import Member, Team
from drills.teams.queries import needed
from drills.training.models import (
    SessionState,
    TeamHours,
    TrainingPlan,
    TrainingSubject,
)
from drills.training.rules import NONE, Standing, standing
from renfang.resting import Ending, Resting


def accrued(plan: TrainingPlan, members: Collection[int]) -> dict[int, dict[int, Decimal]]:
    """Member id → subject id → hours of the sessions they came to; one query.

    Being late counts in full: whether it should is the instructor's to say, by marking absence.
    """
    hours: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = (
        Attendance.objects.filter(
            occasion__session__subject__plan=plan, member__in=members, status__in=ATTENDED
        )
        .exclude(occasion__state=OccasionState.VOID)
        .values_list("member", "occasion__session__subject", "occasion__session__hours")
    )
    for member, subject, credited in rows:
        mine = hours[member]
        mine[subject] = mine.get(subject, NONE) + credited
    return hours


def required(plan: TrainingPlan, teams: Iterable[Team]) -> dict[int, dict[int, Decimal]]:
    """Team id → subject id → 规定学时: the plan's, or the team's own; two queries."""
    own = {
        (team, subject): hours
        for team, subject, hours in TeamHours.objects.filter(subject__plan=plan).values_list(
            "team", "subject", "required_hours"
        )
    }
    subjects = list(plan.subjects.all())
    return {
        team.pk: {
            subject.pk: own.get((team.pk, subject.pk), subject.required_hours)
            for subject in subjects
            if subject.team_kind_id in (None, team.kind_id)
        }
        for team in teams
    }


@dataclass
class TeamStanding:
    """One team's row in the plan: hours asked, members, and how many have them all."""

    team: Team
    asked: Decimal
    members: list[tuple[Member, Standing]]

    @property
    def met(self) -> int:
        """Members who have reached every subject's hours."""
        return sum(one.is_met for _, one in self.members)

    @property
    def rate_text(self) -> str:
        """学时完成率 of the team: hours counted of hours asked, over all members."""
        counted = sum((one.counted for _, one in self.members), NONE)
        asked = sum((one.asked for _, one in self.members), NONE)
        return rate_text(int(counted * 10), int(asked * 10))

    @property
    def trained(self) -> int:
        """参训人数: members who came to any session of the year."""
        return sum(one.total > 0 for _, one in self.members)

    @property
    def trained_text(self) -> str:
        """参训率 = 参训 / 应参训."""
        return rate_text(self.trained, len(self.members))


def team_standings(
    plan: TrainingPlan, teams: Collection[Team], members: Iterable[Member]
) -> list[TeamStanding]:
    """Every team with its members' standings, in three queries whatever their number."""
    by_team: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        by_team[member.team_id].append(member)
    hours = accrued(plan, [member.pk for group in by_team.values() for member in group])
    asked = required(plan, teams)
    return [
        TeamStanding(
            team,
            sum(asked[team.pk].values(), NONE),
            [
                (member, standing(hours.get(member.pk, {}), asked[team.pk]))
                for member in by_team[team.pk]
            ],
        )
        for team in teams
    ]


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """Sessions that are planned with a team."""
    for session in team.sessions.filter(state=SessionState.PLANNED).select_related("subject"):
        words = f"{team}已列入训练课“{session}”。先办结、取消该训练课，或从中移出该队"
        yield Resting(row=session, label="训练课", effect=needed(ending), words=words)


def subjects_for(plan: TrainingPlan, team: Team) -> list[TrainingSubject]:
    """The subjects that concern a team: those of every kind, and of its own."""
    return [
        subject for subject in plan.subjects.all() if subject.team_kind_id in (None, team.kind_id)
    ]
