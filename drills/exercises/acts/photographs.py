"""影像资料: pictures of a drill, drawn anew before they are kept; the originals are not."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from drills.exercises.models import Drill, DrillPhotograph
from drills.exercises.steps import PHOTOGRAPH
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.keeping import keep_picture

MOST = 30


@act
def add_photograph(
    drill_id: int, upload: UploadedFile, *, caption: str, by: User
) -> DrillPhotograph:
    """上传影像资料. Raises Incomplete on the form's field ``file``."""
    drill: Drill = Drill.objects.locked_for(PHOTOGRAPH, drill_id, by)
    if drill.photographs.count() >= MOST:
        raise Incomplete(f"本次演练已有 {MOST} 张影像。移除不需要的再上传", field="file")
    picture = keep_picture(upload, "drills", drill.photographs.all())
    photograph = DrillPhotograph.objects.create(
        drill=drill,
        caption=caption,
        path=picture.path,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        added_by=by,
        added_at=timezone.now(),
    )
    record(by, "上传影像资料", drill, after={"说明": caption, "校验值": picture.sha256})
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
