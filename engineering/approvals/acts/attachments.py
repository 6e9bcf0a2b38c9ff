"""附件: files of an application, checked before they are kept."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum

from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import Attachment
from engineering.approvals.steps import ATTACH, REMOVE
from renfang.acts import Incomplete, NotFound, act, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.keeping import LARGEST_WHOLE, MEGABYTE, MOST_FILES, keep_content, read_upload


@act
def attach_file(
    application_id: int, upload: UploadedFile, *, material_id: int | None = None, by: User
) -> Attachment:
    """上传附件: keep one file with the application, and tick the material it belongs to.

    Raises NotFound, NotPermitted, or Incomplete on the form's field ``file``.
    """
    # Looked through before the application is locked, so that nobody waits for a scanner.
    name, content, sort = read_upload(upload)
    application: Application = Application.objects.locked_for(ATTACH, application_id, by)
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
    """移除附件: set aside a file attached by mistake to an open one; none is deleted."""
    attachment: Attachment = Attachment.objects.locked_for(REMOVE, attachment_id, by)
    reason = require_text(reason, "写明移除的理由", least=2, example="传错文件")
    attachment.removed_reason = reason
    attachment.save(update_fields=["removed_reason"])
    record(
        by,
        "移除附件",
        attachment.application,
        before={"文件名": attachment.name},
        note=attachment.removed_reason,
    )
    return attachment


def _require_room(application: Application, size: int) -> None:
    kept = application.attachments.aggregate(size=Sum("size"))["size"] or 0
    if kept + size > LARGEST_WHOLE:
        raise Incomplete(
            f"本件附件已有 {kept // MEGABYTE} MB，加上这份超过 100 MB。压缩后上传", field="file"
        )
    if application.attachments.count() >= MOST_FILES:
        raise Incomplete(f"本件附件已有 {MOST_FILES} 份。合并为一份 PDF 后上传", field="file")
