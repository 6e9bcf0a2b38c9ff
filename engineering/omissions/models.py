"""应建未建: projects that were built, or are being built, without ever applying."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.urls import reverse

from engineering.projects.models import Project
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField
from renfang.records import Versioned


class OmissionCase(Scoped, Versioned):
    """应建未建案件: from the clue over the verification to the notice and its outcome."""

    view_permission = "view_projects"

    class State(models.TextChoices):
        CLUE = "clue", "线索待核查"
        VERIFIED = "verified", "已核查应建"
        NOTIFIED = "notified", "已告知限期办理"
        CLOSED = "closed", "已结案"

    class Source(models.TextChoices):
        AUDIT = "audit", "审计移送"
        SURVEY = "survey", "测绘数据比对"
        JOINT_ACCEPTANCE = "joint_acceptance", "联合验收"
        INSPECTION = "inspection", "日常巡查"
        COMPLAINT = "complaint", "举报投诉"
        OTHER_AUTHORITY = "other_authority", "其他部门通报"

    class Outcome(models.TextChoices):
        NOT_OWED = "not_owed", "不属于应建项目"
        APPLIED = "applied", "已补办结建审批"
        HANDED_OVER = "handed_over", "移送行政执法"

    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.CLUE)
    source = models.CharField("线索来源", max_length=20, choices=Source.choices)
    found_on = models.DateField("发现日期")
    name = models.CharField("项目名称", max_length=200)
    developer_name = models.CharField("建设单位", max_length=200)
    address = models.CharField("建设地点", max_length=200)
    clue = models.CharField("线索内容", max_length=1000)
    # Entered for the verification, because the area owed is computed from its buildings.
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="omissions",
        verbose_name="登记的项目",
    )
    verified_on = models.DateField("核查日期", null=True, blank=True)
    verifiers = models.CharField("核查人员", max_length=100, blank=True)
    finding = models.CharField("核查情况", max_length=1000, blank=True)
    required_area = AreaField("应建面积", default=Decimal("0"))
    notified_on = models.DateField("告知日期", null=True, blank=True)
    remedy_days = models.PositiveSmallIntegerField("限期（工作日）", null=True, blank=True)
    remedy_by = models.DateField("限期办理至", null=True, blank=True)
    outcome = models.CharField("处理结果", max_length=16, choices=Outcome.choices, blank=True)
    closing_note = models.CharField("结案说明", max_length=500, blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应建未建案件"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "remedy_by"], name="omission_due")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=~models.Q(state="closed"),
                name="one_open_omission_per_project",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("engineering:omission", args=[self.pk])
