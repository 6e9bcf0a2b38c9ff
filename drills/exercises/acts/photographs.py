"""影像资料: pictures of a drill, drawn anew before they are kept; the originals are not."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from drills.exercises.models import Drill, DrillPhotograph, DrillState
from renfang.acts import Incomplete, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.uploads.keeping import keep_content
from renfang.uploads.pictures import redraw

MOST = 30


@act
def add_photograph(
    drill_id: int, upload: UploadedFile, *, caption: str, by: User
) -> DrillPhotograph:
    """上传影像资料. Raises Incomplete on the form's field ``file``."""
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "manage_drills")
    require_state(drill, DrillState.PLANNED, DrillState.HELD, to="上传影像资料")
    if drill.photographs.count() >= MOST:
        raise Incomplete(f"本次演练已有 {MOST} 张影像。移除不需要的再上传", field="file")
    redrawn = redraw(upload)
    digest = hashlib.sha256(redrawn.content).hexdigest()
    same = drill.photographs.filter(sha256=digest).first()
    if same is not None:
        raise Incomplete(f"这张照片已作为“{same.caption}”上传，不需再次上传", field="file")
    photograph = DrillPhotograph.objects.create(
        drill=drill,
        caption=caption,
        path=keep_content(redrawn.content, "drills", ".jpg"),
        sha256=digest,
        width=redrawn.width,
        height=redrawn.height,
        added_by=by,
        added_at=timezone.now(),
    )
    record(by, "上传影像资料", drill, after={"说明": caption, "校验值": digest})
    return photograph


@act
def remove_photograph(photograph_id: int, *, by: User) -> Drill:
    """移除影像资料: one added by mistake, while the drill is not on file."""
    found = DrillPhotograph.objects.filter(pk=photograph_id).first()
    drill: Drill = Drill.objects.locked(found.drill_id if found else 0, Scope(by), "manage_drills")
    assert found is not None
    require_state(drill, DrillState.PLANNED, DrillState.HELD, to="移除影像资料")
    record(by, "移除影像资料", drill, before={"说明": found.caption, "校验值": found.sha256})
    found.delete()
    return drill
