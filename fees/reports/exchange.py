"""The reports as files: 账龄 as a workbook with charts, 收缴情况表 as a table."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from fees.reports.queries.ageing import CODES, LABELS, Ageing
from fees.reports.queries.collection import MEASURES, Row
from fees.reports.queries.forecast import OPEN_ENDED, Forecast
from fees.reports.queries.recharging import Comparison
from fees.reports.rules import Ground
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


def forecast_sheet(found: Forecast) -> list[ExportSheet]:
    """收入预测 as two sheets: the months with what has no day below them, and every line."""
    rest = [line for line in found.lines if line.part.day is None]
    months = [
        *(
            [month.label, month.sums[Ground.PROMISE], month.sums[Ground.DUE], month.total]
            for month in found.months
        ),
        *([OPEN_ENDED[ground], None, None, amount] for ground, amount in found.open_ended.items()),
        ["欠缴合计", None, None, found.total],
    ]
    return [
        ExportSheet(
            "各月预计收入",
            [
                ExportColumn("月份", width=32),
                *map(_money, ("按承诺", "按缴款期限", "合计")),
            ],
            months,
        ),
        ExportSheet(
            "明细",
            [
                *(ExportColumn(head, width=28) for head in ("缴费人", "项目或工程", "主管机构")),
                ExportColumn("预计日期", Kind.DATE),
                ExportColumn("依据", width=32),
                _money("金额"),
            ],
            [
                [line.payer, line.subject, line.office, line.part.day, line.words, line.part.amount]
                for line in [*found.dated, *rest]
            ],
        ),
    ]


def recharged_sheet(found: Comparison) -> ExportSheet:
    """欠费试算: a line for each account, the sums last."""
    return ExportSheet(
        "欠费试算",
        [
            *(ExportColumn(head, width=28) for head in ("缴费人", "项目")),
            ExportColumn("核定日期", Kind.DATE),
            *map(_money, ("现应缴", "试算应缴", "增减")),
            ExportColumn("说明", width=40),
        ],
        [
            *(
                [
                    line.assessment.account.payer,
                    line.assessment.account.title,
                    line.assessment.assessed_on,
                    line.assessment.payable,
                    line.payable,
                    line.change,
                    line.note,
                ]
                for line in found.lines
            ),
            [
                "合计（能试算的）",
                "",
                None,
                found.before,
                found.after,
                found.after - found.before,
                "",
            ],
        ],
    )
