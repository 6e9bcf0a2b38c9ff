"""Reads of the ledger: where an account stands, what a month holds and what keeps it open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fees.ledger.hooks import BLOCKERS, Blocker
from fees.ledger.models import ZERO, FeeAccount, LedgerBook, LedgerEntry, MonthEvent
from fees.ledger.rules import last_day, written_down
from renfang.algorithms import digest as sealed
from renfang.clocks.rules import Light, Standing, WorkingCalendar, remaining_working_days
from renfang.organisations.models import Organisation
from renfang.quantities.fields import yuan

NEAR_WORKING_DAYS = 3


def standing_of(account: FeeAccount, today: date, calendar: WorkingCalendar) -> Standing | None:
    """The account's light on ``today``; None when nothing is owed.

    Overdue is counted in calendar days after the day to pay by, what is left in working days.
    """
    if account.is_settled:
        return None
    if account.due_on is None:
        words = "缴费文书未送达" if account.demand_id else "未发缴费通知"
        return Standing(Light.PAUSED, words, 0)
    left = remaining_working_days(today, account.due_on, calendar)
    if days := account.days_overdue(today):
        return Standing(Light.RED, f"逾期 {days} 天", left)
    if account.due_on == today:
        return Standing(Light.AMBER, "今日到期", left)
    light = Light.AMBER if left <= NEAR_WORKING_DAYS else Light.GREEN
    return Standing(light, f"剩 {left} 个工作日", left)


_Kind = LedgerEntry.Kind
# What moves a debt, in the order of the tables: name, heading, whether it adds, which entries. A
# reversal takes back what it reverses (``effect``). A carry-over pays one account out of another.
MOVEMENTS: Sequence[tuple[str, str, bool, Q]] = (
    ("charged", "首次核定", True, Q(effect=_Kind.CHARGE) & ~Q(assessment__version__gt=1)),
    ("supplemented", "补充核定", True, Q(effect=_Kind.CHARGE, assessment__version__gt=1)),
    ("reduced", "核定减少", False, Q(effect=_Kind.REDUCTION)),
    ("paid_in", "缴款", False, Q(effect__in=[_Kind.PAYMENT, _Kind.CARRY_OVER])),
    ("refunded", "退付", True, Q(effect=_Kind.REFUND)),
    ("written_off", "核销", False, Q(effect=_Kind.WRITE_OFF)),
)
# How they add up, as pages and papers say it below their tables.
BALANCES = "期初净额＋首次核定＋补充核定－核定减少－缴款＋退付－核销＝期末欠缴－期末多缴"


def with_effect(entries: QuerySet) -> QuerySet:
    """The entries, each with the kind of what it does or, as a reversal, undoes (``effect``)."""
    return entries.annotate(effect=Coalesce("reverses__kind", "kind"))


def movements() -> dict[str, Sum]:
    """The sums of ``MOVEMENTS`` to aggregate entries ``with_effect`` by, in yuan; None for none.

    A sum that lessens the debt is negative still: ``moved`` turns it.
    """
    return {name: Sum("amount", filter=which) for name, _, _, which in MOVEMENTS}


def moved(sums: Mapping[str, Any]) -> dict[str, Decimal]:
    """What ``movements`` gave, as tables show it: each a sum of its own, in yuan."""
    return {
        name: (sums[name] or ZERO) if adds else ZERO - (sums[name] or ZERO)
        for name, _, adds, _ in MOVEMENTS
    }


def movements_of(entries: QuerySet) -> list[tuple[str, Decimal]]:
    """Heading and yuan of each movement of the entries."""
    sums = moved(with_effect(entries).order_by().aggregate(**movements()))
    return [(heading, sums[name]) for name, heading, _, _ in MOVEMENTS]


def _balances(entries: QuerySet, as_of: date) -> list[Decimal]:
    """What each account of the entries stood at, at the end of the day."""
    stood = entries.order_by().filter(business_date__lte=as_of).values("account")
    return list(stood.annotate(balance=Sum("amount")).values_list("balance", flat=True))


def surplus_on(accounts: QuerySet[FeeAccount], as_of: date) -> Decimal:
    """多缴 of the accounts at the end of the day, in yuan."""
    entries = LedgerEntry.objects.filter(account__in=accounts.order_by())
    return sum((max(ZERO - balance, ZERO) for balance in _balances(entries, as_of)), ZERO)


def statement_of_month(organisation: Organisation, month: date) -> dict[str, Any]:
    """What an office was owed before the month, what moved in it, and what it was owed after.

    ``opening`` is net of 多缴; ``outstanding`` and ``surplus`` are what the accounts stood at.
    """
    ours = LedgerEntry.objects.filter(organisation=organisation).order_by()
    before = ours.filter(business_date__lt=month).aggregate(sum=Sum("amount"))["sum"] or ZERO
    balances = _balances(ours, last_day(month))
    return {
        "opening": before,
        "moved": movements_of(ours.filter(business_date__range=(month, last_day(month)))),
        "outstanding": sum((max(balance, ZERO) for balance in balances), ZERO),
        "surplus": sum((max(ZERO - balance, ZERO) for balance in balances), ZERO),
    }


_CHARGES = Q(effect__in=[LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.REDUCTION])


_PAYMENTS = Q(
    effect__in=[LedgerEntry.Kind.PAYMENT, LedgerEntry.Kind.REFUND, LedgerEntry.Kind.CARRY_OVER]
)


def next_month(book: LedgerBook | None, organisation: Organisation) -> date | None:
    """The first day of the month that is to be closed next; None before the first entry."""
    if book is not None and book.closed_through is not None:
        return book.closed_through + timedelta(days=1)
    first = LedgerEntry.objects.filter(organisation=organisation).aggregate(
        first=Min("business_date")
    )["first"]
    return first.replace(day=1) if first else None


def empty_months(book: LedgerBook, today: date) -> list[date]:
    """The months that are to be closed next, are over and hold no entry; none while one is held.

    In a row: an office whose first entry bears an early day has many of them.
    """
    office = book.organisation
    first = next_month(book, office)
    if first is None:
        return []
    entries = LedgerEntry.objects.filter(organisation=office, business_date__gte=first)
    until = entries.aggregate(first=Min("business_date"))["first"] or today
    until = min(until, today).replace(day=1)
    months = []
    while first < until:
        months.append(first)
        first = last_day(first) + timedelta(days=1)
    # What keeps the last of them open keeps any: slips and statements of up to its last day.
    while months and next(blockers(office, months[-1], today), None):
        months.pop()
    return months


def chain_heads(organisation: Organisation, until: datetime) -> tuple[int, int, str]:
    """How many entries in how many chains an office's ledger had, and the digest over their heads.

    As it was at the moment ``until``: whoever has the digest on paper can prove later that no entry
    of before was changed, taken out or put in.
    """
    rows = (
        LedgerEntry.objects.filter(organisation=organisation, posted_at__lte=until)
        .order_by("account", "sequence")
        .values_list("account", "hash")
    )
    heads: dict[int, str] = {}
    entries = 0
    for account, last in rows.iterator(chunk_size=5000):
        heads[account] = last
        entries += 1
    return entries, len(heads), sealed(written_down([[*head] for head in heads.items()]))


def handling_of(organisation_id: int) -> LedgerBook:
    """How the office handles fees; as from the beginning where nothing was booked or set yet."""
    book = LedgerBook.objects.filter(organisation_id=organisation_id).first()
    return book or LedgerBook(organisation_id=organisation_id)


def totals_of(organisation: Organisation, month: date) -> dict[str, Any]:
    """Entries, 应缴净额 and 缴款净额 (yuan) of a month, of all fees, as closing fixes them."""
    ours = LedgerEntry.objects.filter(organisation=organisation)
    rows = with_effect(ours.filter(business_date__range=(month, last_day(month))))
    sums = rows.aggregate(
        entries=Count("id"),
        charged=Coalesce(Sum("amount", filter=_CHARGES), yuan(0)),
        paid=Coalesce(Sum("amount", filter=_PAYMENTS), yuan(0)),
    )
    sums["paid"] = Decimal(0) - sums["paid"]
    return sums


def blockers(organisation: Organisation, month: date, today: date) -> Iterator[Blocker]:
    """What keeps the month open, one by one; nothing when it may be closed."""
    end = last_day(month)
    if today <= end:
        yield Blocker(f"{month:%Y 年 %-m 月}尚未结束，{end} 之后结账")
    for still_open in BLOCKERS:
        yield from still_open(organisation, end)


def open_request(organisation: Organisation) -> MonthEvent | None:
    """The request to open a month again that nobody has answered; None if there is none."""
    last = MonthEvent.objects.filter(organisation=organisation).first()
    return last if last is not None and last.act == MonthEvent.Act.REOPENING else None


def of_office(rows: QuerySet, organisation_id: int | None, path: str = "organisation") -> QuerySet:
    """The rows of one office; all of them where it is None."""
    return rows if organisation_id is None else rows.filter(**{path: organisation_id})
