"""Importing a 人防工程台账: upload, preview, mend, confirm. A row is a shelter.

Further sheets hold protective units, openings and equipment. Nothing but the preview is stored
until the clerk confirms, and what is confirmed goes through the same act as the page. Rows that
cannot be entered stay behind with the reason, to be mended on the page.
"""

from __future__ import annotations

import hashlib
from typing import Any

from engineering.shelters.acts.register import register_shelter
from engineering.shelters.exchange.reading import ShelterReading, read_shelters
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, Refused, WrongState, act
from renfang.exchange.batches import MOST_ROWS, as_shown, mend_cells, own_batch, pack
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.spreadsheet import Sheet
from renfang.exchange.reading.table import UploadedTable
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

KIND = "shelters"


@act
def upload_shelters(content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传: read the file under guard and keep its rows for preview.

    Raises Refused with what to do about the file; nothing is stored then.
    """
    if by.organisation is None:
        raise Refused("你的账号没有所在机构，不能导入。由系统管理员补登所在机构")
    Scope(by).require("import_shelters", by.organisation_id)
    table, parts = _tables(content)
    cells, strays = _with_parts(table, parts)
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
            "parts": {found.sheet: len(found.rows) for found in parts.values()},
            "strays": strays,
        },
    )
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=row.number, group=group, cells=cells[row.number])
        for group, row in enumerate(table.rows, 1)
    )
    record(by, "上传工程台账", batch, after={"文件名": batch.file_name, "数据行": len(table.rows)})
    return batch


def _tables(content: bytes) -> tuple[UploadedTable, dict[str, UploadedTable]]:
    """The table of shelters, and those of their parts by kind. Raises Incomplete."""
    from engineering.shelters.exchange.columns import COLUMNS
    from engineering.shelters.exchange.part_columns import OF_SHELTER, PARTS, SHEETS
    from renfang.exchange.reading.spreadsheet import UnreadableFile, read_spreadsheet

    try:
        sheets = read_spreadsheet(content)
        first = [sheet for sheet in sheets if sheet.name.strip() not in SHEETS]
        table = _table(first, COLUMNS)
        parts = {
            part: _table([sheet], (*OF_SHELTER, *PARTS[part].columns))
            for sheet in sheets
            if (part := SHEETS.get(sheet.name.strip())) and len(sheet.rows) > 1
        }
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    if not table.rows:
        raise Incomplete("表头以下没有数据行。核对是否选错了工作表", field="file")
    return table, parts


def _table(sheets: list[Sheet], columns: Any) -> UploadedTable:
    from renfang.exchange.reading.table import read_table

    table = read_table(sheets, columns)
    if table.missing:
        raise Incomplete(
            f"工作表“{table.sheet}”缺少列：{'、'.join(table.missing)}。补齐表头后重新上传",
            field="file",
        )
    if len(table.rows) > MOST_ROWS:
        raise Incomplete(
            f"工作表“{table.sheet}”超过 {MOST_ROWS:,} 行。分成几个文件上传", field="file"
        )
    return table


def _with_parts(
    table: UploadedTable, parts: dict[str, UploadedTable]
) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """Packed cells by row of the shelter, with those of its parts; and rows of no shelter."""
    cells = {
        row.number: {name: pack(cell) for name, cell in row.cells.items()} for row in table.rows
    }
    owners: dict[str, list[int]] = {}
    for row in table.rows:
        for key in {_key(row.cells.get("works_number")), _key(row.cells.get("name"))} - {""}:
            owners.setdefault(key, []).append(row.number)
    strays = []
    for part, found in parts.items():
        for row in found.rows:
            stated = _key(row.cells.get("of_number")) or _key(row.cells.get("of_name"))
            whose = owners.get(stated, [])
            if len(whose) != 1:
                why = "对应不止一个工程" if whose else "在工程表中找不到"
                strays.append(f"{found.sheet}第 {row.number} 行：“{stated or '空白'}”{why}")
                continue
            cells[whose[0]] |= {
                f"{part}/{row.number}/{name}": pack(cell)
                for name, cell in row.cells.items()
                if name not in ("of_number", "of_name")
            }
    return cells, strays


def _key(cell: Any) -> str:
    return "" if cell is None else "".join(as_shown(pack(cell)).split())


@act
def mend_shelter_row(row_id: int, values: dict[str, str], *, by: User) -> ImportRow:
    """改正: replace what the file says in some cells; the file's own words are kept beside it.

    Columns that the file lacks may be filled in; parts that it lacks are added on the page of the
    register.
    """
    from engineering.shelters.exchange.columns import TITLES

    row = ImportRow.objects.select_related("batch").filter(pk=row_id).first()
    batch = own_batch(row.batch_id if row else 0, KIND, "import_shelters", by=by)
    if row is None or row.result_id is not None:
        raise WrongState("这一行已导入。在工程页更正台账")
    mend_cells(row, values, {*TITLES, *row.cells})
    # Which cells, not what: grades and coordinates may be among them.
    record(by, "改正工程台账", batch, after={f"第 {row.number} 行": f"改正 {len(row.mended)} 格"})
    return row


@act
def confirm_shelters(batch_id: int, *, by: User) -> list[Shelter]:
    """确认导入: enter every row that has no problem, all of them or none."""
    batch = own_batch(batch_id, KIND, "import_shelters", by=by)
    readings = read_shelters(batch, Scope(by))
    ready = [reading for reading in readings if reading.is_ready]
    if not ready:
        raise Refused("没有可以导入的工程。先改正标出的问题")
    entered = [_enter(reading, batch, by) for reading in ready]
    if all(reading.is_done or reading.is_ready for reading in readings):
        batch.state = ImportBatch.State.APPLIED
        batch.save(update_fields=["state"])
    record(by, "确认导入工程台账", batch, after={"登记工程": len(entered)})
    return entered


def _enter(reading: ShelterReading, batch: ImportBatch, by: User) -> Shelter:
    assert reading.organisation is not None
    try:
        shelter = register_shelter(
            reading.entry,
            organisation_id=reading.organisation.pk,
            state=reading.value("state") or Shelter.State.IN_USE,
            by=by,
            remark=f"导入台账“{batch.file_name}”第 {reading.row.number} 行",
        )
    except Incomplete as refusal:
        raise Refused(f"第 {reading.row.number} 行：{refusal.message}") from refusal
    reading.row.result_id = shelter.pk
    reading.row.save(update_fields=["result_id"])
    return shelter


@act
def discard_shelters(batch_id: int, *, by: User) -> ImportBatch:
    """放弃: nothing more of the file will be registered."""
    batch = own_batch(batch_id, KIND, "import_shelters", by=by)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record(by, "放弃导入工程台账", batch)
    return batch
