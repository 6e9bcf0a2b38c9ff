"""What is to be done about training: sessions to conclude, results to sign off, campaigns due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from drills.assessments.models import Assessment, AssessmentState, Correction, Score
from drills.reorganisation.models import Campaign, CampaignState
from drills.training.models import SessionState, TrainingSession
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task, register_piles

# How long before a session or a campaign's term it appears on the list.
NOTICE = timedelta(days=14)
# How soon after an examination its results are to be signed off.
SIGNING = timedelta(days=10)
_MOST = 30


def declare() -> None:
    """Register the piles with the workbench."""
    register_piles(
        Pile(("manage_training",), _sessions, _to_hold, _MOST),
        Pile(("manage_training",), _to_be_scored, _to_score, _MOST),
        Pile(("sign_assessments",), _scored_by_others, _to_sign, _MOST),
        Pile(("manage_teams",), _campaigns, _to_complete, _MOST),
    )


def _task(title: str, subject: str, url: str, due: date, today: date, note: str) -> Task:
    calendar = current_calendar()
    deadline = Deadline(due, estimated=due.year not in calendar.official_years, steps=())
    light = standing(today, deadline, start=due - NOTICE, calendar=calendar)
    return Task(title, subject, url, due, light, note=note)


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
    return _task(title, session.subject.name, url, day, today, f"{day} {session.place}")


def _open_assessments(scope: Scope, today: date, permission: str) -> QuerySet[Assessment]:
    """Examinations held and not signed off: whether scored at all, and prepared by the user."""
    scores = Score.objects.filter(part__assessment=OuterRef("pk"))
    arranged = Q(arranged_by__isnull=False, arranged_by=scope.user)
    by_me = Exists(scores.filter(recorded_by=scope.user))
    reopened = Correction.objects.filter(corrected=OuterRef("pk"), opened_by=scope.user)
    return (
        Assessment.objects.visible_to(scope, permission)
        .filter(state=AssessmentState.OPEN, held_on__lte=today)
        .annotate(is_scored=Exists(scores), is_mine=arranged | by_me | Exists(reopened))
        .order_by("held_on")
    )


def _to_be_scored(scope: Scope, today: date) -> QuerySet[Assessment]:
    return _open_assessments(scope, today, "manage_training").filter(
        Q(is_mine=True) | Q(is_scored=False)
    )


def _scored_by_others(scope: Scope, today: date) -> QuerySet[Assessment]:
    return _open_assessments(scope, today, "sign_assessments").filter(is_mine=False, is_scored=True)


def _to_score(row: Assessment, today: date) -> Task:
    note = f"{row.held_on} 考核，登分后由另一人核定"
    return _assessment_task("登记考核成绩", row, today, note)


def _to_sign(row: Assessment, today: date) -> Task:
    return _assessment_task("核定考核成绩", row, today, f"{row.held_on} 考核")


def _assessment_task(title: str, row: Assessment, today: date, note: str) -> Task:
    url = reverse("drills:assessment", args=[row.pk])
    return _task(title, row.title, url, row.held_on + SIGNING, today, note)


def _campaigns(scope: Scope, today: date) -> QuerySet[Campaign]:
    """Reorganisations that are not closed."""
    return (
        Campaign.objects.visible_to(scope, "manage_teams")
        .filter(state=CampaignState.OPEN)
        .order_by("due_on")
    )


def _to_complete(campaign: Campaign, today: date) -> Task:
    url = reverse("drills:campaign", args=[campaign.pk])
    return _task("完成年度整组", str(campaign), url, campaign.due_on, today, campaign.order_number)
