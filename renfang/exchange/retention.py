"""How long what was uploaded is kept in clear text, and how it goes.

A file that comes in holds names and numbers as the office has them, encrypted nowhere. Once it is
entered the register has them; what is left over is kept for questions, and no longer than that.
Source: 个人信息保护法, art. 19 (the shortest time that the purpose needs), art. 47.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from renfang.acts import act
from renfang.exchange.models import ImportBatch
from renfang.history.record import record

FOLDER = "imports"
# Of the account of a file, what quotes none of its cells.
_KEPT = ("sheets", "cells", "sums", "many", "fingerprint")


def clear_old_imports() -> str:
    """清理导入明细: rows and files of before ``RENFANG_IMPORT_DAYS`` days go; says how many.

    What stays of each is who brought it when, its name and digest, how many rows it had, what was
    read of it in numbers, and every event. What nobody confirmed by then counts as discarded.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_DAYS)
    old = ImportBatch.objects.filter(uploaded_at__lt=before).exclude(path="")
    count = sum(_clear(pk) for pk in list(old.order_by("pk").values_list("pk", flat=True)))
    # After the rows, so that no row ever names a file that is not there.
    files = _remove_files(before)
    return f"清理导入明细 {count} 份、上传文件 {files} 个"


@act
def _clear(batch_id: int) -> bool:
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    # One that waits in the queue goes the night after.
    if not batch.path or batch.is_in_queue:
        return False
    rows = batch.rows.count()
    batch.rows.all().delete()
    before = batch.get_state_display()
    if batch.state == ImportBatch.State.PREVIEW:
        batch.state = ImportBatch.State.DISCARDED
    batch.path = ""
    batch.reading = {name: batch.reading[name] for name in _KEPT if name in batch.reading}
    batch.reading["cleared"] = f"{timezone.localdate()}"
    # Remarks name people and projects; how much was entered names nobody.
    batch.result.pop("remarks", None)
    batch.save(update_fields=["state", "path", "reading", "result"])
    after = {
        "状态": batch.get_state_display(),
        "文件名": batch.file_name,
        "数据行": rows,
        "校验值": batch.sha256,
        "保存天数": settings.IMPORT_DAYS,
    }
    record(None, "清理导入明细", batch, before={"状态": before}, after=after)
    return True


def _remove_files(before: datetime) -> int:
    """Take away the files that no row names any more; what a crash left, the night after."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    named = set(ImportBatch.objects.exclude(path="").values_list("path", flat=True))
    count = 0
    for path in folder.rglob("*"):
        is_named = str(path.relative_to(settings.MEDIA_ROOT)) in named
        if path.is_file() and not is_named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count
