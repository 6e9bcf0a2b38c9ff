"""Any order of acts on accounts of both fees leaves the ledger where plain sums put it."""

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

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, Refund, WriteOff
from fees.payments.acts.slips import withdraw_slip
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from renfang.acts import Refused
from renfang.organisations.permissions import Role
from tests.builders.demolitions import SUM, decided
from tests.builders.finance import Desk

AMOUNTS = st.decimals("0.01", "700000", places=2)
RATE = Decimal("1500")


class LedgerMachine(RuleBasedStateMachine):
    """The model is what is charged, paid, given up and waiting, and each payment that stands.

    Beside the project's account stands a demolition's, which is paid and reversed only.
    """

    desk: Desk
    payments = Bundle("payments")
    compensated = Bundle("compensated")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.account = self.desk.assessed(name=f"模型{uuid4().hex[:8]}")
        self.charged = Decimal("1275000.00")
        self.paid = self.given_up = self.waits = Decimal("0.00")
        self.vouchers = 0
        demolition = decided(self.desk.office, name=f"工程{uuid4().hex[:8]}")
        self.compensation = FeeAccount.objects.get(demolition=demolition)
        self.compensation_paid = Decimal("0.00")

    @property
    def owed(self) -> Decimal:
        return self.charged - self.paid - self.given_up

    @property
    def today(self) -> Any:
        return self.desk.today

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(target=payments, amount=AMOUNTS, twice=st.booleans())
    def pay(self, amount: Decimal, twice: bool) -> Any:
        self.vouchers += 1
        form = {"key": uuid4()}
        voucher = f"TP{self.account.pk}-{self.vouchers}"
        if amount > self.owed - self.waits:
            with pytest.raises(Refused):
                self.desk.pay(self.account, str(amount), voucher, **form)
            return multiple()
        posted = self.desk.pay(self.account, str(amount), voucher, **form)
        self.paid += amount
        if twice:
            again = self.desk.record(self.account, str(amount), voucher, **form)
            assert again.is_repeat
            assert again.slip.entry == posted
        return posted

    @rule(amount=AMOUNTS)
    def record_only(self, amount: Decimal) -> None:
        """What nobody has checked moves no balance; it is taken back or stays waiting."""
        self.vouchers += 1
        voucher = f"TQ{self.account.pk}-{self.vouchers}"
        if amount > self.owed - self.waits:
            return
        slip = self.desk.record(self.account, str(amount), voucher).slip
        if self.vouchers % 2:
            withdraw_slip(slip.pk, by=self.desk.officer)
        else:
            self.waits += amount

    @rule(target=payments, more=st.decimals("0.01", "9000", places=2))
    def overpay(self, more: Decimal) -> Any:
        self.vouchers += 1
        amount = max(self.owed, Decimal(0)) + more
        voucher = f"TR{self.account.pk}-{self.vouchers}"
        if self.given_up and self.owed <= 0:
            # What comes in after a write-off revives the debt first: it is no surplus.
            with pytest.raises(Refused):
                self.desk.pay(self.account, str(amount), voucher, keeps_surplus=True)
            return multiple()
        posted = self.desk.pay(self.account, str(amount), voucher, keeps_surplus=True)
        self.paid += amount
        return posted

    @rule(amount=AMOUNTS)
    def refund(self, amount: Decimal) -> None:
        """Four steps by two persons, never beyond the surplus or what was paid net."""
        entry = RefundEntry(
            amount=amount,
            ground=Refund.Ground.MISTAKE,
            reason="重复申报",
            payee="滨河置业有限公司",
            payee_bank="X市商业银行",
            payee_account="622200001111",
            applied_on=self.today,
        )
        officer, head = self.desk.officer, self.desk.office.who(Role.HEAD)
        if amount > min(max(-self.owed, Decimal(0)), self.paid):
            with pytest.raises(Refused):
                request_refund(self.account.pk, entry, by=officer, key=uuid4())
            return
        refund = request_refund(self.account.pk, entry, by=officer, key=uuid4())
        verify_refund(refund.pk, by=officer, on=self.today, opinion="情况属实，同意退付")
        approve_refund(refund.pk, by=head, on=self.today, approval_number="财综8号")
        self.vouchers += 1
        voucher = f"TH{self.account.pk}-{self.vouchers}"
        pay_refund(refund.pk, by=officer, on=self.today, voucher=voucher)
        self.paid -= amount

    @rule(amount=AMOUNTS)
    def write_off(self, amount: Decimal) -> None:
        entry = WriteOffEntry(
            amount=amount,
            ground=WriteOff.Ground.BANKRUPTCY_ENDED,
            ruling="破1号",
            decision="会议纪要",
            consent="财综9号",
            reason="破产财产分配完毕，企业已注销",
        )
        if amount > self.owed - self.waits:
            with pytest.raises(Refused):
                request_write_off(self.account.pk, entry, by=self.desk.officer, key=uuid4())
            return
        row = request_write_off(self.account.pk, entry, by=self.desk.officer, key=uuid4())
        approve_write_off(row.pk, by=self.desk.office.who(Role.HEAD), on=self.today)
        self.given_up += amount

    @rule(posted=consumes(payments))
    def reverse(self, posted: Any) -> None:
        if -posted.amount > self.paid:
            with pytest.raises(Refused, match="不能退回"):
                self.desk.reverse(posted)
            return
        self.desk.reverse(posted)
        self.paid += posted.amount
        with pytest.raises(Refused):
            self.desk.reverse(posted)

    @rule(target=compensated, amount=AMOUNTS, keeps_surplus=st.booleans())
    def pay_compensation(self, amount: Decimal, keeps_surplus: bool) -> Any:
        """A compensation is never overpaid, whatever the form says."""
        self.vouchers += 1
        voucher = f"TB{self.compensation.pk}-{self.vouchers}"
        form = {"keeps_surplus": keeps_surplus}
        if amount > SUM - self.compensation_paid:
            with pytest.raises(Refused):
                self.desk.pay(self.compensation, str(amount), voucher, **form)
            return multiple()
        self.compensation_paid += amount
        return self.desk.pay(self.compensation, str(amount), voucher, **form)

    @rule(posted=consumes(compensated))
    def reverse_compensation(self, posted: Any) -> None:
        self.desk.reverse(posted)
        self.compensation_paid += posted.amount

    @rule(planned=st.integers(min_value=0, max_value=850))
    def change_design(self, planned: int) -> None:
        application = self.desk.granted(project=self.account.project, planned=f"{planned}.00")
        charged = (850 - planned) * RATE
        self.desk.assess(application)
        self.charged = charged

    @invariant()
    def the_account_equals_the_plain_sums(self) -> None:
        account = FeeAccount.objects.get(pk=self.account.pk)
        assert account.payable == self.charged
        assert account.paid == self.paid
        assert account.balance == self.owed
        assert account.surplus == max(-self.owed, Decimal(0))
        compensation = FeeAccount.objects.get(pk=self.compensation.pk)
        assert (compensation.payable, compensation.surplus) == (SUM, Decimal(0))
        assert compensation.paid == self.compensation_paid
        assert compensation.balance == SUM - self.compensation_paid
        assert list(map(str, findings())) == []
        assert list(discrepancies()) == []


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
