"""Importing a 报建台账: upload, preview, mend, confirm.

Nothing but the preview is stored until the clerk confirms, and what is confirmed goes through the
same acts as the pages. Projects that still need mending stay behind in the preview.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction

from engineering.approvals import Plan, submit_application
from engineering.area_computation import compute_for
from engineering.models import Application, Project
from engineering.projects import BuildingEntry, ProjectEntry, register_project
from renfang.acts import Incomplete, Refused, WrongState, act
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.stored_cells import as_shown, pack, unpack
from renfang.history.record import record
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.scope import Scope

KIND = "projects"
# Words by which a ledger's remarks state a condition of 计价格〔2000〕474号.
_GROUND_WORDS = ("地质", "桩基", "承台", "流砂", "暗河", "基岩", "管道密集")
MAX_ROWS = 5_000


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


@act
def upload_ledger(content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传: read the file under guard and keep its rows for preview.

    Raises Refused with what to do about the file; nothing is stored then.
    """
    from engineering.ledger_columns import COLUMNS, PROJECT_FIELDS
    from renfang.exchange.ledger import read_ledger
    from renfang.exchange.spreadsheet import UnreadableFile, read_spreadsheet

    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导入。由系统管理员补登所在机构")
    Scope(by).require("import_projects", by.organisation_id)
    try:
        table = read_ledger(read_spreadsheet(content), COLUMNS)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    if table.missing:
        raise Incomplete(f"缺少列：{'、'.join(table.missing)}。补齐表头后重新上传", field="file")
    if not table.rows:
        raise Incomplete("表头以下没有数据行。核对是否选错了工作表", field="file")
    if len(table.rows) > MAX_ROWS:
        raise Incomplete(f"数据超过 {MAX_ROWS:,} 行。分成几个文件上传", field="file")
    batch = ImportBatch.objects.create(
        organisation=by.organisation,
        kind=KIND,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        reading={
            "sheet": table.sheet,
            "header_row": table.header_row,
            "unknown": table.unknown,
            "ignored": [list(item) for item in table.ignored],
        },
    )
    group = 0
    previous: Any = None
    rows = []
    for row in table.rows:
        stated = [row.cells.get(name) for name in PROJECT_FIELDS]
        # A row that states no code belongs to the project above it, merged or not.
        if row.cells.get("code") not in (None, "", previous) or not group:
            group += 1
            previous = row.cells.get("code")
        elif row.cells.get("code") in (None, "") and any(stated[1:4]):
            group += 1
            previous = None
        cells = {name: pack(cell) for name, cell in row.cells.items()}
        rows.append(ImportRow(batch=batch, number=row.number, group=group, cells=cells))
    ImportRow.objects.bulk_create(rows)
    record(by, "上传台账", batch, after={"文件名": batch.file_name, "数据行": len(rows)})
    return batch


def read_batch(batch: ImportBatch, scope: Scope) -> list[ProjectReading]:
    """Everything that is understood of a stored file, checked against what is registered now."""
    resource = _columns()
    projects = []
    for group, rows in groupby(batch.rows.order_by("number"), key=lambda row: row.group):
        projects.append(ProjectReading(group, [_read_row(resource, row) for row in rows]))
    _check_projects(projects, scope)
    return projects


def _columns() -> Any:
    from engineering.ledger_columns import LedgerResource

    return LedgerResource()


def _read_row(resource: Any, row: ImportRow) -> RowReading:
    from engineering.ledger_columns import TITLES

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


def _serving(divisions: Any, scope: Scope) -> dict[int, Organisation]:
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
    from engineering.ledger_columns import PROJECT_FIELDS, TITLES

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


@act
def mend_row(row_id: int, values: dict[str, str], *, by: User) -> ImportRow:
    """改正: replace what the file says in some cells; the file's own words are kept beside it."""
    row = ImportRow.objects.select_related("batch").filter(pk=row_id).first()
    batch = _own_batch(row.batch_id if row else 0, by)
    if row is None or row.result_id is not None:
        raise WrongState("这一行已导入。在项目页更正")
    from engineering.ledger_columns import TITLES

    for name, text in values.items():
        if name not in TITLES:
            continue
        if text == as_shown(row.cells.get(name)):
            row.mended.pop(name, None)
        else:
            row.mended[name] = text
    row.save(update_fields=["mended"])
    record(by, "改正台账", batch, after={f"第 {row.number} 行": dict(row.mended)})
    return row


