"""Registers as XLSX: what goes out can be mended in Excel and comes in again.

A file is read, shown row by row (new, changed, unchanged, to mend) and written only when whoever
uploaded it confirms; rows go through the same acts as the pages. Rows are told by their number.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from drills.registers.acts import amend, enter
from drills.registers.catalogue import Register, shown
from drills.registers.forms import largest
from drills.registers.models import KeyTarget, Registered
from renfang.acts import Incomplete, Refused, WrongState, act
from renfang.exchange.batches import as_shown, pack, read_upload, unpack
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.table import UNNEEDED, Column
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.quantities.fields import AreaField


@dataclass
class Reading:
    """One row of the file: as written, as understood, and what becomes of it."""

    row: ImportRow
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    present: Registered | None = None

    @property
    def outcome(self) -> str:
        """新增, 变更, 未变 or 需改正."""
        if self.problems:
            return "需改正"
        if self.present is None:
            return "新增"
        return "变更" if self.changes else "未变"


@act
def export_register(register: Register, rows: Any, *, by: User) -> bytes:
    """导出: the rows as they were found in scope, in the columns that importing understands."""
    organisation = require_office(by, "导出")
    target = io.BytesIO()
    columns = [_export_column(register, name) for name in register.columns]
    count = write_xlsx(target, columns, _export_rows(register, rows), sheet_name=register.title)
    record(
        by,
        f"导出{register.title}",
        organisation,
        organisation=organisation,
        after={"行数": count},
    )
    return target.getvalue()


def _export_column(register: Register, name: str) -> ExportColumn:
    column = register.model._meta.get_field(name)
    if isinstance(column, AreaField):
        return ExportColumn(register.label(name), Kind.AREA, 16)
    if isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return ExportColumn(register.label(name), Kind.INTEGER, 12)
    if isinstance(column, models.DateField):
        return ExportColumn(register.label(name), Kind.DATE, 13)
    return ExportColumn(register.label(name), width=20)


def _export_rows(register: Register, rows: Any) -> Iterator[list[Any]]:
    for row in rows:
        cells = []
        for name in register.columns:
            value = getattr(row, name)
            plain = isinstance(value, bool | str) or value is None
            cells.append(shown(row, name) if plain or isinstance(value, models.Model) else value)
        yield cells


@act
def upload_register(register: Register, content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传: read the file under guard and keep its rows for preview. Raises Incomplete."""
    kind, columns = kind_of(register), _columns(register)
    return keep_rows(kind, register.title, content, file_name, columns, by)


def require_office(by: User, doing: str) -> Organisation:
    """The user's own office, whose file it is. Raises Refused where there is none."""
    if by.organisation is None:
        raise Refused(f"你的账号没有所在机构，不能{doing}。由系统管理员补登所在机构")
    return by.organisation


def keep_rows(
    kind: str,
    title: str,
    content: bytes,
    file_name: str,
    columns: Sequence[Column],
    by: User,
    unneeded: Collection[str] = UNNEEDED,
) -> ImportBatch:
    """Read a file under guard and keep its rows as they are; nothing else is written before they
    are confirmed. Raises Incomplete at the field ``file``."""
    organisation = require_office(by, "导入")
    Scope(by).require("manage_readiness", organisation.pk)
    table = read_upload(content, columns, unneeded=unneeded)
    batch = ImportBatch.objects.create(
        organisation=organisation,
        kind=kind,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        reading={"unknown": table.unknown, "ignored": [list(item) for item in table.ignored]},
    )
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            number=row.number,
            group=group,
            cells={name: pack(cell) for name, cell in row.cells.items()},
        )
        for group, row in enumerate(table.rows, 1)
    )
    record(by, f"上传{title}", batch, after={"文件名": batch.file_name, "行": len(table.rows)})
    return batch


def confirmable(batch_id: int, kind: str, by: User) -> ImportBatch:
    """The file, locked, that waits for its own uploader. Raises NotFound, WrongState."""
    batch: ImportBatch = ImportBatch.objects.locked(batch_id, Scope(by), "manage_readiness")
    if batch.kind != kind or batch.uploaded_by_id != by.pk:
        raise WrongState(f"这份文件由{batch.uploaded_by}上传，由其本人确认")
    if batch.state != ImportBatch.State.PREVIEW:
        raise WrongState(f"这份文件{batch.get_state_display()}，不能再导入")
    return batch


def kind_of(register: Register) -> str:
    """What ImportBatch.kind says of this register's files."""
    return f"drills.{register.slug}"


def _columns(register: Register) -> list[Column]:
    return [
        Column(name, register.label(name), required=not register.model._meta.get_field(name).blank
               and register.model._meta.get_field(name).default is models.NOT_PROVIDED)
        for name in register.columns
    ]  # fmt: skip


