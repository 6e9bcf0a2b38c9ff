"""How each column of the 报建台账 is cleaned and written (django-import-export).

Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from import_export.fields import Field  # noqa: TID253 - this module is itself imported late
from import_export.resources import Resource  # noqa: TID253

from engineering.projects.exchange.columns import TITLES, read_division_code
from engineering.projects.models import Building, Use
from renfang.exchange.widgets import (
    AmountWidget,
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.quantities.identifiers import read_credit_code, read_phone, read_project_code
from renfang.quantities.parsing import parse_depth

# How tables name a use, and the class it belongs to (人民防空工程建设管理规定 art. 45: all that
# is not industrial production is civil; 居民住宅 is told apart).
USES = {
    "住宅": Use.RESIDENTIAL,
    "住宅楼": Use.RESIDENTIAL,
    "公寓": Use.RESIDENTIAL,
    "危房翻新": Use.DILAPIDATED_RESIDENTIAL,
    "商业": Use.PUBLIC,
    "办公": Use.PUBLIC,
    "学校": Use.PUBLIC,
    "教学楼": Use.PUBLIC,
    "幼儿园": Use.PUBLIC,
    "医疗": Use.PUBLIC,
    "养老": Use.PUBLIC,
    "酒店": Use.PUBLIC,
    "文化": Use.PUBLIC,
    "体育": Use.PUBLIC,
    "公建": Use.PUBLIC,
    "宿舍": Use.PUBLIC,
    "食堂": Use.PUBLIC,
    "厂房": Use.INDUSTRIAL,
    "车间": Use.INDUSTRIAL,
    "仓库": Use.INDUSTRIAL,
}


class DepthWidget(AmountWidget):
    """Metres; options of ``parse_depth``."""

    parser = staticmethod(parse_depth)


def _field(name: str, attribute: str, widget: Any) -> Field:
    return Field(attribute=attribute, column_name=TITLES[name], widget=widget)


class ProjectResource(Resource):
    """The table's columns over buildings: headings, cleaning and writing."""

    code = _field("code", "project__code", IdentifierWidget(read_project_code, required=True))
    name = _field("name", "project__name", TextWidget(required=True, max_length=200))
    developer = _field(
        "developer", "project__developer__name", TextWidget(required=True, max_length=200)
    )
    credit_code = _field(
        "credit_code",
        "project__developer__credit_code",
        IdentifierWidget(read_credit_code, required=True),
    )
    contact = _field("contact", "project__developer__contact", TextWidget(max_length=50))
    phone = _field("phone", "project__developer__phone", IdentifierWidget(read_phone))
    address = _field("address", "project__address", TextWidget(required=True, max_length=200))
    division = _field(
        "division", "project__division__code", IdentifierWidget(read_division_code, required=True)
    )
    building = _field("building", "name", TextWidget(required=True, max_length=60))
    use = _field("use", "use", ChoiceWidget(Use.choices, aliases=USES, required=True))
    storeys = _field("storeys", "storeys", IntegerWidget(required=True))
    foundation_depth = _field("foundation_depth", "foundation_depth", DepthWidget(required=True))
    ground_floor_area = _field("ground_floor_area", "ground_floor_area", AreaWidget(required=True))
    above_ground_area = _field("above_ground_area", "above_ground_area", AreaWidget(required=True))
    planned_area = _field("planned_area", "planned_area", AreaWidget())
    applied_on = _field("applied_on", "applied_on", DateWidget())
    note = _field("note", "project__note", TextWidget(max_length=500))

    class Meta:
        model = Building
        export_order = tuple(TITLES)


def exported_rows(projects: Any) -> Iterator[list[Any]]:
    """The table of the given projects, a row a building, in the columns that import reads."""
    resource = ProjectResource()
    fields = [resource.fields[name] for name in resource._meta.export_order]
    for project in projects:
        application = project.applications.all()[:1]
        for building in project.buildings.all():
            building.project = project
            building.planned_area = application[0].planned_area if application else None
            building.applied_on = application[0].received_on if application else None
            yield [_exported(field, building) for field in fields]


def _exported(field: Any, building: Any) -> Any:
    value = field.get_value(building)
    if field.column_name == "用途":
        return field.widget.render(value)
    return value
