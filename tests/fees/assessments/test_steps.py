"""Every step of an assessment in every state: of a permit, a project, a survey, a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from engineering.models import Application
from fees.assessments import steps
from fees.assessments.acts.assessment import (
    review_draft,
    submit_assessment,
    submit_violation,
    withdraw_draft,
)
from fees.assessments.acts.completion import submit_completion
from fees.assessments.acts.issuing import issue_assessment_sheet
from fees.models import AssessmentDraft, CompletionReview
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk
from tests.fees.assessments.test_completion import surveyed

WHY = "现场勘验证实未修建"


def today() -> date:
    return timezone.localdate()


def granted(desk: Desk, step: Step) -> Application:
    application = desk.granted()
    application.refresh_from_db()
    return application


def never_applied(desk: Desk, step: Step) -> Any:
    return desk.project(desk.office.east, "未申请的项目")


def built_short(desk: Desk, step: Step) -> CompletionReview:
    surveyed(desk, "800.00")
    return CompletionReview.objects.get()


def submitted(desk: Desk, step: Step) -> AssessmentDraft:
    draft = desk.submit(desk.granted())
    draft.desk = desk
    return draft


def preparer_or_head(desk: Desk, step: Step) -> Any:
    return desk.office.who(Role.HEAD) if step is steps.REVIEW else desk.officer


def by_officer(desk: Desk, step: Step) -> Any:
    return desk.officer


WALKS = [
    Walk(
        steps.APPLICATION_STEPS,
        granted,
        {steps.ASSESS: lambda row, by: submit_assessment(row.pk, by=by, on=today())},
        who=by_officer,
    ),
    Walk(
        steps.PROJECT_STEPS,
        never_applied,
        {
            steps.ASSESS_VIOLATION: lambda row, by: submit_violation(
                row.pk, by=by, on=today(), as_of=today(), reason=WHY
            )
        },
        who=by_officer,
    ),
    Walk(
        steps.COMPLETION_STEPS,
        built_short,
        {steps.COMPLETE: lambda row, by: submit_completion(row.pk, by=by, on=today())},
        who=by_officer,
        page=lambda review: reverse("fees:completion", args=[review.pk]),
    ),
    Walk(
        steps.ASSESSMENT_STEPS,
        lambda desk, step: desk.assessed().assessments.get(),
        {steps.ISSUE_SHEET: lambda row, by: issue_assessment_sheet(row.pk, by=by, on=today())},
        who=by_officer,
        page=lambda version: reverse("fees:assessment", args=[version.pk]),
    ),
    Walk(
        steps.DRAFT_STEPS,
        submitted,
        {
            steps.REVIEW: lambda row, by: review_draft(row.pk, by=by, on=today(), approve=True),
            steps.WITHDRAW: lambda row, by: withdraw_draft(row.pk, reason=WHY, by=by),
        },
        who=preparer_or_head,
        by_act={"approved": lambda draft: draft.desk.approve(draft)},
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda each: name_of(each) if isinstance(each, Step) else "",
)
def test_every_step_of_an_assessment_in_every_state(desk: Desk, walked: Walk, step: Step) -> None:
    walk(desk, walked, step)
