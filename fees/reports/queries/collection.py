"""收缴情况表, of both fees or one: by organisation and month, what moved and what is owed.

Every line balances: opening + charged + supplemented − reduced − paid + refunded − written off =
outstanding − surplus; so do the sums of lines (``fees.ledger.queries.MOVEMENTS``).
Counted in whole 分 from the ledger to the table; no float touches money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Sum, Window
from django.db.models.functions import ExtractMonth, ExtractYear

from fees.ledger.models import LedgerEntry
from fees.ledger.queries import MOVEMENTS, moved, movements, with_effect
from renfang.organisations.scope import Scope
from renfang.quantities.reshaping import summed, table_of

if TYPE_CHECKING:
    import pandas as pd

_MOVED = tuple(name for name, *_ in MOVEMENTS)
# The columns of every table of collection, in their order, with what heads them for a period.
MEASURES: Sequence[tuple[str, str]] = (
    ("opening", "期初净额"),
    *((name, heading) for name, heading, *_ in MOVEMENTS),
    ("outstanding", "期末欠缴"),
    ("surplus", "期末多缴"),
)
_SUMS = (*_MOVED, "change")
# No surplus at the year's start, nor at the end of any month.
_NOTHING = [0] * 13


@dataclass(frozen=True)
class Row:
    """One organisation (or the sum of all): per month, then the year; money in yuan.

    ``outstanding`` (欠缴) is what was owed at the end of the month, ``surplus`` (多缴) what was
    paid beyond the debt: one's surplus pays no other's debt. Their year is the last month's.
    ``opening`` is what was owed before, less the surplus. ``expected`` is what was charged net of
    reductions, ``collected`` what was paid net of refunds.
    """

    organisation: str
    months: Sequence[dict[str, Decimal]]
    year: dict[str, Decimal]
    rate: str


def collection(scope: Scope, year: int, today: date, fee: str = "") -> list[Row]:
    """One row for each organisation in scope with entries, then 合计; months up to ``today``.

    ``fee``: of that ``Fee`` alone.
    """
    entries = _until(scope, year, fee)
    months = today.month if year == today.year else 12
    frame = _frame(entries)
    if frame.empty:
        return []
    totals = frame.groupby(["year", "month"], as_index=False)[list(_SUMS)]
    whole = totals.sum().assign(organisation="合计")
    names = list(dict.fromkeys(frame["organisation"]))
    surplus = _surplus(entries, year)
    surplus["合计"] = [sum(column) for column in zip(*surplus.values(), strict=True)] or _NOTHING
    parts = [(name, frame[frame["organisation"] == name]) for name in names]
    return [
        _row(name, part, surplus.get(name, _NOTHING), year, months)
        for name, part in [*parts, ("合计", whole)]
    ]


def _frame(entries: QuerySet[LedgerEntry]) -> pd.DataFrame:
    """分 by organisation, year and month, added up by the database."""
    sums = (
        with_effect(entries)
        .values("organisation__path", "organisation__name", "year", "month")
        .annotate(**movements(), change=Sum("amount"))
        .order_by("organisation__path", "year", "month")
    )
    records = [
        (
            row["organisation__name"],
            row["year"],
            row["month"],
            *(_fen(amount) for amount in moved(row).values()),
            _fen(row["change"]),
        )
        for row in sums
    ]
    figures = ("year", "month", *_SUMS)
    return table_of(records, ["organisation"], figures=figures)


def _until(scope: Scope, year: int, fee: str) -> QuerySet[LedgerEntry]:
    """The entries up to the end of ``year``, with year and month of each; of one fee if named."""
    wanted = {"fee": fee} if fee else {}
    return (
        LedgerEntry.objects.visible_to(scope)
        .filter(business_date__year__lte=year, **wanted)
        .annotate(year=ExtractYear("business_date"), month=ExtractMonth("business_date"))
    )


def _surplus(entries: QuerySet[LedgerEntry], year: int) -> dict[str, list[int]]:
    """分 paid beyond the debt, by organisation: at the year's start, then at each month's end.

    Only accounts that ever stood so at the end of a month are fetched, and there are few.
    """
    # Entries of one month are peers: the sum runs to the end of the month.
    running = Window(Sum("amount"), partition_by="account", order_by=["year", "month"])
    overpaid = entries.order_by().annotate(running=running).filter(running__lt=0)
    changes = (
        entries.filter(account__in=overpaid.values("account"))
        .order_by("account", "year", "month")
        .values("organisation__name", "account", "year", "month")
        .annotate(change=Sum("amount"))
    )
    surplus: dict[str, list[int]] = {}
    for (name, _), rows in groupby(changes, itemgetter("organisation__name", "account")):
        of_office = surplus.setdefault(name, list(_NOTHING))
        moved = [0] * 13
        for row in rows:
            moved[row["month"] if row["year"] == year else 0] += _fen(row["change"])
        for month, balance in enumerate(accumulate(moved)):
            of_office[month] += max(0, -balance)
    return surplus


def _row(name: str, frame: pd.DataFrame, surplus: list[int], year: int, months: int) -> Row:
    before = int(frame.loc[frame["year"] < year, "change"].sum()) + surplus[0]
    of_year = frame[frame["year"] == year][["month", *_SUMS]]
    by_month = summed(of_year, "month", range(1, months + 1))
    by_month["surplus"] = surplus[1 : months + 1]
    closing = before - surplus[0] + by_month["change"].cumsum()
    by_month["opening"] = closing - by_month["change"]
    by_month["outstanding"] = closing + by_month["surplus"]
    ended = by_month.iloc[-1]
    year_sums = {
        "opening": _yuan(by_month["opening"].iloc[0]),
        **{measure: _yuan(by_month[measure].sum()) for measure in _MOVED},
        "outstanding": _yuan(ended["outstanding"]),
        "surplus": _yuan(ended["surplus"]),
    }
    whole = _with_net(year_sums)
    # What could be collected in the year: what was owed at its start, and what was charged in it.
    due = _yuan(before) + whole["expected"]
    return Row(
        organisation=name,
        months=[
            _with_net({measure: _yuan(values[measure]) for measure, _ in MEASURES})
            for values in by_month.to_dict("records")
        ],
        year=whole,
        rate=f"{whole['collected'] * 100 / due:.1f}%" if due > 0 else "",
    )


def _with_net(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """Beside the movements what the charts and the rate take: net charged and net paid."""
    expected = sums["charged"] + sums["supplemented"] - sums["reduced"]
    return {**sums, "expected": expected, "collected": sums["paid_in"] - sums["refunded"]}


def _fen(amount: Decimal | None) -> int:
    """Whole 分 of a sum in yuan."""
    return int((amount or Decimal(0)).scaleb(2))


def _yuan(fen: Any) -> Decimal:
    return Decimal(int(fen)).scaleb(-2)
