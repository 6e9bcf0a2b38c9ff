"""拆除补偿费: opened by the approval of a demolition, paid by vouchers, held against its ending.

Source: 人民防空法 art. 28; 浙江省实施办法 art. 27: who cannot rebuild pays what rebuilding costs.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils import timezone

from engineering.models import Demolition
from fees.ledger import voucher_key
from fees.models import Compensation, CompensationEntry, LedgerEntry
from fees.models.accounts import ZERO
from renfang.acts import Incomplete, Refused, act
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
    amount = demolition.compensation
    CompensationEntry.objects.create(
        compensation=compensation,
        kind=Kind.CHARGE,
        amount=amount,
        balance_after=amount,
        business_date=demolition.decided_on or today,
        note="拆除审批决定",
        key=uuid4(),
        posted_by=by,
    )
    after = {"应缴": f"{amount:,.2f} 元", "缴款期限": demolition.due_on or "-"}
    record(by, "拆除补偿费入账", compensation, after=after)


def unpaid(demolition: Demolition) -> str | None:
    """Why a demolition is not made good: what of its compensation is still owed."""
    compensation = Compensation.objects.filter(demolition=demolition).first()
    owed = compensation.balance if compensation else ZERO
    if owed > ZERO:
        return (
            f"拆除补偿费尚欠缴 {owed:,.2f} 元，由财务在“拆除补偿费”登记缴款，缴清后再登记补偿完成"
        )
    return None


@act
def record_compensation_payment(
    compensation_id: int,
    *,
    by: User,
    amount: Decimal,
    paid_on: date,
    voucher_number: str,
    key: UUID,
) -> CompensationEntry:
    """登记缴款, in yuan, as a voucher proves; the same form posts once."""
    compensation = Compensation.objects.locked(compensation_id, Scope(by), "record_payment")
    if repeated := CompensationEntry.objects.filter(key=key).first():
        return _same(repeated, compensation)
    owed, voucher = compensation.balance, voucher_key(voucher_number)
    _check(compensation, owed, amount, paid_on, voucher)
    entry = CompensationEntry.objects.create(
        compensation=compensation,
        kind=Kind.PAYMENT,
        amount=-amount,
        balance_after=owed - amount,
        business_date=paid_on,
        voucher=voucher,
        key=key,
        posted_by=by,
    )
    record(
        by,
        "登记补偿费缴款",
        compensation,
        before={"欠缴": f"{owed:,.2f} 元"},
        after={
            "缴款": f"{amount:,.2f} 元",
            "凭证号": voucher,
            "缴款日期": paid_on,
            "欠缴": f"{entry.balance_after:,.2f} 元",
        },
    )
    return entry


def _same(entry: CompensationEntry, compensation: Compensation) -> CompensationEntry:
    if entry.compensation_id != compensation.pk:
        raise Refused("这张登记表已用于另一账户。回到账户页重新打开登记表")
    return entry


def _check(
    compensation: Compensation, owed: Decimal, amount: Decimal, paid_on: date, voucher: str
) -> None:
    if not amount > ZERO:
        raise Incomplete("缴款金额须大于 0 元", field="amount")
    if amount > owed:
        raise Incomplete(
            f"登记金额 {amount:,} 元大于欠缴 {owed:,} 元。核对金额和凭证", field="amount"
        )
    if paid_on > timezone.localdate():
        raise Incomplete("缴款日期不能晚于今天。按凭证上的入库日期填写", field="paid_on")
    decided_on = compensation.demolition.decided_on
    if decided_on and paid_on < decided_on:
        raise Incomplete(f"缴款日期早于拆除审批日期 {decided_on}", field="paid_on")
    if not voucher:
        raise Incomplete("填写缴款书或税票的号码", field="voucher_number")
    if _is_used(compensation.organisation_id, voucher):
        raise Incomplete(
            f"凭证号 {voucher} 已经登记过。核对凭证号；登记错了的先冲正", field="voucher_number"
        )


def _is_used(organisation_id: int, voucher: str) -> bool:
    """Whether a payment that stands rests on the voucher, here or in the relocation fee's books."""
    here = CompensationEntry.objects.filter(
        compensation__organisation=organisation_id,
        kind=Kind.PAYMENT,
        voucher=voucher,
        reversed_by__isnull=True,
    )
    there = LedgerEntry.objects.filter(
        organisation=organisation_id,
        kind=LedgerEntry.Kind.PAYMENT,
        external_ref=voucher,
        reversed_by__isnull=True,
    )
    return here.exists() or there.exists()


@act
def reverse_compensation_payment(
    entry_id: int, *, by: User, reason: str, key: UUID
) -> CompensationEntry:
    """冲正: undo one payment by an entry of the opposite sign; both stay in the books."""
    scope = Scope(by)
    seen = CompensationEntry.objects.filter(
        pk=entry_id, compensation__in=Compensation.objects.visible_to(scope)
    ).first()
    compensation = Compensation.objects.locked(
        seen.compensation_id if seen else 0, scope, "reverse_entry"
    )
    assert seen is not None  # else ``locked`` has said that there is no such thing
    if repeated := CompensationEntry.objects.filter(key=key).first():
        return _same(repeated, compensation)
    if seen.kind != Kind.PAYMENT:
        raise Refused("只有缴款可以冲正")
    if CompensationEntry.objects.filter(reverses=seen).exists():
        raise Refused(f"{seen}已经冲正，不需再次办理")
    if compensation.demolition.state == Demolition.State.SETTLED:
        raise Refused("该拆除审批已登记补偿完成，缴款不能冲正")
    if len(reason.strip()) < 5:
        raise Incomplete("写明冲正原因，至少 5 个字，例如“金额录入错误”", field="reason")
    entry = CompensationEntry.objects.create(
        compensation=compensation,
        kind=Kind.REVERSAL,
        amount=-seen.amount,
        balance_after=compensation.balance - seen.amount,
        business_date=timezone.localdate(),
        reverses=seen,
        note=reason.strip(),
        key=key,
        posted_by=by,
    )
    record(
        by,
        "冲正补偿费缴款",
        compensation,
        before={"凭证号": seen.voucher},
        after={"冲正": f"{entry.amount:,.2f} 元", "欠缴": f"{entry.balance_after:,.2f} 元"},
        note=entry.note,
    )
    return entry
