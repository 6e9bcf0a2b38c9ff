"""核销: give up what no law lets anybody collect any more, and keep watching for what turns up.

Source: 行政强制法 art. 40; 企业破产法 art. 123, 124. A collective decision and the consent of the
finance bureau stand behind each; the debt can be revived by reversing the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.posting import Kind, Movement, locked_book, post_entry
from fees.ledger.rules import in_words
from fees.payments.queries import waiting_payments
from fees.refunds.hooks import WRITE_OFF_CHECKS
from fees.refunds.models import WriteOff
from fees.refunds.papers import WRITE_OFF_FORM, write_off_snapshot
from fees.refunds.queries import require_evidence
from fees.refunds.steps import REFUSE, WITHDRAW, WRITE_OFF
from renfang.acts import Incomplete, Refused, WrongState, act, require_day, require_text
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import Step
from renfang.uploads.keeping import KeptFile, kept_first

State = WriteOff.State


@dataclass(frozen=True, kw_only=True)
class WriteOffEntry:
    """What is to be given up and why; ``amount`` in yuan, the rest as the papers name it."""

    amount: Decimal
    ground: str
    ruling: str
    decision: str
    consent: str
    reason: str


@kept_first
@act
def request_write_off(
    account_id: int, entry: WriteOffEntry, *, by: User, key: UUID, evidence: KeptFile | None = None
) -> WriteOff:
    """申请核销: with ground, ruling, collective decision and finance consent; posts nothing yet.

    ``evidence`` is the ruling and the consent as a file, asked for where the office settled so.
    """
    account = FeeAccount.objects.relocation().locked(account_id, Scope(by), "request_write_off")
    before = WriteOff.objects.filter(key=key).first()
    if before is not None:
        if before.account_id != account.pk or before.amount != entry.amount:
            raise Refused("这张申请表已登记过其他内容，本次没有登记。回到账户页重新打开")
        return before
    _require_owed(account, entry.amount)
    require_text(entry.reason, "写明追缴经过", least=10)
    _require_lawful(account, entry.ground, field="ground")
    require_evidence(account.organisation_id, evidence)
    write_off = WriteOff(
        organisation_id=account.organisation_id,
        account=account,
        requested_on=timezone.localdate(),
        requested_by=by,
        key=key,
        **vars(entry),
    )
    write_off.attach(evidence)
    try:
        with transaction.atomic():
            write_off.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState("该账户已有待审批的核销申请。先审批或撤回原申请") from error
    record(
        by,
        "申请核销",
        account,
        after={"核销金额": in_words(entry.amount), "事由": write_off.get_ground_display()},
        note=entry.reason,
    )
    return write_off


def _require_lawful(account: FeeAccount, ground: str, *, field: str = "") -> None:
    """The case does not say otherwise than the ground. Source: 行政强制法 art. 40."""
    for check in WRITE_OFF_CHECKS:
        if words := check(account, ground):
            raise Incomplete(words, field=field) if field else Refused(words)


def _require_owed(account: FeeAccount, amount: Decimal) -> None:
    if not amount > ZERO:
        raise Incomplete("核销金额须大于 0 元", field="amount")
    open_debt = max(account.balance - waiting_payments(account), ZERO)
    if amount > open_debt:
        raise Incomplete(
            f"欠缴 {open_debt:,} 元（已扣除待复核的缴款），核销不能大于欠缴。核对金额",
            field="amount",
        )


@act
def approve_write_off(write_off_id: int, *, by: User, on: date) -> WriteOff:
    """审批核销: another person approves; the form is issued and the entry rests on it."""
    write_off, account = _locked(WRITE_OFF, write_off_id, by)
    require_day(on, write_off.requested_on, "审批日期", since="申请日期 ")
    _require_owed(account, write_off.amount)
    _require_lawful(account, write_off.ground)
    locked_book(account.organisation)
    write_off.decided_on, write_off.decided_by = on, by
    write_off.paper = issue_document(
        WRITE_OFF_FORM,
        write_off,
        write_off_snapshot(write_off),
        title="防空地下室易地建设费核销审批表",
        organisation=write_off.organisation,
        on=on,
        by=by,
    )
    write_off.entry = post_entry(account, _movement(write_off), by=by)
    write_off.state = State.APPROVED
    write_off.save(update_fields=["state", "decided_on", "decided_by", "paper", "entry"])
    record(
        by,
        "核销",
        account,
        before={"欠缴": in_words(account.balance + write_off.amount)},
        after={"核销": in_words(write_off.amount), "欠缴": in_words(account.balance)},
        note=write_off.reason,
    )
    return write_off


def _movement(write_off: WriteOff) -> Movement:
    """The entry that rests on the approval's form."""
    return Movement(
        kind=Kind.WRITE_OFF,
        amount=-write_off.amount,
        on=write_off.decided_on,
        key=write_off.key,
        note=write_off.get_ground_display(),
        recorded_by=write_off.requested_by,
        basis=write_off.paper,
    )


@act
def refuse_write_off(write_off_id: int, *, by: User, reason: str) -> WriteOff:
    """不予核销: collection goes on."""
    write_off, account = _locked(REFUSE, write_off_id, by)
    return _end(write_off, account, State.REFUSED, by, reason)


@act
def withdraw_write_off(write_off_id: int, *, by: User, reason: str) -> WriteOff:
    """撤回核销申请."""
    write_off, account = _locked(WITHDRAW, write_off_id, by)
    return _end(write_off, account, State.WITHDRAWN, by, reason)


def _end(write_off: WriteOff, account: FeeAccount, state: str, by: User, reason: str) -> WriteOff:
    reason = require_text(reason, "写明原因", least=5)
    write_off.state, write_off.ended_reason = state, reason
    write_off.save(update_fields=["state", "ended_reason"])
    record(by, write_off.get_state_display(), account, note=write_off.ended_reason)
    return write_off


def _locked(step: Step, write_off_id: int, by: User) -> tuple[WriteOff, FeeAccount]:
    write_off: WriteOff = WriteOff.objects.locked_for(step, write_off_id, by)
    return write_off, FeeAccount.objects.locked(write_off.account_id, Scope(by), step.permission)
