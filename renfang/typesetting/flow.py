"""Pieces of a text that follow each other down the page and over to the next.

A piece knows its height and how to draw itself; ``Flow`` decides on which page it stands.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from renfang.typesetting.contents import (
    Align,
    Block,
    Heading,
    KeyValues,
    Paragraph,
    Photograph,
    Table,
)
from renfang.typesetting.grid import (
    BoxedRow,
    boxed_cell,
    draw_row,
    fitted_widths,
    shares,
    split_row,
)
from renfang.typesetting.lines import Line, Style, break_lines, paragraphs
from renfang.typesetting.numbering import HeadingNumbers
from renfang.typesetting.page import BODY, BOTTOM, LEFT, LINE_PITCH, SIZE_3, TOP, TYPE_WIDTH
from renfang.typesetting.sheet import Sheet

_TABLE_TEXT = Style("song", 10.5)
_TABLE_HEAD = Style("hei", 10.5)
_HEADING_ROLES = {1: "hei", 2: "kai", 3: "fang", 4: "fang"}


@dataclass(frozen=True)
class Piece:
    """``draw(sheet, top)`` puts it under ``top``. ``keeps_next``: not last on its page."""

    height: float
    draw: Callable[[Sheet, float], None]
    keeps_next: bool = False


@dataclass(frozen=True)
class TextLine:
    """A line of text from ``left`` on, as high as the letter sets its lines (调整行距)."""

    line: Line
    style: Style
    left: float
    keeps_next: bool = False

    def at(self, pitch: float) -> Piece:
        """The line as a piece ``pitch`` points high."""

        def draw(sheet: Sheet, top: float) -> None:
            sheet.line(self.left, baseline(top, self.style.size, pitch), self.line, self.style)

        return Piece(pitch, draw, self.keeps_next)


@dataclass(frozen=True)
class Rows:
    """A table in the flow: may be cut between rows, and then repeats its head."""

    head: BoxedRow | None
    rows: tuple[BoxedRow, ...]


class Flow:
    """Where the next piece goes. ``start_page`` draws what every page has.

    ``pitch`` is the height of a line of text in points.
    """

    def __init__(
        self, sheet: Sheet, start_page: Callable[[], None], pitch: float = LINE_PITCH
    ) -> None:
        self.sheet = sheet
        self.pitch = pitch
        self.top = TOP
        self.is_page_empty = True
        self._start_page = start_page

    @property
    def room(self) -> float:
        # a hundredth of a point for the rounding of 22 line pitches
        return self.top - BOTTOM + 0.01

    def turn_page(self) -> None:
        self.sheet.next_page()
        self._start_page()
        self.top = TOP
        self.is_page_empty = True

    def skip(self, height: float) -> None:
        """White space; none at the head of a page."""
        if not self.is_page_empty:
            self.top -= height

    def place(self, piece: Piece) -> None:
        piece.draw(self.sheet, self.top)
        self.top -= piece.height
        self.is_page_empty = False

    def add(self, contents: Sequence[Piece | TextLine | Rows], *, tail: float = 0.0) -> None:
        """Place pieces in order. The last line takes care to leave ``tail`` points below itself on
        its page, turning the page before its last two lines (of a table before its last row) if
        need be, so that no page holds a signature alone."""
        pieces = [one.at(self.pitch) if isinstance(one, TextLine) else one for one in contents]
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            if isinstance(piece, Rows):
                self._add_rows(piece, _below(pieces[index + 1 :], tail))
                index += 1
                continue
            group = _kept_together(pieces, index, needs_tail=tail > 0)
            needed = sum(member.height for member in group)
            if group[-1].keeps_next and index + len(group) < len(pieces):
                needed += _opening(pieces[index + len(group)])
            if index + len(group) == len(pieces) and not _is_gap_below_table(pieces, index):
                needed += tail
            if needed > self.room and not self.is_page_empty:
                self.turn_page()
            for member in group:
                self.place(member)
            index += len(group)

    def _add_rows(self, table: Rows, tail: float) -> None:
        """The rows, the last of them with ``tail`` points below it on its page."""
        queue = list(table.rows)
        head = table.head.height if table.head else 0.0
        if _opening(table) > self.room and not self.is_page_empty:
            self.turn_page()
        self._place_row(table.head)
        page = TOP - BOTTOM - head
        while queue:
            row = queue.pop(0)
            below = 0.0 if queue or row.height + tail > page else tail
            if row.height + below <= self.room:
                self._place_row(row)
                continue
            if row.height > page:
                cut = split_row(row, self.room)
                if cut is not None:
                    self._place_row(cut[0])
                    row = cut[1]
                elif self.room >= page:
                    raise OverflowError("表格中有一行高于一页，无法排版。拆成几行填写")
            self.turn_page()
            self._place_row(table.head)
            queue.insert(0, row)

    def _place_row(self, row: BoxedRow | None) -> None:
        if row is None:
            return
        draw_row(self.sheet, LEFT, self.top, row)
        self.top -= row.height
        self.is_page_empty = False


def _opening(piece: Piece | Rows) -> float:
    """What must find room on the page where it begins: of a table its head and a first row."""
    if isinstance(piece, Piece):
        return piece.height
    first = piece.rows[0].height if piece.rows else 0.0
    return (piece.head.height if piece.head else 0.0) + min(first, 60.0)


def _below(following: Sequence[Piece | Rows], tail: float) -> float:
    """What a table's last row has to leave room for: ``tail``, where but a gap comes between."""
    if len(following) > 1 or not tail or any(isinstance(piece, Rows) for piece in following):
        return 0.0
    return tail + sum(piece.height for piece in following if isinstance(piece, Piece))


