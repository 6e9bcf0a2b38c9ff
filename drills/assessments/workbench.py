"""What assessments add to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from drills.assessments import papers
from drills.assessments.models import Assessment, AssessmentState, Correction, Score
from drills.assessments.queries import last_score, on_team
from drills.assessments.steps import ENTER, PLAN_STEPS, SIGN, not_held_yet
from drills.assessments.views import plan_card, trail
from drills.deadlines import task
from drills.teams.hooks import LAST_ON_RECORD
from drills.teams.models import Team
from drills.training.hooks import PLAN_CARDS, STEPS_ABOVE
from renfang.acts import Incomplete
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.exchange.kinds import ImportKind, Subject, one_of, register_import
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
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
    register_import(
        ImportKind(
            code="drills.scores",
            title="考核成绩",
            noun="队员",
            measure="人",
            permission=ENTER.permission,
            load=_resource,
            upload_name="drills:assessment_scores_import",
            trail=_trail,
            lead="每行一人，每个课目一列，补考另列；缺考填“缺考”，空格不改动已登的成绩。",
            subject=Subject(one_of(Assessment), require_open=_require_open),
        )
    )
    STEPS_ABOVE.append(PLAN_STEPS)
    PLAN_CARDS.register(plan_card)
    rests_on(Assessment, on_assessment)
    LAST_ON_RECORD.register(last_score, rank=40)
    rests_on(Team, on_team, rank=30)


def _resource() -> type:
    from drills.assessments.exchange import ScoreResource

    return ScoreResource


def _trail(assessment: Assessment) -> list[tuple[str, str]]:
    return [*trail(assessment), (ENTER.label, ENTER.url_for(assessment))]


def _require_open(assessment: Assessment) -> None:
    ENTER.require_state(assessment)
    if reason := not_held_yet(assessment):
        raise Incomplete(reason)


def on_assessment(assessment: Assessment, ending: Ending | None) -> Iterator[Resting]:
    """A correction under way, and the papers that a signed correction replaces."""
    corrects = ending is Ending.CORRECT
    for correction in Correction.objects.filter(original=assessment):
        yield Resting(
            row=correction.corrected,
            label="更正件",
            effect=Effect.BLOCKS if corrects else Effect.REMAINS,
            words=f"{assessment}已提出更正。在更正件上继续办理，或先撤回更正" if corrects else "",
        )
    if corrects:
        papers = IssuedDocument.objects.of(assessment).current()
        words = "更正件核定时换发登记表，作废已不符的合格证"
        yield from papers_resting(papers, Effect.FOLLOWS, words)


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
    return _assessment_task(ENTER.to_do, row, today, note)


def _to_sign(row: Assessment, today: date) -> Task:
    return _assessment_task(SIGN.to_do, row, today, f"{row.held_on} 考核")


def _assessment_task(title: str, row: Assessment, today: date, note: str) -> Task:
    url = reverse("drills:assessment", args=[row.pk])
    return task(title, row.title, url, row.held_on + SIGNING, today, note)
