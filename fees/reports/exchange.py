"""The reports as files: 账龄 as a workbook with charts, 收缴情况表 as a table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fees.reports.queries.ageing import CODES, LABELS, Ageing
from fees.reports.queries.collection import MEASURES, Row
from renfang.exchange.safe_cells import is_active
from renfang.exchange.workbook import ExportColumn, Kind

_MONEY = "#,##0.00"


def workbook(picture: Ageing, year: int, months: Row | None) -> bytes:
    """The XLSX file; text that a spreadsheet could read as a formula stays text."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = _Sheet(book, "账龄")
    sheet.table(
        ["区划", *(LABELS[code] for code in CODES), "逾期合计", "欠缴合计"],
        [
            *([name, *aged.cells, aged.overdue, aged.total] for name, aged in picture.divisions),
            ["合计", *picture.total.cells, picture.total.overdue, picture.total.total],
        ],
    )
    if picture.divisions:
        sheet.chart(_stacked(book, len(picture.divisions)), f"{picture.as_of} 欠缴账龄")
    debtors = _Sheet(book, "债务人")
    debtors.table(
        ["债务人", "项目或工程", "区划", "主管机构", "最早到期日", "最长逾期（天）",
         *(LABELS[code] for code in CODES), "欠缴合计"],
        [
            [debt.debtor, debt.project, debt.division, debt.organisation,
             debt.oldest_due_on.isoformat() if debt.oldest_due_on else "", debt.oldest_days,
             *debt.cells, debt.total]
            for debt in picture.debts
        ],
    )  # fmt: skip
    _monthly(book, year, months)
    book.close()
    return target.getvalue()


class _Sheet:
    """One sheet: a table from the first cell on, and a chart beneath it."""

    def __init__(self, book: Any, name: str) -> None:
        self.book, self.sheet = book, book.add_worksheet(name)
        self.heading = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        self.money = book.add_format({"num_format": _MONEY})
        self.rows = 0

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        for column, head in enumerate(heads):
            self.sheet.write_string(0, column, head, self.heading)
            self.sheet.set_column(column, column, 24 if column < 2 else 16)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._cell(number, column, value)
        self.sheet.freeze_panes(1, 1)
        self.rows = len(rows)

    def _cell(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            quoted = self.book.add_format({"quote_prefix": True}) if is_active(value) else None
            self.sheet.write_string(row, column, value, quoted)
        elif isinstance(value, int):
            self.sheet.write_number(row, column, value)
        else:
            self.sheet.write_number(row, column, value, self.money)

    def chart(self, chart: Any, title: str) -> None:
        chart.set_title({"name": title})
        chart.set_size({"width": 900, "height": 380})
        self.sheet.insert_chart(self.rows + 2, 0, chart)


def _stacked(book: Any, divisions: int) -> Any:
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for position, code in enumerate(CODES, 1):
        chart.add_series(
            {
                "name": LABELS[code],
                "categories": ["账龄", 1, 0, divisions, 0],
                "values": ["账龄", 1, position, divisions, position],
            }
        )
    return chart


def _monthly(book: Any, year: int, months: Row | None) -> None:
    if months is None:
        return
    name = f"{year}年收缴"
    sheet = _Sheet(book, name)
    rows = [
        [f"{number} 月", month["expected"], month["collected"], month["outstanding"]]
        for number, month in enumerate(months.months, 1)
    ]
    sheet.table(["月份", "核定应缴", "实际缴纳", "月末欠缴"], rows)
    chart = book.add_chart({"type": "column"})
    for column, label in ((1, "核定应缴"), (2, "实际缴纳")):
        chart.add_series(
            {
                "name": label,
                "categories": [name, 1, 0, len(rows), 0],
                "values": [name, 1, column, len(rows), column],
            }
        )
    sheet.chart(chart, f"{year} 年应缴与实缴")


YEAR_COLUMNS = (
    ExportColumn("机构", width=30),
    ExportColumn("月份", width=12),
    ExportColumn("核定应缴（元）", Kind.AMOUNT, 18),
    ExportColumn("实际缴纳（元）", Kind.AMOUNT, 18),
    ExportColumn("月末欠缴（元）", Kind.AMOUNT, 18),
    ExportColumn("月末多缴（元）", Kind.AMOUNT, 18),
)


def year_lines(rows: list[Row], year: int) -> list[list[Any]]:
    """One line for each organisation and month, then its year, in the order of the columns."""
    lines: list[list[Any]] = []
    for row in rows:
        for month, sums in enumerate(row.months, 1):
            lines.append([row.organisation, f"{year}-{month:02d}", *_measures(sums)])
        lines.append([row.organisation, f"{year} 年合计", *_measures(row.year)])
    return lines


def _measures(sums: dict[str, Decimal]) -> list[Decimal]:
    return [sums[measure] for measure in MEASURES]
