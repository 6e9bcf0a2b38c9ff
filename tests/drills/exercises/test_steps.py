"""Every act on a drill and on what it showed to be wrong, in every state."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.exercises import steps
from drills.exercises.acts.conclusion import (
    Outcome,
    close_drill,
    hold_drill,
    issue_report,
    reopen_drill,
)
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.execution import log_event, record_rehearsal, record_responses
from drills.exercises.acts.findings import (
    FindingFacts,
    close_finding,
    raise_finding,
    rectify_finding,
)
from drills.exercises.acts.photographs import add_photograph
from drills.exercises.acts.planning import amend_drill, cancel_drill, decide_plan, submit_plan
from drills.models import Drill, DrillFinding, DrillState
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.files import drawn
from tests.builders.office import Office
from tests.builders.readiness import picture
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range
from tests.drills.exercises.test_drills import plan_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WHY = "暴雨红色预警，改期组织"


def drill(office: Office, step: Step) -> Drill:
    """A drill of yesterday, its plan where the step needs it, with points for the report."""
    ground = Range(office)
    made = ground.drill(approved=step not in (steps.SUBMIT, steps.DECIDE))
    if step is steps.DECIDE:
        submit_plan(made.pk, by=ground.trainer, version=made.version)
    if step is steps.REPORT:
        made.scores.create(position=1, criterion="秩序", full_marks=100, score=88)
    return made


def in_state(state: DrillState, row: Drill) -> None:
    """Held and filed drills took place."""
    took_place = state in (DrillState.HELD, DrillState.CLOSED)
    times = (row.starts_at, row.ends_at) if took_place else (None, None)
    Drill.objects.filter(pk=row.pk).update(state=state, started_at=times[0], ended_at=times[1])


def finding(office: Office, step: Step) -> DrillFinding:
    """What a drill showed to be wrong, mended by the trainer."""
    ground = Range(office)
    facts = FindingFacts("标识不清", "补设", "和平街道办", TODAY())
    found = raise_finding(ground.hold(ground.drill()).pk, facts, by=ground.trainer, on=TODAY())
    return mended(found, ground.trainer)


def mended(row: DrillFinding, by: User) -> DrillFinding:
    return rectify_finding(
        row.pk, by=by, on=TODAY(), rectification="已补设 12 处标识", version=None
    )


def finding_in_state(state: str, row: DrillFinding) -> None:
    closed_on = TODAY() if state == "closed" else None
    DrillFinding.objects.filter(pk=row.pk).update(state=state, closed_on=closed_on)


BY_ACT = {state.value: partial(in_state, state) for state in DrillState}
POINTS = [Points("秩序", 100, 88)]

WALKS = [
    Walk(
        steps.STEPS,
        drill,
        {
            steps.SUBMIT: lambda row, by: submit_plan(row.pk, by=by, version=None),
            steps.DECIDE: lambda row, by: decide_plan(
                row.pk, by=by, on=TODAY(), approve=True, opinion="", version=None
            ),
            steps.CLOSE: lambda row, by: close_drill(row.pk, by=by, on=TODAY(), version=None),
            steps.HOLD: lambda row, by: hold_drill(
                row.pk, Outcome(row.starts_at, row.ends_at, "完成"), by=by, version=None
            ),
            steps.AMEND: lambda row, by: amend_drill(row.pk, plan_of(row), by=by, version=None),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.DAY_STEPS,
        drill,
        {
            steps.REHEARSE: lambda row, by: record_rehearsal(
                row.pk, by=by, on=TODAY() - timedelta(days=2), headcount=20, content="走位"
            ),
            steps.LOG: lambda row, by: log_event(
                row.pk, by=by, at=row.starts_at, kind="order", what="下达命令"
            ),
            steps.RESPOND: lambda row, by: record_responses(row.pk, by=by, teams={}, units={}),
            steps.PHOTOGRAPH: lambda row, by: add_photograph(
                row.pk, drawn(picture()), caption="集结", by=by
            ),
            steps.EVALUATE: lambda row, by: evaluate_drill(row.pk, POINTS, by=by, version=None),
            steps.RAISE: lambda row, by: raise_finding(
                row.pk, FindingFacts("不清", "补设", "街道办", TODAY()), by=by, on=TODAY()
            ),
            steps.REPORT: lambda row, by: issue_report(row.pk, by=by, on=TODAY()),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.UNDOING_STEPS,
        drill,
        {
            steps.CANCEL: lambda row, by: cancel_drill(row.pk, by=by, reason=WHY, version=None),
            steps.REOPEN: lambda row, by: reopen_drill(row.pk, by=by, reason=WHY, version=None),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.FINDING_STEPS,
        finding,
        {
            steps.RECTIFY: mended,
            steps.CHECK: lambda row, by: close_finding(
                row.pk, by=by, on=TODAY(), passed=True, note="", version=None
            ),
        },
        by_act={state: partial(finding_in_state, state) for state in ("open", "closed")},
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(
    office: Office, walked: Walk, step: Step, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    walk(office, walked, step)


def test_a_plan_is_submitted_by_its_button_and_what_it_lacks_is_told(ground, sign_in):
    whole, poor = ground.drill(approved=False), ground.drill(approved=False, safety="")
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:drill", args=[whole.pk])).content.decode()
    assert f'action="{steps.SUBMIT.url_for(whole)}"' in page
    browser.post(steps.SUBMIT.url_for(whole), {"version": whole.version})
    whole.refresh_from_db()
    assert whole.approval == "submitted"
    assert steps.SUBMIT.url_for(poor) not in (
        browser.get(reverse("drills:drill", args=[poor.pk])).content.decode()
    )
    refused = browser.post(steps.SUBMIT.url_for(poor), {"version": poor.version})
    assert refused.status_code == 422
    assert "计划还缺安全措施" in refused.content.decode()


def test_a_plan_submitted_from_an_old_page_is_overtaken(ground, sign_in):
    drill = ground.drill(approved=False)
    amend_drill(drill.pk, plan_of(drill), by=ground.trainer, version=None)
    answer = sign_in(ground.trainer).post(steps.SUBMIT.url_for(drill), {"version": drill.version})
    assert answer.status_code == 409
    assert "已被他人办理" in answer.content.decode()


def test_the_outcome_waits_for_the_day(ground, sign_in):
    drill = ground.drill(on=TODAY() + timedelta(days=3))
    page = sign_in(ground.trainer).get(reverse("drills:drill", args=[drill.pk])).content.decode()
    assert steps.HOLD.url_for(drill) not in page
    assert "当日起" in steps.HOLD.idle(drill)


def test_a_finding_shows_its_next_act_to_whoever_does_it(ground, sign_in):
    found = finding(ground.office, steps.CHECK)
    for user, is_offered in ((ground.trainer, False), (ground.office.who(Role.HEAD), True)):
        for url in (reverse("drills:findings"), reverse("drills:drill", args=[found.drill_id])):
            page = sign_in(user).get(url).content.decode()
            assert (steps.CHECK.url_for(found) in page) is is_offered
