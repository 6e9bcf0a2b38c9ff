"""What is understood of an uploaded 报建台账: cells, buildings, projects, problems and doubts.

Nothing is written here; engineering.approvals.exchange acts on what this finds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from engineering.projects.exchange.columns import PROJECT_FIELDS, TITLES
from engineering.projects.models import Project
from renfang.exchange.batches import as_shown, unpack
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope


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
    from engineering.projects.exchange.resource import ProjectResource

    resource = ProjectResource()
    projects = []
    for group, rows in groupby(batch.rows.order_by("number"), key=lambda row: row.group):
        projects.append(ProjectReading(group, [_read_row(resource, row) for row in rows]))
    _check_projects(projects, scope)
    return projects


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
