"""A random draw as an XLSX file that its reader can check."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils import timezone

from engineering.inspections.models import InspectionPlan, RandomDraw
from engineering.inspections.queries import in_words, target_of
from engineering.inspections.rules import UNIT, WORK, target_lot
from renfang.acts import NotFound, act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_COLUMNS = [
    ExportColumn("编号", Kind.INTEGER, 10),
    ExportColumn("检查对象", width=32),
    ExportColumn("抽取次序", Kind.INTEGER, 10),
    ExportColumn("检查场所", width=40),
    ExportColumn("检查人员", width=28),
    ExportColumn("SHA-256 值", width=68),
    ExportColumn("随机种子", width=36),
    ExportColumn("抽取算法", width=28),
    ExportColumn("抽查事项", width=40),
    ExportColumn("抽取时间", width=20),
]


def export_draw(outcome: RandomDraw) -> bytes:
    """The whole pool in the order of its lots, and the inspectors drawn for each object drawn."""
    target = io.BytesIO()
    write_xlsx(target, _COLUMNS, _rows(outcome), sheet_name="双随机抽取结果")
    return target.getvalue()


def _rows(outcome: RandomDraw) -> Iterator[list[object]]:
    word = UNIT if outcome.is_of_units else WORK
    drawn = {target_of(row)[0]: row for row in outcome.result}
    drawn_at = timezone.localtime(outcome.drawn_at).strftime("%Y-%m-%d %H:%M:%S")
    ordered = sorted(outcome.pool, key=lambda row: target_lot(outcome.seed, row[0], word))
    for position, (pk, name, *_) in enumerate(ordered, 1):
        row = drawn.get(pk)
        team = row["inspectors"] if row else ()
        yield [
            pk,
            name,
            position if row else None,
            "；".join(place for _, place in row.get("places", ())) if row else "",
            "、".join(f"{who}（{number}）" for number, who in team),
            target_lot(outcome.seed, pk, word),
            outcome.seed,
            outcome.algorithm,
            in_words(outcome.matters),
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
    record(by, "导出抽取结果", plan, after={"名录": len(draw.pool)})
    return content, f"{draw}.xlsx"
