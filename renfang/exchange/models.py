"""An uploaded file as it was read, kept until it is confirmed: nothing else is written before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from renfang.organisations.scope import Scoped
from renfang.personal.rules import About, Entry


class ImportBatch(Scoped):
    """One uploaded file. Its owner alone sees, mends and confirms it (``queries.own_batches``)."""

    # No permission shows anybody the file of somebody else.
    view_permission = ""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    kind = models.CharField("内容", max_length=40)
    # The row that the file belongs to (the team of a roster), where its kind has one.
    subject_id = models.BigIntegerField("所属", null=True)
    file_name = models.CharField("文件名", max_length=200)
    # Empty once the file has gone after its days (``retention``).
    path = models.CharField("存储位置", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    # What the preview tells of the reading (``file_readings.FileReading.told``): the account of
    # every sheet, what is asked, and what people said of the file.
    reading = models.JSONField("读取情况", default=dict)
    # What carries it out in the queue, or did so last; its row is cleared after a season.
    job = models.ForeignKey(
        "background.Job",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="后台任务",
    )
    # What the last confirmation did, in words: {"summary": …, "remarks": […]}.
    result = models.JSONField("导入结果", default=dict)

    personal: ClassVar = {
        # The file there, and its rows in ``ImportRow``.
        "path": Entry(
            About.PARTICULARS,
            "核对和导入本单位上传的表格：原文件和逐行内容，可能有姓名、电话等",
            "上传文件的本人（逐行核对时电话号码遮盖）",
            "自上传起 30 天（RENFANG_IMPORT_DAYS），由每日任务“清理导入明细”删除",
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "导入文件"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_in_queue(self) -> bool:
        """Whether it waits in the queue or is being entered there."""
        return self.job is not None and self.job.is_open


class ImportRow(models.Model):
    """One data row: the cells as the file holds them, and what was mended on the page."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    # The sheet of a part (防护单元); "" for the table of the register itself.
    sheet = models.CharField("工作表", max_length=40, blank=True)
    # The sheet of the file, as it is called there.
    worksheet = models.CharField("所在工作表", max_length=40, blank=True)
    number = models.PositiveIntegerField("行号")
    # Rows of one thing (the buildings of a project) share a group, counted from 1.
    group = models.PositiveIntegerField("组号")
    cells = models.JSONField(default=dict)
    mended = models.JSONField(default=dict)
    is_entered = models.BooleanField("已导入", default=False)
    # What the row became, where its kind has a page for it.
    result_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering: ClassVar = ["batch", "group", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "sheet", "worksheet", "number"], name="row_read_once"
            )
        ]

    def __str__(self) -> str:
        is_one_of_many = not self.sheet and self.batch.reading.get("many")
        return f"{self.worksheet if is_one_of_many else self.sheet}第 {self.number} 行"


class ImportLayout(models.Model):
    """What an office said of the columns of a layout, for files of the same headings."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="主管机构",
    )
    kind = models.CharField("内容", max_length=40)
    fingerprint = models.CharField("表头", max_length=64)
    # Columns, units and constants of ``reading.headings.Layout``.
    layout = models.JSONField("对应关系", default=dict)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "表头对应关系"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "fingerprint"], name="layout_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
