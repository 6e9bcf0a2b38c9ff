"""A team's equipment as a spreadsheet: what goes out can be mended in Excel and comes in again.

A line is told by name, model and place; lines that the file does not name stay as they are.
Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from drills.teams.acts.establishment import EquipmentPlan, set_equipment
from drills.teams.models import Equipment, Team
from renfang.acts import act
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import DateWidget, IntegerWidget, TextWidget
from renfang.exchange.workbook import write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

Key = tuple[str, str, str]


class MeasureWidget(TextWidget):
    """计量单位; 件 where nothing is said."""

    empty = "件"


def _quantity(label: str) -> IntegerWidget:
    return IntegerWidget(required=True, name=label, minimum=0, maximum=99_999)


class EquipmentResource(RegisterResource):
    """The equipment list of a team."""

    name = Heading("装备名称", TextWidget(required=True, max_length=60), ("名称", "装备"), width=20)
    model = Heading("型号", TextWidget(max_length=60), ("规格型号",), width=12)
    measure = Heading("计量单位", MeasureWidget(max_length=10), ("单位",), width=12)
    allotted = Heading("编配数量", _quantity("编配数量"), ("编配", "应有"), width=12)
    on_hand = Heading("实有数量", _quantity("实有数量"), ("实有", "现有"), width=12)
    serviceable = Heading("完好数量", _quantity("完好数量"), ("完好",), width=12)
    unit = Heading("分队", TextWidget(max_length=60), attribute="unit__name", width=12)
    keeper = Heading("保管人", TextWidget(max_length=50), ("责任人",), width=12)
    place = Heading("存放地点", TextWidget(max_length=100), ("地点",), width=20)
    expires_on = Heading("有效期至", DateWidget(), ("有效期",), width=12)

    sheet_name = "装备"
    unread = ("编号", "备注", "状态")
    most_rows = 300
    is_numbered = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans: dict[Key, EquipmentPlan] = {}
        self.outcomes: Counter[str] = Counter()

    def look_over(self, readings: list[Reading]) -> None:
        """Lines that stand there twice or contradict themselves; lines on record."""
        present = {_key(row): row for row in self._rows()}
        self.plans = {key: _plan(row) for key, row in present.items()}
        assert self.batch is not None
        units = set(Team.objects.get(pk=self.batch.subject_id).units.values_list("name", flat=True))
        seen: set[Key] = set()
        for reading in readings:
            if reading.problems:
                continue
            key = _told(reading)
            if key in seen:
                reading.faults.append("同名、同型号、同地点的装备在文件中出现了两次，合并为一行")
            seen.add(key)
            if key in present:
                self.compare(reading, present[key])
            plan = self._made(reading)
            if plan.serviceable > plan.on_hand:
                reading.faults.append(f"完好数量 {plan.serviceable} 多于实有数量 {plan.on_hand}")
            if plan.unit and plan.unit not in units:
                reading.faults.append(f"分队“{plan.unit}”不在本队。核对分队名称，或留空")

    def _rows(self) -> list[Equipment]:
        assert self.batch is not None
        rows = Equipment.objects.filter(team=self.batch.subject_id)
        return list(rows.select_related("unit"))

    def _made(self, reading: Reading) -> EquipmentPlan:
        """The line as it is to be: what the file does not say stays."""
        before = vars(_plan(reading.present)) if reading.present else {}
        return EquipmentPlan(**{**before, **reading.values})

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """Note the line; the list changes as a whole (``finish``)."""
        self.plans[_told(instance)] = self._made(instance)
        self.outcomes[instance.outcome] += 1

    def finish(self) -> None:
        """导入装备: the list with the lines of the file."""
        assert self.scope is not None
        assert self.batch is not None
        import_equipment(
            self.batch.subject_id, list(self.plans.values()), self.told, by=self.scope.user
        )

    @property
    def told(self) -> dict[str, int]:
        """How many lines are new, and how many changed."""
        return {"新增": self.outcomes["新增"], "更新": self.outcomes["变更"]}

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many lines are new, and how many changed."""
        return f"装备已导入：新增 {self.told['新增']} 行，更新 {self.told['更新']} 行"


def _key(row: EquipmentPlan | Equipment) -> Key:
    return row.name, row.model, row.place


def _told(reading: Reading) -> Key:
    """What tells a line: name, model and place."""
    return reading.values["name"], reading.value("model") or "", reading.value("place") or ""


def _plan(row: Equipment) -> EquipmentPlan:
    names = [name for name in EquipmentPlan.__dataclass_fields__ if name != "unit"]
    unit = row.unit.name if row.unit else ""
    return EquipmentPlan(**{name: getattr(row, name) for name in names}, unit=unit)


@act
def import_equipment(
    team_id: int, plans: Sequence[EquipmentPlan], told: Mapping[str, int], *, by: User
) -> Team:
    """导入装备: every line of the list as it is to be; ``told`` counts what is new or changed."""
    team = set_equipment(team_id, plans, by=by)
    record(by, "导入装备", team, after=dict(told))
    return team


@act
def export_equipment(team_id: int, *, by: User) -> bytes:
    """导出装备, in the columns that importing understands."""
    team: Team = Team.objects.locked(team_id, Scope(by), "view_teams")
    rows = list(team.equipment.select_related("unit"))
    target = io.BytesIO()
    write_sheets(target, [EquipmentResource().sheet(rows)])
    record(by, "导出装备", team, after={"行数": len(rows)})
    return target.getvalue()
