"""Export files: XLSX row by row, with charts; CSV as a stream. No cell is ever a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any, Final

from django.http import HttpResponse
from django.utils import timezone

from renfang.exchange.safe_cells import guard, is_active
from renfang.pages.answers import Use, file_to_keep

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS: Final = 1_048_575  # Excel's own, less the heading
_MAX_TEXT: Final = 32_767
_SHEET_NAME_UNFIT: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CHUNK_BYTES: Final = 64 * 1024
# Sheets that explain: of an empty template, and of an export with personal numbers.
TEMPLATE_NOTES: Final = "填写说明"
EXPORT_NOTES: Final = "导出说明"
# Rows that a chart covers, with a blank line before the next.
_CHART_ROWS: Final = 20


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    AMOUNT = "amount"
    AREA = "area"
    INTEGER = "integer"
    RATE = "rate"
    DATE = "date"


NUMBER_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.AMOUNT: "#,##0.00",
    Kind.AREA: "#,##0.00",
    Kind.INTEGER: "#,##0",
    Kind.RATE: "0.0",
    Kind.DATE: "yyyy-mm-dd",
}


@dataclass(frozen=True)
class ExportColumn:
    """A column of an export: heading, format, width in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True)
class ExportChart:
    """A picture below the rows: the columns with these positions, one group for each row.

    ``shape`` is column, bar or line; ``stacked`` puts the parts of a row on top of each other;
    ``most`` ends the scale, such as 100 for rates. The last ``totals`` rows are no group.
    """

    title: str
    columns: Sequence[int]
    shape: str = "column"
    stacked: bool = False
    most: int | None = None
    totals: int = 0


@dataclass(frozen=True)
class ExportSheet:
    """One sheet of a workbook: its name, its columns, its rows, the charts below them."""

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterable[Sequence[Any]]
    charts: Sequence[ExportChart] = ()


@dataclass(frozen=True)
class ExportMark:
    """What a file with personal numbers carries: who took it out, when, why, under which number."""

    number: str
    person: str
    office: str
    at: datetime
    reason: str

    @property
    def line(self) -> str:
        """The mark as one line, at the head of each printed page."""
        return f"{self.person}　{self.at:%Y-%m-%d %H:%M}　编号 {self.number}　含个人信息"

    @property
    def sheet(self) -> ExportSheet:
        """The mark in full, as a sheet of its own."""
        rows = [
            ("导出编号", self.number),
            ("导出人", self.person),
            ("所在机构", self.office),
            ("导出时间", f"{self.at:%Y-%m-%d %H:%M:%S}"),
            ("导出理由", self.reason),
            ("提示", "含个人信息，只用于所写理由，用后删除，不得转发。"),
        ]
        return ExportSheet(EXPORT_NOTES, [ExportColumn("项目", width=12), _REMARK], rows)


_REMARK: Final = ExportColumn("内容", width=60)


class TooLarge(ValueError):
    """More rows or longer text than an XLSX file holds; the message is for the user."""


def write_xlsx(
    target: IO[bytes],
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Any]],
    *,
    sheet_name: str = "导出",
) -> int:
    """Write a workbook with one sheet to ``target``; returns the number of rows.

    Memory does not grow with the rows. Cells: str, Decimal, int, date, datetime, bool, None. The
    office can fill in the file and import it again: text columns are formatted as text, so that
    Excel does not turn codes into numbers. Raises TooLarge.
    """
    return write_sheets(target, [ExportSheet(sheet_name, columns, rows)])[0]


