"""Drills: what is planned, which teams take part, and the phases of the scenario."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce

from drills.models.teams import Team
from renfang.organisations.scope import Scoped, ScopedQuerySet


class DrillKind(models.TextChoices):
    MOBILE_COMMAND = "mobile_command", "机动指挥平台训练演练"
    TEAM = "team", "专业队演练"
    EVACUATION = "evacuation", "街道社区疏散（掩蔽）演练"
    SIREN_TEST = "siren_test", "警报试鸣"
    KEY_TARGET = "key_target", "重要经济目标防护演练"
    COMPREHENSIVE = "comprehensive", "综合演练"
    JOINT = "joint", "联合演练"


class DrillLevel(models.TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    DISTRICT = "district", "县（市、区）级"
    STREET = "street", "街道（乡镇）级"
    COMMUNITY = "community", "社区（村）级"
    UNIT = "unit", "单位级"


class DrillState(models.TextChoices):
    PLANNED = "planned", "计划中"
    HELD = "held", "已组织"
    CLOSED = "closed", "已归档"
    CANCELLED = "cancelled", "已取消"


class Approval(models.TextChoices):
    """Where the plan stands: a drill is held only after somebody else has approved its plan."""

    PREPARING = "preparing", "拟制中"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"
    RETURNED = "returned", "退回修改"


class DrillQuerySet(ScopedQuerySet):
    def with_period(self) -> DrillQuerySet:
        """Add ``period_from`` and ``period_to``: the actual times once known, else the planned."""
        return self.annotate(
            period_from=Coalesce("started_at", "starts_at"),
            period_to=Coalesce("ended_at", "ends_at"),
        )

    def overlapping(self, begin: datetime, end: datetime) -> DrillQuerySet:
        """Drills not cancelled that share any time with the half-open span from begin to end."""
        return (
            self.with_period()
            .exclude(state=DrillState.CANCELLED)
            .filter(period_from__lt=end, period_to__gt=begin)
        )


class Drill(Scoped):
    """演练: from the plan to the record on file."""

    view_permission = "view_drills"

    title = models.CharField("演练名称", max_length=200)
    kind = models.CharField("演练类型", max_length=30, choices=DrillKind.choices)
    level = models.CharField("级别", max_length=20, choices=DrillLevel.choices)
    starts_at = models.DateTimeField("计划开始时间")
    ends_at = models.DateTimeField("计划结束时间")
    place = models.CharField("地点", max_length=200)
    organiser = models.CharField("主办单位", max_length=100)
    co_organisers = models.CharField("协办单位", max_length=300, blank=True)
    objectives = models.TextField("演练目标", max_length=2000, blank=True)
    scenario = models.TextField("想定", max_length=4000, blank=True)
    resources = models.TextField("器材与保障", max_length=2000, blank=True)
    safety = models.TextField("安全措施", max_length=2000, blank=True)
    tested_plans = models.ManyToManyField(
        "drills.ProtectionPlan", blank=True, related_name="drills", verbose_name="检验的预案方案"
    )
    approval = models.CharField(
        "计划审批", max_length=20, choices=Approval.choices, default=Approval.PREPARING
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="审批人",
    )
    approved_on = models.DateField("审批日期", null=True, blank=True)
    approval_opinion = models.CharField("审批意见", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=DrillState.choices, default=DrillState.PLANNED
    )
    started_at = models.DateTimeField("实际开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("实际结束时间", null=True, blank=True)
    result = models.TextField("演练情况", max_length=4000, blank=True)
    problems = models.TextField("存在问题", max_length=4000, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=300, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="拟制人"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "演练"
        ordering: ClassVar = ["-starts_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="drill_is_planned_to_end_after_it_starts",
                violation_error_message="计划结束时间须晚于计划开始时间",
            ),
            models.CheckConstraint(
                condition=models.Q(started_at__isnull=True, ended_at__isnull=True)
                | models.Q(ended_at__gt=models.F("started_at")),
                name="drill_ended_after_it_started",
                violation_error_message="实际结束时间须晚于实际开始时间",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled"], started_at__isnull=True)
                | models.Q(state__in=["held", "closed"], started_at__isnull=False),
                name="drill_held_at_a_time",
            ),
            # Drills held before plans were approved here have no approver.
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("planned_by")),
                name="drill_plan_approved_by_another_person",
                violation_error_message="计划由拟制人以外的人审批",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-starts_at", "-id"], name="drill_recent"),
            models.Index(fields=["state", "starts_at"], name="drill_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> tuple[datetime, datetime]:
        """When it took place, or is to: the actual times once known, else the planned."""
        return self.started_at or self.starts_at, self.ended_at or self.ends_at


class Phase(models.Model):
    """演练阶段: one step of the scenario, with its planned and its actual time of day."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="phases", verbose_name="演练"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
    planned_time = models.TimeField("计划时刻", null=True, blank=True)
    actual_time = models.TimeField("实际时刻", null=True, blank=True)
    what = models.CharField("内容", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "演练阶段"
        ordering: ClassVar = ["drill", "position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.what

    @property
    def words(self) -> str:
        """The step with the time of day it is planned for."""
        return f"{self.planned_time:%H:%M} {self.what}" if self.planned_time else self.what


class DrillTeam(models.Model):
    """参演专业队: a team called up for a drill, and how many of it (应到人数)."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="calls", verbose_name="演练"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="calls", verbose_name="专业队"
    )
    planned_headcount = models.PositiveIntegerField(
        "应到人数",
        validators=[
            MinValueValidator(1, "应到人数至少 1 人"),
            MaxValueValidator(99_999, "应到人数不能超过 99,999 人"),
        ],
    )
    notified_time = models.TimeField("通知时刻", null=True, blank=True)
    arrived_time = models.TimeField("到达时刻", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参演专业队"
        ordering: ClassVar = ["drill", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["drill", "team"],
                name="team_called_once_to_a_drill",
                violation_error_message="同一专业队只能列入一次",
            ),
            models.CheckConstraint(
                condition=models.Q(planned_headcount__gte=1), name="call_has_a_headcount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.planned_headcount} 人"
