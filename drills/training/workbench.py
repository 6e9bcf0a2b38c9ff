"""What training adds to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.deadlines import NOTICE, task
from drills.rollcall.hooks import RollKind
from drills.rollcall.models import OccasionKind
from drills.rollcall.workbench import open_rolls
from drills.teams.models import Team
from drills.training.models import SessionState, TrainingSession
from drills.training.queries import on_team
from drills.training.views import trail
from renfang.organisations.scope import Scope
from renfang.resting import rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles

# A long list helps nobody: the room's own lists show the rest.
_MOST = 30


def register() -> None:
    """Register the room's menu entries and pile, and what it answers to rollcall and teams."""
    register_entries(
        "专业队与演练",
        Entry("训练计划", "drills:training_plans", "school", "view_training", rank=30),
        Entry("训练课", "drills:sessions", "book", "view_training", rank=40),
    )
    register_piles(Pile(("manage_training",), _sessions, _to_hold, _MOST))
    open_rolls(SessionRoll())
    rests_on(Team, on_team, rank=20)


class SessionRoll(RollKind):
    """The session's teams, everybody on their rolls."""

    code = OccasionKind.SESSION
    act = "登记训练考勤"
    permission = "manage_training"

    def teams(self, owner: TrainingSession) -> list[tuple[Team, int | None]]:
        teams = owner.teams.select_related("kind").order_by("kind__position", "name")
        return [(team, None) for team in teams]

    def heading(self, owner: TrainingSession) -> str:
        return str(owner.subject)

    def trail(self, owner: TrainingSession) -> tuple[tuple[str, str], ...]:
        return trail(owner)


def _sessions(scope: Scope, today: date) -> QuerySet[TrainingSession]:
    """Sessions that are near, or over and not concluded, the earliest first."""
    return (
        TrainingSession.objects.visible_to(scope, "manage_training")
        .filter(state=SessionState.PLANNED, starts_at__date__lte=today + NOTICE)
        .select_related("subject")
        .order_by("starts_at")
    )


def _to_hold(session: TrainingSession, today: date) -> Task:
    day = timezone.localdate(session.starts_at)
    title = "准备训练课" if day > today else "训练课点名与办结"
    url = reverse("drills:session", args=[session.pk])
    return task(title, session.subject.name, url, day, today, f"{day} {session.place}")
