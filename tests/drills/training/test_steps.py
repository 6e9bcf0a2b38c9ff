"""Every act on a year's plan and on a session, in every state."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.models import PlanState, Team, TrainingPlan, TrainingSession
from drills.training import steps
from drills.training.acts.checkin import close_checkin, open_checkin, token_of
from drills.training.acts.plans import issue_plan, set_subjects
from drills.training.acts.sessions import (
    arrange_session,
    cancel_session,
    conclude_session,
    rearrange_session,
)
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.schooling import SUBJECTS, session, session_facts, year_plan
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range

pytestmark = pytest.mark.django_db


def plan(office: Office, step: Step) -> TrainingPlan:
    """A year's plan, and a team that trains by it."""
    ground = Range(office)
    ground.team()
    return year_plan(ground)


def plan_in_state(state: PlanState, row: TrainingPlan) -> None:
    issued_on = timezone.localdate() if state == PlanState.ISSUED else None
    TrainingPlan.objects.filter(pk=row.pk).update(state=state, issued_on=issued_on)


def held(office: Office, step: Step) -> TrainingSession:
    """A session of yesterday; one that goes on where phones check in, with its code shown."""
    ground = Range(office)
    made = session(ground, year_plan(ground), ground.team())
    if step in (steps.CHECKIN, steps.STOP_CHECKIN):
        now = timezone.now()
        TrainingSession.objects.filter(pk=made.pk).update(
            starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=90)
        )
    if step is steps.STOP_CHECKIN:
        open_checkin(made.pk, by=ground.trainer, minutes=60)
    return made


WALKS = [
    Walk(
        steps.PLAN_STEPS,
        plan,
        {
            steps.ISSUE: lambda row, by: issue_plan(
                row.pk, by=by, document_number="", on=timezone.localdate(), version=None
            ),
            steps.ARRANGE: lambda row, by: arrange_session(
                session_facts(row, Team.objects.get()), by=by
            ),
            steps.SET_SUBJECTS: lambda row, by: set_subjects(row.pk, SUBJECTS, by=by, version=None),
        },
        by_act={state.value: partial(plan_in_state, state) for state in PlanState},
    ),
    Walk(
        steps.STEPS,
        held,
        {
            steps.CHECKIN: lambda row, by: open_checkin(row.pk, by=by, minutes=30),
            steps.CONCLUDE: lambda row, by: conclude_session(row.pk, by=by, version=None),
        },
    ),
    Walk(
        steps.CHANGES,
        held,
        {
            steps.REARRANGE: lambda row, by: rearrange_session(
                row.pk, session_facts(row.subject.plan, Team.objects.get()), by=by, version=None
            ),
            steps.CANCEL: lambda row, by: cancel_session(
                row.pk, by=by, reason="教员临时出差", version=None
            ),
        },
    ),
    Walk(
        steps.CODE_STEPS,
        held,
        {steps.STOP_CHECKIN: lambda row, by: close_checkin(row.pk, by=by)},
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)


def test_the_code_is_shown_replaced_and_withdrawn_on_one_page(ground, sign_in):
    row = held(ground.office, steps.STOP_CHECKIN)
    browser, page = sign_in(ground.trainer), steps.CHECKIN.url_for(row)
    shown = browser.get(page).content.decode()
    assert reverse("drills:session_code", args=[row.pk]) in shown
    assert "换发二维码" in shown
    row.refresh_from_db()
    earlier = token_of(row)
    browser.post(page, {"minutes": "30"})
    row.refresh_from_db()
    assert token_of(row) not in ("", earlier)
    browser.post(steps.STOP_CHECKIN.url_for(row), {"version": row.version})
    row.refresh_from_db()
    assert token_of(row) == ""
    assert "开放签到" in browser.get(page).content.decode()


def test_who_is_left_to_call_is_told_before_a_session_is_concluded(ground, sign_in):
    made = session(ground, year_plan(ground), ground.team(members=2))
    page = sign_in(ground.trainer).get(steps.CONCLUDE.url_for(made)).content.decode()
    assert "还有 2 人未点名" in page
    assert 'type="submit"' not in page.split("form-foot")[1].split("</form>")[0]
