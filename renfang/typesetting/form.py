"""表格式文书: a heading over one ruled box of labelled cells, such as 送达回证 and 核定表."""

from __future__ import annotations

from dataclasses import replace

from renfang.typesetting.contents import Align, FormRow, FormSheet
from renfang.typesetting.grid import BoxedRow, boxed_cell, draw_row, shares, split_row
from renfang.typesetting.lines import Line, Style, break_lines
from renfang.typesetting.page import chinese_date, draw_verification
from renfang.typesetting.seals import draw_seal
from renfang.typesetting.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH, Sheet

_LEFT = 22 * MM
_WIDTH = PAGE_WIDTH - 2 * _LEFT
_RIGHT = _LEFT + _WIDTH
_TOP = PAGE_HEIGHT - 25 * MM
_BOTTOM = 18 * MM
_MIDDLE = PAGE_WIDTH / 2
_LABEL = Style("hei", 11)
_VALUE = Style("fang", 12)
_ISSUER = Style("song", 15, 2)
_TITLE = Style("title", 22, 3)
_NUMBER = Style("fang", 12)
_NOTE = Style("song", 9)
_BOX_LINE = 1.2
_FOOT_HEIGHT = 46 * MM
_NOTE_PITCH = 14.0


def draw_form(sheet: Sheet, form: FormSheet) -> None:
    """All pages of a form. Raises MissingGlyph, ValueError when spans and columns disagree."""
    _FormPages(sheet, form).draw()


class _FormPages:
    def __init__(self, sheet: Sheet, form: FormSheet) -> None:
        self.sheet = sheet
        self.form = form
        self.page = 0
        self.top = _TOP
        self.box_top: float | None = None

    def draw(self) -> None:
        self.start_page()
        self.draw_head()
        rows = self.fitted([self.boxed(row) for row in self.form.rows])
        while rows:
            row = rows.pop(0)
            room = self.top - _BOTTOM
            # The last row goes with what stands below it: no page holds the foot alone.
            below = 0.0 if rows or self.top == _TOP else self.height_below_rows()
            if row.height + below <= room:
                self.place(row)
                continue
            cut = split_row(row, room) if row.height > _TOP - _BOTTOM else None
            if cut is not None:
                self.place(cut[0])
                row = cut[1]
            elif self.top == _TOP:
                raise OverflowError(f"《{self.form.title}》中有一行高于一页，无法排版")
            self.turn_page()
            rows.insert(0, row)
        self.close_box()
        self.draw_notes()
        self.draw_foot()
        self.draw_page_number()

    def fitted(self, rows: list[BoxedRow]) -> list[BoxedRow]:
        """Rows made a little lower where that keeps the whole form on one page."""
        room = self.top - _BOTTOM - self.height_below_rows()
        for share in (1.0, 0.9, 0.8, 0.7, 0.6):
            lower = [replace(row, minimum=row.minimum * share) for row in rows]
            if sum(row.height for row in lower) <= room:
                return lower
        return rows

    def height_below_rows(self) -> float:
        """Points of the notes and the foot."""
        foot = _FOOT_HEIGHT if self.has_foot else 0.0
        return foot + _NOTE_PITCH * len(self.note_lines())

    def boxed(self, row: FormRow) -> BoxedRow:
        columns = shares(self.form.columns, len(self.form.columns), _WIDTH)
        if sum(cell.span for cell in row.cells) != len(columns):
            raise ValueError(
                f"《{self.form.title}》有 {len(columns)} 栏，"
                f"某行却占 {sum(cell.span for cell in row.cells)} 栏"
            )
        cells, at = [], 0
        for cell in row.cells:
            width = sum(columns[at : at + cell.span])
            at += cell.span
            align = cell.align or (Align.CENTRE if cell.is_label else Align.LEFT)
            style = _LABEL if cell.is_label else _VALUE
            cells.append(
                boxed_cell(
                    cell.text, width, style, align=align, leading=18, is_shaded=cell.is_label
                )
            )
        return BoxedRow(tuple(cells), row.height * MM, row.signature)

    def start_page(self) -> None:
        self.page += 1
        self.sheet.watermark(self.form.watermark)
        self.top = _TOP

    def turn_page(self) -> None:
        self.close_box()
        self.draw_page_number()
        self.sheet.next_page()
        self.start_page()

    def place(self, row: BoxedRow) -> None:
        if self.box_top is None:
            self.box_top = self.top
        draw_row(self.sheet, _LEFT, self.top, row)
        self.top -= row.height

    def close_box(self) -> None:
        if self.box_top is not None:
            height = self.box_top - self.top
            self.sheet.frame(_LEFT, self.top, _WIDTH, height, _BOX_LINE)
            self.box_top = None

    def draw_head(self) -> None:
        form, sheet = self.form, self.sheet
        if form.issuer:
            sheet.text(_MIDDLE, self.top - 14, form.issuer, _ISSUER, align=Align.CENTRE)
            self.top -= 30
        sheet.text(_MIDDLE, self.top - 20, form.title, _TITLE, align=Align.CENTRE)
        self.top -= 36
        if form.number:
            sheet.text(_RIGHT, self.top - 12, form.number, _NUMBER, align=Align.RIGHT)
        self.top -= 20

    def note_lines(self) -> list[Line]:
        room = _WIDTH - 2 * _NOTE.size
        return [line for note in self.form.notes for line in break_lines(note, _NOTE, room)]

    def draw_notes(self) -> None:
        for index, line in enumerate(self.note_lines()):
            if self.top - _NOTE_PITCH < _BOTTOM:
                self.turn_page()
            self.top -= _NOTE_PITCH
            if index == 0:
                self.sheet.text(_LEFT, self.top, "注：", _NOTE)
            self.sheet.line(_LEFT + 2 * _NOTE.size, self.top, line, _NOTE)

    @property
    def has_foot(self) -> bool:
        form = self.form
        return bool(form.seal or form.verification or form.signer or form.issued_on)

    def draw_foot(self) -> None:
        """Signing organisation with date and seal at the right, QR code at the left."""
        form, sheet = self.form, self.sheet
        if not self.has_foot:
            return
        if self.top - _FOOT_HEIGHT < _BOTTOM - 0.01:
            self.turn_page()
        top = self.top - 4 * MM
        middle = _RIGHT - 32 * MM
        y = top - 17 * MM
        sheet.text(middle, y, form.signer, _VALUE, align=Align.CENTRE)
        if form.issued_on:
            date = chinese_date(form.issued_on)
            sheet.text(middle, y - 20, date, _VALUE, align=Align.CENTRE)
        if form.seal:
            draw_seal(sheet, middle, y - 6, form.seal)
        if form.verification:
            draw_verification(sheet, _LEFT, top, form.verification, width=46 * MM)

    def draw_page_number(self) -> None:
        if self.page > 1:
            text = f"第 {self.page} 页"
            self.sheet.text(_MIDDLE, 12 * MM, text, _NOTE, align=Align.CENTRE)
