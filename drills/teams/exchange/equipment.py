"""A team's equipment as a spreadsheet: what goes out can be mended in Excel and comes in again.

A line is told by name, model and place; lines that the file does not name stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from drills.teams.acts.establishment import EquipmentPlan, set_equipment
from drills.teams.exchange.members import tabbed_sheet
from drills.teams.models import Equipment, Team
from renfang.acts import Incomplete, act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.parsing import Unreadable, clean_text, parse_date, parse_integer

MOST_ROWS = 300
# Field → the heads that offices write over it; the first is the one that goes out.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("装备名称", "名称", "装备"),
    "model": ("型号", "规格型号"),
    "measure": ("计量单位", "单位"),
    "allotted": ("编配数量", "编配", "应有"),
    "on_hand": ("实有数量", "实有", "现有"),
    "serviceable": ("完好数量", "完好"),
    "unit": ("分队",),
    "keeper": ("保管人", "责任人"),
    "place": ("存放地点", "地点"),
    "expires_on": ("有效期至", "有效期"),
}
_IGNORED = ("序号", "编号", "备注", "状态")
_NEEDED = ("name", "allotted", "on_hand", "serviceable")
_LENGTHS = {"name": 60, "model": 60, "measure": 10, "unit": 60, "keeper": 50, "place": 100}
_EXPORTED = [
    ExportColumn("序号", Kind.INTEGER, 6),
    *(
        ExportColumn(
            COLUMNS[name][0],
            Kind.INTEGER
            if name in ("allotted", "on_hand", "serviceable")
            else Kind.DATE
            if name == "expires_on"
            else Kind.TEXT,
            20 if name in ("name", "place") else 12,
        )
        for name in COLUMNS
    ),
]


@dataclass
class Line:
    """One line of the file: as written, as understood, and what becomes of it."""

    number: int
    cells: dict[str, str]
    plan: EquipmentPlan | None = None
    errors: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    is_new: bool = True

    @property
    def shown(self) -> list[str]:
        """The cells in the order of COLUMNS."""
        return [self.cells.get(name, "") for name in COLUMNS]

    @property
    def outcome(self) -> str:
        """新增, 更新, 未变 or 需修改."""
        if self.errors:
            return "需修改"
        if self.is_new:
            return "新增"
        return "更新" if self.changes else "未变"


@dataclass
class Reading:
    """A whole file. Nothing of it may be written while anything is left to mend."""

    lines: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[Line]:
        """Lines that need mending."""
        return [line for line in self.lines if line.errors]

    @property
    def is_clean(self) -> bool:
        """Whether every line was understood and can be written."""
        return bool(self.lines) and not self.errors and not self.wrong

    def count(self, outcome: str) -> int:
        """Lines with this outcome."""
        return sum(line.outcome == outcome for line in self.lines)


def lines_of_equipment(content: bytes) -> str:
    """The first sheet as tab-separated lines from its head on. Raises Incomplete on ``file``."""
    return tabbed_sheet(content, lambda cells: "name" in _heads(cells), "装备名称")


def _heads(cells: list[str]) -> list[str]:
    known = {head: name for name, heads in COLUMNS.items() for head in heads}
    return [known.get("".join(cell.split()), "") for cell in cells]


def read_equipment(text: str, team: Team) -> Reading:
    """Read lines for ``team`` and compare them with the list as it stands; three queries."""
    rows = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), 1)
        if any(cell.strip() for cell in row)
    ]
    heads = _heads(rows[0][1]) if rows else []
    missing = [COLUMNS[name][0] for name in _NEEDED if name not in heads]
    if missing:
        return Reading(errors=[f"缺少列：{'、'.join(missing)}。补齐标题行后重新上传"])
    twice = [COLUMNS[name][0] for name in COLUMNS if heads.count(name) > 1]
    reading = Reading(errors=[f"“{head}”列出现了两次，删除其中一列" for head in twice])
    unknown = [
        cell
        for cell, name in zip(rows[0][1], heads, strict=True)
        if cell and not name and cell not in _IGNORED
    ]
    reading.errors += [f"不认识的列“{cell[:20]}”。改为规定的列名，或删除该列" for cell in unknown]
    if len(rows) == 1:
        reading.errors.append("只有标题行，没有装备。连同装备各行一起保存后上传")
    if len(rows) - 1 > MOST_ROWS:
        reading.errors.append(f"共 {len(rows) - 1} 行，一次最多 {MOST_ROWS} 行。分几个文件上传")
    units = set(team.units.values_list("name", flat=True))
    for number, cells in rows[1 : MOST_ROWS + 1]:
        reading.lines.append(_line(number, cells, heads, units))
    _compare(reading, team)
    return reading


def _line(number: int, cells: list[str], heads: list[str], units: set[str]) -> Line:
    given = {name: cell for name, cell in zip(heads, cells, strict=False) if name}
    line, values = Line(number, given), {}
    for name in COLUMNS:
        try:
            values[name] = _read(name, given.get(name, ""))
        except Unreadable as error:
            line.errors.append(f"{COLUMNS[name][0]}：{error.message}")
    if not line.errors:
        plan = EquipmentPlan(**{**values, "measure": values["measure"] or "件"})
        if plan.serviceable > plan.on_hand:
            line.errors.append(f"完好数量 {plan.serviceable} 多于实有数量 {plan.on_hand}")
        elif plan.unit and plan.unit not in units:
            line.errors.append(f"分队“{plan.unit}”不在本队。核对分队名称，或留空")
        else:
            line.plan = plan
    return line


def _read(name: str, text: str) -> Any:
    if name in ("allotted", "on_hand", "serviceable"):
        if not text:
            raise Unreadable("填写数量，没有的填 0。")
        return parse_integer(text, name=COLUMNS[name][0], minimum=0, maximum=99_999)
    if name == "expires_on":
        return parse_date(text) if text else None
    value = clean_text(text, max_length=_LENGTHS[name])
    if name == "name" and not value:
        raise Unreadable("填写装备名称。")
    return value


def _key(row: EquipmentPlan | Equipment) -> tuple[str, str, str]:
    return row.name, row.model, row.place


def _compare(reading: Reading, team: Team) -> None:
    """Which lines are new, which change what, and which are there twice."""
    present = {_key(row): row for row in team.equipment.select_related("unit")}
    seen: set[tuple[str, str, str]] = set()
    for line in reading.lines:
        if line.plan is None:
            continue
        key = _key(line.plan)
        if key in seen:
            line.errors.append("同名、同型号、同地点的装备在文件中出现了两次，合并为一行")
        seen.add(key)
        row = present.get(key)
        if row is None:
            continue
        line.is_new = False
        before, after = _shown(_plan(row)), _shown(line.plan)
        line.changes = [
            f"{COLUMNS[name][0]}：{before[name] or '空'} → {after[name] or '空'}"
            for name in COLUMNS
            if before[name] != after[name]
        ]


def _plan(row: Equipment) -> EquipmentPlan:
    names = [name for name in COLUMNS if name != "unit"]
    unit = row.unit.name if row.unit else ""
    return EquipmentPlan(**{name: getattr(row, name) for name in names}, unit=unit)


def _shown(plan: EquipmentPlan) -> dict[str, str]:
    return {
        name: "" if getattr(plan, name) is None else str(getattr(plan, name)) for name in COLUMNS
    }


@act
def merge_equipment(team_id: int, reading: Reading, *, by: User) -> tuple[int, int]:
    """导入装备: lines of the file into the list, all or none; gives how many new and changed.

    Raises Incomplete where anything is left to mend.
    """
    team: Team = Team.objects.locked(team_id, Scope(by), "manage_teams")
    if not reading.is_clean:
        raise Incomplete("还有需要修改的行，全部尚未写入")
    plans = {_key(row): _plan(row) for row in team.equipment.select_related("unit")}
    plans |= {_key(line.plan): line.plan for line in reading.lines if line.plan}
    set_equipment(team_id, list(plans.values()), by=by)
    new, changed = reading.count("新增"), reading.count("更新")
    record(by, "导入装备", team, after={"新增": new, "更新": changed})
    return new, changed


@act
def export_equipment(team_id: int, *, by: User) -> bytes:
    """导出装备, in the columns that importing understands."""
    team: Team = Team.objects.locked(team_id, Scope(by), "view_teams")
    rows = list(team.equipment.select_related("unit"))
    target = io.BytesIO()
    write_xlsx(target, _EXPORTED, _export_rows(rows), sheet_name="装备")
    record(by, "导出装备", team, after={"行数": len(rows)})
    return target.getvalue()


def _export_rows(rows: list[Equipment]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        plan = _plan(row)
        yield [number, *(getattr(plan, name) for name in COLUMNS)]
