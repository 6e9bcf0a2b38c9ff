"""An uploaded file as it was read, kept until it is confirmed: nothing else is written before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from renfang.organisations.scope import Scoped


class ImportBatch(Scoped):
    """One uploaded file. Its owner alone sees, mends and confirms it."""

    view_permission = "import_projects"

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    kind = models.CharField("内容", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    # Sheet, heading row, unknown headings, and rows passed over with the reason.
    reading = models.JSONField("读取情况", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One data row: the cells as the file holds them, and what was mended on the page."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")
    # Rows of one subject (the buildings of a project) share a group, counted from 1.
    group = models.PositiveIntegerField("组号")
    cells = models.JSONField(default=dict)
    mended = models.JSONField(default=dict)
    # What the row became when it was confirmed.
    result_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering: ClassVar = ["batch", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="row_read_once")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 行"
