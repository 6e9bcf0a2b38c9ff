"""What assessments add to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from drills.assessments import papers
from drills.assessments.models import Assessment, AssessmentState, Correction, Score
from drills.assessments.queries import last_score, open_assessment
from drills.assessments.views import act_on_plan, plan_card
from drills.deadlines import task
from drills.teams.hooks import LAST_ON_RECORD, STILL_NEEDED
from drills.training.hooks import PLAN_ACTS, PLAN_CARDS
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles

# A long list helps nobody: the room's own list shows the rest.
_MOST = 30


def register() -> None:
    """Register the room's papers, menu entry and piles, and its part of plans and of teams."""
    papers.register()
    register_entries(
        "专业队与演练",
        Entry("考核", "drills:assessments", "list-check", "view_training", rank=50),
    )
    register_piles(
        Pile(("manage_training",), _to_be_scored, _to_score, _MOST),
        Pile(("sign_assessments",), _scored_by_others, _to_sign, _MOST),
    )
    PLAN_ACTS.register(act_on_plan)
    PLAN_CARDS.register(plan_card)
    LAST_ON_RECORD.register(last_score, rank=40)
    STILL_NEEDED.register(open_assessment, rank=30)


# How soon after an examination its results are to be signed off.
SIGNING = timedelta(days=10)


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
    return task(title, row.title, url, row.held_on + SIGNING, today, note)
