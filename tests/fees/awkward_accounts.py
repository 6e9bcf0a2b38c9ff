"""Awkward accounts, each with what happened to it and what it owes (``test_one_answer``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import time_machine

from fees.ledger.acts import close_month
from fees.models import FeeAccount, PaymentNotice, Refund
from fees.notices.acts import issue_payment_notice
from fees.notices.rules import LEVY_DECISION
from fees.payments.acts.slips import carry_over
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from renfang.documents.registry import void_document
from renfang.organisations.permissions import Role
from tests.builders.demolitions import decided
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit, served

ASSESSED, NOTICED, DUE = date(2026, 3, 2), date(2026, 3, 10), date(2026, 4, 10)
PAID, LATER, LATER_DUE = date(2026, 3, 20), date(2026, 5, 6), date(2026, 6, 10)
TODAY = date(2026, 6, 30)
WHOLE, LESS, SMALL = Decimal("1275000.00"), Decimal("825000.00"), Decimal("375000.00")


@dataclass(frozen=True)
class Answer:
    """What is expected of one account today: yuan, yuan, the day, on which of its demands."""

    total: Decimal
    overdue: Decimal
    due_on: date | None
    # Counted from its first demand; None where no paper demands it.
    demand: int | None = 0
    # Of a decision of before renfang, and whether collection has tasks of its own for the debt.
    number: str = field(default="", compare=False)
    is_pursued: bool = field(default=False, compare=False)

    @property
    def days(self) -> int:
        """Days overdue."""
        return (TODAY - self.due_on).days if self.overdue and self.due_on else 0


@dataclass
class Story:
    """One account and what happened to it, each on its day."""

    desk: Desk
    name: str
    account: FeeAccount | None = None

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        with time_machine.travel(f"{day}T02:00:00Z", tick=False):
            yield

    def assess(self, on: date = ASSESSED, planned: str = "0.00") -> None:
        """Assessed; anew where it had been before."""
        with self.on(on):
            project = self.account.project if self.account else None
            self.account = self.desk.assessed(name=self.name, planned=planned, project=project)

    def demand(self, on: date = NOTICED, due_on: date = DUE, **options: str) -> PaymentNotice:
        with self.on(on):
            version = self.account.assessments.order_by("-version").first()
            return issue_payment_notice(
                version.pk, by=self.desk.officer, on=on, due_on=due_on, **options
            )

    def noticed(self, planned: str = "0.00", due_on: date = DUE) -> PaymentNotice:
        """Assessed, noticed and the notice served on the day of its issue."""
        self.assess(planned=planned)
        notice = self.demand(due_on=due_on)
        self.serve(notice, NOTICED)
        return notice

    def decide(self, on: date = LATER, due_on: date = LATER_DUE) -> PaymentNotice:
        return self.demand(on, due_on, kind=LEVY_DECISION, heard="当事人未提出陈述申辩")

    def serve(self, notice: PaymentNotice, on: date, method: str = "direct") -> None:
        with self.on(on):
            note = "下落不明，其他方式无法送达" if method == "public_notice" else ""
            served(notice.document, on, self.desk.officer, method=method, note=note)

    def void(self, notice: PaymentNotice, on: date = LATER) -> None:
        with self.on(on):
            void_document(notice.document_id, by=self.desk.officer, reason="收件人有误，重新签发")

    def pay(self, amount: str, on: date = PAID, **options: bool):
        with self.on(on):
            voucher = f"TP{self.account.pk}-{on}-{amount}"
            return self.desk.pay(self.account, amount, voucher, **options)


def no_notice(story: Story) -> Answer:
    story.assess()
    return Answer(WHOLE, Decimal(0), None, None)


def notice_past_its_day(story: Story) -> Answer:
    story.noticed()
    return Answer(WHOLE, WHOLE, DUE)


def notice_not_served(story: Story) -> Answer:
    """What nobody received obliges nobody, whatever day it names."""
    story.assess()
    story.demand()
    return Answer(WHOLE, Decimal(0), None)


def notice_before_its_day(story: Story) -> Answer:
    story.noticed(due_on=TODAY + timedelta(days=5))
    return Answer(WHOLE, Decimal(0), TODAY + timedelta(days=5))


def notice_on_its_day(story: Story) -> Answer:
    story.noticed(due_on=TODAY)
    return Answer(WHOLE, Decimal(0), TODAY)


def paid_in_part(story: Story) -> Answer:
    story.noticed()
    story.pay("100000.00")
    return Answer(WHOLE - 100000, WHOLE - 100000, DUE)


def paid_late(story: Story) -> Answer:
    story.noticed()
    story.pay(f"{WHOLE}", on=LATER)
    return Answer(Decimal(0), Decimal(0), DUE)


def paid_then_reversed(story: Story) -> Answer:
    story.noticed()
    entry = story.pay(f"{WHOLE}")
    with story.on(LATER):
        story.desk.reverse(entry)
    return Answer(WHOLE, WHOLE, DUE)


def overpaid_then_refunded(story: Story) -> Answer:
    story.noticed()
    story.pay(f"{WHOLE + 25000}", keeps_surplus=True)
    head = story.desk.office.who(Role.HEAD)
    with story.on(LATER):
        entry = RefundEntry(
            amount=Decimal("25000.00"),
            ground=Refund.Ground.MISTAKE,
            reason="财务人员重复申报",
            payee="滨河雅苑置业有限公司",
            payee_bank="X市商业银行",
            payee_account="622200001111",
            applied_on=LATER,
        )
        officer = story.desk.officer
        refund = request_refund(story.account.pk, entry, by=officer, key=uuid4())
        verify_refund(refund.pk, by=officer, on=LATER, opinion="情况属实，同意退付")
        approve_refund(refund.pk, by=head, on=LATER, approval_number="X财综〔2026〕8号")
        pay_refund(refund.pk, by=officer, on=LATER, voucher="TH001")
    return Answer(Decimal(0), Decimal(0), DUE)


def lessened_by_another_surplus(story: Story) -> Answer:
    story.noticed()
    other = Story(story.desk, f"{story.name}二期")
    other.noticed()
    other.pay(f"{WHOLE + 25000}", keeps_surplus=True)
    project = other.account.project
    project.developer = story.account.project.developer
    project.save(update_fields=["developer"])
    with story.on(LATER):
        slip = carry_over(
            other.account.pk,
            to=story.account.pk,
            key=uuid4(),
            amount=Decimal("25000.00"),
            reason="同一单位抵缴",
            by=story.desk.officer,
        ).slip
        story.desk.check(slip)
    return Answer(WHOLE - 25000, WHOLE - 25000, DUE)


def written_off_in_part(story: Story) -> Answer:
    story.noticed()
    entry = WriteOffEntry(
        amount=Decimal("1000000.00"),
        ground="bankruptcy",
        ruling="（2026）X01破1号",
        decision="2026年第3次办公会议纪要",
        consent="X财综〔2026〕9号",
        reason="破产财产分配完毕，管理人已注销企业登记",
    )
    with story.on(LATER):
        asked = request_write_off(story.account.pk, entry, by=story.desk.officer, key=uuid4())
        approve_write_off(asked.pk, by=story.desk.office.who(Role.HEAD), on=LATER)
    return Answer(WHOLE - 1000000, WHOLE - 1000000, DUE)


def reassessed_down(story: Story) -> Answer:
    story.noticed()
    story.assess(LATER, planned="300.00")
    return Answer(LESS, LESS, DUE)


def reassessed_up_and_not_noticed(story: Story) -> Answer:
    story.noticed(planned="600.00")
    story.assess(LATER)
    return Answer(WHOLE, SMALL, DUE)


def reassessed_up_and_noticed(story: Story) -> Answer:
    story.noticed(planned="600.00")
    story.assess(LATER)
    story.serve(story.demand(LATER, LATER_DUE), LATER)
    return Answer(WHOLE, WHOLE, DUE)


def supplement_alone_is_open(story: Story) -> Answer:
    story.noticed(planned="600.00")
    story.pay(f"{SMALL}")
    story.assess(LATER)
    return Answer(WHOLE - SMALL, Decimal(0), None, None)


def decision_not_served(story: Story) -> Answer:
    story.assess()
    story.decide()
    return Answer(WHOLE, Decimal(0), None)


def decision_not_served_after_a_notice(story: Story) -> Answer:
    story.noticed()
    story.decide()
    return Answer(WHOLE, WHOLE, DUE)


def decision_served_in_time(story: Story) -> Answer:
    story.noticed()
    story.serve(story.decide(), LATER)
    return Answer(WHOLE, WHOLE, LATER_DUE, 1)


def decision_served_late(story: Story) -> Answer:
    """By a public notice on 18 May, which counts from 17 June: fifteen days from there."""
    story.noticed()
    story.serve(story.decide(), date(2026, 5, 18), "public_notice")
    return Answer(WHOLE, Decimal(0), date(2026, 7, 2), 1)


def superseded_decision(story: Story) -> Answer:
    story.assess()
    story.serve(story.decide(NOTICED, DUE), NOTICED)
    story.assess(LATER, planned="300.00")
    return Answer(LESS, LESS, DUE)


def notice_served_late(story: Story) -> Answer:
    story.assess()
    story.serve(story.demand(), date(2026, 6, 1))
    return Answer(WHOLE, WHOLE, date(2026, 6, 16))


def paper_annulled(story: Story) -> Answer:
    story.void(story.noticed())
    return Answer(WHOLE, Decimal(0), None, None)


def paper_annulled_and_issued_anew(story: Story) -> Answer:
    story.void(story.noticed())
    story.serve(story.demand(LATER, LATER_DUE), LATER)
    return Answer(WHOLE, WHOLE, LATER_DUE, 1)


def entered(story: Story, served_on: date = date(2026, 3, 16)) -> Pursuit:
    """A decision of before renfang, entered in the case on 6 May, paid in part before."""
    story.assess()
    story.pay("5000.00")
    with story.on(LATER):
        pursuit = Pursuit.begun(story.desk.office, story.account, NOTICED)
        pursuit.step(
            "enter_decision",
            NOTICED,
            decision_number=f"X防征决〔2026〕{story.account.pk}号",
            amount=WHOLE,
            served_on=served_on,
            pay_by=DUE,
            rights_told="yes",
        )
    return pursuit


def decision_of_before(story: Story) -> Answer:
    entered(story)
    number = f"X防征决〔2026〕{story.account.pk}号"
    return Answer(WHOLE - 5000, WHOLE - 5000, DUE, None, number, is_pursued=True)


def decision_of_before_and_a_supplement(story: Story) -> Answer:
    """What was assessed later is demanded by no decision of before."""
    story.assess(planned="600.00")
    with story.on(NOTICED):
        pursuit = Pursuit.begun(story.desk.office, story.account, NOTICED)
        pursuit.step(
            "enter_decision",
            NOTICED,
            decision_number="X防征决〔2026〕3号",
            amount=SMALL,
            served_on=NOTICED,
            pay_by=DUE,
            rights_told="yes",
        )
    story.assess(LATER)
    return Answer(WHOLE, SMALL, DUE, None, "X防征决〔2026〕3号", is_pursued=True)


def decision_of_before_annulled(story: Story) -> Answer:
    pursuit = entered(story)
    with story.on(LATER):
        pursuit.step("contest", LATER)
        pursuit.step("annul", LATER)
    return Answer(WHOLE - 5000, Decimal(0), None, None)


def demolition_compensated_in_part(story: Story) -> Answer:
    with story.on(ASSESSED):
        case = decided(story.desk.office)
        story.account = FeeAccount.objects.get(demolition=case)
    story.pay("300000.00")
    return Answer(case.compensation - 300000, Decimal(0), case.due_on, None)


def paid_into_a_closed_month(story: Story) -> Answer:
    """The office closes March; what arrives for it later is booked in the first open month."""
    story.noticed()
    with story.on(TODAY):
        close_month(story.desk.office.east.pk, date(2026, 3, 1), by=story.desk.officer)
        story.desk.pay(story.account, "5000.00", "迟到1", paid_on=date(2026, 3, 30))
    return Answer(WHOLE - 5000, WHOLE - 5000, DUE)


# The last closes a month for all of the office.
STORIES: tuple[Callable[[Story], Answer], ...] = (
    no_notice,
    notice_past_its_day,
    notice_not_served,
    notice_before_its_day,
    notice_on_its_day,
    paid_in_part,
    paid_late,
    paid_then_reversed,
    overpaid_then_refunded,
    lessened_by_another_surplus,
    written_off_in_part,
    reassessed_down,
    reassessed_up_and_not_noticed,
    reassessed_up_and_noticed,
    supplement_alone_is_open,
    decision_not_served,
    decision_not_served_after_a_notice,
    decision_served_in_time,
    decision_served_late,
    superseded_decision,
    notice_served_late,
    paper_annulled,
    paper_annulled_and_issued_anew,
    decision_of_before,
    decision_of_before_and_a_supplement,
    decision_of_before_annulled,
    demolition_compensated_in_part,
    paid_into_a_closed_month,
)
