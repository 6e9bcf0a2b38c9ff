"""The columns of the 报建台账 as a django-import-export resource over buildings.

Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from typing import Any

from import_export.fields import Field  # noqa: TID253 - this module is itself imported late
from import_export.resources import Resource  # noqa: TID253

from engineering.projects.exchange.columns import TITLES, USES, read_division_code
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
