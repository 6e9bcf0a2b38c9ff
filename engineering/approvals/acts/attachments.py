"""附件: files of an application, checked before they are kept."""

from __future__ import annotations

from django.db.models import Sum

from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import Attachment
from engineering.approvals.steps import ATTACH, REMOVE
from renfang.acts import Incomplete, NotFound, act, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.confinement import MEGABYTE
from renfang.uploads.keeping import LARGEST_WHOLE, MOST_FILES, KeptFile, kept_first, require_new


@kept_first
@act
def attach_file(
    application_id: int, file: KeptFile, *, material_id: int | None = None, by: User
) -> Attachment:
    """上传附件: keep one file with the application, and tick the material it belongs to.

    ``file`` is given as the ``CheckedFile`` that a form read.
    Raises NotFound, NotPermitted, or Incomplete on the form's field ``file``.
    """
    application: Application = Application.objects.locked_for(ATTACH, application_id, by)
    _require_room(application, file.size)
    require_new(file, application.attachments.filter(removed_reason=""), "这份文件")
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
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        uploaded_by=by,
    )
    after = {"文件名": file.name, "大小": f"{file.size:,} 字节", "校验值": file.sha256}
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
