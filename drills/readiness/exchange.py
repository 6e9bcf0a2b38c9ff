"""战备情况 as a workbook: teams, offices, measures against targets, and the trend with charts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from drills.readiness.queries import Measure, Readiness, YearFigures, of_offices
from drills.teams.models import Team
from renfang.acts import Refused, act
from renfang.exchange.safe_cells import is_active
from renfang.history.record import record
from renfang.organisations.models import User

_HEADS = (
    "专业队", "编制", "在编", "满编率", "装备配备率", "装备完好率", "人均学时", "合格率",
    "演练次数", "到位率", "最近演练",
)  # fmt: skip


@act
def export_readiness(
    year: int,
    teams: Sequence[tuple[Team, Readiness]],
    measured: Sequence[Measure],
    years: Sequence[YearFigures],
    *,
    by: User,
) -> bytes:
    """导出战备情况: what the page shows, with two charts of the trend; noted in the history."""
    import xlsxwriter

    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导出。由系统管理员补登所在机构")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
    _sheet(book, "各专业队", _HEADS, [_line(figures) for _, figures in teams], head)
    offices = ["主管机构", *_HEADS[1:]]
    _sheet(book, "各机构", offices, [_line(figures) for figures in of_offices(teams)], head)
    rows = [[each.label, each.words, each.target_words, _met(each)] for each in measured]
    _sheet(book, f"{year}年目标", ("指标", "完成", "目标", "是否达到"), rows, head)
    _trend(book, years, head)
    book.close()
    record(
        by,
        "导出战备情况",
        by.organisation,
        organisation=by.organisation,
        after={"年度": year, "专业队": len(teams)},
    )
    return target.getvalue()


def _met(measure: Measure) -> str:
    return {None: "", True: "达到", False: "未达到"}[measure.is_met]


def _line(figures: Readiness) -> list[Any]:
    return [
        figures.name,
        figures.posts,
        figures.strength,
        figures.staffing,
        figures.equipment,
        figures.condition,
        figures.hours_each,
        figures.passed,
        figures.drills,
        figures.turnout,
        str(figures.last_on or "—"),
    ]


def _sheet(
    book: Any, name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], head: Any
) -> Any:
    """One sheet; text goes in as text and never as a formula."""
    sheet = book.add_worksheet(name)
    quoted = book.add_format({"quote_prefix": True})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(heads), 13)
    sheet.freeze_panes(1, 0)
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, head)
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(place, column, value, quoted if is_active(value) else None)
            elif value is not None:
                sheet.write_number(place, column, value)
    return sheet


def _trend(book: Any, years: Sequence[YearFigures], head: Any) -> None:
    rows = [[each.year, each.drills, each.turnout, each.passed] for each in years]
    sheet = _sheet(book, "历年趋势", ("年度", "演练场次", "到位率（%）", "合格率（%）"), rows, head)
    last = len(rows)
    columns = book.add_chart({"type": "column"})
    columns.add_series(_series(1, last))
    columns.set_title({"name": "历年演练场次"})
    lines = book.add_chart({"type": "line"})
    for column in (2, 3):
        lines.add_series(_series(column, last) | {"marker": {"type": "circle"}})
    lines.set_title({"name": "历年到位率和合格率"})
    lines.set_y_axis({"min": 0, "max": 100})
    sheet.insert_chart(last + 2, 0, columns)
    sheet.insert_chart(last + 2, 5, lines)


def _series(column: int, last: int) -> dict[str, Any]:
    return {
        "name": ["历年趋势", 0, column],
        "categories": ["历年趋势", 1, 0, last, 0],
        "values": ["历年趋势", 1, column, last, column],
    }
