"""The tables that several pages of an application show."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from engineering.projects.models import Building, Project
from renfang.pages import columns as col
from renfang.pages.tables import Table


def _used_as(building: Building) -> str:
    use = building.get_use_display()
    return f"{use}（{building.purpose}）" if building.purpose else use


_BUILDINGS = (
    col.Head("楼栋", "name"),
    col.Column("用途", _used_as, note=lambda row: row.get_relief_display() if row.relief else ""),
    col.Number("地上层数", "storeys"),
    col.Number("基础埋深（米）", "foundation_depth"),
    col.Area("首层（㎡）", "ground_floor_area"),
    col.Area("地上（㎡）", "above_ground_area"),
)
_DIFFERENCES = (
    col.Head("核定项目（㎡）", itemgetter(0)),
    col.Number("变更前", itemgetter(1)),
    col.Number("变更后", itemgetter(2)),
    col.Number("增减", itemgetter(3)),
)


def buildings_of(project: Project) -> Table:
    """The buildings of a project with the figures that decide the required area."""
    return Table("楼栋与面积指标", _BUILDINGS, project.buildings.all(), is_dense=True)


def before_and_after(differences: Sequence[Sequence[str]]) -> Table:
    """What a change changed, as ``queries.permits.differences`` has it."""
    return Table("变更前后的面积", _DIFFERENCES, differences, is_dense=True)
