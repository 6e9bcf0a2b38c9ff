"""What can be done with a task of inspection, in every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engineering.inspections import steps
from engineering.inspections.acts import (
    draw_inspection,
    drop_task,
    enter_inspector,
    plan_inspection,
    publish_inspection,
    set_inspector_active,
)
from engineering.models import InspectionPlan, InspectionTask, Inspector
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


def drawn(office: Office, step: Step) -> InspectionPlan:
    """A plan that was drawn."""
    today = timezone.localdate()
    standing_shelter(office)
    inspector(office, step)
    return draw_inspection(
        office.east.pk,
        shelter_count=1,
        team_size=1,
        name="双随机抽查",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        by=office.who(Role.CLERK),
    ).plan


def inspector(office: Office, step: Step) -> Inspector:
    """One in the list, or out of it where he is to be put back."""
    clerk = office.who(Role.CLERK)
    found = enter_inspector(office.east.pk, name="王强", certificate="62010001", by=clerk)
    if step is steps.PUT_BACK:
        set_inspector_active(found.pk, is_active=False, by=clerk)
    return found


WALKS = [
    Walk(
        steps.TASK_STEPS,
        task,
        {steps.DROP: lambda row, by: drop_task(row.pk, reason="工程已移交外区", by=by)},
    ),
    Walk(
        steps.PLAN_STEPS,
        drawn,
        {steps.PUBLISH: lambda row, by: publish_inspection(row.pk, by=by)},
    ),
    Walk(
        steps.INSPECTOR_STEPS,
        inspector,
        {
            steps.TAKE_OUT: lambda row, by: set_inspector_active(row.pk, is_active=False, by=by),
            steps.PUT_BACK: lambda row, by: set_inspector_active(row.pk, is_active=True, by=by),
        },
    ),
]


@pytest.mark.parametrize("step", steps.TASK_STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


def test_a_draw_is_published_from_the_page_of_its_plan(office: Office, client) -> None:
    walk(office, WALKS[1], steps.PUBLISH)
    plan = InspectionPlan.objects.get()
    address = steps.PUBLISH.url_for(plan)
    client.force_login(office.who(Role.CLERK))
    assert f'action="{address}"' in client.get(plan.get_absolute_url()).content.decode()
    client.force_login(office.who(Role.REVIEWER))
    assert address not in client.get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("step", steps.INSPECTOR_STEPS.rows, ids=name_of)
def test_inspectors_leave_the_list_and_return(office: Office, step: Step) -> None:
    walk(office, WALKS[2], step)
