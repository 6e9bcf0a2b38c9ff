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
    list_unit,
    plan_inspection,
    publish_inspection,
    record_result,
    set_inspector_active,
    set_unit_active,
)
from engineering.models import InspectionPlan, InspectionTask, Inspector, ListedUnit
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.upkeep import makers_matter, standing_shelter
from tests.builders.walking import Walk, name_of, walk

pytestmark = pytest.mark.django_db


def task(office: Office, step: Step) -> InspectionTask:
    """A task of the year's plan; of a unit that was drawn where its result is entered."""
    if step is steps.RESULT:
        return drawn_unit(office).tasks.get()
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
        matters=[1],
        count=1,
        team_size=1,
        name="双随机抽查",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        by=office.who(Role.CLERK),
    ).plan


def drawn_unit(office: Office) -> InspectionPlan:
    """A plan for which the one maker of doors was drawn."""
    today = timezone.localdate()
    clerk = office.who(Role.CLERK)
    makers_matter(office)
    list_unit(office.east.pk, kind="equipment", name="恒固人防设备有限公司", by=clerk)
    enter_inspector(office.east.pk, name="王强", certificate="62010009", by=clerk)
    return draw_inspection(
        office.east.pk,
        matters=[4],
        count=1,
        team_size=1,
        name="防护设备抽查",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        by=clerk,
    ).plan


def unit(office: Office, step: Step) -> ListedUnit:
    """One in the list, or out of it where it is to be put back."""
    clerk = office.who(Role.CLERK)
    found = list_unit(office.east.pk, kind="equipment", name="恒固人防设备有限公司", by=clerk)
    if step is steps.UNIT_BACK:
        set_unit_active(found.pk, is_active=False, by=clerk)
    return found


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
        {
            steps.DROP: lambda row, by: drop_task(row.pk, reason="工程已移交外区", by=by),
            steps.RESULT: lambda row, by: record_result(
                row.pk, inspected_on=timezone.localdate(), result="sound", by=by
            ),
        },
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
    Walk(
        steps.UNIT_STEPS,
        unit,
        {
            steps.UNIT_OUT: lambda row, by: set_unit_active(row.pk, is_active=False, by=by),
            steps.UNIT_BACK: lambda row, by: set_unit_active(row.pk, is_active=True, by=by),
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


@pytest.mark.parametrize("step", steps.UNIT_STEPS.rows, ids=name_of)
def test_units_leave_the_list_and_return(office: Office, step: Step) -> None:
    walk(office, WALKS[3], step)
