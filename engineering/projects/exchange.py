"""The 报建台账: its columns, what is understood of a file of it, how it is entered and written.

A row is a building; project columns repeat or are merged over the rows of a project. Loading this
module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engineering.area.facts import BuildingFacts
from engineering.projects.acts import ProjectEntry, register_project
from engineering.projects.models import Project, Use
from engineering.projects.queries import other_developers
from renfang.exchange.reading.table import UploadedRow
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import (
    AmountWidget,
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    PhoneWidget,
    TextWidget,
)
from renfang.exchange.workbook import ExportSheet, Kind
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope
from renfang.quantities.identifiers import read_credit_code, read_project_code
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
# Facts of each building; the others are the project's, stated on its first row.
BUILDING_FIELDS = (
    "building",
    "use",
    "storeys",
    "foundation_depth",
    "ground_floor_area",
    "above_ground_area",
    "note",
)


def read_division_code(value: Any) -> str:
    """A GB/T 2260 code of 6 or 12 digits; one kept as a number by Excel has lost nothing."""
    text = normalise_digits(format(value, "f") if isinstance(value, Decimal) else str(value))
    text = "".join(text.split())
    if not (text.isascii() and text.isdigit() and len(text) in (6, 12)):
        raise Unreadable("行政区划代码为 6 位或 12 位数字，例如 620102。")
    return text


class DepthWidget(AmountWidget):
    """Metres; options of ``parse_depth``."""

    kind = Kind.AREA
    unit = "米"
    parser = staticmethod(parse_depth)


def find_places(readings: Sequence[Reading], scope: Scope, permission: str) -> None:
    """Find each thing's division, and the office that serves it among those of the user's reach."""
    codes = {reading.value("division") for reading in readings}
    divisions = {row.code: row for row in Division.objects.filter(code__in=codes)}
    offices = Organisation.objects.filter(
        pk__in=scope.organisations(permission), serves__in=divisions.values()
    ).prefetch_related("serves")
    serving = {
        division.pk: office
        for office in offices.order_by("path")
        for division in office.serves.all()
    }
    for reading in readings:
        code = reading.value("division")
        if not code:
            continue
        division = divisions.get(code)
        if division is None:
            reading.faults.append(f"行政区划代码 {code} 没有登记。核对代码，或由系统管理员补登")
            continue
        reading.found["division"] = division
        if division.pk in serving:
            reading.found["organisation"] = serving[division.pk]
        else:
            reading.faults.append(f"行政区划 {division} 不在你的办理范围，由该区划的经办人导入")


class ProjectResource(RegisterResource):
    """The table's columns over buildings; rows of one project follow each other."""

    code = Heading(
        "项目代码",
        IdentifierWidget(read_project_code, required=True),
        ("投资项目代码", "项目编码", "项目统一代码"),
        attribute="project__code",
        merged=True,
    )
    name = Heading(
        "项目名称",
        TextWidget(required=True, max_length=200),
        ("工程名称",),
        attribute="project__name",
        merged=True,
    )
    developer = Heading(
        "建设单位",
        TextWidget(required=True, max_length=200, is_name=True),
        ("建设单位名称", "建设单位（业主）", "业主单位"),
        attribute="project__developer__name",
        merged=True,
    )
    credit_code = Heading(
        "统一社会信用代码",
        IdentifierWidget(read_credit_code, required=True),
        ("信用代码", "社会信用代码"),
        attribute="project__developer__credit_code",
        merged=True,
    )
    party_address = Heading(
        "建设单位住所",
        TextWidget(max_length=200),
        ("单位住所", "住所", "注册地址"),
        attribute="project__developer__address",
        merged=True,
    )
    legal_representative = Heading(
        "法定代表人",
        TextWidget(max_length=50, is_name=True),
        ("法人代表",),
        attribute="project__developer__legal_representative",
        merged=True,
    )
    contact = Heading(
        "联系人",
        TextWidget(max_length=50, is_name=True),
        attribute="project__developer__contact",
        merged=True,
    )
    phone = Heading(
        "联系电话",
        PhoneWidget(),
        ("电话",),
        attribute="project__developer__phone",
        merged=True,
    )
    address = Heading(
        "建设地点",
        TextWidget(required=True, max_length=200),
        ("建设地址", "项目地址", "地址"),
        attribute="project__address",
        merged=True,
    )
    division = Heading(
        "行政区划代码",
        IdentifierWidget(read_division_code, required=True),
        ("区划代码",),
        attribute="project__division__code",
        merged=True,
    )
    building = Heading(
        "楼栋号",
        TextWidget(required=True, max_length=60),
        ("楼号", "栋号", "楼栋", "单体名称", "楼栋名称"),
        attribute="name",
    )
    use = Heading(
        "用途",
        ChoiceWidget(Use.choices, aliases=USES, required=True),
        ("使用性质", "用途类别"),
    )
    storeys = Heading("地上层数", IntegerWidget(required=True), ("层数",))
    foundation_depth = Heading("基础埋深", DepthWidget(required=True), ("埋深",))
    ground_floor_area = Heading("首层建筑面积", AreaWidget(required=True), ("首层面积",))
    above_ground_area = Heading(
        "地上建筑面积", AreaWidget(required=True), ("地上面积", "地上总建筑面积")
    )
    planned_area = Heading(
        "拟建人防面积", AreaWidget(), ("拟建面积", "拟建防空地下室面积"), merged=True
    )
    applied_on = Heading(
        "申请日期", DateWidget(is_past=True), ("报建日期", "报建时间"), merged=True
    )
    note = Heading("备注", TextWidget(max_length=500), attribute="project__note")

    sheet_name = "报建台账"
    preview = (
        "code",
        "name",
        "developer",
        "division",
        "building",
        "use",
        "storeys",
        "foundation_depth",
        "ground_floor_area",
        "above_ground_area",
        "planned_area",
        "applied_on",
        "note",
    )

    # Offices whose numbers go out in full; elsewhere they are masked.
    cleared: Collection[int] = ()

    def exported_cell(self, name: str, instance: Any) -> Any:
        """A number in full only where it may be."""
        if name == "phone" and instance.project.organisation_id in self.cleared:
            return instance.project.developer.phone.whole
        return super().exported_cell(name, instance)

    @property
    def project_fields(self) -> list[str]:
        """Columns whose facts are the project's."""
        return [name for name in self.fields if name not in BUILDING_FIELDS]

    def grouped(self, rows: Sequence[UploadedRow]) -> Iterator[tuple[int, UploadedRow]]:
        """Rows of one project follow each other."""
        group = 0
        previous: Any = None
        for row in rows:
            code = row.cells.get("code")
            stated = [row.cells.get(name) for name in ("name", "developer", "credit_code")]
            # A row that states no code belongs to the project above it, merged or not.
            if code not in (None, "", previous) or not group:
                group += 1
                previous = code
            elif code in (None, "") and any(stated):
                group += 1
                previous = None
            yield group, row

    def look_over(self, readings: list[Reading]) -> None:
        """Places, projects that are registered already, facts that contradict each other."""
        assert self.scope is not None
        find_places(readings, self.scope, "register_project")
        codes = [reading.value("code") for reading in readings]
        offices = {row.pk for each in readings if (row := each.found.get("organisation"))}
        known = set(
            Project.objects.filter(code__in=codes, organisation__in=offices).values_list(
                "organisation", "code"
            )
        )
        for reading in readings:
            self._inherit(reading)
            _check_buildings(reading)
            if not reading.is_entered:
                _check_code(reading, codes, known)
                _ask_developer(reading)

    def _inherit(self, reading: Reading) -> None:
        """Project facts stand on the first row; a different one further down is pointed out."""
        for name in self.project_fields:
            stated = reading.value(name)
            others = []
            for row in reading.rows[1:]:
                cell = row.cells.get(name)
                if cell is None:
                    continue
                if cell.problem and not cell.shown:
                    cell.problem = ""  # stated on the first row, required nowhere else
                elif not cell.problem and cell.value not in (None, "", stated):
                    others.append(cell.shown)
            if others:
                seen = "、".join(dict.fromkeys(others))
                first = reading.first.cells[name]
                text = f"各行“{first.title}”不一致（另有 {seen}），按首行 {first.shown} 登记"
                is_doubt = name in ("applied_on", "planned_area")
                (reading.doubts if is_doubt else reading.faults).append(text)

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> Project:
        """登记 the project with its buildings."""
        assert self.scope is not None
        notes = dict.fromkeys(each.value("note") for each in instance.rows if each.value("note"))
        entry = ProjectEntry(
            code=row["code"],
            name=row["name"],
            credit_code=row["credit_code"],
            developer_name=row["developer"],
            division_id=instance.found["division"].pk,
            address=row["address"],
            party_address=row.get("party_address") or "",
            legal_representative=row.get("legal_representative") or "",
            contact=row.get("contact") or "",
            phone=row.get("phone") or "",
            note="；".join(notes)[:500],
            buildings=[_building(each) for each in instance.rows],
        )
        return register_project(
            entry,
            organisation_id=instance.found["organisation"].pk,
            by=self.scope.user,
            remark=f"导入台账“{self.batch}”第 {instance.number} 行起",
        )

    def sheet(self, instances: Iterable[Project]) -> ExportSheet:
        """The projects with their buildings, a row a building."""
        return super().sheet(_buildings_of(instances))


