"""年度演练安排: what is planned and done in a year, each team's quota, and who is called twice.

Read only, in a fixed number of queries whatever the number of drills and teams.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from drills.exercises.models import Drill, DrillState, DrillTeam
from drills.teams.models import Team
from drills.training.models import SessionState, TrainingSession
from renfang.organisations.scope import Scope

_DONE = (DrillState.HELD, DrillState.CLOSED)
_MOST = 20


@dataclass(frozen=True)
class Tally:
    """Drills of a year by what became of them. ``overdue``: the day is past and nothing said."""

    planned: int = 0
    done: int = 0
    overdue: int = 0
    cancelled: int = 0


def tally_of(drills: Iterable[Drill], today: date) -> Tally:
    """Counts of the drills given; one that is overdue is not among those still planned."""
    states = [(drill.state, is_overdue(drill, today)) for drill in drills]
    return Tally(
        planned=sum(state == DrillState.PLANNED and not late for state, late in states),
        done=sum(state in _DONE for state, _ in states),
        overdue=sum(late for _, late in states),
        cancelled=sum(state == DrillState.CANCELLED for state, _ in states),
    )


def is_overdue(drill: Drill, today: date) -> bool:
    """Whether its day is past and nobody has said how it went."""
    return drill.state == DrillState.PLANNED and timezone.localdate(drill.period[1]) < today


@dataclass(frozen=True)
class Conflict:
    """A team called to two things at one time; what the user may not see is not among them."""

    team: Team
    first: Drill
    other: Drill | TrainingSession

    @property
    def other_url(self) -> str:
        """The name of the other thing's address."""
        return "drills:drill" if isinstance(self.other, Drill) else "drills:session"


def conflicts(scope: Scope, drills: Sequence[Drill]) -> list[Conflict]:
    """Teams that planned drills call up while another drill or a training session has them.

    Three queries. The earliest first, at most twenty; a pair is told once.
    """
    planned = {drill.pk: drill for drill in drills if drill.state == DrillState.PLANNED}
    if not planned:
        return []
    teams: dict[int, Team] = {}
    called: dict[int, list[tuple[datetime, datetime, Drill | TrainingSession]]] = {}
    for call in DrillTeam.objects.filter(drill__in=planned).select_related("team"):
        drill = planned[call.drill_id]
        teams[call.team_id] = call.team
        called.setdefault(call.team_id, []).append((*drill.period, drill))
    begin = min(drill.period[0] for drill in planned.values())
    end = max(drill.period[1] for drill in planned.values())
    sessions = (
        TrainingSession.objects.visible_to(scope)
        .filter(teams__in=teams, starts_at__lt=end, ends_at__gt=begin)
        .exclude(state=SessionState.CANCELLED)
        .select_related("subject")
        .distinct()
    )
    for session in sessions.prefetch_related("teams"):
        for team in session.teams.all():
            if team.pk in called:
                called[team.pk].append((session.starts_at, session.ends_at, session))
    found = [
        Conflict(teams[team_id], first, other)
        for team_id, engaged in called.items()
        for first, other in _overlapping(engaged)
    ]
    return sorted(found, key=lambda each: (each.first.starts_at, each.team.name))[:_MOST]


def _overlapping(
    engaged: list[tuple[datetime, datetime, Drill | TrainingSession]],
) -> list[tuple[Drill, Drill | TrainingSession]]:
    """Pairs that share any time, at least one of them a drill and put first."""
    engaged = sorted(engaged, key=lambda each: each[0])
    pairs: list[tuple[Drill, Drill | TrainingSession]] = []
    for place, (_, ends_at, one) in enumerate(engaged):
        for starts_at, _, other in engaged[place + 1 :]:
            if starts_at >= ends_at:
                break
            if isinstance(one, Drill):
                pairs.append((one, other))
            elif isinstance(other, Drill):
                pairs.append((other, one))
    return pairs
