"""影像资料: pictures of a drill, made small and stripped before they are kept.

A telephone's picture carries the place where it was taken, which must not leave with a report;
every picture is therefore drawn anew. The originals are not kept.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from drills.exercises.models import Drill, DrillPhotograph, DrillState
from renfang.acts import Incomplete, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST = 30
# Sides in pixels: enough for half a page at 150 dots per inch.
_SIDE = 1280


@dataclass(frozen=True)
class Redrawn:
    """A picture as it is kept: JPEG without anything the camera added."""

    content: bytes
    width: int
    height: int


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
        path=keep_picture(redrawn.content),
        sha256=digest,
        width=redrawn.width,
        height=redrawn.height,
        added_by=by,
        added_at=timezone.now(),
    )
    record(by, "上传影像资料", drill, after={"说明": caption, "校验值": digest})
    return photograph


def redraw(upload: UploadedFile) -> Redrawn:
    """The uploaded picture, upright, at most 1280 pixels a side, as a plain JPEG.

    Raises Incomplete for anything that is no readable picture.
    """
    from PIL import Image, ImageOps

    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Incomplete("照片超过 20 MB。压缩后上传", field="file")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            # The size stands in the head of the file: a bomb is refused before it is unpacked.
            if opened.width * opened.height > MOST_PIXELS:
                raise Incomplete("照片超过 6,000 万像素。缩小后上传", field="file")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise Incomplete(
            "这不是可读的 jpg 或 png 照片。用看图软件另存后上传", field="file"
        ) from error
    upright.thumbnail((_SIDE, _SIDE))
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=78)
    return Redrawn(target.getvalue(), upright.width, upright.height)


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


def content_of(photograph: DrillPhotograph) -> bytes:
    """The kept JPEG. Raises FileNotFoundError where the file was lost."""
    return (Path(settings.MEDIA_ROOT) / photograph.path).read_bytes()


def keep_picture(content: bytes) -> str:
    """Write it whole or not at all under a random name; gives the path below MEDIA_ROOT."""
    relative = f"drills/{timezone.localdate().year}/{secrets.token_hex(16)}.jpg"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return relative
