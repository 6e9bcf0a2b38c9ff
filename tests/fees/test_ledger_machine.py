"""Any order of assessments, payments and reversals leaves the ledger where plain sums put it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from fees.assessment import assess_fee
from fees.ledger_proof import findings
from fees.models import FeeAccount
from renfang.acts import Refused
from tests.fees.desk import Desk

AMOUNTS = st.decimals("0.01", "700000", places=2)
RATE = Decimal("1500")


class LedgerMachine(RuleBasedStateMachine):
    """The model is three numbers: what is charged, what is paid, and each payment that stands."""

    desk: Desk
    payments = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.account = self.desk.assessed(name=f"模型{uuid4().hex[:8]}")
        self.charged = Decimal("1275000.00")
        self.paid = Decimal("0.00")
        self.vouchers = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(target=payments, amount=AMOUNTS, twice=st.booleans())
    def pay(self, amount: Decimal, twice: bool) -> Any:
        self.vouchers += 1
        form = {"key": uuid4()}
        voucher = f"TP{self.account.pk}-{self.vouchers}"
        if amount > self.charged - self.paid:
            with pytest.raises(Refused):
                self.desk.pay(self.account, str(amount), voucher, **form)
            return multiple()
        posted = self.desk.pay(self.account, str(amount), voucher, **form)
        self.paid += amount
        if twice:
            assert self.desk.pay(self.account, str(amount), voucher, **form).is_repeat
        return posted

    @rule(posted=consumes(payments))
    def reverse(self, posted: Any) -> None:
        self.desk.reverse(posted)
        self.paid += posted.entry.amount
        with pytest.raises(Refused):
            self.desk.reverse(posted)

    @rule(planned=st.integers(min_value=0, max_value=850))
    def change_design(self, planned: int) -> None:
        application = self.desk.granted(project=self.account.project, planned=f"{planned}.00")
        charged = (850 - planned) * RATE
        if charged < self.paid:
            with pytest.raises(Refused), transaction.atomic():
                assess_fee(application.pk, by=self.desk.officer, on=self.desk.today)
            self.forget(application)
            return
        assess_fee(application.pk, by=self.desk.officer, on=self.desk.today)
        self.charged = charged

    def forget(self, application: Any) -> None:
        """A refused decision is withdrawn, so that the next one is the last again."""
        type(application).objects.filter(pk=application.pk).update(state="withdrawn")

    @invariant()
    def the_account_equals_the_plain_sums(self) -> None:
        account = FeeAccount.objects.get(pk=self.account.pk)
        assert account.payable == self.charged
        assert account.paid == self.paid
        assert account.balance == self.charged - self.paid >= 0
        assert list(findings()) == []


def test_any_order_of_acts_keeps_the_ledger_equal_to_plain_sums(desk):
    class Machine(LedgerMachine):
        pass

    Machine.desk = desk
    # The people at work are not part of what each run undoes.
    desk.assessed()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=min(settings().max_examples, 12), stateful_step_count=12, deadline=None
        ),
    )
