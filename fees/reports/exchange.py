"""The reports as files: 账龄 as a workbook with charts, 收缴情况表 as a table."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from fees.reports.queries.ageing import CODES, LABELS, Ageing
from fees.reports.queries.collection import MEASURES, Row
from renfang.exchange.workbook import ExportChart, ExportColumn, ExportSheet, Kind, write_sheets


def workbook(picture: Ageing, year: int, months: Row | None) -> bytes:
    """The XLSX file: by division with a chart, by debtor, and the months of the year if any."""
    target = io.BytesIO()
    sheets = [_by_division(picture), _by_debtor(picture)]
    if months is not None:
        sheets.append(_by_month(year, months))
    write_sheets(target, sheets)
    return target.getvalue()


def _money(label: str) -> ExportColumn:
    return ExportColumn(label, Kind.AMOUNT)


def _by_division(picture: Ageing) -> ExportSheet:
    ages = [_money(LABELS[code]) for code in CODES]
    rows = [*picture.divisions, ("合计", picture.total)]
    ageing = ExportChart(
        f"{picture.as_of} 欠缴账龄", range(1, len(CODES) + 1), "bar", stacked=True, totals=1
    )
    return ExportSheet(
        "账龄",
        [ExportColumn("区划", width=24), *ages, _money("逾期合计"), _money("欠缴合计")],
        [[name, *aged.cells, aged.overdue, aged.total] for name, aged in rows],
        [ageing] if picture.divisions else (),
    )


def _by_debtor(picture: Ageing) -> ExportSheet:
    heads = ("债务人", "项目或工程", "区划", "主管机构")
    return ExportSheet(
        "债务人",
        [
            *(ExportColumn(head, width=24) for head in heads),
            ExportColumn("最早到期日", Kind.DATE),
            ExportColumn("最长逾期（天）", Kind.INTEGER),
            *(_money(LABELS[code]) for code in CODES),
            _money("欠缴合计"),
        ],
        [
            [
                debt.debtor,
                debt.project,
                debt.division,
                debt.organisation,
                debt.oldest_due_on,
                debt.oldest_days,
                *debt.cells,
                debt.total,
            ]
            for debt in picture.debts
        ],
    )


def _by_month(year: int, months: Row) -> ExportSheet:
    return ExportSheet(
        f"{year}年收缴",
        [
            ExportColumn("月份", width=12),
            *map(_money, ("核定净额", "缴款净额")),
            *(_money(heading) for _, heading in MEASURES),
        ],
        [
            [f"{number} 月", month["expected"], month["collected"], *_measures(month)]
            for number, month in enumerate(months.months, 1)
        ],
        [ExportChart(f"{year} 年核定与缴款", (1, 2))],
    )


YEAR_COLUMNS = (
    ExportColumn("机构", width=30),
    ExportColumn("月份", width=12),
    *(ExportColumn(f"{heading}（元）", Kind.AMOUNT, 18) for _, heading in MEASURES),
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
    return [sums[measure] for measure, _ in MEASURES]
