"""What waits on slips, what stands in the way of one, and the proof of what was posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse

from engineering.models import Demolition
from fees.ledger.hooks import Blocker, Finding
from fees.ledger.models import REVERSIBLE, ZERO, Fee, FeeAccount, LedgerEntry
from fees.ledger.queries import of_office
from fees.payments.models import Slip
from renfang.hooks import Hook
from renfang.organisations.models import Organisation

# What the rooms above have taken of an account's surplus, without the row that asks itself.
SURPLUS_TAKEN: Hook[Callable[[FeeAccount, models.Model | None], Decimal]] = Hook()


def free_surplus(account: FeeAccount, *, besides: models.Model | None = None) -> Decimal:
    """What of the surplus no open refund or carry-over has taken yet, in yuan; never negative.

    ``besides``: the refund or the slip that asks, which does not stand in its own way.
    """
    carried = account.slips.filter(kind=Slip.Kind.CARRY_OVER, state=Slip.State.RECORDED)
    if isinstance(besides, Slip):
        carried = carried.exclude(pk=besides.pk)
    taken = carried.aggregate(sum=Sum("amount"))["sum"] or ZERO
    taken += sum((took(account, besides) for took in SURPLUS_TAKEN), ZERO)
    return max(ZERO, min(account.surplus, account.paid) - taken)


def waiting_payments(account: FeeAccount) -> Decimal:
    """What is recorded as paid on the account and not yet checked, in yuan."""
    waiting = account.slips.filter(kind=Slip.Kind.PAYMENT, state=Slip.State.RECORDED)
    return -(waiting.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def beyond_owed(account: FeeAccount, amount: Decimal) -> str | None:
    """Why a payment of ``amount`` (yuan) is more than is owed and not waiting; None if it fits."""
    advice = "核对金额"
    if account.fee == Fee.RELOCATION:
        advice += "；确属多缴的，勾选“登记为多缴，待退付或结转”"
    if account.is_settled:
        return f"该账户没有欠缴。到账户页查看已登记的缴款，{advice}"
    waiting = waiting_payments(account)
    if amount <= account.balance - waiting:
        return None
    also = f"（另有 {waiting:,} 元待复核）" if waiting else ""
    return f"登记金额 {amount:,} 元大于应缴余额 {account.balance:,} 元{also}。{advice}"


def charged_on(account: FeeAccount) -> tuple[str, date | None]:
    """What first charged the account, and on which day: nothing is paid before it is owed."""
    if account.demolition is not None:
        return "拆除审批日期", account.demolition.decided_on
    first = account.assessments.order_by("version").first()
    return "首次核定日期", first.assessed_on if first else None


def carried_key(slip: Slip) -> UUID:
    """The key of the entry by which a carry-over reaches the other account."""
    return uuid5(slip.key, "carried")


def other_side(entry: LedgerEntry) -> LedgerEntry:
    """The entry of the other account that a carry-over made together with ``entry``."""
    left = Slip.objects.filter(kind=Slip.Kind.CARRY_OVER, entry=entry).first()
    if left is not None:
        return LedgerEntry.objects.get(key=carried_key(left))
    arrived = Slip.objects.filter(
        kind=Slip.Kind.CARRY_OVER, state=Slip.State.POSTED, carried_to=entry.account_id
    ).select_related("entry")
    return next(slip.entry for slip in arrived if carried_key(slip) == entry.key)


def carried_from(entry: LedgerEntry) -> list[LedgerEntry]:
    """The carry-overs that took what ``entry`` paid on to other debts, and were not taken back.

    None where the account still has the surplus for them without the entry.
    """
    account = entry.account
    if entry.amount >= ZERO or account.balance - entry.amount <= ZERO:
        return []
    gone = account.entries.filter(
        kind=LedgerEntry.Kind.CARRY_OVER, amount__gt=ZERO, reversed_by__isnull=True
    )
    return list(gone.select_related("account__project").order_by("-sequence"))


def why_carried(entry: LedgerEntry, carried: LedgerEntry) -> str:
    """Why the payment of ``entry`` is not reversed before the carry-over is."""
    target = other_side(carried).account
    return (
        f"多缴 {carried.amount:,} 元已于 {carried.business_date} 结转到“{target.title}”，"
        f"冲正后本账户欠缴 {entry.account.balance - entry.amount:,} 元，结转失去来源。"
        "先冲正该笔结转，再冲正本笔"
    )


def why_not_reversible(entry: LedgerEntry) -> str:
    """Why an entry stands as it is; nothing where a mistake in it may be undone."""
    demolition = entry.account.demolition
    if entry.kind not in REVERSIBLE:
        advice = "核定有变化的重新核定，差额自动入账" if demolition is None else "只有缴款可以冲正"
        return f"“{entry.get_kind_display()}”分录不能冲正。{advice}"
    if hasattr(entry, "reversed_by"):
        return f"{entry}已经冲正，不需再次办理"
    if demolition is not None and demolition.state == Demolition.State.SETTLED:
        return "该拆除审批已登记补偿完成，缴款不能冲正"
    return ""


def why_not_reversible_now(entry: LedgerEntry) -> str:
    """The same when the reversal is about to be posted: what it paid may have been carried on."""
    if reason := why_not_reversible(entry):
        return reason
    return next((why_carried(entry, carried) for carried in carried_from(entry)), "")


def broken_slips(organisation_id: int | None) -> Iterator[Finding]:
    """Posted slips that do not say what their entry says, or have one person behind them."""
    posted = of_office(Slip.objects.filter(state=Slip.State.POSTED), organisation_id)
    agrees = Q(
        entry__amount=F("amount"),
        entry__account=F("account"),
        entry__recorded_by=F("recorded_by"),
        entry__posted_by=F("checked_by"),
        entry__key=F("key"),
    )
    for slip in posted.exclude(agrees).select_related("account"):
        yield Finding(slip.account, f"记账单 {slip.pk} 与其分录不一致")


def open_slips(organisation: Organisation, end: date) -> Iterator[Blocker]:
    """What keeps a month open: slips of up to its last day that nobody has checked."""
    slips = Slip.objects.filter(
        organisation=organisation, state=Slip.State.RECORDED, business_date__lte=end
    )
    if waiting := slips.count():
        yield Blocker(f"{waiting} 笔记账单待复核", reverse("fees:slips"))
