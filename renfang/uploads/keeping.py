"""Uploaded files: read before the act, kept before its transaction, given back as they came.

form field ── read_upload() ── CheckedFile ── @kept_first ── KeptFile ── the act writes the row
"""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from renfang.acts import Incomplete, P, R, Refused, require_no_act, unwritten
from renfang.algorithms import digest, every_digest, matches
from renfang.files import written_whole
from renfang.quantities.parsing import Unreadable, clean_text
from renfang.uploads.confinement import (
    DOCUMENT,
    MEGABYTE,
    Answer,
    Busy,
    Declined,
    Unfinished,
    confined,
)
from renfang.uploads.viruses import scan_for_viruses

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
    """A record of a stored file: where it lies below MEDIA_ROOT, and its digest."""

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
    "ofd": Sort("application/ofd", _package("OFD.xml")),
    "jpg": Sort("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Sort("image/jpeg", _begins(b"\xff\xd8\xff")),
    "png": Sort("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "docx": Sort(f"{_OFFICE}wordprocessingml.document", _package("word/document.xml")),
    "xlsx": Sort(f"{_OFFICE}spreadsheetml.sheet", _package("xl/workbook.xml")),
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: read, found in order, scanned; a picture without its remarks.

    ``width`` and ``height`` are the pixels of a photograph that was drawn anew, else 0; ``folder``
    and ``suffix`` say where and how it will lie below MEDIA_ROOT.
    """

    name: str
    content: bytes
    media_type: str
    folder: str = "attachments"
    suffix: str = ""
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        """The digest of what will be kept, by the office's algorithm."""
        return digest(self.content)


@dataclass(frozen=True)
class KeptFile:
    """A file on the disk: its name and sort, path below MEDIA_ROOT, digest, bytes and pixels.

    Those of a row that does not keep bytes or pixels are 0. ``digests`` are those by every
    algorithm, for what was kept before the office changed its own.
    """

    name: str
    media_type: str
    path: str
    sha256: str
    size: int = 0
    width: int = 0
    height: int = 0
    digests: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def read_upload(upload: UploadedFile, *, only: Collection[str] = ()) -> CheckedFile:
    """An uploaded file whose content is what its name says and does nothing by itself.

    Pictures come without the place, time and device that cameras note in them. ``only`` names the
    endings that are taken where not all are. Called before the act, never inside. Raises
    Incomplete on the field ``file``, or Refused.
    """
    name = clean_name(upload.name or "")
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    taken = [each for each in SORTS if each != "jpeg" and (not only or each in only)]
    sort = SORTS.get(suffix)
    if sort is None or ("jpg" if suffix == "jpeg" else suffix) not in taken:
        raise Incomplete(
            f"“{name}”的类型不能上传。可以上传 {'、'.join(taken)}；其他格式另存为 PDF 后上传",
            field="file",
        )
    content = _read(upload, f"“{name}”超过 20 MB。压缩图片或分成几份后上传")
    if not content:
        raise Incomplete(f"“{name}”是空文件。核对后重新选择", field="file")
    if not sort.is_one(io.BytesIO(content)):
        raise Incomplete(
            f"“{name}”的内容不是 {suffix} 格式，可能只改了扩展名。用原来的软件另存后上传",
            field="file",
        )
    # The scanner is given what came; what is kept of it comes from the confined process.
    scan_for_viruses(name, content)
    cleaned = checked_document(name, content, suffix)
    return CheckedFile(name, cleaned, sort.media_type)


def checked_document(name: str, content: bytes, suffix: str) -> bytes:
    """The document as it may be kept, looked through in a process of its own.

    Raises Incomplete on ``file`` for what acts, brings or fetches something when it is opened.
    """
    with _reasons(f"“{name}”"), confined("document", content, DOCUMENT, suffix=suffix) as answer:
        told = answer.line()
        return _content(answer, told)


def read_picture(upload: UploadedFile, folder: str) -> CheckedFile:
    """A photograph drawn anew without what the camera added, small, as a JPEG.

    Called before the act, never inside. Raises Incomplete on the field ``file``, or Refused.
    """
    content = _read(upload, "照片超过 20 MB。压缩后上传")
    scan_for_viruses("照片", content)
    with _reasons(""), confined("photograph", content, DOCUMENT) as answer:
        told = answer.line()
        drawn = _content(answer, told)
    return CheckedFile("照片", drawn, "image/jpeg", folder, ".jpg", told["width"], told["height"])


def _read(upload: UploadedFile, too_large: str) -> bytes:
    # Never read more than the limit: the stated size is the sender's word.
    content: bytes = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Incomplete(too_large, field="file")
    return content


def _content(answer: Answer, told: Any) -> bytes:
    content = answer.content(told["bytes"])
    for rest in answer.lines():
        raise ValueError(rest)
    return content


@contextmanager
def _reasons(named: str) -> Iterator[None]:
    """What became of the reading process, in words for the user, which begin with ``named``."""
    try:
        yield
    except Declined as declined:
        raise Incomplete(f"{named}{declined.words}", field="file") from declined
    except Busy as busy:
        raise Refused("正在检查的文件较多，这份未保存。稍后重新上传") from busy
    except Unfinished as unfinished:
        raise Incomplete(
            f"{named or '这份文件'}过大、过于复杂或已损坏，未能在限定的时间和内存内检查完。"
            "用原来的软件另存、拆分或者压缩后上传",
            field="file",
        ) from unfinished


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
    """Write the content whole under a random name; gives the path below MEDIA_ROOT."""
    relative = f"{folder}/{timezone.localdate().year}/{secrets.token_hex(16)}{suffix}"
    path = Path(settings.MEDIA_ROOT) / relative
    with written_whole(path, mode=settings.FILE_UPLOAD_PERMISSIONS) as file:
        file.write(content)
    return relative


def keep_file(file: CheckedFile) -> KeptFile:
    """Put the file on the disk, before the transaction of the act that will name it.

    Raises Unavailable where the disk is full or the folder cannot be written.
    """
    require_no_act("keeping an upload")
    try:
        path = keep_content(file.content, file.folder, file.suffix)
    except OSError as error:
        raise unwritten(error) from error
    return KeptFile(
        name=file.name,
        media_type=file.media_type,
        path=path,
        sha256=file.sha256,
        size=len(file.content),
        width=file.width,
        height=file.height,
        digests=tuple(every_digest(file.content)),
    )


def kept_first(act: Callable[P, R]) -> Callable[P, R]:
    """Mark an act whose checked file is put on the disk before its transaction begins.

    Stands above ``@act``. The act is called with a ``CheckedFile`` and receives the ``KeptFile``;
    when it is refused, the file is taken away again. What a crash leaves, no row names.
    """

    @wraps(act)
    def performed(*args: P.args, **kwargs: P.kwargs) -> R:
        kept: list[KeptFile] = []

        def put(value: Any) -> Any:
            if not isinstance(value, CheckedFile):
                return value
            kept.append(keep_file(value))
            return kept[-1]

        try:
            return act(*map(put, args), **{name: put(value) for name, value in kwargs.items()})
        except BaseException:
            for each in kept:
                (Path(settings.MEDIA_ROOT) / each.path).unlink(missing_ok=True)
            raise

    return performed


def require_new(file: KeptFile, others: QuerySet, words: str) -> None:
    """Raise Incomplete on ``file`` when one with the same bytes stands among ``others``.

    ``words`` say in Chinese what it is, as in 这份文件.
    """
    same = others.filter(sha256__in={file.sha256, *file.digests}).first()
    if same is not None:
        raise Incomplete(f"{words}已作为“{same}”上传，不需再次上传", field="file")


def read_kept(record: Kept) -> bytes:
    """The stored bytes, proven against their hash. Raises Refused when they were altered."""
    try:
        content = (Path(settings.MEDIA_ROOT) / record.path).read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"“{record}”不在存储中。由系统管理员从备份恢复") from error
    if not matches(content, record.sha256):
        raise Refused(f"“{record}”与上传时的校验值不符，已停止下载。由系统管理员从备份恢复")
    return content
