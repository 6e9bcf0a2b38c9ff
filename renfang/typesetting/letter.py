"""公文 after GB/T 9704-2012: head, body on the 22 × 28 grid, signature, imprint, page numbers.

The measures are those of the standard; its clause is named where one is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from renfang.typesetting.contents import Align, Annex, LetterForm, OfficialLetter
from renfang.typesetting.flow import (
    Flow,
    Piece,
    Rows,
    TextLine,
    baseline,
    body_pieces,
    text_lines,
)
from renfang.typesetting.fonts.typefaces import text_width
from renfang.typesetting.lines import NO_END, NO_START, Line, Style, break_lines
from renfang.typesetting.page import (
    BODY,
    BOTTOM,
    CHARACTER_PITCH,
    LEFT,
    LINE_PITCH,
    RIGHT,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    TOP,
    TYPE_WIDTH,
    chinese_date,
    draw_verification,
)
from renfang.typesetting.seals import DIAMETER, draw_seal
from renfang.typesetting.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH, RED, Sheet

_MIDDLE = LEFT + TYPE_WIDTH / 2
_TITLE = Style("title", SIZE_2)
_TITLE_PITCH = 34.0
_IMPRINT = Style("fang", SIZE_4)
_IMPRINT_PITCH = 25.0
# Words a title is not cut inside of, besides names in 《》 and figures.
_TITLE_WORDS = re.compile(
    "防空地下室|人民防空|易地建设费|易地建设|人防工程|专业队|平时使用|竣工验收|行政许可|行政处罚|"
    "小区|项目|工程|建设|通知书|通知|批复|决定书?|意见书?|申请|关于|有限公司|公司|的[^的]{2,4}$|[0-9A-Za-z]+"
)
_THICK, _THIN = 0.35 * MM, 0.25 * MM
_PAGE_NUMBER = Style("song", SIZE_4)
_NARROWEST = 0.62  # characters of a long red head may be this much narrower than high
#: 信函格式: double lines 170 mm long
_LETTER_LINE = 170 * MM
# 附注 stands below the date, and below a QR code, its number and its words at the left.
_CODE_HEIGHT = 104.0


class Spacing(NamedTuple):
    """How a letter is set: the height of a line in points, and the share of its blank lines."""

    pitch: float
    blank: float


# 调整行距 where the last page would have little but seal and date to hold (GB/T 9704-2012,
# 7.3.5.4): from the 22 lines of the standard to 24 where two pages then hold what took three, and
# to 27 where one page holds all. What is longer keeps the standard's lines.
_SPACINGS = (
    Spacing(LINE_PITCH, 1.0),
    Spacing(28.0, 0.9),
    Spacing(27.0, 0.8),
    Spacing(26.0, 0.7),
    Spacing(25.0, 0.6),
    Spacing(24.0, 0.5),
    Spacing(23.2, 0.45),
)
_CLOSEST_OF_TWO_PAGES = 26.0


class _Rehearsal:
    """A sheet on which everything is drawn and nothing is seen."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def draw_letter(sheet: Sheet, letter: OfficialLetter) -> None:
    """All pages of a letter. Raises MissingGlyph."""
    body = body_pieces(letter.body)
    _LetterPages(sheet, letter, body, _fitting(letter, body)).draw()


def _fitting(letter: OfficialLetter, body: Sequence[Piece | TextLine | Rows]) -> Spacing:
    """The roomiest spacing, or a closer one where that saves a page before the annexes."""
    unseen = cast(Sheet, _Rehearsal())

    def pages(spacing: Spacing) -> int:
        rehearsed = _LetterPages(unseen, letter, body, spacing)
        rehearsed.draw_text()
        return rehearsed.page

    roomiest, *closer = _SPACINGS
    before = pages(roomiest)
    closest = {2: closer[-1].pitch, 3: _CLOSEST_OF_TWO_PAGES}.get(before, LINE_PITCH)
    ways = [way for way in closer if way.pitch >= closest]
    # The closest first: where it saves nothing, none does.
    if not ways or pages(ways[-1]) == before:
        return roomiest
    return next(way for way in ways if way is ways[-1] or pages(way) < before)


