"""战备情况 as a workbook: teams, offices, measures against targets, and the trend with charts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from drills.readiness.queries import Measure, Readiness, YearFigures, of_offices
from drills.teams.models import Team
from renfang.acts import Refused, act
from renfang.exchange.workbook import ExportChart, ExportColumn, ExportSheet, Kind, write_sheets
from renfang.history.record import record
from renfang.organisations.models import User

_FIGURES = (
    ExportColumn("编制", Kind.INTEGER, 13),
    ExportColumn("在编", Kind.INTEGER, 13),
    ExportColumn("满编率", Kind.RATE, 13),
    ExportColumn("装备配备率", Kind.RATE, 13),
    ExportColumn("装备完好率", Kind.RATE, 13),
    ExportColumn("人均学时", Kind.RATE, 13),
    ExportColumn("合格率", Kind.RATE, 13),
    ExportColumn("演练次数", Kind.INTEGER, 13),
    ExportColumn("到位率", Kind.RATE, 13),
    ExportColumn("最近演练", Kind.DATE, 13),
)
_TARGETS = [
    ExportColumn("指标", width=30),
    *(ExportColumn(head, width=13) for head in ("完成", "目标", "是否达到")),
]
_YEARS = (
    ExportColumn("年度", width=30),
    ExportColumn("演练场次", Kind.INTEGER, 13),
    ExportColumn("到位率（%）", Kind.RATE, 13),
    ExportColumn("合格率（%）", Kind.RATE, 13),
)


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
    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导出。由系统管理员补登所在机构")
    target = io.BytesIO()
    write_sheets(
        target,
        [
            _figures("各专业队", "专业队", [figures for _, figures in teams]),
            _figures("各机构", "主管机构", of_offices(teams)),
            ExportSheet(
                f"{year}年目标",
                _TARGETS,
                [[each.label, each.words, each.target_words, _met(each)] for each in measured],
            ),
            _trend(years),
        ],
    )
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
        figures.last_on,
    ]


def _figures(sheet: str, whose: str, rows: Sequence[Readiness]) -> ExportSheet:
    return ExportSheet(sheet, [ExportColumn(whose, width=30), *_FIGURES], map(_line, rows))


def _trend(years: Sequence[YearFigures]) -> ExportSheet:
    return ExportSheet(
        "历年趋势",
        _YEARS,
        [[f"{each.year}", each.drills, each.turnout, each.passed] for each in years],
        [
            ExportChart("历年演练场次", (1,)),
            ExportChart("历年到位率和合格率", (2, 3), "line", most=100),
        ],
    )
