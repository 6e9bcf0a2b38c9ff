"""Every act on an assessment and on a scale, in every state."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.assessments import steps
from drills.assessments.acts.assessments import AssessmentFacts, arrange_assessment, enter_scores
from drills.assessments.acts.corrections import open_correction, withdraw_correction
from drills.assessments.acts.scales import PROPOSED, ScaleFacts, adopt_scale, retire_scale
from drills.assessments.acts.signing import reissue_register, sign_off
from drills.models import Assessment, GradingScale, Team, TrainingPlan
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.schooling import examination, score, year_plan, yesterday
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range
from tests.drills.training.test_steps import WALKS as TRAINING

pytestmark = pytest.mark.django_db
WHY = "一号考场成绩登错行"


def examined(office: Office, step: Step) -> Assessment:
    """An assessment fully scored by the trainer; a correction of it where one is withdrawn."""
    ground = Range(office)
    exam = examination(ground, year_plan(ground), ground.team(members=2))
    score(ground, exam, "90", "55")
    if step is not steps.WITHDRAW:
        return exam
    sign(exam, office.who(Role.HEAD))
    return open_correction(exam.pk, by=ground.trainer, reason=WHY)


def sign(row: Assessment, by: User) -> object:
    return sign_off(row.pk, by=by, on=timezone.localdate(), version=None)


def signed(row: Assessment) -> None:
    """Signed without its register, as if that had been voided."""
    Assessment.objects.filter(pk=row.pk).update(state="signed", signed_on=timezone.localdate())


def scale_of(office: Office, step: Step) -> GradingScale:
    ground = Range(office)
    facts = ScaleFacts("百分制", Decimal("100.0"), PROPOSED)
    return adopt_scale(office.east.pk, facts, by=ground.trainer)


def planned(office: Office, step: Step) -> TrainingPlan:
    """A plan, a team, and a scale."""
    scale_of(office, step)
    return TRAINING[0].subject(office, step)


def arrange(row: TrainingPlan, by: User) -> Assessment:
    facts = AssessmentFacts(
        title="年度考核",
        form="examination",
        scale_id=GradingScale.objects.get().pk,
        held_on=yesterday(),
        place="东区训练基地",
        examiner="赵主考",
        subject_ids=[row.subjects.first().pk],
        team_ids=[Team.objects.get().pk],
    )
    return arrange_assessment(row.pk, facts, by=by)


WALKS = [
    Walk(
        steps.STEPS,
        examined,
        {
            steps.ENTER: lambda row, by: enter_scores(row.pk, [], by=by),
            steps.SIGN: sign,
            steps.WITHDRAW: lambda row, by: withdraw_correction(row.pk, by=by, reason=WHY),
            steps.CORRECT: lambda row, by: open_correction(row.pk, by=by, reason=WHY),
            steps.REISSUE: lambda row, by: reissue_register(row.pk, by=by, on=timezone.localdate()),
        },
        who=lambda office, step: office.who(
            Role.HEAD if step.permission == "sign_assessments" else Role.TRAINER
        ),
        by_act={"open": lambda row: None, "signed": signed},
        removes=(steps.WITHDRAW,),
    ),
    Walk(
        steps.SCALE_STEPS,
        scale_of,
        {steps.RETIRE: lambda row, by: retire_scale(row.pk, by=by)},
    ),
    Walk(steps.PLAN_STEPS, planned, {steps.ARRANGE: arrange}, by_act=TRAINING[0].by_act),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)


def test_a_scale_is_retired_once(ground, sign_in):
    scale = scale_of(ground.office, steps.RETIRE)
    browser = sign_in(ground.trainer)
    answer = browser.post(steps.RETIRE.url_for(scale))
    assert answer.headers["Location"] == reverse("drills:grading_scales")
    refused = browser.post(steps.RETIRE.url_for(scale))
    assert refused.status_code == 409
    assert "不需再次办理" in refused.content.decode()


def test_each_is_offered_what_is_theirs_to_do(ground, sign_in):
    exam = examined(ground.office, steps.SIGN)
    page = reverse("drills:assessment", args=[exam.pk])
    for user, theirs, others in (
        (ground.trainer, steps.ENTER, steps.SIGN),
        (ground.office.who(Role.HEAD), steps.SIGN, steps.ENTER),
    ):
        shown = sign_in(user).get(page).content.decode()
        assert f'btn-primary" href="{theirs.url_for(exam)}"' in shown
        assert others.url_for(exam) not in shown
