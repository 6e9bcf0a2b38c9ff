"""易地建设费收缴情况表: by organisation and month, what was charged, collected, and still owed.

Counted in whole 分 from the ledger to the table; no float touches money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from fees.ledger import Kind
from fees.models import LedgerEntry
from renfang.organisations.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("expected", "collected", "outstanding")
_CHARGES = Q(effect__in=[Kind.CHARGE, Kind.REDUCTION])
_PAYMENTS = Q(effect__in=[Kind.PAYMENT, Kind.REFUND])


@dataclass(frozen=True)
class Row:
    """One organisation (or the sum of all): per month, then the year; money in yuan.

    ``outstanding`` is what was owed at the end of the month, so its year is the last month's.
    """

    organisation: str
    months: Sequence[dict[str, Decimal]]
    year: dict[str, Decimal]
    rate: str


def collection(scope: Scope, year: int, today: date) -> list[Row]:
    """One row for each organisation in scope with entries, then 合计; months up to ``today``."""
    months = today.month if year == today.year else 12
    frame = _frame(scope, year)
    if frame.empty:
        return []
    totals = frame.groupby(["year", "month"], as_index=False)[["expected", "collected", "change"]]
    whole = totals.sum().assign(organisation="合计")
    names = list(dict.fromkeys(frame["organisation"]))
    rows = [_row(name, frame[frame["organisation"] == name], year, months) for name in names]
    return [*rows, _row("合计", whole, year, months)]


def _frame(scope: Scope, year: int) -> pd.DataFrame:
    """分 by organisation, year and month up to the end of ``year``: int64 columns only.

    The database adds up; what reaches pandas is a few rows per organisation and month.
    """
    import pandas as pd

    sums = (
        LedgerEntry.objects.visible_to(scope)
        .filter(business_date__year__lte=year)
        .annotate(
            effect=Coalesce("reverses__kind", "kind"),
            year=ExtractYear("business_date"),
            month=ExtractMonth("business_date"),
        )
        .values("organisation__path", "organisation__name", "year", "month")
        .annotate(
            charged=Sum("amount", filter=_CHARGES),
            paid=Sum("amount", filter=_PAYMENTS),
            change=Sum("amount"),
        )
        .order_by("organisation__path", "year", "month")
    )
    records = [
        (
            row["organisation__name"],
            row["year"],
            row["month"],
            _fen(row["charged"]),
            -_fen(row["paid"]),
            _fen(row["change"]),
        )
        for row in sums
    ]
    columns = ["organisation", "year", "month", "expected", "collected", "change"]
    numbers = dict.fromkeys(columns[1:], "int64")
    return pd.DataFrame.from_records(records, columns=columns).astype(numbers)


def _row(name: str, frame: pd.DataFrame, year: int, months: int) -> Row:
    before = int(frame.loc[frame["year"] < year, "change"].sum())
    by_month = (
        frame[frame["year"] == year]
        .pivot_table(
            index="month", values=["expected", "collected", "change"], aggfunc="sum", fill_value=0
        )
        .reindex(index=range(1, months + 1), columns=["expected", "collected", "change"])
        .fillna(0)
        .astype("int64")
    )
    by_month["outstanding"] = before + by_month["change"].cumsum()
    sums = by_month[["expected", "collected"]].sum()
    expected, collected = int(sums["expected"]), int(sums["collected"])
    # What could be collected in the year: what was owed at its start, and what was charged in it.
    due = before + expected
    return Row(
        organisation=name,
        months=[
            {measure: _yuan(values[measure]) for measure in MEASURES}
            for values in by_month.to_dict("records")
        ],
        year={
            "expected": _yuan(expected),
            "collected": _yuan(collected),
            "outstanding": _yuan(by_month["outstanding"].iloc[-1]),
        },
        rate=f"{Decimal(collected * 100) / Decimal(due):.1f}%" if due > 0 else "",
    )


def _fen(amount: Decimal | None) -> int:
    """Whole 分 of a sum in yuan."""
    return int((amount or Decimal(0)).scaleb(2))


def _yuan(fen: Any) -> Decimal:
    return Decimal(int(fen)).scaleb(-2)
