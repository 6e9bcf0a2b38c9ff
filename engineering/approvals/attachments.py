"""附件: files of a case, checked before they are kept, outside of anything that is served."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils import timezone

from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import Attachment
from renfang.acts import Incomplete, NotFound, Refused, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.parsing import Unreadable, clean_text
from renfang.uploads.active_content import refuse_active, scan_for_viruses
from renfang.uploads.pictures import BrokenPicture, without_metadata

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LARGEST_CASE = 100 * MEGABYTE
MOST_FILES = 60
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Sort:
    """One accepted sort of file: its media type and how its content is recognised."""

    media_type: str
    is_one: Callable[[BinaryIO], bool]


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


@act
def attach_file(
    application_id: int, upload: UploadedFile, *, material_id: int | None = None, by: User
) -> Attachment:
    """上传附件: keep one file with the case, and tick the material it belongs to.

    Raises NotFound, NotPermitted, or Incomplete on the form's field ``file``.
    """
    # Looked through before the case is locked: nobody else waits for a scanner.
    name, content, sort = read_upload(upload)
    application: Application = Application.objects.locked(
        application_id, Scope(by), "handle_application"
    )
    _require_room(application, len(content))
    digest = hashlib.sha256(content).hexdigest()
    same = application.attachments.filter(sha256=digest, removed_reason="").first()
    if same is not None:
        raise Incomplete(f"这份文件已作为“{same.name}”上传，不需再次上传", field="file")
    material = None
    if material_id is not None:
        material = application.materials.filter(pk=material_id).first()
        if material is None:
            raise NotFound("材料")
        material.is_received = True
        material.save(update_fields=["is_received"])
    attachment = Attachment.objects.create(
        organisation=application.organisation,
        application=application,
        material=material,
        name=name,
        media_type=sort.media_type,
        size=len(content),
        sha256=digest,
        path=keep_content(content),
        uploaded_by=by,
    )
    after = {"文件名": name, "大小": f"{len(content):,} 字节", "校验值": digest}
    if material is not None:
        after["材料"] = material.name
    record(by, "上传附件", application, after=after)
    return attachment


@act
def remove_attachment(attachment_id: int, *, reason: str, by: User) -> Attachment:
    """移除附件: set aside a file attached by mistake while the case is open; none is deleted."""
    scope = Scope(by)
    attachment: Attachment = Attachment.objects.locked(attachment_id, scope, "handle_application")
    if not attachment.application.is_open:
        raise Refused(f"{attachment.application}已办结，附件随卷保存，不能移除")
    if attachment.removed_reason:
        raise Refused(f"{attachment}已经移除（{attachment.removed_reason}）")
    if len(reason.strip()) < 2:
        raise Incomplete("写明移除的理由，例如“传错文件”", field="reason")
    attachment.removed_reason = reason.strip()
    attachment.save(update_fields=["removed_reason"])
    record(
        by,
        "移除附件",
        attachment.application,
        before={"文件名": attachment.name},
        note=attachment.removed_reason,
    )
    return attachment


def read_upload(upload: UploadedFile) -> tuple[str, bytes, Sort]:
    """Name, content and sort of an uploaded file whose content is what its name says.

    Pictures come back without the place, time and device that cameras note in them.
    Raises Incomplete on the field ``file``.
    """
    name = _clean_name(upload.name or "")
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


def _clean_name(name: str) -> str:
    try:
        cleaned = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1])
    except Unreadable as error:
        raise Incomplete(f"文件名：{error.message}", field="file") from error
    if len(cleaned) > _LONGEST_NAME:
        raise Incomplete(f"文件名超过 {_LONGEST_NAME} 个字。缩短后上传", field="file")
    return cleaned


def _require_room(application: Application, size: int) -> None:
    kept = application.attachments.aggregate(size=Sum("size"))["size"] or 0
    if kept + size > LARGEST_CASE:
        raise Incomplete(
            f"本件附件已有 {kept // MEGABYTE} MB，加上这份超过 100 MB。压缩后上传", field="file"
        )
    if application.attachments.count() >= MOST_FILES:
        raise Incomplete(f"本件附件已有 {MOST_FILES} 份。合并为一份 PDF 后上传", field="file")


def keep_content(content: bytes) -> str:
    """Write the content whole or not at all under a random name; gives the path below MEDIA_ROOT.

    A transaction that is rolled back afterwards leaves a file that no row names: it can be read
    by nobody.
    """
    relative = f"attachments/{timezone.localdate().year}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    draft.replace(path)
    return relative


def read_attachment(attachment: Any) -> bytes:
    """The stored bytes, proven against their hash. Raises Refused when they were altered.

    ``attachment`` is any record with ``path`` below MEDIA_ROOT and ``sha256``.
    """
    try:
        content = (Path(settings.MEDIA_ROOT) / attachment.path).read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"“{attachment}”不在存储中。由系统管理员从备份恢复") from error
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise Refused(f"“{attachment}”与上传时的校验值不符，已停止下载。由系统管理员从备份恢复")
    return content
