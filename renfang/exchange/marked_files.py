"""The file given back to be mended in Excel: its own cells, the wrong ones red, with what is wrong
beside them. What was mended on the page stands in it; sent in again it is read as the first was."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from renfang.exchange.cells import unpack
from renfang.exchange.reading.spreadsheet import Cell, Sheet
from renfang.exchange.reading.table import REMARK, UploadedTable
from renfang.exchange.readings import Reading
from renfang.exchange.workbook import write_cell

_WIDTH: Final = 60

Place = tuple[str, int, int]


def marked_file(
    sheets: Sequence[Sheet], tables: Sequence[UploadedTable], readings: Sequence[Reading]
) -> bytes:
    """The workbook; ``tables`` tell where the columns of each sheet stand."""
    import xlsxwriter

    columns = {table.sheet: table.columns for table in tables}
    wrong, mended, remarks = _found(readings, columns)
    heads = {table.sheet: table.heads_row for table in tables}
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        styles = _Styles(book)
        for sheet in sheets:
            if sheet.concealed is None:
                told = {row: text for (name, row), text in remarks.items() if name == sheet.name}
                _write(book, sheet, styles, wrong, mended, told, heads.get(sheet.name, 0))
    return target.getvalue()


def _found(
    readings: Sequence[Reading], columns: Mapping[str, Mapping[str, int]]
) -> tuple[set[Place], dict[Place, Cell], dict[tuple[str, int], str]]:
    """Places of wrong cells, what was mended at which place, and what is said of each row."""
    wrong: set[Place] = set()
    mended: dict[Place, Cell] = {}
    words: dict[tuple[str, int], list[str]] = defaultdict(list)
    for reading in readings:
        for read in reading.rows:
            row = read.row
            positions = columns.get(row.worksheet, {})
            for name, cell in read.cells.items():
                place = positions.get(name)
                if place is not None and name in row.mended:
                    mended[row.worksheet, row.number, place] = unpack(row.mended[name])
                if cell.problem:
                    words[row.worksheet, row.number].append(f"{cell.title}：{cell.problem}")
                    if place is not None:
                        wrong.add((row.worksheet, row.number, place))
        first = reading.first.row
        words[first.worksheet, first.number] += reading.faults
    return wrong, mended, {row: "；".join(texts) for row, texts in words.items() if texts}


class _Styles:
    def __init__(self, book: Any) -> None:
        self.plain, self.day = book.add_format(), book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        red = {"bg_color": "#F6C7C3", "font_color": "#8C1D18"}
        self.wrong = book.add_format(red)
        self.remark = book.add_format({**red, "text_wrap": True})

    def of(self, cell: Cell, is_wrong: bool) -> Any:
        if is_wrong:
            return self.wrong
        if isinstance(cell, str):
            return self.text
        return self.day if hasattr(cell, "year") else self.plain


def _write(
    book: Any,
    sheet: Sheet,
    styles: _Styles,
    wrong: set[Place],
    mended: Mapping[Place, Cell],
    told: Mapping[int, str],
    heading: int,
) -> None:
    page = book.add_worksheet(sheet.name[:31])
    width = max((len(row.cells) for row in sheet.rows), default=0)
    by_number = {row.number: row for row in sheet.rows}
    for row in sheet.rows:
        for place, cell in enumerate(row.cells):
            at = sheet.name, row.number, place
            cell = mended.get(at, cell)
            write_cell(
                page, row.number - 1, place, cell, styles.of(cell, at in wrong), styles.quoted
            )
        if row.number in told:
            page.write_string(row.number - 1, width, told[row.number], styles.remark)
    for block in sheet.merged:
        top, left = block.first_row - 1, block.first_column
        page.merge_range(top, left, block.last_row - 1, block.last_column, "")
        at = sheet.name, block.first_row, left
        first = by_number.get(block.first_row)
        value = mended.get(at, first.cell(left) if first else None)
        write_cell(page, top, left, value, styles.of(value, at in wrong), styles.quoted)
    for first, last in sheet.hidden_rows:
        for number in range(first, last + 1):
            page.set_row(number - 1, None, None, {"hidden": True})
    if heading:
        page.write_string(heading - 1, width, REMARK, styles.remark)
        page.set_column(width, width, _WIDTH)
