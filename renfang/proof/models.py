"""Seals, what changeable rows were at each seal, and the results of verification."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from renfang.database.protection import AppendOnly


class Seal(models.Model):
    """封存: what all tables that only grow held at one moment, signed outside of the database.

    ``content`` names for each table with new rows the columns, after which row and up to which it
    was sealed, how many rows those are and their digest; further the seal before it, and the last
    event. ``digest`` is that of ``content``, ``signature`` is over it by the key ``key``. A seal
    ``from_start`` covers all rows again: the segments of earlier ones no longer count.
    """

    protection = AppendOnly()

    sequence = models.PositiveIntegerField("序号", unique=True)
    at = models.DateTimeField("封存时间")
    occasion = models.CharField("场合", max_length=20)
    reason = models.CharField("说明", max_length=300, blank=True)
    from_start = models.BooleanField("从头封存", default=False)
    rows = models.PositiveBigIntegerField("新封存条数", default=0)
    events_upto = models.PositiveBigIntegerField(default=0)
    content = models.JSONField("内容")
    digest = models.CharField("校验值", max_length=64)
    key = models.CharField("密钥", max_length=40)
    signature = models.CharField("签名", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        ordering: ClassVar = ["sequence"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"第 {self.sequence} 号封存"


class WatchedState(models.Model):
    """What a row that may lawfully change was when a seal was made; a new one when it changed.

    ``subject_id`` is the record in whose history the change must stand. ``is_unexplained``: it did
    not, and no later event makes up for it.
    """

    protection = AppendOnly()

    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    is_unexplained = models.BooleanField(default=False)
    seal_sequence = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "封存时的状态"
        ordering: ClassVar = ["id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["table", "id"], name="watched_by_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class VerificationRun(models.Model):
    """核验结果: when all was verified, what was counted, what differs."""

    protection = AppendOnly()

    class Occasion(models.TextChoices):
        NIGHTLY = "nightly", "每夜核验"
        COMMAND = "command", "人工核验"
        BACKUP = "backup", "备份核验"
        RESTORE = "restore", "恢复验证"

    at = models.DateTimeField("核验时间")
    seconds = models.PositiveIntegerField("用时（秒）", default=0)
    occasion = models.CharField("场合", max_length=10, choices=Occasion.choices)
    source = models.CharField("核验对象", max_length=200, blank=True)
    # [{"label": …, "counted": …, "unit": …, "differences": …, "findings": […]}]
    sections = models.JSONField("分项结果", default=list)
    differences = models.PositiveIntegerField("不符处数", default=0)
    # The last file of a paper up to which all were composed anew and gave their bytes.
    papers_upto = models.PositiveBigIntegerField(default=0)
    unsealed = models.PositiveBigIntegerField("尚未封存", default=0)
    sealed_at = models.DateTimeField("上次封存", null=True, blank=True)
    seal_number = models.PositiveIntegerField("封存序号", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "完整性核验"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The page with this result."""
        return f"{reverse('verification')}?run={self.pk}"

    @property
    def is_sound(self) -> bool:
        """Whether nothing differed."""
        return self.differences == 0

    @property
    def outcome(self) -> str:
        """全部相符, or how many places differ."""
        return "全部相符" if self.is_sound else f"{self.differences} 处不符"
