"""Counts and sums of lanes, what keeps a month open, and the proof of what was claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse

from fees.ledger.hooks import Blocker, Finding
from fees.ledger.models import ZERO, LedgerEntry
from fees.ledger.queries import of_office
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from renfang.organisations.models import Organisation


def lanes_of(statement: Statement) -> dict[str, tuple[int, Decimal]]:
    """Count and sum (yuan) of each lane, empty lanes too."""
    rows = statement.lines.order_by().values("lane").annotate(count=Count("id"), sum=Sum("amount"))
    found = {row["lane"]: (row["count"], row["sum"]) for row in rows}
    return {lane: found.get(lane, (0, ZERO)) for lane in StatementLine.Lane.values}


def broken_claims(organisation_id: int | None) -> Iterator[Finding]:
    """Claims that do not equal their entries, line by line, and by source and day in sum."""
    claims = of_office(
        StatementClaim.objects.filter(entry__isnull=False), organisation_id, "line__organisation"
    )
    for claim in claims.exclude(entry__amount=F("amount") * -1).select_related("line__statement"):
        yield Finding(None, f"{claim.line.statement}{claim.line}认领金额与分录不一致")
    claimed = _per_day(claims, "entry__source", "entry__business_date", "amount")
    entries = of_office(
        LedgerEntry.objects.filter(source__in=["tax", "treasury", "bank", "non_tax"]),
        organisation_id,
    )
    booked = _per_day(entries, "source", "business_date", "amount")
    for source, day in sorted(claimed.keys() | booked.keys()):
        if claimed.get((source, day), ZERO) != -booked.get((source, day), ZERO):
            label = LedgerEntry.Source(source).label
            yield Finding(None, f"{day} {label}的认领合计与分录合计不符")


def _per_day(rows: QuerySet, source: str, day: str, amount: str) -> dict[tuple[str, Any], Any]:
    sums = rows.order_by().values(source, day).annotate(sum=Sum(amount))
    return {(row[source], row[day]): row["sum"] for row in sums}


def open_statements(organisation: Organisation, end: date) -> Iterator[Blocker]:
    """What keeps a month open: statements that reach into it and are not finished."""
    statements = Statement.objects.filter(
        organisation=organisation,
        state__in=[Statement.State.OPEN, Statement.State.SUBMITTED],
        first_day__lte=end,
    )
    for statement in statements[:20]:
        yield Blocker(
            f"{statement}{statement.get_state_display()}",
            reverse("fees:statement", args=[statement.pk]),
        )
