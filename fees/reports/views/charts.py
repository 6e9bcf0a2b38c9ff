"""Pictures of the ageing and of the year's collection: plain geometry for inline SVG.

Shares are computed in whole units of the view box, so that nothing of money becomes a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fees.reports.queries.ageing import CODES, LABELS, Aged

WIDTH, HEIGHT = 1000, 260
_LEFT, _BOTTOM, _TOP = 20, 220, 24
ZERO = Decimal(0)


@dataclass(frozen=True)
class Segment:
    """One part of the bar: its place, what it stands for, and the class that colours it."""

    code: str
    label: str
    amount: Decimal
    share: str
    x: int
    width: int


@dataclass(frozen=True)
class Column:
    """One month: two columns side by side, their heights and what they stand for."""

    label: str
    x: int
    expected: Decimal
    collected: Decimal
    expected_height: int
    collected_height: int
    expected_y: int
    collected_y: int


def ageing_bar(aged: Aged) -> list[Segment]:
    """The bar of all debts by bucket, left to right from 未到期 to the oldest; empty for none."""
    total = aged.total
    if total <= ZERO:
        return []
    segments, x = [], 0
    for code in CODES:
        amount = aged.sums[code]
        end = _units(sum((part.amount for part in segments), ZERO) + amount, total, WIDTH)
        share = f"{amount * 100 / total:.1f}%"
        segments.append(Segment(code, LABELS[code], amount, share, x, max(end - x, 0)))
        x = end
    return segments


def month_columns(months: Sequence[dict[str, Any]]) -> list[Column]:
    """Expected and collected by month, drawn to the same scale; empty where nothing moved.

    A month in which more was taken back than charged stands at nought.
    """
    most = max((value for month in months for value in _two(month)), default=ZERO)
    if most <= ZERO:
        return []
    pitch = (WIDTH - 2 * _LEFT) // 12
    columns = []
    for position, month in enumerate(months):
        heights = [_units(max(value, ZERO), most, _BOTTOM - _TOP) for value in _two(month)]
        columns.append(
            Column(
                label=f"{position + 1} 月",
                x=_LEFT + position * pitch,
                expected=month["expected"],
                collected=month["collected"],
                expected_height=heights[0],
                collected_height=heights[1],
                expected_y=_BOTTOM - heights[0],
                collected_y=_BOTTOM - heights[1],
            )
        )
    return columns


def _two(month: dict[str, Any]) -> tuple[Decimal, Decimal]:
    return month["expected"], month["collected"]


def _units(part: Decimal, whole: Decimal, length: int) -> int:
    return int((part * length / whole).quantize(Decimal(1), ROUND_HALF_UP))
