"""工程分布图: shelters' coordinates turned into a drawing, without tiles of any map service.

Positions are confidential: looking at the map is an act with a reason, kept in the history.
The drawing is plate carrée with the middle parallel true to scale, enough for one city; a vector
drawing needs no tile server and lets nothing of the positions leave the house.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engineering.shelters.models import Shelter

WIDTH, HEIGHT, MARGIN = 1000, 640, 48
# A drawing of more marks than this cannot be read, and makes a page of megabytes.
MOST = 2000
_STEPS = tuple(
    Decimal(step) for step in ("0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2",
                               "0.5", "1", "2", "5", "10")
)  # fmt: skip
_METRES_A_DEGREE = Decimal("111195")  # of latitude, on the mean sphere
_State = Shelter.State
# The shape tells the state to users who see no colour.
_SHAPES = {
    _State.PLANNED: "ring",
    _State.UNDER_CONSTRUCTION: "ring",
    _State.ACCEPTED: "square",
    _State.FILED: "square",
    _State.IN_USE: "dot",
    _State.REINFORCING: "diamond",
}
LEGEND = (
    ("ring", "待开工、在建"),
    ("square", "已验收、已备案"),
    ("dot", "使用中"),
    ("diamond", "加固改造中"),
    ("cross", "封堵停用、已改造转用、已拆除"),
)


@dataclass(frozen=True)
class Mark:
    """One shelter on the drawing; ``x`` and ``y`` in units of the view box."""

    shelter: Any
    x: int
    y: int
    shape: str


@dataclass(frozen=True)
class Line:
    """A line of the grid: its place along one axis and the degrees it stands for."""

    at: int
    label: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws."""

    marks: Sequence[Mark]
    meridians: Sequence[Line]
    parallels: Sequence[Line]
    bar_width: int
    bar_label: str


@dataclass(frozen=True)
class _Frame:
    """Which part of the earth is shown, and how large (units of the view box a degree)."""

    west: Decimal
    north: Decimal
    across: Decimal
    down: Decimal

    def x(self, longitude: Decimal) -> int:
        return MARGIN + int((longitude - self.west) * self.across)

    def y(self, latitude: Decimal) -> int:
        return MARGIN + int((self.north - latitude) * self.down)


def draw_map(shelters: Iterable[Any]) -> Drawing | None:
    """The drawing of shelters with coordinates; None where there are none.

    A shelter is anything with ``longitude``, ``latitude`` (Decimal degrees) and ``state``.
    """
    rows = list(shelters)
    if not rows:
        return None
    frame = _frame(rows)
    marks = [
        Mark(
            row,
            frame.x(row.longitude),
            frame.y(row.latitude),
            _SHAPES.get(row.state, "cross"),
        )
        for row in rows
    ]
    step = _step(frame)
    width, label = _bar(frame)
    return Drawing(
        marks=marks,
        meridians=[
            Line(frame.x(degree), f"{degree.normalize():f}°")
            for degree in _multiples(step, frame.west, Decimal(WIDTH - 2 * MARGIN) / frame.across)
        ],
        parallels=[
            Line(frame.y(degree), f"{degree.normalize():f}°")
            for degree in _multiples(
                step,
                frame.north - Decimal(HEIGHT - 2 * MARGIN) / frame.down,
                Decimal(HEIGHT - 2 * MARGIN) / frame.down,
            )
        ],
        bar_width=width,
        bar_label=label,
    )


def _frame(rows: Sequence[Any]) -> _Frame:
    """The smallest frame around all rows, at least some 500 m wide, true to scale."""
    longitudes = [row.longitude for row in rows]
    latitudes = [row.latitude for row in rows]
    middle = (max(latitudes) + min(latitudes)) / 2
    narrowing = Decimal(str(round(math.cos(math.radians(middle)), 6)))
    least = Decimal("0.005")
    width = max((max(longitudes) - min(longitudes)) * narrowing, least)
    height = max(max(latitudes) - min(latitudes), least)
    down = min(Decimal(WIDTH - 2 * MARGIN) / width, Decimal(HEIGHT - 2 * MARGIN) / height)
    across = down * narrowing
    centre = (max(longitudes) + min(longitudes)) / 2
    return _Frame(
        west=centre - Decimal(WIDTH - 2 * MARGIN) / 2 / across,
        north=middle + Decimal(HEIGHT - 2 * MARGIN) / 2 / down,
        across=across,
        down=down,
    )


def _step(frame: _Frame) -> Decimal:
    """The finest round step of degrees that leaves 110 units between two lines."""
    return next((step for step in _STEPS if step * frame.across >= 110), _STEPS[-1])


def _multiples(step: Decimal, start: Decimal, span: Decimal) -> list[Decimal]:
    first = (start / step).to_integral_value(rounding="ROUND_CEILING") * step
    count = int((start + span - first) / step) + 1
    return [first + step * index for index in range(max(count, 0))]


def _bar(frame: _Frame) -> tuple[int, str]:
    """Length and label of the scale bar: a round distance of at most 200 units."""
    a_unit = _METRES_A_DEGREE / frame.down
    metres = max(
        (
            number * 10**power
            for power in range(1, 7)
            for number in (1, 2, 5)
            if number * 10**power <= a_unit * 200
        ),
        default=10,
    )
    label = f"{metres // 1000} 千米" if metres >= 1000 else f"{metres} 米"
    return int(metres / a_unit), label
