"""What can be done with a task of inspection, in every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engineering.inspections import steps
from engineering.inspections.acts import drop_task, plan_inspection
from engineering.models import InspectionTask
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.upkeep import standing_shelter
from tests.builders.walking import Walk, name_of, walk

pytestmark = pytest.mark.django_db


def task(office: Office, step: Step) -> InspectionTask:
    """A task of the year's plan."""
    today = timezone.localdate()
    plan = plan_inspection(
        office.east.pk,
        shelter_ids=[standing_shelter(office).pk],
        name="年度检查",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        by=office.who(Role.CLERK),
    )
    return plan.tasks.get()


WALKS = [
    Walk(
        steps.TASK_STEPS,
        task,
        {steps.DROP: lambda row, by: drop_task(row.pk, reason="工程已移交外区", by=by)},
    )
]


@pytest.mark.parametrize("step", steps.TASK_STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)
