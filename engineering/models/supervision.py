"""Quality supervision of the works (质量监督): registration, visits, defects, rectification."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.models.acceptance import CompletionAcceptance
from engineering.models.shelters import Shelter
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument

_user = settings.AUTH_USER_MODEL


class Supervision(models.Model):
    """质量监督注册 before the works start (建设工程质量管理条例 art. 13)."""

    shelter = models.OneToOneField(
        Shelter, on_delete=models.PROTECT, related_name="supervision", verbose_name="人防工程"
    )
    registered_on = models.DateField("监督注册日期")
    supervisors = models.CharField("监督人员", max_length=100)
    contractor = models.CharField("施工单位", max_length=200)
    supervisor = models.CharField("监理单位", max_length=200)
    designer = models.CharField("设计单位", max_length=200)
    surveyor = models.CharField("勘察单位", max_length=200, blank=True)
    drawing_review = models.CharField("施工图审查合格书编号", max_length=100, blank=True)
    plan = models.CharField("监督计划", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "质量监督注册"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter}质量监督"


class SiteVisit(models.Model):
    """监督检查记录: what the supervisors found on site on one day. Append-only."""

    protection = AppendOnly()

    class Stage(models.TextChoices):
        FOUNDATION = "foundation", "基础、底板"
        STRUCTURE = "structure", "主体结构"
        EMBEDDED = "embedded", "预埋预留及隐蔽工程"
        EQUIPMENT = "equipment", "防护设备安装"
        SERVICES = "services", "通风、给排水、电气安装"
        MEASUREMENT = "measurement", "气密性等检测"
        OTHER = "other", "其他"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="visits", verbose_name="人防工程"
    )
    visited_on = models.DateField("检查日期")
    stage = models.CharField("检查部位", max_length=16, choices=Stage.choices)
    findings = models.CharField("检查情况", max_length=1000)
    visitors = models.CharField("检查人员", max_length=100)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "监督检查记录"
        ordering: ClassVar = ["-visited_on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.visited_on} 监督检查"


class Rectification(models.Model):
    """责令整改: defects of one visit or acceptance, to be mended by a day, then re-inspected."""

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="rectifications", verbose_name="人防工程"
    )
    visit = models.OneToOneField(
        SiteVisit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectification",
        verbose_name="监督检查",
    )
    acceptance = models.OneToOneField(
        CompletionAcceptance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectification",
        verbose_name="竣工验收",
    )
    document = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="责令整改通知书",
    )
    ordered_on = models.DateField("责令日期")
    due_on = models.DateField("整改期限")
    closed_on = models.DateField("复查合格日期", null=True, blank=True)
    closing_note = models.CharField("复查意见", max_length=500, blank=True)
    closed_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="复查人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "责令整改"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(closed_on__isnull=True),
                name="rectification_open",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(visit__isnull=True, acceptance__isnull=False)
                | models.Q(visit__isnull=False, acceptance__isnull=True),
                name="rectification_of_visit_or_acceptance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter}整改（{self.ordered_on}）"

    @property
    def is_open(self) -> bool:
        """Whether the defects still wait for a re-inspection that passes."""
        return self.closed_on is None


class Defect(models.Model):
    """质量问题: one line of an order to rectify."""

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="defects", verbose_name="责令整改"
    )
    position = models.PositiveSmallIntegerField("序号")
    place = models.CharField("部位", max_length=100, blank=True)
    description = models.CharField("问题", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "质量问题"
        ordering: ClassVar = ["rectification", "position"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place}{self.description}"