class _LetterPages:
    def __init__(
        self,
        sheet: Sheet,
        letter: OfficialLetter,
        body: Sequence[Piece | TextLine | Rows],
        spacing: Spacing,
    ) -> None:
        self.sheet = sheet
        self.letter = letter
        self.pieces = body
        self.spacing = spacing
        self.page = 0
        self.flow = Flow(sheet, self.start_page, spacing.pitch)

    def draw(self) -> None:
        letter, flow = self.letter, self.flow
        self.draw_text()
        flow.pitch = LINE_PITCH
        for number, annex in enumerate(letter.annexes, 1):
            is_last = number == len(letter.annexes)
            self.draw_annex(annex, number if len(letter.annexes) > 1 else None, is_last)
        self.draw_imprint()

    def draw_text(self) -> None:
        """Everything before the annexes."""
        flow = self.flow
        self.start_page()
        flow.top = self.draw_head()
        flow.is_page_empty = False
        self.draw_title()
        closing = self.annex_list()
        tail = sum(piece.height for piece in closing)
        if self.letter.annexes or not self.imprint_height():
            tail += self.signature_height()
        else:
            tail += self._depth() + self.imprint_height()
        flow.add(self.pieces, tail=tail)
        flow.add(closing)
        self.draw_signature()

    # -- every page ---------------------------------------------------------------------------

    def start_page(self) -> None:
        self.page += 1
        self.sheet.watermark(self.letter.watermark)
        if self.letter.form is LetterForm.LETTER and self.page == 1:
            return  # 信函 shows no number on its first page
        # 页码: below the type area by 7 mm, odd pages right, even pages left, one character in
        y = BOTTOM - 7 * MM - SIZE_4 * 0.8
        text = f"— {self.page} —"
        if self.page % 2:
            self.sheet.text(RIGHT - SIZE_4, y, text, _PAGE_NUMBER, align=Align.RIGHT)
        else:
            self.sheet.text(LEFT + SIZE_4, y, text, _PAGE_NUMBER)

    # -- head ---------------------------------------------------------------------------------

    def draw_head(self) -> float:
        """Mark, number and red line; the height at which the title's two blank lines begin."""
        if self.letter.form is LetterForm.LETTER:
            return self._draw_letter_head()
        mark_top = TOP - 35 * MM
        size = _draw_mark(self.sheet, self.letter.issuer_mark, mark_top, largest=50)
        # 发文字号: two blank lines below the mark; the line 4 mm below the number
        number_top = mark_top - size - 2 * LINE_PITCH
        number_y = baseline(number_top, SIZE_3)
        self.sheet.text(_MIDDLE, number_y, self.letter.number, BODY, align=Align.CENTRE)
        line_y = number_top - LINE_PITCH / 2 - SIZE_3 / 2 - 4 * MM
        self.sheet.rule(LEFT, line_y, RIGHT, line_y, 1.2, RED)
        return line_y

    def _draw_letter_head(self) -> float:
        mark_top = PAGE_HEIGHT - 30 * MM
        size = _draw_mark(self.sheet, self.letter.issuer_mark, mark_top, largest=42)
        upper = mark_top - size - 4 * MM
        left, right = (PAGE_WIDTH - _LETTER_LINE) / 2, (PAGE_WIDTH + _LETTER_LINE) / 2
        self.sheet.rule(left, upper, right, upper, 2.2, RED)
        self.sheet.rule(left, upper - 3, right, upper - 3, 0.8, RED)
        self.sheet.rule(left, 20 * MM + 3, right, 20 * MM + 3, 0.8, RED)
        self.sheet.rule(left, 20 * MM, right, 20 * MM, 2.2, RED)
        # 发文字号: right end of the type area, below the double line
        number_y = upper - 3 - 4 * MM - SIZE_3
        self.sheet.text(RIGHT, number_y, self.letter.number, BODY, align=Align.RIGHT)
        return number_y - 0.3 * SIZE_3

    def draw_title(self) -> None:
        flow = self.flow
        gap = 2 if self.letter.form is LetterForm.DOCUMENT else 1.5
        flow.top -= gap * LINE_PITCH * self.spacing.blank
        for text in title_lines(self.letter.title):
            y = baseline(flow.top, SIZE_2, _TITLE_PITCH)
            self.sheet.text(_MIDDLE, y, text, _TITLE, align=Align.CENTRE)
            flow.top -= _TITLE_PITCH
        flow.top -= LINE_PITCH * self.spacing.blank
        if self.letter.addressee:
            addressee = self.letter.addressee.rstrip("：:") + "："
            flow.add(list(text_lines(addressee, BODY, is_indented=False)))

    # -- body and signature -------------------------------------------------------------------

    def annex_list(self) -> list[Piece]:
        """附件说明, one line below the text."""
        annexes, pitch = self.letter.annexes, self.spacing.pitch
        if not annexes:
            return []
        below = Piece(pitch * self.spacing.blank, lambda sheet, top: None)
        return [below, *_annex_list([annex.title for annex in annexes], pitch)]

    @property
    def blank_above_name(self) -> float:
        """Two lines; where lines are closer, as much as the seal needs to stand below the text."""
        return max(2 * LINE_PITCH * self.spacing.blank, DIAMETER / 2 - self.spacing.pitch + 4)

    def signature_height(self) -> float:
        """Down to 附注, or to the date; below it half the seal is left, but on the first page of a
        信函: nothing else stands below its text."""
        height = self.blank_above_name + 2 * self.spacing.pitch
        if self.letter.note:
            return self._note_top() + self.spacing.pitch
        if self.letter.verification is not None:
            height = max(height, _CODE_HEIGHT)
        is_first = self.letter.form is LetterForm.LETTER and self.page == 1
        return height if is_first else max(height, self._seal_bottom() - 4 * MM)

    def _note_top(self) -> float:
        below = self.blank_above_name + 2 * self.spacing.pitch
        return max(below, _CODE_HEIGHT) if self.letter.verification is not None else below

    def _depth(self) -> float:
        """Down to where something else may stand: below 附注 and the seal."""
        note = self._note_top() + self.spacing.pitch if self.letter.note else 0.0
        return max(note, self._seal_bottom())

    def _seal_bottom(self) -> float:
        below = self.blank_above_name + self.spacing.pitch
        return below + (DIAMETER / 2 if self.letter.seal else self.spacing.pitch)

    def draw_signature(self) -> None:
        letter, sheet, flow = self.letter, self.sheet, self.flow
        if flow.room < self.signature_height():
            flow.turn_page()
        top, pitch = flow.top, self.spacing.pitch
        name_y = baseline(top - self.blank_above_name, SIZE_3, pitch)
        date_y = name_y - pitch
        date = chinese_date(letter.issued_on)
        date_width, name_width = BODY.width(date), BODY.width(letter.issuer)
        if letter.seal is not None:
            # 加盖印章: the date ends four characters in, the name stands centred over it
            middle = RIGHT - 4 * CHARACTER_PITCH - date_width / 2
            middle = min(middle, RIGHT - name_width / 2)
        else:
            # 不加盖印章: the name ends two characters in, the date begins two after it
            name_left = RIGHT - 2 * CHARACTER_PITCH - name_width
            middle = name_left + name_width / 2
            date_left = min(name_left + 2 * CHARACTER_PITCH, RIGHT - date_width)
            sheet.text(date_left, date_y, date, BODY)
        sheet.text(middle, name_y, letter.issuer, BODY, align=Align.CENTRE)
        if letter.seal is not None:
            sheet.text(middle, date_y, date, BODY, align=Align.CENTRE)
            draw_seal(sheet, middle, (name_y + date_y) / 2 + SIZE_3 * 0.38, letter.seal)
        if letter.verification is not None:
            draw_verification(sheet, LEFT, top - 10, letter.verification, width=46 * MM)
        if letter.note:
            flow.top = top - self._note_top()
            flow.add(list(text_lines(f"（{letter.note.strip('（）')}）", BODY)))
        flow.top = top - self._depth()
        flow.is_page_empty = False

    # -- annexes and imprint ------------------------------------------------------------------

    def draw_annex(self, annex: Annex, number: int | None, is_last: bool) -> None:
        flow, sheet = self.flow, self.sheet
        flow.turn_page()
        mark = "附件" if number is None else f"附件{number}"
        sheet.text(LEFT, baseline(flow.top, SIZE_3), mark, Style("hei", SIZE_3))
        flow.top -= 2 * LINE_PITCH
        for text in title_lines(annex.title):
            y = baseline(flow.top, SIZE_2, _TITLE_PITCH)
            sheet.text(_MIDDLE, y, text, _TITLE, align=Align.CENTRE)
            flow.top -= _TITLE_PITCH
        flow.top -= LINE_PITCH / 2
        flow.is_page_empty = False
        flow.add(body_pieces(annex.blocks), tail=self.imprint_height() if is_last else 0.0)

    def imprint_height(self) -> float:
        """Points that 版记 and the white above it take; 0 where there is none."""
        lines = len(self._copies_lines()) + bool(self.letter.printed_by)
        return lines * _IMPRINT_PITCH + 8 if lines else 0.0

    def draw_imprint(self) -> None:
        """版记: its last line coincides with the bottom of the type area on the last page."""
        letter = self.letter
        copies = self._copies_lines()
        height = self.imprint_height()
        if not height:
            return
        if self.flow.room < height:
            self.flow.turn_page()
        top = BOTTOM + height - 6
        self.sheet.rule(LEFT, top, RIGHT, top, _THICK)
        y = top - 1 - _IMPRINT_PITCH / 2 - SIZE_4 * 0.38
        for index, line in enumerate(copies):
            left = LEFT + SIZE_4 + (3 * SIZE_4 if index else 0)
            self.sheet.line(left, y, line, _IMPRINT)
            y -= _IMPRINT_PITCH
        if letter.printed_by:
            if copies:
                between = y + SIZE_4 * 0.38 + _IMPRINT_PITCH / 2
                self.sheet.rule(LEFT, between, RIGHT, between, _THIN)
            printed = chinese_date(letter.printed_on or letter.issued_on) + "印发"
            self.sheet.text(LEFT + SIZE_4, y, letter.printed_by, _IMPRINT)
            self.sheet.text(RIGHT - SIZE_4, y, printed, _IMPRINT, align=Align.RIGHT)
        self.sheet.rule(LEFT, BOTTOM, RIGHT, BOTTOM, _THICK)

    def _copies_lines(self) -> list[Line]:
        copies = self.letter.copies_to.strip()
        if not copies:
            return []
        text = f"抄送：{copies.rstrip('。')}。"
        # 回行时与冒号后的首字对齐
        hanging = 3 * SIZE_4
        measure = TYPE_WIDTH - 2 * SIZE_4 - hanging
        return break_lines(text, _IMPRINT, measure, indent=-hanging)


