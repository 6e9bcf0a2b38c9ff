"""登记 and 复核: payments, reversals, carry-overs wait on a slip until another person posts.

Source for 拆除补偿费: 人民防空法 art. 28; 浙江省实施办法 art. 27.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from fees.ledger.models import ZERO, Fee, FeeAccount, LedgerEntry
from fees.ledger.posting import Kind, Movement, post_entry, require_sound, turn_of
from fees.ledger.rules import in_words, voucher_key
from fees.payments.acts.carry_over import (
    check_carry_over,
    locked_pair,
    post_carried_back,
    post_carry_over,
)
from fees.payments.acts.recording import Recorded, keep_slip, new_slip, recorded_before
from fees.payments.images import put_image
from fees.payments.models import Slip
from fees.payments.queries import beyond_owed, why_not_reversible_now
from fees.payments.steps import CARRY_OVER, CHECK, RECORD, RETURN, REVERSE, WITHDRAW
from renfang.acts import Incomplete, Refused, act, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.uploads.keeping import KeptFile, kept_first


@kept_first
@act
def record_payment(
    account_id: int,
    *,
    by: User,
    amount: Decimal,
    paid_on: date,
    voucher: str,
    key: UUID,
    keeps_surplus: bool = False,
    image: KeptFile | None = None,
) -> Recorded:
    """登记缴款: a payment, in yuan, that a voucher (缴款书, 税票) proves; another person posts it.

    ``key`` was minted with the form: sent twice, it records once. ``keeps_surplus`` takes more
    than is owed, to be refunded or carried over; never of a compensation, which is paid exactly.
    ``image`` is given as the ``CheckedFile`` that a form read. Raises Incomplete for a value that
    cannot be, UsedForm for a key with other content.
    """
    account = FeeAccount.objects.locked(account_id, Scope(by), RECORD.permission)
    voucher = voucher_key(voucher)
    movement = Movement(kind=Kind.PAYMENT, amount=-amount, on=paid_on, key=key, voucher=voucher)
    if repeated := recorded_before(movement, account):
        return Recorded(repeated, is_repeat=True)
    RECORD.require(account, by)
    require_recordable(account, movement)
    _require_owed(account, amount, keeps_surplus)
    turn_of(account, voucher, LedgerEntry.Source.VOUCHER)
    slip = new_slip(account, movement, by)
    slip.keeps_surplus = keeps_surplus
    if image is not None:
        put_image(slip, image)
    keep_slip(slip)
    record(
        by,
        "登记缴款",
        account,
        after={"缴款": in_words(amount), "凭证号": voucher, "缴款日期": paid_on, "状态": "待复核"},
    )
    return Recorded(slip)


def require_recordable(account: FeeAccount, movement: Movement) -> None:
    """What the check page asks too. Raises Incomplete for a value that cannot be on a voucher."""
    if not movement.voucher:
        raise Incomplete("填写缴款书或税票的号码", field="voucher")
    require_sound(account, movement, label="缴款日期", advice="。按凭证上的入库日期填写")


def _require_owed(account: FeeAccount, amount: Decimal, keeps_surplus: bool) -> None:
    """More than is owed is taken only where the user says that it is a surplus."""
    if keeps_surplus and account.fee == Fee.RELOCATION:
        return
    if reason := beyond_owed(account, amount):
        raise Incomplete(reason, field="amount")


@act
def reverse_entry(entry_id: int, *, by: User, reason: str, key: UUID) -> Recorded:
    """冲正: record that a mistaken entry is to be undone by one of the opposite sign.

    Both stay in the books. A charge is not reversed but assessed anew, because it rests on a
    decision.
    """
    scope = Scope(by)
    seen = LedgerEntry.objects.locked(entry_id, scope, REVERSE.permission)
    account = FeeAccount.objects.locked(seen.account_id, scope, REVERSE.permission)
    movement = Movement(
        kind=Kind.REVERSAL,
        amount=-seen.amount,
        on=timezone.localdate(),
        key=key,
        reverses=seen,
        note=reason.strip(),
    )
    if repeated := recorded_before(movement, account):
        return Recorded(repeated, is_repeat=True)
    REVERSE.require(seen, by)
    require_text(movement.note, "写明冲正原因", least=5, example="金额录入错误")
    slip = keep_slip(new_slip(account, movement, by))
    record(
        by,
        "登记冲正",
        account,
        after={"冲正": in_words(slip.amount), "凭证号": seen.voucher, "状态": "待复核"},
        note=movement.note,
    )
    return Recorded(slip)


def require_reversible(entry: LedgerEntry) -> None:
    """Refuse to reverse what rests on a decision, is a reversal, was reversed or carried on."""
    if reason := why_not_reversible_now(entry):
        raise Refused(reason)


@act
def carry_over(
    account_id: int, *, to: int, amount: Decimal, by: User, reason: str, key: UUID
) -> Recorded:
    """结转: record that a surplus is to settle another debt of the payer at the same office."""
    scope = Scope(by)
    account, target = locked_pair(account_id, to, scope, CARRY_OVER.permission)
    movement = Movement(
        kind=Kind.CARRY_OVER,
        amount=amount,
        on=timezone.localdate(),
        key=key,
        voucher=str(target.pk),
        note=reason.strip(),
    )
    if repeated := recorded_before(movement, account):
        return Recorded(repeated, is_repeat=True)
    CARRY_OVER.require(account, by)
    check_carry_over(account, target, movement)
    slip = new_slip(account, movement, by)
    slip.voucher, slip.carried_to = "", target
    keep_slip(slip)
    record(
        by,
        "登记结转",
        account,
        after={"结转": in_words(amount), "转入": str(target.project), "状态": "待复核"},
        note=slip.note,
    )
    return Recorded(slip)


@act
def check_slip(slip_id: int, *, by: User) -> LedgerEntry:
    """复核入账: another person than the recorder compares slip and voucher, and posts.

    Raises Refused for the recorder, WrongState for a slip that is dealt with, and what the ledger
    refuses when the account has changed since.
    """
    slip: Slip = Slip.objects.locked_for(CHECK, slip_id, by)
    entry = slip.entry = _post(slip, Scope(by), by)
    slip.state = Slip.State.POSTED
    slip.checked_by, slip.checked_at = by, timezone.now()
    slip.save(update_fields=["state", "entry", "checked_by", "checked_at"])
    record(
        by,
        f"复核入账：{slip.get_kind_display()}",
        entry.account,
        before={"欠缴": in_words(entry.balance_after - entry.amount)},
        after={
            slip.get_kind_display(): in_words(abs(entry.amount)),
            "凭证号": entry.voucher or "-",
            "登记人": slip.recorded_by.full_name,
            "欠缴": in_words(entry.balance_after),
        },
        note=slip.note,
    )
    return entry


def _post(slip: Slip, scope: Scope, by: User) -> LedgerEntry:
    """The entry (or the two of a carry-over) that a slip becomes."""
    movement = Movement(
        kind=slip.kind,
        amount=slip.amount,
        on=slip.business_date,
        key=slip.key,
        voucher=slip.voucher,
        reverses=slip.reverses,
        note=slip.note,
        recorded_by=slip.recorded_by,
    )
    if slip.kind == Slip.Kind.CARRY_OVER:
        return post_carry_over(slip, movement, scope, by)
    if slip.kind == Slip.Kind.REVERSAL and slip.reverses.kind == Kind.CARRY_OVER:
        return post_carried_back(slip, movement, scope, by)
    account = FeeAccount.objects.locked(slip.account_id, scope, "check_slip")
    if slip.kind == Slip.Kind.REVERSAL:
        require_reversible(slip.reverses)
        return post_entry(account, movement, by=by)
    if -slip.amount > account.balance and not slip.keeps_surplus:
        raise Refused(
            f"登记后余额有变化：缴款 {-slip.amount:,} 元大于现欠缴 {max(account.balance, ZERO):,} "
            "元。退回登记人核对，确属多缴的重新登记为多缴"
        )
    turn = turn_of(account, slip.voucher, LedgerEntry.Source.VOUCHER)
    return post_entry(account, replace(movement, turn=turn), by=by)


@act
def return_slip(slip_id: int, *, by: User, reason: str) -> Slip:
    """退回: the checker found a difference; nothing is posted and the voucher is free again."""
    slip: Slip = Slip.objects.locked_for(RETURN, slip_id, by)
    reason = require_text(reason, "写明退回的原因", least=2, example="金额与凭证不符")
    slip.state, slip.returned_reason = Slip.State.RETURNED, reason
    slip.checked_by, slip.checked_at = by, timezone.now()
    slip.save(update_fields=["state", "returned_reason", "checked_by", "checked_at"])
    record(by, "退回记账单", slip.account, before={"记账单": str(slip)}, note=reason)
    return slip


@act
def withdraw_slip(slip_id: int, *, by: User) -> Slip:
    """撤回: the recorder takes back what nobody has checked yet."""
    slip: Slip = Slip.objects.locked_for(WITHDRAW, slip_id, by)
    slip.state = Slip.State.WITHDRAWN
    slip.save(update_fields=["state"])
    record(by, "撤回记账单", slip.account, before={"记账单": str(slip)})
    return slip
