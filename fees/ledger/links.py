"""Proof of what hangs on the ledger: slips, statements, carry-overs and closed months agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from fees.ledger.models import ZERO, LedgerBook, LedgerEntry, MonthEvent
from fees.ledger.months import totals_of
from fees.payments.models import Slip
from fees.reconciliation.models import StatementClaim


def broken_links(organisation_id: int | None) -> Iterator[str]:
    """What does not agree with the entries, in Chinese; nothing for a sound ledger."""
    yield from _slips(organisation_id)
    yield from _claims(organisation_id)
    yield from _carried(organisation_id)
    yield from _months(organisation_id)


def _of(rows: QuerySet, organisation_id: int | None, path: str = "organisation") -> QuerySet:
    return rows if organisation_id is None else rows.filter(**{path: organisation_id})


def _slips(organisation_id: int | None) -> Iterator[str]:
    """A posted slip says what its entry says, and two persons stand behind it."""
    posted = _of(
        Slip.objects.filter(state=Slip.State.POSTED, account__isnull=False), organisation_id
    )
    wrong = posted.filter(
        ~Q(entry__amount=F("amount"))
        | ~Q(entry__account=F("account"))
        | ~Q(entry__recorded_by=F("recorded_by"))
        | ~Q(entry__posted_by=F("checked_by"))
        | ~Q(entry__key=F("key"))
    )
    for slip in wrong:
        yield f"记账单 {slip.pk} 与其分录不一致"


def _claims(organisation_id: int | None) -> Iterator[str]:
    """What of statements was posted equals the entries of statements, line by line and in sum."""
    claims = _of(
        StatementClaim.objects.filter(entry__isnull=False), organisation_id, "line__organisation"
    )
    for claim in claims.exclude(entry__amount=F("amount") * -1).select_related("line__statement"):
        yield f"{claim.line.statement}{claim.line}认领金额与分录不一致"
    claimed = _per_day(claims, "entry__source", "entry__business_date", "amount")
    entries = _of(
        LedgerEntry.objects.filter(source__in=["tax", "treasury", "bank", "non_tax"]),
        organisation_id,
    )
    booked = _per_day(entries, "source", "business_date", "amount")
    for source, day in sorted(claimed.keys() | booked.keys()):
        if claimed.get((source, day), ZERO) != -booked.get((source, day), ZERO):
            yield f"{day} {LedgerEntry.Source(source).label}的认领合计与分录合计不符"


def _per_day(rows: QuerySet, source: str, day: str, amount: str) -> dict[tuple[str, Any], Any]:
    sums = rows.order_by().values(source, day).annotate(sum=Sum(amount))
    return {(row[source], row[day]): row["sum"] for row in sums}


def _carried(organisation_id: int | None) -> Iterator[str]:
    """What was carried out of accounts was carried into others of the same office."""
    moved = _of(LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CARRY_OVER), organisation_id)
    sums = moved.order_by().values("organisation__name").annotate(sum=Sum("amount"))
    for row in sums:
        if row["sum"] != ZERO:
            yield f"{row['organisation__name']}结转转出与转入相差 {row['sum']:,} 元"


def _months(organisation_id: int | None) -> Iterator[str]:
    """Closed months hold what they held when they were closed."""
    for book in _of(LedgerBook.objects.select_related("organisation"), organisation_id):
        if book.closed_through is None:
            continue
        last: dict[Any, MonthEvent] = {}
        closings = MonthEvent.objects.filter(
            organisation=book.organisation, act=MonthEvent.Act.CLOSED
        )
        for event in closings.order_by("id"):
            if event.month <= book.closed_through:
                last[event.month] = event
        for month, event in sorted(last.items()):
            now = totals_of(book.organisation, month)
            if now != {name: getattr(event, name) for name in now}:
                yield f"{book.organisation}{month:%Y-%m} 结账后台账有变动"