def read_register(register: Register, batch: ImportBatch, scope: Scope) -> list[Reading]:
    """Everything understood of a stored file, compared with what is registered now."""
    widgets = _widgets(register, scope)
    readings = [_read(register, widgets, row) for row in batch.rows.order_by("number")]
    numbers = [reading.values.get("number") for reading in readings]
    present = {
        row.number: row
        for row in register.model.objects.filter(
            organisation=batch.organisation_id, number__in=[n for n in numbers if n]
        )
    }
    for reading in readings:
        number = reading.values.get("number")
        if number and numbers.count(number) > 1:
            reading.problems.append(f"编号 {number} 在文件中出现 {numbers.count(number)} 次")
        reading.present = present.get(number)
        if not reading.problems:
            _compare(register, reading, batch)
    return readings


def _read(register: Register, widgets: dict[str, Any], row: ImportRow) -> Reading:
    reading = Reading(row, [as_shown(row.cells.get(name)) for name in register.columns])
    for name in register.columns:
        if name not in row.cells:
            continue
        try:
            reading.values[name] = widgets[name].clean(unpack(row.cells[name]))
        except ValueError as error:
            reading.problems.append(f"{register.label(name)}：{error}")
    return reading


def _compare(register: Register, reading: Reading, batch: ImportBatch) -> None:
    """What the row would change, and whether the register would take it."""
    row = reading.present or register.model(organisation=batch.organisation)
    for name in list(reading.values):
        column = register.model._meta.get_field(name)
        if reading.values[name] is None and not column.null:
            reading.values[name] = column.get_default()
    for name, value in reading.values.items():
        before = shown(row, name) if reading.present else ""
        setattr(row, name, value)
        if reading.present and shown(row, name) != before:
            reading.changes.append(f"{register.label(name)}：{before or '空'} → {shown(row, name)}")
    try:
        row.full_clean(exclude=["organisation"], validate_unique=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = register.label(name) if name in register.columns else ""
            reading.problems.append(f"{label}：{'；'.join(messages)}".lstrip("："))


def _widgets(register: Register, scope: Scope) -> dict[str, Any]:
    """How the cells of each column are read."""
    return {name: _widget(register.model._meta.get_field(name), scope) for name in register.columns}


def _widget(column: models.Field, scope: Scope) -> Any:
    from renfang.exchange.widgets import (
        AreaWidget,
        ChoiceWidget,
        DateWidget,
        IntegerWidget,
        TextWidget,
    )

    needed = not column.blank and column.default is models.NOT_PROVIDED
    label = str(column.verbose_name)
    if column.choices:
        return ChoiceWidget(column.choices, required=needed)
    if isinstance(column, models.BooleanField):
        return ChoiceWidget([(True, "是"), (False, "否")])
    if isinstance(column, models.ForeignKey):
        targets = KeyTarget.objects.visible_to(scope).filter(is_current=True)
        return ChoiceWidget([(target, target.name) for target in targets])
    if isinstance(column, AreaField):
        return AreaWidget(required=needed, name=label)
    if isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return IntegerWidget(required=needed, name=label, minimum=0, maximum=largest(column))
    if isinstance(column, models.DateField):
        return DateWidget(required=needed)
    is_long = isinstance(column, models.TextField)
    return TextWidget(required=needed, max_length=column.max_length, multiline=is_long)


@act
def confirm_register(register: Register, batch_id: int, *, by: User) -> tuple[int, int]:
    """确认导入: all rows or none; gives how many were entered and how many changed."""
    batch = confirmable(batch_id, kind_of(register), by)
    readings = read_register(register, batch, Scope(by))
    wrong = [reading for reading in readings if reading.problems]
    if wrong:
        lines = "、".join(str(reading.row.number) for reading in wrong[:10])
        raise Incomplete(f"第 {lines} 行需要改正。改正文件后重新上传，本次没有写入任何一行")
    entered, changed = 0, 0
    for reading in readings:
        if reading.present is None:
            row = enter(register, batch.organisation_id, reading.values, by=by)
            entered += 1
        else:
            version = reading.present.version
            row = amend(register, reading.present.pk, reading.values, by=by, version=version)
            changed += bool(reading.changes)
        reading.row.result_id = row.pk
    ImportRow.objects.bulk_update([reading.row for reading in readings], ["result_id"])
    batch.state = ImportBatch.State.APPLIED
    batch.save(update_fields=["state"])
    record(by, f"确认导入{register.title}", batch, after={"新增": entered, "变更": changed})
    return entered, changed
