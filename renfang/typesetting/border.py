"""The certificate's border and ground: fine interlaced lines (guilloche) that a copier smears.

Everything is a fixed string of path operators. Each ornament is written once, as a part of its
own, and repeated by moving or turning it: the whole takes some three kilobytes of a file.
"""

from __future__ import annotations

import math
from functools import lru_cache

from renfang.typesetting.seals import circle
from renfang.typesetting.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH, Picture

#: how far the border's edges lie inside the paper
OUTER, INNER = 11 * MM, 22 * MM
_BAND = INNER - OUTER
_GOLD = "0.70 0.53 0.25"
_DEEP = "0.55 0.11 0.11"
_PALE = "0.955 0.925 0.87"
_GROUND = "0.972 0.955 0.92"
_WAVES = 5
# The band's tile is made for this period and stretched a little to fit each side.
_PERIOD = _BAND * 0.62
_GROUND_PERIOD = (PAGE_WIDTH - 2 * INNER - 8) / 6


@lru_cache(maxsize=1)
def certificate_ground() -> Picture:
    """The whole background, for an upright A4 page."""
    ground_wave = f"{_sine(_GROUND_PERIOD, 5.5, 0)} {_sine(_GROUND_PERIOD, 5.5, math.pi / 2)} S"
    parts = {
        "Wave": ground_wave,
        "Line": _repeated("Wave", 6, _GROUND_PERIOD, 0),
        "Petal": _ellipse(66 * MM, 40 * MM),
        "Inner": _ellipse(38 * MM, 14 * MM),
        "Leaf": _ellipse(_BAND / 2 - 2.6, (_BAND / 2 - 2.6) * 0.45),
        "Flower": _turned("Leaf", 12),
        "Band": _band_tile(),
    }
    operators = (_wavy_ground(), _rosette_ground(), _bands(), _corners(), _frames())
    return Picture("\n".join(operators), parts)


def _sine(length: float, amplitude: float, phase: float) -> str:
    """One period of a sine from (0, ·) to (length, ·) as four Bézier curves."""
    parts = []
    step = length / 4
    rate = 2 * math.pi / length
    for quarter in range(4):
        x0, x1 = quarter * step, (quarter + 1) * step
        y0 = amplitude * math.sin(rate * x0 + phase)
        y1 = amplitude * math.sin(rate * x1 + phase)
        d0 = amplitude * rate * math.cos(rate * x0 + phase)
        d1 = amplitude * rate * math.cos(rate * x1 + phase)
        if quarter == 0:
            parts.append(f"{x0:.2f} {y0:.2f} m")
        third = step / 3
        parts.append(
            f"{x0 + third:.2f} {y0 + d0 * third:.2f} "
            f"{x1 - third:.2f} {y1 - d1 * third:.2f} {x1:.2f} {y1:.2f} c"
        )
    return " ".join(parts)


def _repeated(part: str, count: int, step_x: float, step_y: float) -> str:
    return "\n".join(
        f"q 1 0 0 1 {index * step_x:.2f} {index * step_y:.2f} cm /{part} Do Q"
        for index in range(count)
    )


def _turned(part: str, count: int) -> str:
    angles = (math.pi * index / count for index in range(count))
    return "\n".join(
        f"q {math.cos(a):.4f} {math.sin(a):.4f} {-math.sin(a):.4f} {math.cos(a):.4f} 0 0 cm"
        f" /{part} Do Q"
        for a in angles
    )


def _ellipse(a: float, b: float) -> str:
    k = 0.5522847
    return (
        f"{a:.2f} 0 m {a:.2f} {b * k:.2f} {a * k:.2f} {b:.2f} 0 {b:.2f} c "
        f"{-a * k:.2f} {b:.2f} {-a:.2f} {b * k:.2f} {-a:.2f} 0 c "
        f"{-a:.2f} {-b * k:.2f} {-a * k:.2f} {-b:.2f} 0 {-b:.2f} c "
        f"{a * k:.2f} {-b:.2f} {a:.2f} {-b * k:.2f} {a:.2f} 0 c S"
    )