def _draw_mark(sheet: Sheet, mark: str, top: float, *, largest: float) -> float:
    """The red head on one line, filling the type area; gives its height.

    A long name is set narrower before it is set lower, as printed heads of joint offices are.
    """
    natural = text_width(mark, "title", 1.0)
    size = min(largest, TYPE_WIDTH / natural / _NARROWEST)
    stretch = min(1.0, TYPE_WIDTH / (natural * size))
    room = TYPE_WIDTH - natural * size * stretch
    tracking = min(room / max(len(mark) - 1, 1), size * 0.25)
    sheet.text(
        _MIDDLE,
        top - size * 0.88,
        mark,
        Style("title", size, tracking),
        colour=RED,
        align=Align.CENTRE,
        stretch=stretch,
    )
    return size


@lru_cache(maxsize=256)
def title_lines(title: str) -> list[str]:
    """A title in lines of the type area's width, shaped as a trapezium or lozenge.

    Source: GB/T 9704-2012, 标题: 词意完整、排列对称、长短适宜. Line breaks in the text are kept.
    """
    lines: list[str] = []
    for part in title.split("\n"):
        width = _TITLE.width(part)
        count = max(1, -(-int(width) // int(TYPE_WIDTH - SIZE_2)))
        lines += _balanced(part, count)
    return lines


def _balanced(text: str, count: int) -> list[str]:
    """Cut a title into ``count`` lines of like length, never inside a word of the trade."""
    lines: list[str] = []
    rest = text
    for remaining in range(count, 1, -1):
        ideal = len(rest) / remaining
        cut = min(_cuts(rest), key=lambda at: (abs(at - ideal), -at))
        lines.append(rest[:cut])
        rest = rest[cut:]
    lines.append(rest)
    if all(_TITLE.width(line) <= TYPE_WIDTH for line in lines):
        return lines
    return [line.text for line in break_lines(text, _TITLE, TYPE_WIDTH)]


def _cuts(text: str) -> list[int]:
    """Where a title may be cut."""
    forbidden = {
        at for match in _TITLE_WORDS.finditer(text) for at in range(match.start() + 1, match.end())
    }
    return [
        at
        for at in range(1, len(text))
        if at not in forbidden and text[at] not in NO_START and text[at - 1] not in NO_END
    ] or [len(text) // 2]


def _annex_list(titles: Sequence[str], pitch: float) -> list[Piece]:
    """附件说明: 附件：1. … with the following titles aligned under the first."""
    pieces: list[Piece] = []
    for number, title in enumerate(titles, 1):
        mark = f"{number}. " if len(titles) > 1 else ""
        left = LEFT + 5 * CHARACTER_PITCH
        hang = BODY.width(mark)
        lines = break_lines(title, BODY, RIGHT - left - hang)
        for index, line in enumerate(lines):
            label = "附件：" if number == 1 and index == 0 else ""

            def draw(
                sheet: Sheet,
                top: float,
                label: str = label,
                mark: str = mark if index == 0 else "",
                line: Line = line,
                left: float = left,
                hang: float = hang,
            ) -> None:
                y = baseline(top, SIZE_3, pitch)
                sheet.text(LEFT + 2 * CHARACTER_PITCH, y, label, BODY)
                sheet.text(left, y, mark, BODY)
                sheet.line(left + hang, y, line, BODY)

            pieces.append(Piece(pitch, draw))
    return pieces
