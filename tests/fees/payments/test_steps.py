"""Every step of a slip in every state."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fees.payments import steps
from fees.payments.acts.slips import check_slip, return_slip, withdraw_slip
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk

WALKS = [
    Walk(
        steps.STEPS,
        lambda desk, step: desk.slip,
        {
            steps.CHECK: lambda row, by: check_slip(row.pk, by=by),
            steps.RETURN: lambda row, by: return_slip(row.pk, reason="金额与凭证不符", by=by),
            steps.WITHDRAW: lambda row, by: withdraw_slip(row.pk, by=by),
        },
        who=lambda desk, step: (
            desk.officer if step is steps.WITHDRAW else desk.office.who(Role.HEAD)
        ),
        by_act={"posted": lambda slip: check_slip(slip.pk, by=slip.head)},
        page=lambda slip: reverse("fees:slip", args=[slip.pk]),
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_step_of_a_slip_in_every_state(desk: Desk, step: Step) -> None:
    desk.slip = desk.record(desk.assessed(), "1000.00", "TP001").slip
    desk.slip.head = desk.office.who(Role.HEAD)
    walk(desk, WALKS[0], step)
