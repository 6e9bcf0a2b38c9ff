"""退付: application, the office's verification, the finance bureau's approval, payment.

Source: 河南省政府非税收入管理条例 art. 22, 23 (grounds, procedure); how long
each step may take is a period of ``renfang.clocks.periods``. No interest is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Kind, Movement, locked_book, post_entry, turn_of
from fees.ledger.rules import in_words, voucher_key
from fees.payments.queries import free_surplus
from fees.refunds.models import Refund
from fees.refunds.papers import (
    REFUND_APPLICATION,
    REFUND_LETTER,
    application_snapshot,
    letter_snapshot,
)
from fees.refunds.queries import payments_of, require_evidence, waiting_reversals
from fees.refunds.steps import APPROVE, END, PAY, VERIFY
from renfang.acts import Incomplete, Refused, act, require_day, require_past, require_text
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import Step
from renfang.uploads.keeping import KeptFile, kept_first

State = Refund.State


@dataclass(frozen=True, kw_only=True)
class RefundEntry:
    """What the payer's application says; ``amount`` in yuan."""

    amount: Decimal
    ground: str
    reason: str
    payee: str
    payee_bank: str
    payee_account: str
    applied_on: date


@kept_first
@act
def request_refund(
    account_id: int, entry: RefundEntry, *, by: User, key: UUID, evidence: KeptFile | None = None
) -> Refund:
    """登记退付申请: take the payer's application and print it as a form; nothing is posted yet.

    Never more than the surplus that no other refund or carry-over has taken. ``evidence`` is what
    the payer brought; asked for where the office settled so. The same form sent twice gives the
    same application.
    """
    account = FeeAccount.objects.relocation().locked(account_id, Scope(by), "record_refund")
    before = Refund.objects.filter(key=key).first()
    if before is not None:
        return _same(before, account, entry)
    _check_request(account, entry)
    require_evidence(account.organisation_id, evidence)
    refund = Refund(
        organisation_id=account.organisation_id,
        account=account,
        requested_by=by,
        key=key,
        **vars(entry),
    )
    refund.attach(evidence)
    refund.save(force_insert=True)
    _print_application(refund, by)
    record(
        by,
        "登记退付申请",
        account,
        after={"退付金额": in_words(refund.amount), "事由": refund.get_ground_display()},
        note=refund.reason,
    )
    return refund


def _print_application(refund: Refund, by: User) -> None:
    """The form that the payer seals."""
    refund.application = issue_document(
        REFUND_APPLICATION,
        refund,
        application_snapshot(refund),
        title="防空地下室易地建设费退付申请表",
        organisation=refund.organisation,
        on=timezone.localdate(),
        by=by,
    )
    refund.save(update_fields=["application"])


def _same(before: Refund, account: FeeAccount, entry: RefundEntry) -> Refund:
    """The application that the form made before. Raises Refused when the form said otherwise."""
    same = before.account_id == account.pk and before.amount == entry.amount
    if not same:
        raise Refused("这张申请表已登记过其他内容，本次没有登记。回到账户页重新打开")
    return before


def _check_request(account: FeeAccount, entry: RefundEntry) -> None:
    if not entry.amount > ZERO:
        raise Incomplete("退付金额须大于 0 元", field="amount")
    require_past(entry.applied_on, "申请日期", field="applied_on")
    _require_surplus(account, entry.amount)


def _require_surplus(account: FeeAccount, amount: Decimal, besides: Refund | None = None) -> None:
    """The surplus covers it, less what others take and what a reversal that waits would take."""
    free = max(ZERO, free_surplus(account, besides=besides) - waiting_reversals(account))
    if amount > free:
        raise Incomplete(
            f"可退付的多缴为 {free:,} 元（已缴净额减应缴，并扣除在办的退付、结转和待复核的冲正），"
            f"不能退付 {amount:,} 元。核定减少的先办理变更核定",
            field="amount",
        )


