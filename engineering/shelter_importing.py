"""Importing a 人防工程台账: upload, preview, confirm. A row is a shelter.

Nothing but the preview is stored until the clerk confirms, and what is confirmed goes through the
same act as the page. Rows that cannot be entered stay behind with the reason: they are mended in
the file and uploaded again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from engineering.importing import MAX_ROWS
from engineering.ledger_reading import CellReading
from engineering.models import Shelter
from engineering.shelter_checks import contradictions, warnings
from engineering.shelter_register import ShelterEntry, facts_of, register_shelter
from engineering.shelter_rules import unit_rules
from renfang.acts import Incomplete, Refused, WrongState, act
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.stored_cells import as_shown, pack, unpack
from renfang.history.record import record
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.scope import Scope

KIND = "shelters"


@dataclass
class ShelterReading:
    """One row with everything that was understood of it."""

    row: ImportRow
    cells: dict[str, CellReading]
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    organisation: Organisation | None = None
    division: Division | None = None

    def value(self, name: str) -> Any:
        """The understood value; None for a column that the file lacks or could not be read."""
        cell = self.cells.get(name)
        return cell.value if cell else None

    @property
    def is_done(self) -> bool:
        return self.row.result_id is not None

    @property
    def is_ready(self) -> bool:
        return not self.is_done and not self.problems

    @property
    def values(self) -> dict[str, Any]:
        """What the register takes: blanks leave the register's own defaults."""
        found = {
            name: cell.value
            for name, cell in self.cells.items()
            if name not in ("state", "division") and cell.value not in (None, "")
        }
        found["division_id"] = self.division.pk if self.division else None
        return found


@act
def upload_shelters(content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传: read the file under guard and keep its rows for preview.

    Raises Refused with what to do about the file; nothing is stored then.
    """
    from engineering.shelter_columns import COLUMNS
    from renfang.exchange.ledger import read_ledger
    from renfang.exchange.spreadsheet import UnreadableFile, read_spreadsheet

    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导入。由系统管理员补登所在机构")
    Scope(by).require("import_shelters", by.organisation_id)
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
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            number=row.number,
            group=group,
            cells={name: pack(cell) for name, cell in row.cells.items()},
        )
        for group, row in enumerate(table.rows, 1)
    )
    record(by, "上传工程台账", batch, after={"文件名": batch.file_name, "数据行": len(table.rows)})
    return batch


def read_shelters(batch: ImportBatch, scope: Scope) -> list[ShelterReading]:
    """Everything that is understood of a stored file, checked against what is registered now."""
    from engineering.shelter_columns import ShelterResource

    resource = ShelterResource()
    readings = [_read_row(resource, row) for row in batch.rows.order_by("number")]
    _check_places(readings, scope)
    _check_numbers(readings)
    for reading in readings:
        if not reading.is_done:
            _check_figures(reading)
    return readings


def _read_row(resource: Any, row: ImportRow) -> ShelterReading:
    from engineering.shelter_columns import TITLES

    reading = ShelterReading(row, {})
    for name in TITLES:
        if name not in row.cells:
            continue
        cell = CellReading(name, TITLES[name], as_shown(row.cells[name]))
        try:
            cell.value = resource.fields[name].widget.clean(unpack(row.cells[name]))
        except ValueError as error:
            cell.problem = str(error)
            reading.problems.append(f"{cell.title}：{error}")
        reading.cells[name] = cell
    return reading


def _check_places(readings: list[ShelterReading], scope: Scope) -> None:
    codes = {reading.value("division") for reading in readings}
    divisions = {row.code: row for row in Division.objects.filter(code__in=codes)}
    offices = Organisation.objects.filter(
        pk__in=scope.organisations("edit_shelter"), serves__in=divisions.values()
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
        reading.division = divisions.get(code)
        if reading.division is None:
            reading.problems.append(f"行政区划代码 {code} 没有登记。核对代码，或由系统管理员补登")
            continue
        reading.organisation = serving.get(reading.division.pk)
        if reading.organisation is None:
            reading.problems.append(f"行政区划 {code} 不在你的办理范围，由该区划的经办人导入")


def _check_numbers(readings: list[ShelterReading]) -> None:
    numbers = [reading.value("works_number") for reading in readings]
    known = set(
        Shelter.objects.filter(
            works_number__in=[number for number in numbers if number]
        ).values_list("organisation", "works_number")
    )
    for reading in readings:
        number = reading.value("works_number")
        if not number or reading.is_done:
            continue
        if numbers.count(number) > 1:
            reading.problems.append(f"工程编号 {number} 在文件中出现 {numbers.count(number)} 次")
        if reading.organisation and (reading.organisation.pk, number) in known:
            reading.problems.append(f"工程编号 {number} 已登记，不重复导入")


def _check_figures(reading: ShelterReading) -> None:
    facts = facts_of(reading.values, [])
    reading.problems += [each.message for each in contradictions(facts)]
    day = reading.value("completed_on")
    if day:
        reading.doubts += warnings(facts, unit_rules(day))


@act
def confirm_shelters(batch_id: int, *, by: User) -> list[Shelter]:
    """确认导入: enter every row that has no problem, all of them or none."""
    batch: ImportBatch = ImportBatch.objects.locked(batch_id, Scope(by), "import_shelters")
    if batch.kind != KIND or batch.uploaded_by_id != by.pk:
        raise WrongState(f"这份台账由{batch.uploaded_by}上传，由其本人确认")
    if batch.state != ImportBatch.State.PREVIEW:
        raise WrongState(f"这份台账{batch.get_state_display()}，不能再导入")
    readings = read_shelters(batch, Scope(by))
    ready = [reading for reading in readings if reading.is_ready]
    if not ready:
        raise Refused("没有可以导入的工程。按标出的问题改正文件后重新上传")
    entered = [_enter(reading, batch, by) for reading in ready]
    if all(reading.is_done or reading.is_ready for reading in readings):
        batch.state = ImportBatch.State.APPLIED
        batch.save(update_fields=["state"])
    record(by, "确认导入工程台账", batch, after={"登记工程": len(entered)})
    return entered


def _enter(reading: ShelterReading, batch: ImportBatch, by: User) -> Shelter:
    assert reading.organisation is not None
    shelter = register_shelter(
        ShelterEntry(reading.values),
        organisation_id=reading.organisation.pk,
        state=reading.value("state") or Shelter.State.IN_USE,
        by=by,
        remark=f"导入台账“{batch.file_name}”第 {reading.row.number} 行",
    )
    reading.row.result_id = shelter.pk
    reading.row.save(update_fields=["result_id"])
    return shelter
