"""The round red seal of an organisation: ring, five-pointed star, name on an arc."""

from __future__ import annotations

import math

from renfang.typesetting.contents import Seal
from renfang.typesetting.lines import Style
from renfang.typesetting.sheet import MM, Colour, Picture, Sheet

#: the usual size of a bureau's seal
DIAMETER = 42 * MM
_STAR_RADIUS = 7 * MM
_RING = 1.2 * MM
_RED: Colour = (0.87, 0.05, 0.05)


def draw_seal(sheet: Sheet, x: float, y: float, seal: Seal) -> None:
    """Draw a seal centred on (x, y); it is no part of the page's text. Raises MissingGlyph."""
    sheet.stamp("seal-ring", Picture(_ring_and_star()), x, y)
    sheet.silent(True)
    _name_on_arc(sheet, x, y, seal.name)
    if seal.centre_text:
        style = Style("song", _fitting_size(seal.centre_text, 26 * MM, 12))
        sheet.turned_text(x, y - 12.6 * MM, seal.centre_text, style, 0, _RED)
    sheet.silent(False)


def _fitting_size(text: str, room: float, largest: float) -> float:
    return min(largest, room / max(len(text), 1))


def _name_on_arc(sheet: Sheet, x: float, y: float, name: str) -> None:
    """The name from left to right over the top, its middle character upright."""
    size = min(17.0, 178 / max(len(name), 8))
    radius = DIAMETER / 2 - _RING - 1.1 * MM - size / 2
    opening = min(250.0, 26.0 * (len(name) - 1)) if len(name) > 1 else 0.0
    step = opening / (len(name) - 1) if len(name) > 1 else 0.0
    style = Style("song", size)
    for index, char in enumerate(name):
        angle = 90 + opening / 2 - index * step
        cx = x + radius * math.cos(math.radians(angle))
        cy = y + radius * math.sin(math.radians(angle))
        sheet.turned_text(cx, cy, char, style, angle - 90, _RED)


def _ring_and_star() -> str:
    colour = "{:g} {:g} {:g}".format(*_RED)
    radius = DIAMETER / 2 - _RING / 2
    points = []
    for corner in range(10):
        reach = _STAR_RADIUS * (1 if corner % 2 == 0 else 0.381966)
        angle = math.radians(90 + 36 * corner)
        points.append(f"{reach * math.cos(angle):.2f} {reach * math.sin(angle):.2f}")
    star = f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " h f"
    return f"{colour} RG {_RING:.2f} w {circle(0, 0, radius)} S {colour} rg {star}"


def circle(x: float, y: float, radius: float) -> str:
    """Path of a circle out of four Bézier curves."""
    k = 0.5522847 * radius
    r = radius
    return (
        f"{x + r:.2f} {y:.2f} m "
        f"{x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c h"
    )
