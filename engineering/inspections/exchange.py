"""A random draw as an XLSX file that its reader can check."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils import timezone

from engineering.inspections.models import InspectionPlan, RandomDraw
from engineering.inspections.rules import shelter_lot
from renfang.acts import NotFound, act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_COLUMNS = [
    ExportColumn("工程编号", Kind.INTEGER, 10),
    ExportColumn("人防工程", width=32),
    ExportColumn("抽取次序", Kind.INTEGER, 10),
    ExportColumn("检查人员", width=28),
    ExportColumn("SHA-256 值", width=68),
    ExportColumn("随机种子", width=36),
    ExportColumn("抽取算法", width=24),
    ExportColumn("抽取时间", width=20),
]


def export_draw(outcome: RandomDraw) -> bytes:
    """The whole pool in the order of its lots, and the inspectors drawn for each shelter drawn."""
    target = io.BytesIO()
    write_xlsx(target, _COLUMNS, _rows(outcome), sheet_name="双随机抽取结果")
    return target.getvalue()


def _rows(outcome: RandomDraw) -> Iterator[list[object]]:
    teams = {row["shelter"][0]: row["inspectors"] for row in outcome.result}
    drawn_at = timezone.localtime(outcome.drawn_at).strftime("%Y-%m-%d %H:%M:%S")
    ordered = sorted(outcome.shelters, key=lambda row: shelter_lot(outcome.seed, row[0]))
    for position, (pk, name) in enumerate(ordered, 1):
        team = teams.get(pk)
        yield [
            pk,
            name,
            position if team is not None else None,
            "、".join(f"{who}（{number}）" for number, who in team or ()),
            shelter_lot(outcome.seed, pk),
            outcome.seed,
            outcome.algorithm,
            drawn_at,
        ]


@act
def export_draw_result(plan_id: int, *, by: User) -> tuple[bytes, str]:
    """导出抽取结果: the workbook and its name; that it was taken out is on record."""
    draw = RandomDraw.objects.visible_to(Scope(by)).filter(plan__pk=plan_id).first()
    if draw is None:
        raise NotFound("抽取结果")
    plan: InspectionPlan = InspectionPlan.objects.locked(plan_id, Scope(by), "view_upkeep")
    content = export_draw(draw)
    record(by, "导出抽取结果", plan, after={"工程名录": len(draw.shelters)})
    return content, f"{draw}.xlsx"
