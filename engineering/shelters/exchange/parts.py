"""The sheets of a 人防工程台账 beside its first: protective units, openings, equipment.

A row names its shelter by number or name and is one part of it. Loading this module loads
import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from typing import Any, ClassVar

from engineering.shelters.acts.register import EquipmentFacts, OpeningFacts
from engineering.shelters.models import Equipment, Opening, Shelter
from engineering.shelters.rules import UnitFacts
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import AreaWidget, ChoiceWidget, IntegerWidget, TextWidget

# What other tables call the functions.
FUNCTIONS = {
    "二等人员掩蔽": "personnel_second",
    "二等人员掩蔽所": "personnel_second",
    "一等人员掩蔽": "personnel_first",
    "一等人员掩蔽所": "personnel_first",
    "医疗救护": "medical",
    "专业队队员掩蔽": "team_personnel",
    "专业队装备掩蔽": "team_equipment",
    "人防物资库": "supplies",
    "汽车库": "vehicles",
    "人防交通干道": "trunk_road",
}
_OPENING_KINDS = {"主出入口": "main_exit", "次出入口": "second_exit", "备用口": "spare_exit"}


def function_widget() -> ChoiceWidget:
    """战时功能 of a shelter or a unit."""
    return ChoiceWidget(Shelter.WartimeFunction.choices, aliases=FUNCTIONS, required=True)


class PartResource(RegisterResource):
    """One sheet of parts; ``facts`` is what the register takes of a row."""

    facts: ClassVar[type]

    # Which shelter a row belongs to: its number, or its name where it has none.
    of_number = Heading("工程编号", TextWidget(), ("编号",), attribute="shelter__works_number")
    of_name = Heading("工程名称", TextWidget(), ("人防工程名称",), attribute="shelter__name")

    def made_of(self, values: dict[str, Any]) -> Any:
        """The part as the register takes it; blanks leave its defaults."""
        return self.facts(
            **{
                name: value
                for name, value in values.items()
                if value is not None and name not in ("of_number", "of_name")
            }
        )

    def made_on_record(self, part: Any) -> Any:
        """The same of a part that is registered."""
        return self.made_of({name: field.get_value(part) for name, field in self.fields.items()})


class UnitResource(PartResource):
    """防护单元."""

    facts = UnitFacts
    sheet_name = "防护单元"
    number = Heading("单元编号", TextWidget(required=True, max_length=20), ("防护单元编号",))
    floor = Heading("所在层", TextWidget(max_length=20))
    wartime_function = Heading("战时功能", function_widget(), ("战时用途",))
    built_area = Heading("建筑面积", AreaWidget(required=True), ("人防建筑面积",))
    shelter_area = Heading("掩蔽面积", AreaWidget(required=True))
    shared_area = Heading("公用面积", AreaWidget())
    headcount = Heading("掩蔽人数", IntegerWidget())
    blast_units = Heading("抗爆单元数", IntegerWidget())
    exits = Heading("出入口数", IntegerWidget(), ("口部数量",))
    outdoor_exits = Heading("室外出入口数", IntegerWidget())
    peacetime_use = Heading("平时用途", TextWidget(max_length=60), ("平时功能",))
    parking_spaces = Heading("停车位数", IntegerWidget())


class OpeningResource(PartResource):
    """口部, confidential."""

    facts = OpeningFacts
    sheet_name = "口部"
    number = Heading("口部编号", TextWidget(required=True, max_length=20))
    kind = Heading(
        "类型",
        ChoiceWidget(Opening.Kind.choices, aliases=_OPENING_KINDS, required=True),
        ("口部类型",),
    )
    place = Heading("位置及坐标、高程", TextWidget(max_length=200), ("位置",))
    doors = Heading("防护门、密闭门、活门", TextWidget(max_length=200), ("防护设备",))


class EquipmentResource(PartResource):
    """防护设备."""

    facts = EquipmentFacts
    sheet_name = "防护设备"
    unit = Heading(
        "单元编号",
        TextWidget(max_length=20),
        ("防护单元", "防护单元编号"),
        attribute="unit__number",
    )
    category = Heading("大类", ChoiceWidget(Equipment.Category.choices, required=True))
    name = Heading("设备名称", TextWidget(required=True, max_length=100), ("名称",))
    model = Heading("型号", TextWidget(max_length=60))
    quantity = Heading("数量", IntegerWidget(required=True, minimum=1))


# Name of the related rows → their sheet.
PARTS: dict[str, type[PartResource]] = {
    "units": UnitResource,
    "openings": OpeningResource,
    "equipment": EquipmentResource,
}
