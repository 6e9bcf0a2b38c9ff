"""Every act on a test of the sirens and on a siren, in every state."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from drills.models import Drill, Siren
from drills.sirens import steps
from drills.sirens.acts import publish_notice, record_results, record_siren_entry
from drills.sirens.models import SIREN
from renfang.organisations.models import User
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.readiness import entered, siren_test
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range
from tests.drills.exercises.test_steps import BY_ACT
from tests.drills.sirens.test_sirens import begun_test

pytestmark = pytest.mark.django_db


def siren_drill(office: Office, step: Step) -> Drill:
    """A siren test to be announced, or one that has begun."""
    make = siren_test if step is steps.PUBLISH else begun_test
    return make(Range(office))


def enter(step: steps.SirenStep, row: Siren, by: User) -> Any:
    """Record what the step says, with an approval where it needs one."""
    approval = "东动〔2026〕3号" if step.needs_approval else ""
    return record_siren_entry(
        row.pk, by=by, on=timezone.localdate(), kind=step.kind, content="见记录", approval=approval
    )


WALKS = [
    Walk(
        steps.TEST_STEPS,
        siren_drill,
        {
            steps.PUBLISH: lambda row, by: publish_notice(
                row.pk,
                by=by,
                on=timezone.localdate(),
                medium="政府网站",
                scope_text="东区",
                approval="X政办函〔2026〕7号",
            ),
            steps.RESULTS: lambda row, by: record_results(row.pk, {}, by=by),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.SIREN_STEPS,
        lambda office, step: entered(Range(office), SIREN),
        {step: partial(enter, step) for step in steps.SIREN_STEPS},
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)


def test_only_a_test_of_sirens_is_announced(ground):
    assert "只有警报试鸣" in steps.PUBLISH.idle(ground.drill())
