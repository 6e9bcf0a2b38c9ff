"""人均占有面积 as bars: the newest computation of each division, drawn without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engineering.capacity.models import CapacitySnapshot

WIDTH, BAR, PITCH, LABEL = 800, 14, 46, 190
# Room at the right for the figure of the longest bar.
_REACH = WIDTH - LABEL - 90


@dataclass(frozen=True)
class Bar:
    """One division: both figures in ㎡ a head, and the lengths of their bars in the view box."""

    name: str
    built: Decimal
    sheltered: Decimal
    built_width: int
    sheltered_width: int
    top: int
    built_end: int
    sheltered_end: int


@dataclass(frozen=True)
class Chart:
    """What the template draws; ``taken_on`` is the day of the newest row."""

    kind: str
    taken_on: object
    bars: Sequence[Bar]
    height: int


def newest_chart(rows: Iterable[CapacitySnapshot]) -> Chart | None:
    """The newest row of each division, of the kind of population that most have; None without.

    ``rows`` come newest first, as the register lists them.
    """
    latest: dict[str, dict[int, CapacitySnapshot]] = {}
    for row in rows:
        latest.setdefault(row.kind, {}).setdefault(row.division_id, row)
    if not latest:
        return None
    widest = max(latest.values(), key=len)
    shown = sorted(widest.values(), key=lambda row: row.division.code)
    first = max(shown, key=lambda row: row.taken_on)
    most = max((row.built_per_capita for row in shown), default=Decimal(0)) or Decimal(1)
    bars = [_bar(row, most, index * PITCH) for index, row in enumerate(shown)]
    return Chart(first.get_kind_display(), first.taken_on, bars, len(bars) * PITCH)


def _bar(row: CapacitySnapshot, most: Decimal, top: int) -> Bar:
    built = int(row.built_per_capita / most * _REACH)
    sheltered = int(min(row.shelter_per_capita / most, Decimal(1)) * _REACH)
    return Bar(
        row.division.name,
        row.built_per_capita,
        row.shelter_per_capita,
        built,
        sheltered,
        top,
        LABEL + built + 8,
        LABEL + sheltered + 8,
    )