def _wavy_ground() -> str:
    """Close wavy lines under the text."""
    left = INNER + 4
    bottom, height = INNER + 4, PAGE_HEIGHT - 2 * INNER - 8
    pitch = 6.2
    count = int((height - 11) / pitch) + 1
    margin = (height - (count - 1) * pitch) / 2
    lines = _repeated("Line", count, 0, pitch)
    return f"q {_GROUND} RG 0.3 w 1 0 0 1 {left:.2f} {bottom + margin:.2f} cm\n{lines}\nQ"


def _rosette_ground() -> str:
    """A large pale rosette in the middle of the page."""
    x, y = PAGE_WIDTH / 2, PAGE_HEIGHT / 2 + 4 * MM
    return (
        f"q {_PALE} RG 0.35 w 1 0 0 1 {x:.2f} {y:.2f} cm\n"
        f"{_turned('Petal', 36)}\n{_turned('Inner', 30)}\nQ"
    )


def _band_tile() -> str:
    """One period of the band's interlaced waves, its middle on the x axis."""
    reach = _BAND / 2 - 2.6
    waves = []
    for index in range(_WAVES):
        amplitude = reach * (1 - 0.16 * index)
        waves += [_sine(_PERIOD, amplitude, 0), _sine(_PERIOD, amplitude, math.pi)]
    waves += [_sine(_PERIOD, reach, math.pi / 2), _sine(_PERIOD, reach, -math.pi / 2)]
    return " ".join(waves) + " S"


def _bands() -> str:
    across, along = PAGE_WIDTH - 2 * INNER, PAGE_HEIGHT - 2 * INNER
    middle = OUTER + _BAND / 2
    sides = (
        (across, f"1 0 0 1 {INNER:.2f} {middle:.2f}"),
        (across, f"1 0 0 1 {INNER:.2f} {PAGE_HEIGHT - middle:.2f}"),
        (along, f"0 1 -1 0 {middle:.2f} {INNER:.2f}"),
        (along, f"0 1 -1 0 {PAGE_WIDTH - middle:.2f} {INNER:.2f}"),
    )
    drawn = []
    for length, matrix in sides:
        count = round(length / _PERIOD)
        stretch = length / count / _PERIOD
        tiles = _repeated("Band", count, _PERIOD, 0)
        drawn.append(f"q {matrix} cm {stretch:.5f} 0 0 1 0 0 cm\n{tiles}\nQ")
    return f"q {_GOLD} RG 0.4 w\n" + "\n".join(drawn) + "\nQ"


def _corners() -> str:
    """A rosette of turned ellipses in each corner of the band."""
    middle = OUTER + _BAND / 2
    tile = f"/Flower Do {circle(0, 0, 2.2)} f"
    corners = "\n".join(
        f"q 1 0 0 1 {x:.2f} {y:.2f} cm {tile} Q"
        for x in (middle, PAGE_WIDTH - middle)
        for y in (middle, PAGE_HEIGHT - middle)
    )
    return f"q {_GOLD} RG {_DEEP} rg 0.4 w\n{corners}\nQ"


def _rectangle(inset: float, line: float, colour: str) -> str:
    return (
        f"{colour} RG {line:.2f} w {inset:.2f} {inset:.2f} "
        f"{PAGE_WIDTH - 2 * inset:.2f} {PAGE_HEIGHT - 2 * inset:.2f} re S"
    )


def _frames() -> str:
    return "\n".join(
        (
            _rectangle(OUTER - 3.2, 2.0, _DEEP),
            _rectangle(OUTER, 0.5, _GOLD),
            _rectangle(INNER, 0.5, _GOLD),
            _rectangle(INNER + 2.6, 1.0, _DEEP),
        )
    )
