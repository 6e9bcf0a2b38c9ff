"""What can be done to a plan on the register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from drills.registers import steps
from drills.registers.acts import review_plan
from tests.builders.office import Office
from tests.builders.readiness import city_plan
from tests.builders.walking import Walk, walk
from tests.drills.conftest import Range

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate

WALKS = [
    Walk(
        steps.PLAN_STEPS,
        lambda office, step: city_plan(Range(office)),
        {
            steps.REVIEW: lambda row, by: review_plan(
                row.pk,
                by=by,
                reviewed_on=TODAY(),
                is_revised=False,
                conclusion="继续有效",
                next_due_on=TODAY() + timedelta(days=365),
            )
        },
    )
]


def test_a_plan_is_reviewed(office: Office) -> None:
    walk(office, WALKS[0], steps.REVIEW)
