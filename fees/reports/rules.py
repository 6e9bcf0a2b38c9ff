"""收入预测: when what is owed can be expected to come in. Pure functions.

Each yuan that is owed is expected once. A promise that is still open takes from the charge with the
oldest day first, as a payment would; what no promise covers is expected on its own day. What is
past its day, has no day yet or is held back has none, and is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

ZERO: Final = Decimal("0.00")


class Ground(StrEnum):
    """Why a sum is expected, or why nobody can say when."""

    PROMISE = "promise"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"
    HELD = "held"


DATED: Final = (Ground.PROMISE, Ground.DUE)


@dataclass(frozen=True, slots=True)
class Expected:
    """A sum in yuan, and the day on which it is expected; None where nobody can say."""

    ground: Ground
    amount: Decimal
    day: date | None = None


def expected(
    charges: Sequence[tuple[date | None, Decimal]],
    promises: Iterable[tuple[date, Decimal]],
    today: date,
    *,
    is_held: bool = False,
) -> list[Expected]:
    """What one account is expected to pay: its charges (day to pay by, yuan left) and promises.

    ``charges`` come as they are settled, the oldest day first. Promises of past days are broken and
    not counted. ``is_held``: nothing is asked for at present (暂缓催缴).
    """
    days = [day for day, _ in charges]
    left = [max(amount, ZERO) for _, amount in charges]
    if is_held:
        total = sum(left, ZERO)
        return [Expected(Ground.HELD, total)] if total else []
    found = []
    for day, promised in sorted(promises):
        taken = _take(left, promised) if day >= today else ZERO
        if taken:
            found.append(Expected(Ground.PROMISE, taken, day))
    rest = zip(days, left, strict=True)
    return [*found, *(_by_its_day(day, amount, today) for day, amount in rest if amount)]


def _take(left: list[Decimal], wanted: Decimal) -> Decimal:
    """Take up to ``wanted`` from what is left, the first charge first; gives what was taken."""
    taken = ZERO
    for place, amount in enumerate(left):
        part = min(amount, wanted - taken)
        left[place] -= part
        taken += part
    return taken


def _by_its_day(day: date | None, amount: Decimal, today: date) -> Expected:
    if day is None:
        return Expected(Ground.UNDATED, amount)
    if day < today:
        return Expected(Ground.OVERDUE, amount)
    return Expected(Ground.DUE, amount, day)


def months_from(today: date, count: int) -> list[date]:
    """The first days of so many months, that of ``today`` the first."""
    first = today.year * 12 + today.month - 1
    numbers = (divmod(first + number, 12) for number in range(count))
    return [date(year, month + 1, 1) for year, month in numbers]