def _is_gap_below_table(pieces: Sequence[Piece | Rows], index: int) -> bool:
    """Whether the piece is the gap that ends the contents below a table, which kept the tail."""
    return index == len(pieces) - 1 and index > 0 and isinstance(pieces[index - 1], Rows)


def _kept_together(pieces: Sequence[Piece | Rows], start: int, *, needs_tail: bool) -> list[Piece]:
    """A piece with those it must not be parted from."""
    group: list[Piece] = []
    index = start
    while index < len(pieces):
        piece = pieces[index]
        if isinstance(piece, Rows):
            break
        group.append(piece)
        index += 1
        remaining = len(pieces) - index
        if not piece.keeps_next and not (needs_tail and remaining == 1):
            break
    return group


def body_pieces(blocks: Sequence[Block]) -> list[Piece | TextLine | Rows]:
    """The blocks of a letter as pieces of the flow, headings numbered. Raises MissingGlyph."""
    numbers = HeadingNumbers()
    pieces: list[Piece | TextLine | Rows] = []
    for block in blocks:
        match block:
            case Heading():
                mark = numbers.next(block.level) if block.is_numbered else ""
                style = Style(_HEADING_ROLES[block.level], SIZE_3, BODY.tracking)
                lines = text_lines(mark + block.text, style)
                pieces += [replace(line, keeps_next=True) for line in lines]
            case Paragraph():
                for part in paragraphs(block.text):
                    pieces += text_lines(part, BODY, is_indented=block.is_indented)
            case Table():
                pieces += table_pieces(block)
            case KeyValues():
                pieces += [gap(6, keeps_next=True), Rows(None, key_value_rows(block)), gap(8)]
            case Photograph():
                pieces += photograph_pieces(block)
    return pieces


def photograph_pieces(photograph: Photograph) -> list[Piece]:
    """The picture in the middle of the page, its caption with it. Never wider than the text nor
    higher than a third of the page, so that two and their captions share one."""
    scale = min(TYPE_WIDTH / photograph.width, (TOP - BOTTOM) / 3 / photograph.height)
    width, height = photograph.width * scale, photograph.height * scale
    left = LEFT + (TYPE_WIDTH - width) / 2

    def draw(sheet: Sheet, top: float) -> None:
        sheet.photograph(left, top - height, width, height, b64decode(photograph.jpeg))

    def draw_caption(sheet: Sheet, top: float) -> None:
        middle = LEFT + TYPE_WIDTH / 2
        sheet.text(
            middle, baseline(top, 10.5, 18), photograph.caption, _TABLE_TEXT, align=Align.CENTRE
        )

    return [Piece(height + 6, draw, keeps_next=True), Piece(26, draw_caption)]


def text_lines(text: str, style: Style, *, is_indented: bool = True) -> Iterator[TextLine]:
    """The lines of one paragraph, indented by two characters."""
    indent = 2 * (style.size + style.tracking) if is_indented else 0.0
    for number, line in enumerate(break_lines(text, style, TYPE_WIDTH, indent=indent)):
        yield TextLine(line, style, LEFT + (indent if number == 0 else 0.0))


def baseline(top: float, size: float, leading: float = LINE_PITCH) -> float:
    """Baseline of Chinese text centred in a line that begins at ``top``."""
    return top - leading / 2 - size * 0.38


def gap(height: float, *, keeps_next: bool = False) -> Piece:
    return Piece(height, lambda sheet, top: None, keeps_next)


def table_pieces(table: Table) -> list[Piece | Rows]:
    wanted = shares(table.widths, len(table.columns), TYPE_WIDTH)
    for row in table.rows:
        if len(row) != len(wanted):
            raise ValueError(f"表格有 {len(wanted)} 列，某行却有 {len(row)} 格")
    widths = fitted_widths([table.columns, *table.rows], _TABLE_TEXT, wanted)
    aligns = list(table.align) or [Align.LEFT] * len(widths)
    if len(aligns) != len(widths):
        raise ValueError(f"表格有 {len(widths)} 列，却给了 {len(aligns)} 个对齐方式")
    head = BoxedRow(
        tuple(
            boxed_cell(name, width, _TABLE_HEAD, align=Align.CENTRE, is_shaded=True)
            for name, width in zip(table.columns, widths, strict=True)
        )
    )
    rows = []
    for row in table.rows:
        cells = zip(row, widths, aligns, strict=True)
        rows.append(
            BoxedRow(tuple(boxed_cell(text, w, _TABLE_TEXT, align=a) for text, w, a in cells))
        )
    pieces: list[Piece | Rows] = [gap(4, keeps_next=True)]
    if table.caption:
        style = Style("hei", 12)
        middle = LEFT + TYPE_WIDTH / 2

        def draw(sheet: Sheet, top: float) -> None:
            sheet.text(middle, baseline(top, 12, 24), table.caption, style, align=Align.CENTRE)

        pieces.append(Piece(24, draw, keeps_next=True))
    return [*pieces, Rows(head, tuple(rows)), gap(8)]


def key_value_rows(block: KeyValues) -> tuple[BoxedRow, ...]:
    label_width = TYPE_WIDTH * 0.28
    return tuple(
        BoxedRow(
            (
                boxed_cell(label, label_width, _TABLE_HEAD, align=Align.CENTRE, is_shaded=True),
                boxed_cell(value, TYPE_WIDTH - label_width, _TABLE_TEXT),
            )
        )
        for label, value in block.rows
    )
