"""人均占有面积 as a workbook."""

from __future__ import annotations

import io
from typing import Any

from engineering.capacity.acts import VIEW
from engineering.capacity.models import CapacitySnapshot
from renfang.acts import NotPermitted, act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_COLUMNS = [
    ExportColumn("计算日期", Kind.DATE, 12),
    ExportColumn("行政区划", width=24),
    ExportColumn("工程数", Kind.INTEGER, 8),
    ExportColumn("人防建筑面积（㎡）", Kind.AREA, 20),
    ExportColumn("人员掩蔽面积（㎡）", Kind.AREA, 20),
    ExportColumn("人口口径", width=12),
    ExportColumn("人口数", Kind.INTEGER, 14),
    ExportColumn("人口统计时点", Kind.DATE, 14),
    ExportColumn("人口数据来源", width=30),
    ExportColumn("人均人防建筑面积（㎡）", Kind.AREA, 22),
    ExportColumn("人均掩蔽面积（㎡）", Kind.AREA, 20),
    ExportColumn("计算机构", width=24),
]


@act
def export_capacity(*, by: User) -> bytes:
    """导出人均占有面积: every kept row within scope."""
    scope = Scope(by)
    if not scope.holds(VIEW):
        raise NotPermitted.lacking(VIEW)
    rows = CapacitySnapshot.objects.visible_to(scope).select_related("division", "organisation")
    target = io.BytesIO()
    count = write_xlsx(target, _COLUMNS, map(_export_row, rows), sheet_name="人均占有面积")
    if by.organisation is not None:
        record(
            by,
            "导出人均占有面积",
            by.organisation,
            organisation=by.organisation,
            after={"行数": count},
        )
    return target.getvalue()


def _export_row(row: CapacitySnapshot) -> list[Any]:
    return [
        row.taken_on,
        str(row.division),
        row.shelter_count,
        row.built_area,
        row.shelter_area,
        row.get_kind_display(),
        row.population,
        row.population_as_of,
        row.population_source,
        row.built_per_capita,
        row.shelter_per_capita,
        str(row.organisation),
    ]
