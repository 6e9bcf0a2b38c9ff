"""What training adds to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.deadlines import NOTICE, task
from drills.rollcall.queries import PLACES
from drills.teams.hooks import LAST_ON_RECORD, STILL_NEEDED
from drills.training.models import SessionState, TrainingSession
from drills.training.queries import at_a_session, last_session, planned_session
from renfang.organisations.scope import Scope
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
    PLACES.register(at_a_session)
    LAST_ON_RECORD.register(last_session, rank=20)
    STILL_NEEDED.register(planned_session, rank=20)


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
