"""What is to be done about training: sessions to conclude, results to sign off, campaigns due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from drills.models import (
    Assessment,
    AssessmentState,
    Campaign,
    CampaignState,
    SessionState,
    TrainingSession,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Task, register_tasks

# How long before a session or a campaign's term it appears on the list.
NOTICE = timedelta(days=14)
# How soon after an examination its results are to be signed off.
SIGNING = timedelta(days=10)
_MOST = 30


def declare() -> None:
    """Register the source with the workbench."""
    register_tasks(training_tasks)


def training_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Open tasks of who trains or signs off, the earliest first; at most three queries."""
    for title, subject, url, due, note in _open(scope, today):
        estimated = due.year not in current_calendar().official_years
        yield Task(
            title,
            subject,
            url,
            due,
            standing(
                today,
                Deadline(due, estimated=estimated, steps=()),
                start=due - NOTICE,
                calendar=current_calendar(),
            ),
            note=note,
        )


def _open(scope: Scope, today: date) -> Iterator[tuple[str, str, str, date, str]]:
    if scope.holds("manage_training"):
        sessions = (
            TrainingSession.objects.visible_to(scope, "manage_training")
            .filter(state=SessionState.PLANNED, starts_at__date__lte=today + NOTICE)
            .select_related("subject")
            .order_by("starts_at")[:_MOST]
        )
        for session in sessions:
            day = timezone.localdate(session.starts_at)
            title = "准备训练课" if day > today else "训练课点名与办结"
            url = reverse("drills:session", args=[session.pk])
            yield title, session.subject.name, url, day, f"{day} {session.place}"
    if scope.holds("sign_assessments"):
        assessments = (
            Assessment.objects.visible_to(scope, "sign_assessments")
            .filter(state=AssessmentState.OPEN, held_on__lte=today)
            .order_by("held_on")[:_MOST]
        )
        for row in assessments:
            url = reverse("drills:assessment", args=[row.pk])
            yield "登分与核定成绩", row.title, url, row.held_on + SIGNING, f"{row.held_on} 考核"
    if scope.holds("manage_teams"):
        campaigns = (
            Campaign.objects.visible_to(scope, "manage_teams")
            .filter(state=CampaignState.OPEN)
            .order_by("due_on")[:_MOST]
        )
        for campaign in campaigns:
            url = reverse("drills:campaign", args=[campaign.pk])
            yield "完成年度整组", str(campaign), url, campaign.due_on, campaign.order_number
