"""What is understood of an uploaded 报建台账: cells, buildings, projects, problems and doubts.

Nothing is written here; engineering.approvals.exchange acts on what this finds.

The columns of the 报建台账, declared once for import and export (django-import-export).

A row is a building; project columns repeat or are merged over the rows of a project. Loading this
module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from import_export.fields import Field  # noqa: TID253 - this module is itself imported late
from import_export.resources import Resource  # noqa: TID253

from engineering.projects.models import Building, Project, Use
from renfang.exchange.batches import as_shown, unpack
from renfang.exchange.models import ImportBatch, ImportRow
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
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope
from renfang.quantities.identifiers import read_credit_code, read_phone, read_project_code
from renfang.quantities.parsing import Unreadable, normalise_digits, parse_depth

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

COLUMNS = (
    Column("code", "项目代码", ("投资项目代码",), merged=True),
    Column("name", "项目名称", ("工程名称",), merged=True),
    Column("developer", "建设单位", ("建设单位名称",), merged=True),
    Column("credit_code", "统一社会信用代码", ("信用代码",), merged=True),
    Column("contact", "联系人", required=False, merged=True),
    Column("phone", "联系电话", ("电话",), required=False, merged=True),
    Column("address", "建设地点", ("建设地址", "地址"), merged=True),
    Column("division", "行政区划代码", ("区划代码",), merged=True),
    Column("building", "楼栋号", ("楼号", "栋号", "楼栋")),
    Column("use", "用途", ("使用性质", "用途类别")),
    Column("storeys", "地上层数", ("层数",)),
    Column("foundation_depth", "基础埋深", ("埋深",)),
    Column("ground_floor_area", "首层建筑面积", ("首层面积",)),
    Column("above_ground_area", "地上建筑面积", ("地上面积", "地上总建筑面积")),
    Column("planned_area", "拟建人防面积", ("拟建面积",), required=False, merged=True),
    Column("applied_on", "申请日期", ("报建日期",), required=False, merged=True),
    Column("note", "备注", required=False),
)
# Facts of the project, stated on its first row; the rest belongs to each building.
PROJECT_FIELDS = (
    "code",
    "name",
    "developer",
    "credit_code",
    "contact",
    "phone",
    "address",
    "division",
    "planned_area",
    "applied_on",
)
BUILDING_FIELDS = (
    "building",
    "use",
    "storeys",
    "foundation_depth",
    "ground_floor_area",
    "above_ground_area",
    "note",
)
TITLES = {column.field: column.title for column in COLUMNS}


class DepthWidget(AmountWidget):
    """Metres; options of ``parse_depth``."""

    parser = staticmethod(parse_depth)


def read_division_code(value: Any) -> str:
    """A GB/T 2260 code of 6 or 12 digits; one kept as a number by Excel has lost nothing."""
    text = normalise_digits(format(value, "f") if isinstance(value, Decimal) else str(value))
    text = "".join(text.split())
    if not (text.isascii() and text.isdigit() and len(text) in (6, 12)):
        raise Unreadable("行政区划代码为 6 位或 12 位数字，例如 620102。")
    return text


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


@dataclass
class CellReading:
    """One cell: what the file shows, what was understood, and what is wrong or doubtful."""

    field: str
    title: str
    shown: str
    value: Any = None
    problem: str = ""
    doubt: str = ""
    is_mended: bool = False


@dataclass
class RowReading:
    """One building's row."""

    row: ImportRow
    cells: dict[str, CellReading]

    def value(self, name: str) -> Any:
        """The understood value; None for a column that the file lacks or could not be read."""
        cell = self.cells.get(name)
        return cell.value if cell else None


@dataclass
class ProjectReading:
    """One project of the file with everything that was understood of it."""

    group: int
    rows: list[RowReading]
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    organisation: Organisation | None = None
    division: Division | None = None

    @property
    def first(self) -> RowReading:
        return self.rows[0]

    @property
    def result_id(self) -> int | None:
        """The project that was registered from these rows."""
        return self.first.row.result_id

    @property
    def problem_count(self) -> int:
        """How many things have to be mended before the project can be registered."""
        cells = sum(bool(cell.problem) for row in self.rows for cell in row.cells.values())
        return cells + len(self.problems)

    @property
    def is_ready(self) -> bool:
        return self.result_id is None and not self.problem_count


def read_batch(batch: ImportBatch, scope: Scope) -> list[ProjectReading]:
    """Everything that is understood of a stored file, checked against what is registered now."""
    resource = _columns()
    projects = []
    for group, rows in groupby(batch.rows.order_by("number"), key=lambda row: row.group):
        projects.append(ProjectReading(group, [_read_row(resource, row) for row in rows]))
    _check_projects(projects, scope)
    return projects


