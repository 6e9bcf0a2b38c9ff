"""影像资料: pictures of a drill, drawn anew before they are kept; the originals are not."""

from __future__ import annotations

from django.utils import timezone

from drills.exercises.models import Drill, DrillPhotograph
from drills.exercises.steps import PHOTOGRAPH
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.keeping import KeptFile, kept_first, require_new

MOST = 30


@kept_first
@act
def add_photograph(drill_id: int, file: KeptFile, *, caption: str, by: User) -> DrillPhotograph:
    """上传影像资料, given as the ``CheckedFile`` that a form drew anew.

    Raises Incomplete on ``file``.
    """
    drill: Drill = Drill.objects.locked_for(PHOTOGRAPH, drill_id, by)
    if drill.photographs.count() >= MOST:
        raise Incomplete(f"本次演练已有 {MOST} 张影像。移除不需要的再上传", field="file")
    require_new(file, drill.photographs.all(), "这张照片")
    photograph = DrillPhotograph.objects.create(
        drill=drill,
        caption=caption,
        path=file.path,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        added_by=by,
        added_at=timezone.now(),
    )
    record(by, "上传影像资料", drill, after={"说明": caption, "校验值": file.sha256})
    return photograph


@act
def remove_photograph(photograph_id: int, *, by: User) -> Drill:
    """移除影像资料: one added by mistake, while the drill is not on file."""
    found = DrillPhotograph.objects.filter(pk=photograph_id).first()
    drill: Drill = Drill.objects.locked_for(PHOTOGRAPH, found.drill_id if found else 0, by)
    assert found is not None
    record(by, "移除影像资料", drill, before={"说明": found.caption, "校验值": found.sha256})
    found.delete()
    return drill
