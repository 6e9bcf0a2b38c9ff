"""The columns of the 人防工程台账, declared once for import and export (django-import-export).

A row is a shelter. Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from import_export.fields import Field  # noqa: TID253 - this module is itself imported late
from import_export.resources import Resource  # noqa: TID253

from engineering.fields import parse_degrees
from engineering.projects.exchange.columns import read_division_code
from engineering.shelters.models import Shelter
from engineering.shelters.rules import CONFIDENTIAL, MASKED
from renfang.exchange.reading.table import Column
from renfang.exchange.widgets import (
    AmountWidget,
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.exchange.workbook import ExportColumn, Kind

COLUMNS = (
    Column("works_number", "工程编号", ("编号",), required=False),
    Column("name", "工程名称", ("人防工程名称",)),
    Column("construction_form", "建设形式", ("工程类型",), required=False),
    Column("is_legacy", "早期工程", ("是否早期工程",), required=False),
    Column("state", "状态", ("使用状态",), required=False),
    Column("division", "行政区划代码", ("区划代码",)),
    Column("address", "工程地址", ("地址", "位置")),
    Column("wartime_function", "战时功能", ("战时用途",)),
    Column("category", "类别", required=False),
    Column("nuclear_grade", "抗力等级（核）", ("核抗力等级", "抗力级别(核)"), required=False),
    Column(
        "conventional_grade", "抗力等级（常）", ("常规抗力等级", "抗力级别(常)"), required=False
    ),
    Column("chemical_grade", "防化等级", required=False),
    Column("peacetime_use", "平时用途", ("平时功能",), required=False),
    Column("built_area", "建筑面积", ("人防建筑面积",)),
    Column("protected_area", "防护面积", required=False),
    Column("shelter_area", "掩蔽面积", required=False),
    Column("passage_area", "口部外通道面积", ("通道面积",), required=False),
    Column("headcount", "掩蔽人数", required=False),
    Column("storeys_above", "上部建筑层数", required=False),
    Column("owner", "产权单位", ("建设单位", "产权（建设）单位"), required=False),
    Column("operator", "使用管理单位", ("使用单位", "管理单位"), required=False),
    Column("longitude", "经度", required=False),
    Column("latitude", "纬度", required=False),
    Column("completed_on", "竣工日期", ("竣工验收日期",), required=False),
    Column("note", "备注", required=False),
)
TITLES = {column.field: column.title for column in COLUMNS}
_KINDS = {
    "built_area": Kind.AREA,
    "protected_area": Kind.AREA,
    "shelter_area": Kind.AREA,
    "passage_area": Kind.AREA,
    "headcount": Kind.INTEGER,
    "storeys_above": Kind.INTEGER,
    "completed_on": Kind.DATE,
}
# What other tables call these.
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
_FORMS = {"附建": "attached", "结建": "attached", "附建式": "attached", "掘开式": "cut_and_cover"}


class DegreesWidget(AmountWidget):
    """Degrees with six decimals."""

    parser = staticmethod(parse_degrees)

    def write(self, value: Any) -> str:
        return f"{value:.6f}"


def _field(name: str, widget: Any, attribute: str = "") -> Field:
    return Field(attribute=attribute or name, column_name=TITLES[name], widget=widget)


class ShelterResource(Resource):
    """The register's columns: headings, cleaning and writing."""

    works_number = _field("works_number", TextWidget(max_length=60))
    name = _field("name", TextWidget(required=True, max_length=200))
    construction_form = _field(
        "construction_form", ChoiceWidget(Shelter.ConstructionForm.choices, aliases=_FORMS)
    )
    is_legacy = _field("is_legacy", ChoiceWidget([(True, "是"), (False, "否")]))
    state = _field("state", ChoiceWidget(Shelter.State.choices))
    division = _field(
        "division", IdentifierWidget(read_division_code, required=True), "division_code"
    )
    address = _field("address", TextWidget(required=True, max_length=200), "place")
    wartime_function = _field(
        "wartime_function",
        ChoiceWidget(Shelter.WartimeFunction.choices, aliases=FUNCTIONS, required=True),
    )
    category = _field("category", ChoiceWidget(Shelter.Category.choices))
    nuclear_grade = _field("nuclear_grade", ChoiceWidget(Shelter.NuclearGrade.choices))
    conventional_grade = _field(
        "conventional_grade", ChoiceWidget(Shelter.ConventionalGrade.choices)
    )
    chemical_grade = _field("chemical_grade", ChoiceWidget(Shelter.ChemicalGrade.choices))
    peacetime_use = _field("peacetime_use", TextWidget(max_length=60))
    built_area = _field("built_area", AreaWidget(required=True))
    protected_area = _field("protected_area", AreaWidget())
    shelter_area = _field("shelter_area", AreaWidget())
    passage_area = _field("passage_area", AreaWidget())
    headcount = _field("headcount", IntegerWidget())
    storeys_above = _field("storeys_above", IntegerWidget(maximum=200))
    owner = _field("owner", TextWidget(max_length=200), "owner_name")
    operator = _field("operator", TextWidget(max_length=200))
    longitude = _field("longitude", DegreesWidget())
    latitude = _field("latitude", DegreesWidget())
    completed_on = _field("completed_on", DateWidget())
    note = _field("note", TextWidget(max_length=500))

    class Meta:
        model = Shelter
        export_order = tuple(TITLES)


def export_columns() -> list[ExportColumn]:
    """The columns of the workbook, which the import reads again."""
    return [ExportColumn(column.title, _KINDS.get(column.field, Kind.TEXT)) for column in COLUMNS]


def exported_shelters(shelters: Iterable[Shelter], cleared: Collection[int]) -> Iterator[list[Any]]:
    """One row a shelter; what is confidential only of the organisations in ``cleared``."""
    resource = ShelterResource()
    fields = {name: resource.fields[name] for name in TITLES}
    for shelter in shelters:
        yield [
            MASKED
            if name in CONFIDENTIAL and shelter.organisation_id not in cleared
            else _exported(name, field, shelter)
            for name, field in fields.items()
        ]


def _exported(name: str, field: Field, shelter: Shelter) -> Any:
    value = field.get_value(shelter)
    if name in _KINDS or value is None:
        return value
    return field.widget.render(value)