def _columns() -> Any:

    return ProjectResource()


def _read_row(resource: Any, row: ImportRow) -> RowReading:

    cells = {}
    for name in row.cells | row.mended:
        is_mended = name in row.mended
        raw = row.mended[name] if is_mended else unpack(row.cells.get(name))
        reading = CellReading(
            name,
            TITLES[name],
            row.mended[name] if is_mended else as_shown(row.cells.get(name)),
            is_mended=is_mended,
        )
        widget = resource.fields[name].widget
        try:
            reading.value = widget.clean(raw)
        except ValueError as error:
            reading.problem = str(error)
        else:
            if hasattr(widget, "warning"):
                reading.doubt = widget.warning(raw) or ""
        cells[name] = reading
    return RowReading(row, cells)


def _check_projects(projects: list[ProjectReading], scope: Scope) -> None:
    divisions = {
        division.code: division
        for division in Division.objects.filter(
            code__in={project.first.value("division") for project in projects}
        )
    }
    serving = _serving(divisions.values(), scope)
    codes = [project.first.value("code") for project in projects]
    known = set(
        Project.objects.filter(
            code__in=codes, organisation__in=[row.pk for row in serving.values()]
        ).values_list("organisation", "code")
    )
    for project in projects:
        _inherit(project)
        _check_place(project, divisions, serving)
        _check_project(project, codes, known)
        _check_buildings(project)


def _serving(divisions: Collection[Division], scope: Scope) -> dict[int, Organisation]:
    """Division id → the organisation that serves it, among those where the user registers."""
    reachable = Organisation.objects.filter(
        pk__in=scope.organisations("register_project"),
        serves__in=[division.pk for division in divisions],
    ).prefetch_related("serves")
    return {
        division.pk: organisation
        for organisation in reachable.order_by("path")
        for division in organisation.serves.all()
    }


def _inherit(project: ProjectReading) -> None:
    """Project facts stand on the first row; a different one further down is pointed out."""

    for name in PROJECT_FIELDS:
        stated = project.first.value(name)
        others = []
        for row in project.rows[1:]:
            cell = row.cells.get(name)
            if cell is None:
                continue
            if cell.problem and not cell.shown:
                cell.problem = ""  # stated on the first row, required nowhere else
            elif not cell.problem and cell.value not in (None, "", stated):
                others.append(cell.shown)
        if others:
            seen = "、".join(dict.fromkeys(others))
            kept = project.first.cells[name].shown
            text = f"各行“{TITLES[name]}”不一致（另有 {seen}），按首行 {kept} 登记"
            (project.doubts if name in ("applied_on", "planned_area") else project.problems).append(
                text
            )


def _check_place(
    project: ProjectReading, divisions: dict[str, Division], serving: dict[int, Organisation]
) -> None:
    code = project.first.value("division")
    if not code:
        return
    project.division = divisions.get(code)
    if project.division is None:
        project.problems.append(f"行政区划代码 {code} 没有登记。核对代码，或由系统管理员补登")
        return
    project.organisation = serving.get(project.division.pk)
    if project.organisation is None:
        project.problems.append(
            f"行政区划 {project.division} 不在你的办理范围，由该区划的经办人导入"
        )


def _check_project(project: ProjectReading, codes: list[Any], known: set[tuple[int, str]]) -> None:
    if project.result_id:
        return
    code = project.first.value("code")
    if code and codes.count(code) > 1:
        project.problems.append(f"项目代码 {code} 在文件中分成了几处。合并到相邻行后重新上传")
    if project.organisation and (project.organisation.pk, code) in known:
        project.problems.append(f"项目代码 {code} 已登记，不重复导入")


def _check_buildings(project: ProjectReading) -> None:
    names: set[str] = set()
    for row in project.rows:
        name = row.value("building")
        if name and name in names:
            row.cells["building"].problem = f"楼栋号“{name}”在本项目内重复。"
        names.add(name)
        ground, above = row.value("ground_floor_area"), row.value("above_ground_area")
        if ground is not None and above is not None and ground > above:
            row.cells[
                "ground_floor_area"
            ].problem = f"首层建筑面积 {ground} 大于地上建筑面积 {above}。核对两项面积。"


def exported_rows(projects: Any) -> Iterator[list[Any]]:
    """The table of the given projects, a row a building, in the columns that import reads."""
    resource = _columns()
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


MAX_ROWS = 5_000