def write_sheets(
    target: IO[bytes], sheets: Iterable[ExportSheet], mark: ExportMark | None = None
) -> list[int]:
    """Write a workbook of several sheets as ``write_xlsx`` does one; rows of each sheet.

    ``mark`` stands at the head of every printed page, and in full on a sheet of its own.

    A workbook with charts stays in memory as a whole: the charts quote its cells.
    """
    import xlsxwriter

    sheets = [*sheets, *([mark.sheet] if mark else [])]
    has_charts = any(sheet.charts for sheet in sheets)
    book = xlsxwriter.Workbook(target, {"constant_memory": not has_charts})
    heading = book.add_format(
        {"bold": True, "bg_color": "#E7EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    counts = [_write_sheet(book, sheet, heading, quoted) for sheet in sheets]
    for sheet in book.worksheets() if mark else ():
        sheet.set_header("&C&9" + mark.line.replace("&", "&&"))
    book.close()
    return counts


def _write_sheet(book: Any, content: ExportSheet, heading: Any, quoted: Any) -> int:
    columns = content.columns
    name = _SHEET_NAME_UNFIT.sub(" ", content.name).strip(" '")[:31]
    sheet = book.add_worksheet(name or "导出")
    formats = [book.add_format({"num_format": NUMBER_FORMATS[column.kind]}) for column in columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, formats[index])
        sheet.write_string(0, index, column.title, heading)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(content.rows, start=1):
        if count > MAX_ROWS:
            raise TooLarge(f"结果超过 {MAX_ROWS:,} 行，Excel 装不下。缩小查询范围，或导出 CSV。")
        for index, value in enumerate(row):
            write_cell(sheet, count, index, value, formats[index], quoted)
    if count:
        sheet.autofilter(0, 0, count, len(columns) - 1)
        for place, chart in enumerate(content.charts):
            sheet.insert_chart(
                count + 2 + place * _CHART_ROWS, 0, _drawn(book, sheet.get_name(), chart, count)
            )
    return count


def _drawn(book: Any, sheet_name: str, chart: ExportChart, count: int) -> Any:
    """The chart over ``count`` rows of the sheet, named by their first column."""
    kind = {"type": chart.shape, **({"subtype": "stacked"} if chart.stacked else {})}
    drawn, last = book.add_chart(kind), count - chart.totals
    for column in chart.columns:
        drawn.add_series(
            {
                "name": [sheet_name, 0, column],
                "categories": [sheet_name, 1, 0, last, 0],
                "values": [sheet_name, 1, column, last, column],
                **({"marker": {"type": "circle"}} if chart.shape == "line" else {}),
            }
        )
    drawn.set_title({"name": chart.title})
    drawn.set_size({"width": 900, "height": 380})
    if chart.most is not None:
        drawn.set_y_axis({"min": 0, "max": chart.most})
    return drawn


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any, quoted: Any) -> None:
    """Every type has its own call: ``write`` would turn text that begins with = into a formula."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, _text(value), style)
    elif isinstance(value, Decimal | int):
        # Excel keeps fifteen digits; a longer number goes out as text, whole.
        if len(Decimal(value).as_tuple().digits) > 15:
            sheet.write_string(row, column, _text(value), style)
        else:
            sheet.write_number(row, column, value, style)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, value, style)
    else:
        text = _text(value)
        if len(text) > _MAX_TEXT:
            raise TooLarge(f"第 {row + 1} 行第 {column + 1} 列超过 {_MAX_TEXT:,} 个字。导出 CSV。")
        # The prefix keeps Excel from reading the text as a formula when someone edits the cell.
        sheet.write_string(row, column, text, quoted if is_active(text) else style)


def csv_chunks(columns: Sequence[ExportColumn], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file in pieces, for a streaming response: UTF-8 with mark, so that Excel reads it."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([guard(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
        if buffer.tell() >= _CHUNK_BYTES:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return piece


def _csv_value(value: Any) -> str:
    """Text is guarded; a number is written plainly, for a sign alone runs nothing."""
    return guard(value) if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    writers: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (bool, lambda truth: "是" if truth else "否"),
        (Decimal, lambda number: format(number, "f")),
        (datetime, _instant),
        (date, date.isoformat),
    )
    if isinstance(value, float):
        raise TypeError("quantities are exported from Decimal, never from float")
    for kind, writer in writers:
        if isinstance(value, kind):
            return writer(value)
    return "" if value is None else str(value)


def _instant(value: datetime) -> str:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%Y-%m-%d %H:%M:%S")


def download(content: bytes, name: str) -> HttpResponse:
    """An XLSX file to keep; the record tells how many rows left with it."""
    return file_to_keep(content, name, XLSX, use=Use.EXPORT, 行数=_rows_in(content))


def _rows_in(content: bytes) -> int:
    """Rows below the heads of all sheets of a workbook of ours."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        counted = [_starts(archive, name, b"<row ") for name in sheets]
    return sum(max(rows - 1, 0) for rows in counted)


def _starts(archive: zipfile.ZipFile, name: str, mark: bytes) -> int:
    """How often ``mark`` stands in a part, read piece by piece."""
    count, end = 0, b""
    with archive.open(name) as part:
        while piece := part.read(_CHUNK_BYTES):
            count += (end + piece).count(mark)
            end = (end + piece)[1 - len(mark) :]
    return count
