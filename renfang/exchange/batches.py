"""What every import does with an uploaded file between its reading and its confirmation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from renfang.acts import WrongState
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.stored_cells import as_shown
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


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
