"""The papers that applicants bring: an application's checklist, and the files attached to it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.approvals.models.applications import Application
from engineering.projects.models import ProjectGrant
from renfang.organisations.scope import Scoped

_user = settings.AUTH_USER_MODEL


class CaseMaterial(models.Model):
    """材料清单: one material that this application needs, as the list stood on receipt."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="materials", verbose_name="申请"
    )
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=200)
    note = models.CharField("要求", max_length=300, blank=True)
    is_mandatory = models.BooleanField("必备", default=True)
    is_received = models.BooleanField("已收到", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "材料清单"
        ordering: ClassVar = ["application", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "name"], name="material_once_per_application"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(Scoped):
    """附件: a file of an application; its content lies outside the database, by a random name."""

    view_permission = "view_projects"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="attachments", verbose_name="申请"
    )
    material = models.ForeignKey(
        CaseMaterial,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="材料",
    )
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("校验值", max_length=64)
    path = models.CharField(max_length=100, unique=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    # A file that was attached by mistake is set aside, with the reason; it is never deleted.
    removed_reason = models.CharField("移除理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "sha256"],
                condition=models.Q(removed_reason=""),
                name="file_once_per_application",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees the files of its applications."""
        return ProjectGrant, "application__project"

    @property
    def is_viewable(self) -> bool:
        """Whether a browser shows it beside the form: PDF and pictures."""
        return self.media_type in {"application/pdf", "image/jpeg", "image/png"}
