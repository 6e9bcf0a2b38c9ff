"""Every step of a slip in every state; payments, carry-overs and reversals beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from engineering.models import Project
from fees.models import FeeAccount
from fees.payments import steps
from fees.payments.acts.slips import (
    carry_over,
    check_slip,
    record_payment,
    return_slip,
    reverse_entry,
    withdraw_slip,
)
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk


def waiting(desk: Desk, step: Step) -> Any:
    """A payment that nobody has checked."""
    slip: Any = desk.record(desk.assessed(), "1000.00", "TP001").slip
    slip.head = desk.office.who(Role.HEAD)
    return slip


def overpaid(desk: Desk, step: Step) -> Any:
    """An account with a surplus, and another debt of its payer."""
    account = desk.assessed()
    other = desk.assessed(name="滨河雅苑二期")
    Project.objects.filter(pk=other.project_id).update(developer=account.project.developer_id)
    desk.pay(account, "1276000.00", "TP001", keeps_surplus=True)
    found: Any = FeeAccount.objects.get(pk=account.pk)
    found.desk = desk
    return found


def paid(desk: Desk, step: Step) -> Any:
    """A payment in the books."""
    entry: Any = desk.pay(desk.assessed(), "1000.00", "TP001")
    entry.desk = desk
    return entry


def _record(account: Any, by: User) -> None:
    record_payment(
        account.pk,
        by=by,
        amount=Decimal("5.00"),
        paid_on=timezone.localdate(),
        voucher="TP009",
        key=uuid4(),
        keeps_surplus=True,
    )


def _carry_over(account: Any, by: User) -> None:
    other = FeeAccount.objects.exclude(pk=account.pk).get()
    carry_over(
        account.pk,
        to=other.pk,
        amount=Decimal("1000.00"),
        by=by,
        reason="抵缴同一单位的欠缴",
        key=uuid4(),
    )


def _reverse(entry: Any, by: User) -> None:
    reverse_entry(entry.pk, by=by, reason="金额录入错误", key=uuid4())


WALKS = [
    Walk(
        steps.STEPS,
        waiting,
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
    ),
    Walk(
        steps.ACCOUNT_STEPS,
        overpaid,
        {steps.RECORD: _record, steps.CARRY_OVER: _carry_over},
        who=lambda desk, step: desk.officer,
        by_act={"carried over": lambda account: _carry_over(account, account.desk.officer)},
    ),
    Walk(
        steps.ENTRY_STEPS,
        paid,
        {steps.REVERSE: _reverse},
        who=lambda desk, step: desk.officer,
        by_act={"reversed": lambda entry: entry.desk.reverse(entry)},
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda each: name_of(each) if isinstance(each, Step) else "",
)
def test_every_step_of_a_payment_in_every_state(desk: Desk, walked: Walk, step: Step) -> None:
    walk(desk, walked, step)


def test_the_charge_and_the_surplus_of_nobody_have_no_buttons(desk: Desk) -> None:
    entry = desk.pay(desk.assessed(), "1.00", "TP001")
    everything = lambda permission: True  # noqa: E731
    assert [button.label for button in steps.ENTRY_STEPS.buttons(entry, everything)] == ["冲正分录"]
    charge = entry.account.entries.get(kind="charge")
    assert steps.ENTRY_STEPS.buttons(charge, everything) == []
    assert [step.label for step in steps.ACCOUNT_STEPS.offered(entry.account, everything)] == [
        "登记缴款"
    ]
