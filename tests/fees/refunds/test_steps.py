"""Every step of a refund and of a write-off in every state."""

from __future__ import annotations

import pytest
from django.utils import timezone

from fees.refunds import steps
from fees.refunds.acts.refunds import approve_refund, end_refund, pay_refund, verify_refund
from fees.refunds.acts.write_offs import approve_write_off, refuse_write_off, withdraw_write_off
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.walking import Walk, name_of, walk
from tests.fees.refunds.test_refunds import approved, asked, verified, written_off

WHY = "缴费单位书面撤回申请"
TODAY = timezone.localdate

REFUNDS = Walk(
    steps.REFUND_STEPS,
    lambda desk, step: desk.refund,
    {
        steps.VERIFY: lambda row, by: verify_refund(row.pk, on=TODAY(), opinion=WHY, by=by),
        steps.APPROVE: lambda row, by: approve_refund(
            row.pk, on=TODAY(), approval_number="8号", by=by
        ),
        steps.PAY: lambda row, by: pay_refund(row.pk, on=TODAY(), voucher="TH1", by=by),
        steps.END: lambda row, by: end_refund(row.pk, refuse=False, reason=WHY, by=by),
    },
    who=lambda desk, step: desk.office.who(Role.HEAD) if step is steps.APPROVE else desk.officer,
    by_act={"paid": lambda row: pay_refund(row.pk, on=TODAY(), voucher="TH9", by=row.verified_by)},
)
WRITE_OFFS = Walk(
    steps.WRITE_OFF_STEPS,
    lambda desk, step: desk.write_off,
    {
        steps.WRITE_OFF: lambda row, by: approve_write_off(row.pk, on=TODAY(), by=by),
        steps.REFUSE: lambda row, by: refuse_write_off(row.pk, reason=WHY, by=by),
        steps.WITHDRAW: lambda row, by: withdraw_write_off(row.pk, reason=WHY, by=by),
    },
    who=lambda desk, step: desk.officer if step is steps.WITHDRAW else desk.office.who(Role.HEAD),
    by_act={"approved": lambda row: approve_write_off(row.pk, on=TODAY(), by=row.head)},
)
WALKS = [REFUNDS, WRITE_OFFS]


@pytest.fixture
def overpaid(desk):
    """A refund of 25,000 yuan with all its facts."""
    account = desk.assessed()
    desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    desk.refund = approved(desk, verified(desk, asked(desk, account)))
    return desk


@pytest.mark.parametrize("step", steps.REFUND_STEPS.rows, ids=name_of)
def test_every_step_of_a_refund_in_every_state(overpaid, step: Step) -> None:
    walk(overpaid, REFUNDS, step)


@pytest.mark.parametrize("step", steps.WRITE_OFF_STEPS.rows, ids=name_of)
def test_every_step_of_a_write_off_in_every_state(desk, step: Step) -> None:
    desk.write_off = written_off(desk, desk.assessed())
    desk.write_off.head = desk.office.who(Role.HEAD)
    walk(desk, WRITE_OFFS, step)
