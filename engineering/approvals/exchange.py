"""Importing a 报建台账: upload, preview, mend, confirm.

Nothing but the preview is stored until the clerk confirms, and what is confirmed goes through the
same acts as the pages. Projects that still need mending stay behind in the preview.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.computation import compute_for
from engineering.area.facts import BuildingEntry
from engineering.projects.acts import ProjectEntry, register_project
from engineering.projects.exchange.columns import COLUMNS, PROJECT_FIELDS, TITLES
from engineering.projects.exchange.reading import ProjectReading, RowReading, read_batch
from engineering.projects.models import Project
from renfang.acts import Refused, WrongState, act
from renfang.exchange.batches import mend_cells, own_batch, pack, read_upload
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.table import UploadedRow, UploadedTable
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

KIND = "projects"
# Words by which a table's remarks state a condition of 计价格〔2000〕474号.
_GROUND_WORDS = ("地质", "桩基", "承台", "流砂", "暗河", "基岩", "管道密集")


@act
def upload_projects(content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传: read the file under guard and keep its rows for preview.

    Raises Refused with what to do about the file; nothing is stored then.
    """
    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导入。由系统管理员补登所在机构")
    Scope(by).require("import_projects", by.organisation_id)
    table = read_upload(content, COLUMNS)
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
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            number=row.number,
            group=group,
            cells={name: pack(cell) for name, cell in row.cells.items()},
        )
        for group, row in _by_project(table)
    )
    record(by, "上传台账", batch, after={"文件名": batch.file_name, "数据行": len(table.rows)})
    return batch


def _by_project(table: UploadedTable) -> Iterator[tuple[int, UploadedRow]]:
    """Each row with the number of its project: rows of one project follow each other."""
    group = 0
    previous: Any = None
    for row in table.rows:
        stated = [row.cells.get(name) for name in PROJECT_FIELDS]
        # A row that states no code belongs to the project above it, merged or not.
        if row.cells.get("code") not in (None, "", previous) or not group:
            group += 1
            previous = row.cells.get("code")
        elif row.cells.get("code") in (None, "") and any(stated[1:4]):
            group += 1
            previous = None
        yield group, row


@act
def mend_row(row_id: int, values: dict[str, str], *, by: User) -> ImportRow:
    """改正: replace what the file says in some cells; the file's own words are kept beside it."""
    row = ImportRow.objects.select_related("batch").filter(pk=row_id).first()
    batch = own_batch(row.batch_id if row else 0, KIND, "import_projects", by=by)
    if row is None or row.result_id is not None:
        raise WrongState("这一行已导入。在项目页更正")
    mend_cells(row, values, TITLES)
    record(by, "改正台账", batch, after={f"第 {row.number} 行": dict(row.mended)})
    return row


@dataclass(frozen=True)
class Applied:
    """What a confirmation did: projects registered, applications received, and what was not."""

    projects: list[Project]
    applications: list[Application]
    remarks: list[str]


@act
def confirm_batch(batch_id: int, *, with_applications: bool, by: User) -> Applied:
    """确认导入: register every project that needs no mending, all of them or none.

    With ``with_applications`` the application stated in the table (date, planned area) is
    received too; where that cannot be, the project is registered all the same and the reason told.
    """
    batch = own_batch(batch_id, KIND, "import_projects", by=by)
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
    """What the table's planned area and remarks amount to as an application."""
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
    batch = own_batch(batch_id, KIND, "import_projects", by=by)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record(by, "放弃导入台账", batch)
    return batch
