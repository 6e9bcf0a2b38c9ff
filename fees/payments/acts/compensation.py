"""拆除补偿费: opened by the approval of a demolition, paid by vouchers, held against its ending.

Payments and their reversals wait on slips until another person checks them
(fees.payments.acts.slips), as in the relocation fee's ledger. Lock order: slip,
compensation, the office's book. Source: 人民防空法 art. 28; 浙江省实施办法 art. 27: who cannot
rebuild pays what rebuilding costs.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Sum
from django.utils import timezone

from engineering.models import Demolition
from fees.ledger.compensation import append_entry
from fees.ledger.models import ZERO, Compensation, CompensationEntry
from fees.ledger.posting import Movement, require_unused
from fees.ledger.rules import in_words, voucher_key
from fees.payments.acts.recording import Recorded, keep_slip, new_slip, recorded_before
from fees.payments.images import Image, put_image
from fees.payments.models import Slip
from renfang.acts import Incomplete, NotFound, Refused, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

Kind = CompensationEntry.Kind


def open_compensation(demolition: Demolition, by: User) -> None:
    """Told by engineering of each demolition approved against compensation, in its transaction."""
    today = timezone.localdate()
    compensation = Compensation.objects.create(
        organisation_id=demolition.organisation_id,
        demolition=demolition,
        due_on=demolition.due_on,
        opened_on=today,
    )
    movement = Movement(
        kind=Kind.CHARGE,
        amount=demolition.compensation,
        on=demolition.decided_on or today,
        key=uuid4(),
        note="拆除审批决定",
    )
    append_entry(compensation, movement, by=by)
    after = {"应缴": in_words(movement.amount), "缴款期限": demolition.due_on or "-"}
    record(by, "拆除补偿费入账", compensation, after=after)


def unpaid(demolition: Demolition) -> str | None:
    """Why a demolition is not made good: what of its compensation is still owed."""
    compensation = Compensation.objects.filter(demolition=demolition).first()
    owed = compensation.balance if compensation else ZERO
    if owed > ZERO:
        return (
            f"拆除补偿费尚欠缴 {owed:,.2f} 元，由财务在“拆除补偿费”登记缴款并经复核入账，"
            "缴清后再登记补偿完成"
        )
    return None


@act
def record_compensation_payment(
    compensation_id: int,
    *,
    by: User,
    amount: Decimal,
    paid_on: date,
    voucher: str,
    key: UUID,
    image: Image | None = None,
) -> Recorded:
    """登记缴款, in yuan, as a voucher proves; the same form records once, another person posts."""
    compensation = Compensation.objects.locked(compensation_id, Scope(by), "record_payment")
    voucher = voucher_key(voucher)
    movement = Movement(kind=Kind.PAYMENT, amount=-amount, on=paid_on, key=key, voucher=voucher)
    if repeated := recorded_before(movement, compensation):
        return Recorded(repeated, is_repeat=True)
    _check(compensation, amount, paid_on, voucher)
    require_unused(compensation.organisation_id, voucher)
    slip = new_slip(compensation, movement, by)
    if image is not None:
        put_image(slip, image)
    keep_slip(slip)
    record(
        by,
        "登记补偿费缴款",
        compensation,
        after={"缴款": in_words(amount), "凭证号": voucher, "缴款日期": paid_on, "状态": "待复核"},
    )
    return Recorded(slip)


def _check(compensation: Compensation, amount: Decimal, paid_on: date, voucher: str) -> None:
    if not amount > ZERO:
        raise Incomplete("缴款金额须大于 0 元", field="amount")
    owed, waiting = compensation.balance, _waiting(compensation)
    if amount > owed - waiting:
        also = f"（另有 {waiting:,} 元待复核）" if waiting else ""
        raise Incomplete(
            f"登记金额 {amount:,} 元大于欠缴 {owed:,} 元{also}。核对金额和凭证", field="amount"
        )
    if paid_on > timezone.localdate():
        raise Incomplete("缴款日期不能晚于今天。按凭证上的入库日期填写", field="paid_on")
    decided_on = compensation.demolition.decided_on
    if decided_on and paid_on < decided_on:
        raise Incomplete(f"缴款日期早于拆除审批日期 {decided_on}", field="paid_on")
    if not voucher:
        raise Incomplete("填写缴款书或税票的号码", field="voucher")


def _waiting(compensation: Compensation) -> Decimal:
    """What is recorded as paid and not yet checked, in yuan."""
    slips = compensation.slips.filter(kind=Slip.Kind.PAYMENT, state=Slip.State.RECORDED)
    return -(slips.aggregate(sum=Sum("amount"))["sum"] or ZERO)


@act
def reverse_compensation_payment(entry_id: int, *, by: User, reason: str, key: UUID) -> Recorded:
    """冲正: record that one payment is to be undone by an entry of the opposite sign."""
    scope = Scope(by)
    seen = CompensationEntry.objects.filter(
        pk=entry_id, compensation__in=Compensation.objects.visible_to(scope)
    ).first()
    if seen is None:
        raise NotFound(CompensationEntry._meta.verbose_name)
    compensation = Compensation.objects.locked(seen.compensation_id, scope, "reverse_entry")
    movement = Movement(
        kind=Kind.REVERSAL,
        amount=-seen.amount,
        on=timezone.localdate(),
        key=key,
        reverses=seen,
        note=reason.strip(),
    )
    if repeated := recorded_before(movement, compensation):
        return Recorded(repeated, is_repeat=True)
    if len(movement.note) < 5:
        raise Incomplete("写明冲正原因，至少 5 个字，例如“金额录入错误”", field="reason")
    _require_reversible(seen)
    if seen.reversal_slips.filter(state=Slip.State.RECORDED).exists():
        raise Refused(f"{seen}的冲正已登记，待另一人复核，不需再次办理")
    slip = keep_slip(new_slip(compensation, movement, by))
    record(
        by,
        "登记补偿费冲正",
        compensation,
        after={"冲正": in_words(slip.amount), "凭证号": seen.voucher, "状态": "待复核"},
        note=movement.note,
    )
    return Recorded(slip)


def _require_reversible(entry: CompensationEntry) -> None:
    if entry.kind != Kind.PAYMENT:
        raise Refused("只有缴款可以冲正")
    if CompensationEntry.objects.filter(reverses=entry).exists():
        raise Refused(f"{entry}已经冲正，不需再次办理")
    if entry.compensation.demolition.state == Demolition.State.SETTLED:
        raise Refused("该拆除审批已登记补偿完成，缴款不能冲正")


def post_compensation(slip: Slip, movement: Movement, scope: Scope, by: User) -> CompensationEntry:
    """The entry that a checked slip becomes. Raises Refused when the account has changed since."""
    compensation = Compensation.objects.locked(slip.compensation_id, scope, "check_slip")
    if slip.kind == Slip.Kind.REVERSAL:
        _require_reversible(slip.reverses_compensation)
    else:
        require_unused(slip.organisation_id, slip.voucher)
        if (owed := compensation.balance) < -slip.amount:
            raise Refused(
                f"登记后余额有变化：缴款 {-slip.amount:,} 元大于现欠缴 {owed:,} 元。退回登记人核对"
            )
    return append_entry(compensation, movement, by=by)
