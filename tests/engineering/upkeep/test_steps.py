"""What is done to keep a shelter fit, and with a hazard, in every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engineering.models import ConversionPlan, Hazard, Shelter
from engineering.upkeep import steps
from engineering.upkeep.acts.conversion import (
    Measure,
    PlanEntry,
    enter_conversion_plan,
    review_conversion_plan,
)
from engineering.upkeep.acts.hazards import (
    HazardEntry,
    reinspect_hazard,
    report_hazard,
    report_rectified,
)
from engineering.upkeep.acts.inspection import record_inspection
from engineering.upkeep.acts.maintenance import log_maintenance
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.upkeep import findings, standing_shelter
from tests.builders.walking import Walk, name_of, walk

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)
MEASURES = [Measure("early", "封堵通风口", "物业公司")]


def _report(row: Shelter, by: User) -> Hazard:
    entry = HazardEntry("structure", "顶板渗漏", "general", LATER)
    return report_hazard(row.pk, entry, found_on=TODAY, by=by)


def hazard(office: Office, step: Step) -> Hazard:
    """One found today."""
    return _report(standing_shelter(office), office.who(Role.CLERK))


def plan(office: Office, step: Step) -> ConversionPlan:
    """A conversion plan of one measure."""
    return enter_conversion_plan(
        standing_shelter(office).pk,
        PlanEntry("某设计院", TODAY, LATER),
        MEASURES,
        by=office.who(Role.CLERK),
    )


WALKS = [
    Walk(
        steps.SHELTER_STEPS,
        lambda office, step: standing_shelter(office),
        {
            steps.INSPECT: lambda row, by: record_inspection(
                row.pk, inspected_on=TODAY, inspectors="王强", findings=findings(), by=by
            ),
            steps.MAINTAIN: lambda row, by: log_maintenance(
                row.pk, done_on=TODAY, kind="service", content="清洗滤尘器", unit="物业", by=by
            ),
            steps.REPORT_HAZARD: _report,
        },
    ),
    Walk(
        steps.HAZARD_STEPS,
        hazard,
        {
            steps.RECTIFY: lambda row, by: report_rectified(
                row.pk, measures="已注浆堵漏", rectified_on=TODAY, by=by
            ),
            steps.REINSPECT: lambda row, by: reinspect_hazard(
                row.pk, inspected_on=TODAY, is_passed=True, note="合格", by=by
            ),
        },
    ),
    Walk(
        steps.PLAN_STEPS,
        plan,
        {
            steps.REVISE_PLAN: lambda row, by: enter_conversion_plan(
                row.shelter_id, PlanEntry("某设计院", TODAY, LATER), MEASURES, by=by
            ),
            steps.REVIEW_PLAN: lambda row, by: review_conversion_plan(
                row.pk, reviewed_on=TODAY, review_due_on=LATER, note="", by=by
            ),
        },
    ),
]


@pytest.mark.parametrize("step", steps.SHELTER_STEPS.rows, ids=name_of)
def test_every_act_on_a_shelter_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


@pytest.mark.parametrize("step", steps.HAZARD_STEPS.rows, ids=name_of)
def test_every_act_on_a_hazard_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[1], step)


@pytest.mark.parametrize("step", steps.PLAN_STEPS.rows, ids=name_of)
def test_a_plan_is_revised_and_reviewed(office: Office, step: Step) -> None:
    walk(office, WALKS[2], step)
