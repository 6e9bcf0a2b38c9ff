"""A year's plan, sessions and assessments with believable defaults, made through the acts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from drills.assessments.acts.assessments import (
    AssessmentFacts,
    ScoreEntry,
    arrange_assessment,
    enter_scores,
)
from drills.assessments.acts.scales import PROPOSED, ScaleFacts, adopt_scale
from drills.models import Assessment, Member, Occasion, Team, TrainingPlan, TrainingSession
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.hooks import kind_of
from drills.training.acts.plans import PlanFacts, SubjectPlan, draft_plan, issue_plan, set_subjects
from drills.training.acts.sessions import SessionFacts, arrange_session
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import read_pdf
from renfang.exchange.acts import upload
from renfang.exchange.models import ImportBatch
from renfang.organisations.models import User
from tests.drills.conftest import Range, at
from tests.kernel.documents.pdf import text_of

SUBJECTS = (
    SubjectPlan("自救互救", "common", Decimal("4.0")),
    SubjectPlan("管线抢修", "professional", Decimal("6.0")),
)


def yesterday() -> date:
    """The day before today, but never in another year."""
    today = timezone.localdate()
    return max(today - timedelta(days=1), date(today.year, 1, 1))


def year_plan(ground: Range, subjects=SUBJECTS, year: int | None = None) -> TrainingPlan:
    """An issued plan of this year."""
    year = year or timezone.localdate().year
    plan = draft_plan(ground.office.east.pk, PlanFacts(year), by=ground.trainer)
    set_subjects(plan.pk, subjects, by=ground.trainer, version=None)
    return issue_plan(
        plan.pk,
        by=ground.trainer,
        document_number="东动训〔2026〕1号",
        on=timezone.localdate(),
        version=None,
    )


def session_facts(plan: TrainingPlan, *teams: Team, **changes: object) -> SessionFacts:
    """Two hours of the first subject, yesterday from nine."""
    day = changes.pop("on", yesterday())
    facts = {
        "subject_id": plan.subjects.first().pk,
        "starts_at": at(day, 9),
        "ends_at": at(day, 11),
        "hours": Decimal("2.0"),
        "place": "东区训练基地",
        "instructor": "陈教员",
        "team_ids": [team.pk for team in teams],
    }
    return SessionFacts(**{**facts, **changes})


def session(ground: Range, plan: TrainingPlan, *teams: Team, **changes: object) -> TrainingSession:
    return arrange_session(session_facts(plan, *teams, **changes), by=ground.trainer)


def attend(ground: Range, held: TrainingSession, status: str = "present", count: int = 99) -> None:
    """Mark the first so many members of the session's teams."""
    members = Member.objects.filter(team__sessions=held).order_by("pk")[:count]
    mark_roll(held.occasion_id, [Mark(member.pk, status) for member in members], by=ground.trainer)


def taken_in(occasion: Occasion, content: bytes, *, by: User) -> ImportBatch:
    """A sheet of attendance that waits to be confirmed."""
    code = kind_of(occasion).import_code
    return upload(code, content, "签到.xlsx", by=by, subject_id=occasion.pk)


def examination(
    ground: Range, plan: TrainingPlan, *teams: Team, subjects: int = 1, **changes: object
) -> Assessment:
    """An examination yesterday, by a scale of a hundred points."""
    scale = adopt_scale(
        ground.office.east.pk, ScaleFacts("百分制", Decimal("100.0"), PROPOSED), by=ground.trainer
    )
    facts = {
        "title": "年度考核",
        "form": "examination",
        "scale_id": scale.pk,
        "held_on": yesterday(),
        "place": "东区训练基地",
        "examiner": "赵主考",
        "subject_ids": [row.pk for row in plan.subjects.all()[:subjects]],
        "team_ids": [team.pk for team in teams],
    }
    return arrange_assessment(plan.pk, AssessmentFacts(**{**facts, **changes}), by=ground.trainer)


def score(ground: Range, assessment: Assessment, *values: str | None, attempt: int = 1) -> None:
    """Scores of the first subject in the order of the roster; None is 缺考."""
    part = assessment.parts.first()
    members = Member.objects.filter(team__assessments=assessment).order_by("pk")
    entries = [
        ScoreEntry(
            member.pk, part.pk, attempt, None if value is None else Decimal(value), value is None
        )
        for member, value in zip(members, values, strict=False)
    ]
    enter_scores(assessment.pk, entries, by=ground.trainer)


def words_of(paper: IssuedDocument) -> str:
    """The text of the stored PDF without blanks."""
    return text_of(read_pdf(paper))
