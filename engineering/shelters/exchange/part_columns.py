"""The sheets of a 人防工程台账 beside its first: protective units, openings, equipment.

A row names its shelter by number or name and is one part of it. Loading this module loads
import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engineering.shelters.acts.register import EquipmentFacts, OpeningFacts
from engineering.shelters.exchange.columns import FUNCTIONS
from engineering.shelters.models import Equipment, Opening, Shelter
from engineering.shelters.rules import UnitFacts
from renfang.exchange.reading.table import Column
from renfang.exchange.widgets import (
    AreaWidget,
    ChoiceWidget,
    CleaningWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.exchange.workbook import ExportColumn, ExportSheet, Kind

# Which shelter a row belongs to: its number, or its name where it has none.
OF_SHELTER = (
    Column("of_number", "工程编号", ("编号",), required=False),
    Column("of_name", "工程名称", ("人防工程名称",), required=False),
)
_OPENING_KINDS = {"主出入口": "main_exit", "次出入口": "second_exit", "备用口": "spare_exit"}


@dataclass(frozen=True)
class PartTable:
    """One sheet: its name, its columns, how each is read, and what a row becomes."""

    sheet: str
    columns: tuple[Column, ...]
    widgets: Mapping[str, CleaningWidget]
    facts: type
    kinds: Mapping[str, Kind]

    @property
    def titles(self) -> dict[str, str]:
        """Heading of each column of the part itself."""
        return {column.field: column.title for column in self.columns}

    def made_of(self, values: Mapping[str, Any]) -> Any:
        """The part as the register takes it; blanks leave its defaults."""
        return self.facts(**{name: value for name, value in values.items() if value is not None})


_AREA, _COUNT = Kind.AREA, Kind.INTEGER
PARTS: Mapping[str, PartTable] = {
    "units": PartTable(
        "防护单元",
        (
            Column("number", "单元编号", ("防护单元编号",)),
            Column("floor", "所在层", required=False),
            Column("wartime_function", "战时功能", ("战时用途",)),
            Column("built_area", "建筑面积", ("人防建筑面积",)),
            Column("shelter_area", "掩蔽面积"),
            Column("shared_area", "公用面积", required=False),
            Column("headcount", "掩蔽人数", required=False),
            Column("blast_units", "抗爆单元数", required=False),
            Column("exits", "出入口数", ("口部数量",), required=False),
            Column("outdoor_exits", "室外出入口数", required=False),
            Column("peacetime_use", "平时用途", ("平时功能",), required=False),
            Column("parking_spaces", "停车位数", required=False),
        ),
        {
            "number": TextWidget(required=True, max_length=20),
            "floor": TextWidget(max_length=20),
            "wartime_function": ChoiceWidget(
                Shelter.WartimeFunction.choices, aliases=FUNCTIONS, required=True
            ),
            "built_area": AreaWidget(required=True),
            "shelter_area": AreaWidget(required=True),
            "shared_area": AreaWidget(),
            "headcount": IntegerWidget(),
            "blast_units": IntegerWidget(),
            "exits": IntegerWidget(),
            "outdoor_exits": IntegerWidget(),
            "peacetime_use": TextWidget(max_length=60),
            "parking_spaces": IntegerWidget(),
        },
        UnitFacts,
        {
            **dict.fromkeys(("built_area", "shelter_area", "shared_area"), _AREA),
            **dict.fromkeys(
                ("headcount", "blast_units", "exits", "outdoor_exits", "parking_spaces"), _COUNT
            ),
        },
    ),
    "openings": PartTable(
        "口部",
        (
            Column("number", "口部编号"),
            Column("kind", "类型", ("口部类型",)),
            Column("place", "位置及坐标、高程", ("位置",), required=False),
            Column("doors", "防护门、密闭门、活门", ("防护设备",), required=False),
        ),
        {
            "number": TextWidget(required=True, max_length=20),
            "kind": ChoiceWidget(Opening.Kind.choices, aliases=_OPENING_KINDS, required=True),
            "place": TextWidget(max_length=200),
            "doors": TextWidget(max_length=200),
        },
        OpeningFacts,
        {},
    ),
    "equipment": PartTable(
        "防护设备",
        (
            Column("unit", "单元编号", ("防护单元", "防护单元编号"), required=False),
            Column("category", "大类"),
            Column("name", "设备名称", ("名称",)),
            Column("model", "型号", required=False),
            Column("quantity", "数量"),
        ),
        {
            "unit": TextWidget(max_length=20),
            "category": ChoiceWidget(Equipment.Category.choices, required=True),
            "name": TextWidget(required=True, max_length=100),
            "model": TextWidget(max_length=60),
            "quantity": IntegerWidget(required=True, minimum=1),
        },
        EquipmentFacts,
        {"quantity": _COUNT},
    ),
}
SHEETS = {table.sheet: part for part, table in PARTS.items()}


def parts_on_record(shelter: Shelter) -> dict[str, list[dict[str, Any]]]:
    """Every part of a shelter by the names of its columns, as the register holds it."""
    units = [
        {name: getattr(unit, name) for name in PARTS["units"].titles}
        for unit in shelter.units.all()
    ]
    openings = [
        {name: getattr(opening, name) for name in PARTS["openings"].titles}
        for opening in shelter.openings.all()
    ]
    equipment = [
        {
            "unit": item.unit.number if item.unit else "",
            "category": item.category,
            "name": item.name,
            "model": item.model,
            "quantity": item.quantity,
        }
        for item in shelter.equipment.all()
    ]
    return {"units": units, "openings": openings, "equipment": equipment}


def part_sheets(shelters: Sequence[Shelter], cleared: Collection[int]) -> Iterator[ExportSheet]:
    """A sheet for each kind of part; openings only of the organisations in ``cleared``."""
    for part, table in PARTS.items():
        shown = [row for row in shelters if part != "openings" or row.organisation_id in cleared]
        yield ExportSheet(
            table.sheet,
            [
                ExportColumn(column.title, table.kinds.get(column.field, Kind.TEXT))
                for column in (*OF_SHELTER, *table.columns)
            ],
            _exported(part, table, shown),
        )


def _exported(part: str, table: PartTable, shelters: Iterable[Shelter]) -> Iterator[list[Any]]:
    for shelter in shelters:
        for values in parts_on_record(shelter)[part]:
            yield [
                shelter.works_number,
                shelter.name,
                *(
                    value if name in table.kinds else table.widgets[name].render(value)
                    for name, value in values.items()
                ),
            ]