def _own_batch(batch_id: int, by: User) -> ImportBatch:
    """The locked batch, if the user uploaded it and it is still open."""
    batch: ImportBatch = ImportBatch.objects.locked(batch_id, Scope(by), "import_projects")
    if batch.uploaded_by_id != by.pk:
        raise WrongState(f"这份台账由{batch.uploaded_by}上传，由其本人确认")
    if batch.state != ImportBatch.State.PREVIEW:
        raise WrongState(f"这份台账{batch.get_state_display()}，不能再改动")
    return batch


@dataclass(frozen=True)
class Applied:
    """What a confirmation did: projects registered, applications received, and what was not."""

    projects: list[Project]
    applications: list[Application]
    remarks: list[str]


@act
def confirm_batch(batch_id: int, *, with_applications: bool, by: User) -> Applied:
    """确认导入: register every project that needs no mending, all of them or none.

    With ``with_applications`` the application stated in the ledger (date, planned area) is
    received too; where that cannot be, the project is registered all the same and the reason told.
    """
    batch = _own_batch(batch_id, by)
    readings = read_batch(batch, Scope(by))
    ready = [reading for reading in readings if reading.is_ready]
    if not ready:
        raise Refused("没有可以导入的项目。先改正标出的问题")
    done = Applied([], [], [])
    for reading in ready:
        project = _register(reading, batch, by)
        done.projects.append(project)
        applied_on = reading.first.value("applied_on")
        if with_applications and applied_on:
            _receive(reading, project, applied_on, done, by)
    if all(reading.result_id or reading.is_ready for reading in readings):
        batch.state = ImportBatch.State.APPLIED
        batch.save(update_fields=["state"])
    record(
        by,
        "确认导入台账",
        batch,
        after={"登记项目": len(done.projects), "登记收件": len(done.applications)},
    )
    return done


def _register(reading: ProjectReading, batch: ImportBatch, by: User) -> Project:
    first = reading.first
    assert reading.organisation is not None
    assert reading.division is not None
    notes = dict.fromkeys(row.value("note") for row in reading.rows if row.value("note"))
    entry = ProjectEntry(
        code=first.value("code"),
        name=first.value("name"),
        credit_code=first.value("credit_code"),
        developer_name=first.value("developer"),
        division_id=reading.division.pk,
        address=first.value("address"),
        contact=first.value("contact") or "",
        phone=first.value("phone") or "",
        note="；".join(notes)[:500],
        buildings=[_building(row) for row in reading.rows],
    )
    project = register_project(
        entry,
        organisation_id=reading.organisation.pk,
        by=by,
        remark=f"导入台账“{batch.file_name}”第 {first.row.number} 行起",
    )
    ImportRow.objects.filter(pk__in=[row.row.pk for row in reading.rows]).update(
        result_id=project.pk
    )
    return project


def _building(row: RowReading) -> BuildingEntry:
    use = row.cells["use"]
    return BuildingEntry(
        name=row.value("building"),
        use=use.value,
        purpose=use.shown.strip(),
        storeys=row.value("storeys"),
        foundation_depth=row.value("foundation_depth"),
        ground_floor_area=row.value("ground_floor_area"),
        above_ground_area=row.value("above_ground_area"),
    )


def _receive(
    reading: ProjectReading, project: Project, applied_on: date, done: Applied, by: User
) -> None:
    planned = reading.first.value("planned_area") or Decimal("0")
    try:
        with transaction.atomic():
            plan = _stated_plan(project, planned, applied_on)
            done.applications.append(
                submit_application(project.pk, plan, received_on=applied_on, by=by)
            )
    except Refused as refusal:
        done.remarks.append(f"{project}：已登记项目，未登记收件。{refusal.message}")


def _stated_plan(project: Project, planned: Decimal, applied_on: date) -> Plan:
    """What the ledger's planned area and remarks amount to as an application."""
    computed = compute_for(project, planned, applied_on)
    if planned >= computed.required_area:
        return Plan(kind=Application.Kind.BUILD, planned_area=planned)
    grounds = computed.grounds.items()
    by_area = [code for code, ground in grounds if ground.is_by_area]
    by_evidence = [code for code, ground in grounds if not ground.is_by_area]
    if computed.may_relocate and by_area:
        ground = by_area[0]
    else:
        is_stated = any(word in project.note for word in _GROUND_WORDS)
        ground = by_evidence[0] if by_evidence and is_stated else ""
    return Plan(
        kind=Application.Kind.RELOCATION,
        planned_area=planned,
        ground=ground,
        ground_facts=project.note,
    )


@act
def discard_batch(batch_id: int, *, by: User) -> ImportBatch:
    """放弃: nothing more of the file will be registered."""
    batch = _own_batch(batch_id, by)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record(by, "放弃导入台账", batch)
    return batch


def exported_rows(projects: Any) -> Iterator[list[Any]]:
    """The ledger of the given projects, a row a building, in the columns that import reads."""
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
