"""An uploaded table between its reading and its confirmation: what every import does with it.

Cells are kept as JSON with their types (a date is not the text that shows it). The acts that
upload, mend and confirm are the apps'; here is what they share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from renfang.acts import Incomplete, WrongState
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.spreadsheet import Cell, UnreadableFile, read_spreadsheet
from renfang.exchange.reading.table import UNNEEDED, Column, UploadedTable, read_table
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

# What a person can look through before confirming, and what one act can write.
MOST_ROWS = 5_000


def pack(cell: Cell) -> Any:
    """A cell as JSON: text and nothing as they are, all else as [type, text]."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return ["truth", str(int(cell))]
    if isinstance(cell, Decimal):
        return ["number", format(cell, "f")]
    if isinstance(cell, datetime):
        return ["instant", cell.isoformat()]
    return ["date", cell.isoformat()]


def unpack(stored: Any) -> Cell:
    """The cell that ``pack`` was given."""
    if not isinstance(stored, list):
        return stored
    kind, text = stored
    readers = {
        "truth": lambda text: text == "1",
        "number": Decimal,
        "instant": datetime.fromisoformat,
        "date": date.fromisoformat,
    }
    return readers[kind](text)


def as_shown(stored: Any) -> str:
    """What the user saw in the cell, for the preview and the mending box."""
    cell = unpack(stored)
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def read_upload(
    content: bytes,
    columns: Sequence[Column],
    unneeded: Collection[str] = UNNEEDED,
) -> UploadedTable:
    """The one table of an uploaded file, read under guard.

    Raises Incomplete at the field ``file``, with what to do about the file.
    """
    try:
        table = read_table(read_spreadsheet(content), columns, unneeded=unneeded)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    if table.missing:
        raise Incomplete(f"缺少列：{'、'.join(table.missing)}。补齐表头后重新上传", field="file")
    if not table.rows:
        raise Incomplete("表头以下没有数据行。核对是否选错了工作表", field="file")
    if len(table.rows) > MOST_ROWS:
        raise Incomplete(f"数据超过 {MOST_ROWS:,} 行。分成几个文件上传", field="file")
    return table


def own_batch(batch_id: int, kind: str, permission: str, *, by: User) -> ImportBatch:
    """The locked batch of this kind, if the user uploaded it and it is still open.

    Raises NotFound, NotPermitted, or WrongState for somebody else's or a finished one.
    """
    batch: ImportBatch = ImportBatch.objects.locked(batch_id, Scope(by), permission)
    if batch.kind != kind or batch.uploaded_by_id != by.pk:
        raise WrongState(f"这份台账由{batch.uploaded_by}上传，由其本人确认")
    if batch.state != ImportBatch.State.PREVIEW:
        raise WrongState(f"这份台账{batch.get_state_display()}，不能再改动")
    return batch


def mend_cells(row: ImportRow, values: Mapping[str, str], columns: Collection[str]) -> None:
    """Put what was typed in place of what the file says; the file's own words stay beside it.

    What stands in none of the ``columns`` is passed over; the file's own words undo a mending.
    """
    for name, text in values.items():
        if name not in columns:
            continue
        # No keyboard types NUL and PostgreSQL stores none; what else is invisible, reading tells.
        typed = text.replace("\x00", "")
        if typed == as_shown(row.cells.get(name)):
            row.mended.pop(name, None)
        else:
            row.mended[name] = typed
    row.save(update_fields=["mended"])
