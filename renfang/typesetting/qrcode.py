"""QR codes as path operators: one filled path, no image, no search for the prettiest mask."""

from __future__ import annotations

import segno

from renfang.typesetting.sheet import BLACK, MM, Colour, Sheet

#: the smallest edge that office scanners and 100-dpi copies still read, in points
MINIMUM_EDGE = 20 * MM
# Any mask may be read. Choosing one costs four fifths of the time, and a fixed one keeps the
# picture the same with every release of the library.
_MASK = 3


def draw_qr(
    sheet: Sheet, x: float, y: float, text: str, *, edge: float = 22 * MM, colour: Colour = BLACK
) -> None:
    """A QR code of ``text`` whose dark square has its lower left corner at (x, y).

    ``edge`` in points does not count the quiet zone; the caller leaves four modules white.
    Raises ValueError when the edge is below 20 mm.
    """
    if edge < MINIMUM_EDGE - 0.01:
        raise ValueError(f"二维码边长 {edge / MM:.1f} 毫米，不得小于 20 毫米")
    code = segno.make_qr(text, error="m", mask=_MASK, boost_error=False)
    matrix = code.matrix
    size = len(matrix)
    rectangles = []
    for row, modules in enumerate(matrix):
        start = 0
        for dark in bytes(modules).split(b"\0"):
            if dark:
                rectangles.append(f"{start} {size - 1 - row} {len(dark)} 1 re")
            start += len(dark) + 1
    module = edge / size
    sheet.draw(
        f"q {colour[0]:g} {colour[1]:g} {colour[2]:g} rg "
        f"{module:.5f} 0 0 {module:.5f} {x:.2f} {y:.2f} cm {' '.join(rectangles)} f Q"
    )
