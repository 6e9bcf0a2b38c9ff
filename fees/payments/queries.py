"""What waits on slips, what stands in the way of one, and the proof of what was posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from engineering.models import Demolition
from fees.ledger.hooks import Blocker, Finding
from fees.ledger.models import REVERSIBLE, ZERO, Fee, FeeAccount, LedgerEntry
from fees.ledger.queries import of_office
from fees.ledger.rules import in_words
from fees.payments.models import Slip
from renfang.history.models import Event
from renfang.hooks import Hook
from renfang.organisations.models import Organisation

Kind = LedgerEntry.Kind

# Tax receipt, treasury list and bank line of one payment lie apart by days, with three numbers.
SAME_MONEY_DAYS = 31

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


def same_money(account: FeeAccount, amount: Decimal, on: date, voucher: str) -> list[str]:
    """Payments of the same sum (yuan) on the account a few days from ``on``, in words.

    Tax receipt, treasury list and bank line of one payment have three numbers: whoever records
    one of them is shown the others.
    """
    span = timedelta(days=SAME_MONEY_DAYS)
    near = {"amount": -amount, "business_date__range": (on - span, on + span)}
    booked = account.entries.filter(kind=Kind.PAYMENT, reversed_by__isnull=True, **near)
    waiting = account.slips.filter(kind=Slip.Kind.PAYMENT, state=Slip.State.RECORDED, **near)
    return [
        f"{row.business_date} {row.voucher}（{where}）"
        for rows, where in ((booked, "已入账"), (waiting, "待复核"))
        for row in rows.exclude(voucher=voucher).order_by("business_date", "id")[:5]
    ]


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


def settled_slips() -> QuerySet[Slip]:
    """Slips that change no more: posted, returned or taken back."""
    return Slip.objects.exclude(state=Slip.State.RECORDED)


def posted_unlike_history() -> Iterator[str]:
    """Where slips, entries and history do not say the same of what was posted, in Chinese.

    Each posted slip has its event with account, sum and voucher, and each such event its slip; each
    payment by voucher has a slip; what statements, refunds and write-offs moved is what the history
    says in sum.
    """
    yield from _slips_unlike_events()
    posted = Slip.objects.filter(entry=OuterRef("pk"))
    loose = LedgerEntry.objects.filter(
        ~Exists(posted), kind=Kind.PAYMENT, source=LedgerEntry.Source.VOUCHER
    )
    for entry in loose.select_related("account"):
        yield f"账户 {entry.account_id} 第 {entry.sequence} 笔：按凭证登记的缴款没有记账单"
    yield from _sums_unlike_events()


def _slips_unlike_events() -> Iterator[str]:
    slips: Counter[tuple[int, str, str, str]] = Counter()
    rows = Slip.objects.filter(state=Slip.State.POSTED).values_list(
        "entry__account_id", "kind", "entry__amount", "entry__voucher"
    )
    for account, kind, amount, voucher in rows.iterator():
        slips[account, str(Slip.Kind(kind).label), in_words(abs(amount)), voucher or "-"] += 1
    said: Counter[tuple[int, str, str, str]] = Counter()
    for account, act, after in _events_of_accounts(act__startswith="复核入账："):
        kind = act.partition("：")[2]
        said[account, kind, str(after.get(kind)), str(after.get("凭证号"))] += 1
    for key in sorted(slips.keys() | said.keys()):
        if slips[key] != said[key]:
            account, kind, amount, voucher = key
            yield (
                f"账户 {account}：{kind} {amount}（凭证号 {voucher}）"
                f"办理记录有 {said[key]} 次复核入账，记账单有 {slips[key]} 张"
            )


# What the history says with a sum, the name of the sum, and the entries that it is about.
_BY_STATEMENT = [
    source
    for source in LedgerEntry.Source.values
    if source not in (LedgerEntry.Source.OFFICE, LedgerEntry.Source.VOUCHER)
]
_SAID_IN_SUM = (
    ("对账入账", "缴款", Q(source__in=_BY_STATEMENT), -1),
    ("退付", "退付", Q(kind=Kind.REFUND), 1),
    ("核销", "核销", Q(kind=Kind.WRITE_OFF), -1),
)


def _sums_unlike_events() -> Iterator[str]:
    for act, name, about, sign in _SAID_IN_SUM:
        said: dict[int, Decimal] = defaultdict(Decimal)
        for account, _, after in _events_of_accounts(act=act):
            said[account] += Decimal(str(after[name]).removesuffix(" 元").replace(",", ""))
        entries = LedgerEntry.objects.filter(about).order_by()
        sums = entries.values_list("account").annotate(Sum("amount"))
        posted = {account: sign * amount for account, amount in sums}
        for account in sorted(said.keys() | posted.keys()):
            ours, theirs = posted.get(account, ZERO), said.get(account, ZERO)
            if ours != theirs:
                yield (
                    f"账户 {account}：{act}在办理记录中合计 {in_words(theirs)}，"
                    f"在台账中合计 {in_words(ours)}"
                )


def _events_of_accounts(**which: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    accounts = ContentType.objects.get_for_model(FeeAccount)
    events = Event.objects.filter(subject_type=accounts, **which)
    yield from events.values_list("subject_id", "act", "after").iterator()


def open_slips(organisation: Organisation, end: date) -> Iterator[Blocker]:
    """What keeps a month open: slips of up to its last day that nobody has checked."""
    slips = Slip.objects.filter(
        organisation=organisation, state=Slip.State.RECORDED, business_date__lte=end
    )
    if waiting := slips.count():
        yield Blocker(f"{waiting} 笔记账单待复核", reverse("fees:slips"))