@act
def verify_refund(refund_id: int, *, by: User, on: date, opinion: str) -> Refund:
    """核实: the office finds the application right and writes to the finance bureau."""
    refund, account = _locked(VERIFY, refund_id, by)
    require_day(on, refund.applied_on, "核实日期", since="申请日期")
    opinion = require_text(opinion, "写明审核意见", field="opinion", least=5)
    _require_surplus(account, refund.amount, besides=refund)
    refund.state, refund.verified_on, refund.verified_by = State.VERIFIED, on, by
    refund.opinion = opinion
    refund.letter = issue_document(
        REFUND_LETTER,
        refund,
        letter_snapshot(refund, payments_of(account)),
        title="关于退付防空地下室易地建设费的审核意见函",
        organisation=refund.organisation,
        on=on,
        by=by,
    )
    refund.save(update_fields=["state", "verified_on", "verified_by", "opinion", "letter"])
    record(by, "核实退付", account, after={"审核意见函": refund.letter.number}, note=refund.opinion)
    return refund


@act
def approve_refund(refund_id: int, *, by: User, on: date, approval_number: str) -> Refund:
    """登记财政审批: another person than the verifier enters the finance bureau's approval."""
    refund, account = _locked(APPROVE, refund_id, by)
    require_day(on, refund.verified_on, "审批日期", since="核实日期")
    _require_surplus(account, refund.amount, besides=refund)
    approval_number = require_text(
        approval_number, "填写财政部门的审批文号", field="approval_number"
    )
    refund.state, refund.approved_on, refund.approved_by = State.APPROVED, on, by
    refund.approval_number = approval_number
    refund.save(update_fields=["state", "approved_on", "approved_by", "approval_number"])
    record(by, "登记退付审批", account, after={"财政审批文号": refund.approval_number})
    return refund


@act
def pay_refund(refund_id: int, *, by: User, on: date, voucher: str) -> Refund:
    """登记退付: the treasury has paid; the entry rests on the letter and the approval.

    What has been paid out is put on record whatever became of the surplus since: what is not
    covered any more is owed again.
    """
    refund, account = _locked(PAY, refund_id, by)
    require_day(on, refund.approved_on, "退付日期", since="审批日期")
    voucher = voucher_key(voucher)
    if not voucher:
        raise Incomplete("填写收入退还书的号码", field="voucher")
    movement = Movement(
        kind=Kind.REFUND,
        amount=refund.amount,
        on=on,
        key=refund.key,
        voucher=voucher,
        turn=turn_of(account, voucher, LedgerEntry.Source.VOUCHER),
        note=refund.get_ground_display(),
        recorded_by=refund.approved_by,
        basis=refund.letter,
    )
    refund.entry = post_entry(account, movement, by=by)
    refund.state, refund.paid_on, refund.paid_by = State.PAID, on, by
    refund.save(update_fields=["state", "paid_on", "paid_by", "entry"])
    record(
        by,
        "退付",
        account,
        before={"多缴": in_words(account.surplus + refund.amount)},
        after={
            "退付": in_words(refund.amount),
            "凭证号": voucher,
            "多缴": in_words(account.surplus),
        },
    )
    return refund


@act
def end_refund(refund_id: int, *, by: User, refuse: bool, reason: str) -> Refund:
    """不予退付 or 撤回: end an open refund; the surplus is free again."""
    refund, account = _locked(END, refund_id, by)
    reason = require_text(reason, "写明原因", least=5)
    refund.state = State.REFUSED if refuse else State.WITHDRAWN
    refund.ended_reason = reason
    refund.save(update_fields=["state", "ended_reason"])
    record(by, refund.get_state_display(), account, note=refund.ended_reason)
    return refund


def _locked(step: Step, refund_id: int, by: User) -> tuple[Refund, FeeAccount]:
    """Refund, account and book, locked in the order of every money act."""
    refund: Refund = Refund.objects.locked_for(step, refund_id, by)
    account = FeeAccount.objects.locked(refund.account_id, Scope(by), step.permission)
    locked_book(account.organisation)
    return refund, account
