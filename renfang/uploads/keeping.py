"""Uploaded documents: read once, checked before they are kept, given back as they came."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from renfang.acts import Incomplete, Refused
from renfang.files import written_whole
from renfang.quantities.parsing import Unreadable, clean_text
from renfang.uploads.active_content import refuse_active, scan_for_viruses
from renfang.uploads.pictures import BrokenPicture, redraw, without_metadata

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 20 * MEGABYTE
# What one file of the office (an application, a collection case) may hold altogether.
LARGEST_WHOLE: Final = 100 * MEGABYTE
MOST_FILES: Final = 60
_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Sort:
    """One accepted sort of file: its media type and how its content is recognised."""

    media_type: str
    is_one: Callable[[BinaryIO], bool]


class Kept(Protocol):
    """A record of a stored file: where it lies below MEDIA_ROOT, and its SHA-256."""

    path: str
    sha256: str


def _begins(*heads: bytes) -> Callable[[BinaryIO], bool]:
    def check(file: BinaryIO) -> bool:
        file.seek(0)
        return file.read(16).startswith(heads)

    return check


def _package(member: str) -> Callable[[BinaryIO], bool]:
    """A ZIP package that holds ``member``: docx, xlsx and ofd differ in nothing else."""

    def check(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as package:
                return member in package.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False

    return check


_OFFICE = "application/vnd.openxmlformats-officedocument."
SORTS = {
    "pdf": Sort("application/pdf", _begins(b"%PDF-")),
    "jpg": Sort("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Sort("image/jpeg", _begins(b"\xff\xd8\xff")),
    "png": Sort("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "docx": Sort(f"{_OFFICE}wordprocessingml.document", _package("word/document.xml")),
    "xlsx": Sort(f"{_OFFICE}spreadsheetml.sheet", _package("xl/workbook.xml")),
    "ofd": Sort("application/ofd", _package("OFD.xml")),
}


def read_upload(upload: UploadedFile) -> tuple[str, bytes, Sort]:
    """Name, content and sort of an uploaded file whose content is what its name says.

    Pictures come back without the place, time and device that cameras note in them.
    Raises Incomplete on the field ``file``.
    """
    name = clean_name(upload.name or "")
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    sort = SORTS.get(suffix)
    if sort is None:
        raise Incomplete(
            f"“{name}”的类型不能上传。可以上传 pdf、ofd、jpg、png、docx、xlsx；"
            "其他格式另存为 PDF 后上传",
            field="file",
        )
    # Never read more than the limit: the stated size is the sender's word.
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Incomplete(f"“{name}”超过 20 MB。压缩图片或分成几份后上传", field="file")
    if not content:
        raise Incomplete(f"“{name}”是空文件。核对后重新选择", field="file")
    if not sort.is_one(io.BytesIO(content)):
        raise Incomplete(
            f"“{name}”的内容不是 {suffix} 格式，可能只改了扩展名。用原来的软件另存后上传",
            field="file",
        )
    refuse_active(name, content, suffix)
    scan_for_viruses(name, content)
    try:
        return name, without_metadata(content, suffix), sort
    except BrokenPicture as error:
        raise Incomplete(
            f"“{name}”不是完整的图片，可能传输中断。重新拍摄或者导出后上传", field="file"
        ) from error


def clean_name(name: str) -> str:
    """The name that a file came with, without folders. Raises Incomplete on ``file``."""
    try:
        cleaned = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1])
    except Unreadable as error:
        raise Incomplete(f"文件名：{error.message}", field="file") from error
    if len(cleaned) > _LONGEST_NAME:
        raise Incomplete(f"文件名超过 {_LONGEST_NAME} 个字。缩短后上传", field="file")
    return cleaned


def keep_content(content: bytes, folder: str = "attachments", suffix: str = "") -> str:
    """Write the content whole under a random name; gives the path below MEDIA_ROOT.

    A transaction that is rolled back afterwards leaves a file that no row names: it can be read
    by nobody.
    """
    relative = f"{folder}/{timezone.localdate().year}/{secrets.token_hex(16)}{suffix}"
    path = Path(settings.MEDIA_ROOT) / relative
    with written_whole(path, mode=settings.FILE_UPLOAD_PERMISSIONS) as file:
        file.write(content)
    return relative


# What a browser shows beside a form.
LOOKED_AT: Final = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True)
class KeptFile:
    """A kept file: its name and sort, where it lies below MEDIA_ROOT, and its SHA-256."""

    name: str
    media_type: str
    path: str
    sha256: str

    def __str__(self) -> str:
        return self.name


def keep_to_look_at(upload: UploadedFile | None, *, field: str, label: str) -> KeptFile | None:
    """Check and store a file that a page shows, whole or not at all; None for no upload.

    A form that is refused afterwards leaves a file that no row names: it can be read by nobody.
    Raises Incomplete on ``field``; ``label`` is what its page calls the file.
    """
    if upload is None:
        return None
    try:
        name, content, sort = read_upload(upload)
    except Incomplete as refusal:
        raise Incomplete(refusal.message, field=field) from refusal
    if sort.media_type not in LOOKED_AT:
        raise Incomplete(f"{label}须为 pdf、jpg 或 png。另存后上传", field=field)
    digest = hashlib.sha256(content).hexdigest()
    return KeptFile(name, sort.media_type, keep_content(content), digest)


@dataclass(frozen=True)
class Picture:
    """A photograph that was kept, a JPEG: its path below MEDIA_ROOT, SHA-256, bytes and pixels."""

    path: str
    sha256: str
    size: int
    width: int
    height: int


def keep_picture(upload: UploadedFile, folder: str, others: QuerySet) -> Picture:
    """Keep a photograph, drawn anew without what the camera added.

    ``others`` are the rows of those it will stand beside. Raises Incomplete on the field ``file``
    for what is no picture, or one that is among them already.
    """
    redrawn = redraw(upload)
    digest = hashlib.sha256(redrawn.content).hexdigest()
    same = others.filter(sha256=digest).first()
    if same is not None:
        raise Incomplete(f"这张照片已作为“{same}”上传，不需再次上传", field="file")
    path = keep_content(redrawn.content, folder, ".jpg")
    return Picture(path, digest, len(redrawn.content), redrawn.width, redrawn.height)


def read_kept(record: Kept) -> bytes:
    """The stored bytes, proven against their hash. Raises Refused when they were altered."""
    try:
        content = (Path(settings.MEDIA_ROOT) / record.path).read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"“{record}”不在存储中。由系统管理员从备份恢复") from error
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise Refused(f"“{record}”与上传时的校验值不符，已停止下载。由系统管理员从备份恢复")
    return content