def _ask_developer(reading: Reading) -> None:
    """A developer of that name who is registered under another credit code is asked about."""
    office, code = reading.found.get("organisation"), reading.value("credit_code")
    if office and code:
        reading.doubts += other_developers(office.pk, reading.value("developer") or "", code)


def _check_code(reading: Reading, codes: list[Any], known: set[tuple[int, str]]) -> None:
    code = reading.value("code")
    if code and codes.count(code) > 1:
        reading.faults.append(f"项目代码 {code} 在文件中分成了几处。合并到相邻行后重新上传")
    office = reading.found.get("organisation")
    if office and (office.pk, code) in known:
        reading.faults.append(f"项目代码 {code} 已登记，不重复导入")


def _check_buildings(reading: Reading) -> None:
    names: set[str] = set()
    for row in reading.rows:
        name = row.value("building")
        if name and name in names:
            row.cells["building"].problem = f"楼栋号“{name}”在本项目内重复。"
        names.add(name)
        ground, above = row.value("ground_floor_area"), row.value("above_ground_area")
        if ground is not None and above is not None and ground > above:
            row.cells[
                "ground_floor_area"
            ].problem = f"首层建筑面积 {ground} 大于地上建筑面积 {above}。核对两项面积。"


def _building(row: Any) -> BuildingFacts:
    return BuildingFacts(
        name=row.value("building"),
        use=row.value("use"),
        purpose=row.cells["use"].shown.strip(),
        storeys=row.value("storeys"),
        foundation_depth=row.value("foundation_depth"),
        ground_floor_area=row.value("ground_floor_area"),
        above_ground_area=row.value("above_ground_area"),
    )


def _buildings_of(projects: Iterable[Any]) -> Iterator[Any]:
    for project in projects:
        application = project.applications.all()[:1]
        for building in project.buildings.all():
            building.project = project
            building.planned_area = application[0].planned_area if application else None
            building.applied_on = application[0].received_on if application else None
            yield building
