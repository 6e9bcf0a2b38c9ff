"""Reads of the ledger: where an account stands, what a month holds and what keeps it open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fees.ledger.hooks import BLOCKERS, Blocker
from fees.ledger.models import FeeAccount, LedgerBook, LedgerEntry, MonthEvent
from fees.ledger.rules import last_day
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


def totals_of(organisation: Organisation, month: date) -> dict[str, Any]:
    """Entries, 应缴净额 and 缴款净额 (yuan) of a month, of all fees, as closing fixes them."""
    rows = LedgerEntry.objects.filter(
        organisation=organisation, business_date__range=(month, last_day(month))
    ).annotate(effect=Coalesce("reverses__kind", "kind"))
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
