"""Ruled rows of cells: the tables of letters and the boxes of forms.

A row is as high as its fullest cell. A row that does not fit on a page is cut between lines, so a
long reason never runs off the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from renfang.typesetting.contents import Align
from renfang.typesetting.lines import (
    WIDEST_GAP_IN_CELL,
    Line,
    Style,
    balanced_lines,
    break_lines,
    paragraphs,
    widest_unit,
)
from renfang.typesetting.sheet import Colour, Sheet

PADDING_X = 5.0
PADDING_Y = 5.0
THIN = 0.5
_SMALLEST = 0.7  # of the size of a cell's text, for a code that does not fit
_SHORT = 6  # characters that a column holds on one line at least, where a cell has so many
_STEPS = 24  # in which the width of a table is shared out
_HEAD_SHADE: Colour = (0.95, 0.95, 0.95)


@dataclass(frozen=True)
class BoxedCell:
    """A cell with its text already broken into lines; widths and sizes in points."""

    lines: tuple[Line, ...]
    width: float
    style: Style
    leading: float
    align: Align = Align.LEFT
    is_shaded: bool = False


@dataclass(frozen=True)
class BoxedRow:
    """Cells side by side; ``signature`` is one more line at the lower right of the last cell."""

    cells: tuple[BoxedCell, ...]
    minimum: float = 0.0
    signature: str = ""

    @property
    def height(self) -> float:
        *others, last = (len(cell.lines) * cell.leading for cell in self.cells)
        # The line to sign on stands below the text of its own cell alone.
        last += 2 * self.cells[-1].leading if self.signature else 0.0
        return max(
            self.minimum, max(*others, last) + 2 * PADDING_Y if others else last + 2 * PADDING_Y
        )


def boxed_cell(
    text: str,
    width: float,
    style: Style,
    *,
    align: Align = Align.LEFT,
    leading: float | None = None,
    is_shaded: bool = False,
) -> BoxedCell:
    """Break a cell's text; a code that the cell could not hold on one line is set smaller.

    Raises MissingGlyph.
    """
    room = width - 2 * PADDING_X
    leading = leading or style.size * 1.45
    widest = widest_unit(text, style)
    if widest > room:
        style = style._replace(size=style.size * max(room / widest, _SMALLEST))
    lines: list[Line] = []
    for part in paragraphs(text):
        if align is Align.CENTRE:
            lines += balanced_lines(part, style, room)
        else:
            lines += break_lines(part, style, room, widest_gap=WIDEST_GAP_IN_CELL)
    return BoxedCell(tuple(lines), width, style, leading, align, is_shaded)


def fitted_widths(
    rows: Sequence[Sequence[str]], style: Style, wanted: Sequence[float]
) -> list[float]:
    """Widths in points of the columns of a table, which together are as wide as ``wanted``.

    They are the wanted ones where every cell keeps to one line in them. Else no column is narrower
    than its longest code, and the rest goes where it saves most lines of the whole table.
    ``rows`` includes the head.
    """
    total, edges = sum(wanted), 2 * PADDING_X + 0.5
    # At the end of a line most of a character is lost, as a rule.
    lost = 0.8 * style.size
    cells = [[[style.width(part) for part in paragraphs(text)] for text in row] for row in rows]
    columns = range(len(wanted))
    if all(max(row[at]) + edges <= wanted[at] for row in cells for at in columns):
        return list(wanted)
    floors = [max(_floor(row[at], style) for row in rows) + edges for at in columns]
    if sum(floors) >= total:
        return [total * floor / sum(floors) for floor in floors]
    found, step = floors, (total - sum(floors)) / _STEPS
    for _ in range(_STEPS):
        found = min(
            ([*found[:at], found[at] + step, *found[at + 1 :]] for at in columns),
            key=lambda tried: _lines_of(cells, [width - edges for width in tried], lost),
        )
    return found


def _floor(text: str, style: Style) -> float:
    """The least a cell needs: its longest code, and of a short text all of it."""
    longest = max(style.width(part) for part in paragraphs(text))
    return max(widest_unit(text, style), min(longest, _SHORT * style.size))


def _lines_of(cells: list[list[list[float]]], rooms: Sequence[float], lost: float) -> float:
    """About how many lines the rows need: each as many as its fullest cell, whose others count
    a little, so that width goes on being shared out where no single step saves a line."""
    needed = 0.0
    for row in cells:
        lines = [
            sum(1.0 if part <= room else part / (room - lost) for part in cell)
            for cell, room in zip(row, rooms, strict=True)
        ]
        needed += max(lines) + sum(lines) / 100
    return needed


def shares(widths: Sequence[float], count: int, total: float) -> list[float]:
    """``total`` points divided by shares, or equally when there are none.

    Raises ValueError when the number of shares is not ``count``.
    """
    parts = list(widths) or [1.0] * count
    if len(parts) != count:
        raise ValueError(f"表格有 {count} 列，却给了 {len(parts)} 个列宽")
    return [total * part / sum(parts) for part in parts]


def split_row(row: BoxedRow, room: float) -> tuple[BoxedRow, BoxedRow] | None:
    """The part of a row that fits into ``room`` points and the rest; None if not one line fits."""
    count = min(int((room - 2 * PADDING_Y) // cell.leading) for cell in row.cells)
    if count < 1 or all(len(cell.lines) <= count for cell in row.cells):
        return None
    head = tuple(replace(cell, lines=cell.lines[:count]) for cell in row.cells)
    rest = tuple(replace(cell, lines=cell.lines[count:]) for cell in row.cells)
    return BoxedRow(head), replace(row, cells=rest)


def draw_row(sheet: Sheet, x: float, top: float, row: BoxedRow) -> None:
    """Draw a row whose upper left corner is (x, top)."""
    height = row.height
    left = x
    for cell in row.cells:
        if cell.is_shaded:
            sheet.area(left, top - height, cell.width, height, _HEAD_SHADE)
        left += cell.width
    left = x
    for cell in row.cells:
        sheet.frame(left, top - height, cell.width, height, THIN)
        _draw_cell(sheet, left, top, height, cell, lifted=bool(row.signature))
        left += cell.width
    if row.signature:
        cell = row.cells[-1]
        baseline = top - height + PADDING_Y + cell.leading * 0.3
        sheet.text(left - PADDING_X - 10, baseline, row.signature, cell.style, align=Align.RIGHT)


def _draw_cell(
    sheet: Sheet, left: float, top: float, height: float, cell: BoxedCell, *, lifted: bool
) -> None:
    block = len(cell.lines) * cell.leading
    at_top = lifted and not cell.is_shaded and cell.align is Align.LEFT
    start = top - PADDING_Y if at_top else top - (height - block) / 2
    # Chinese glyphs fill the square from -0.12 to 0.88 em: centre that in the leading.
    baseline = start - cell.leading / 2 - cell.style.size * 0.38
    for line in cell.lines:
        if cell.align is Align.LEFT:
            sheet.line(left + PADDING_X, baseline, line, cell.style)
        elif cell.align is Align.CENTRE:
            middle = left + cell.width / 2
            sheet.text(middle, baseline, line.text, cell.style, align=Align.CENTRE)
        else:
            right = left + cell.width - PADDING_X
            sheet.text(right, baseline, line.text, cell.style, align=Align.RIGHT)
        baseline -= cell.leading
