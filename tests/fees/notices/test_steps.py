"""Every step of an assessment in force."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from fees.notices import steps
from fees.notices.acts import issue_payment_notice
from tests.builders.finance import Desk
from tests.builders.walking import Walk, walk

WALKS = [
    Walk(
        steps.STEPS,
        lambda desk, step: desk.assessed().assessments.get(),
        {
            steps.ISSUE: lambda row, by: issue_payment_notice(
                row.pk,
                by=by,
                on=timezone.localdate(),
                due_on=timezone.localdate() + timedelta(days=20),
            )
        },
        who=lambda desk, step: desk.officer,
    )
]


def test_demand_is_issued_where_its_step_fits(desk: Desk) -> None:
    walk(desk, WALKS[0], steps.ISSUE)
