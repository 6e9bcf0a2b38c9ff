"""Drills: the plan and who takes part; rehearsals, log, scores, findings, pictures."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from drills.rollcall.models import Occasion
from drills.teams.models import Team
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.records import Positioned, RecordedBy, Versioned


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


class Drill(Scoped, Versioned):
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

    # When it took place or is to, and who came.
    occasion = models.OneToOneField(
        Occasion, on_delete=models.PROTECT, related_name="drill", verbose_name="点名场次"
    )

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


class Phase(Positioned):
    """演练阶段: one step of the scenario, with its planned and its actual time of day."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="phases", verbose_name="演练"
    )
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


class ParticipantKind(models.TextChoices):
    """Who besides professional teams takes part; 疏散演练 count residents and pupils apart."""

    RESIDENTS = "residents", "社区居民"
    SCHOOL = "school", "学校师生"
    UNIT = "unit", "机关企事业单位"
    MILITIA = "militia", "民兵"
    VOLUNTEERS = "volunteers", "志愿者"
    OTHER = "other", "其他"


class DrillParticipant(models.Model):
    """参演单位: a unit that is no professional team, with how many of it came, and when."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="participants", verbose_name="演练"
    )
    kind = models.CharField("类别", max_length=20, choices=ParticipantKind.choices)
    unit = models.CharField("单位", max_length=100)
    # Counts towards 覆盖: which streets and communities have drilled this year.
    locality = models.ForeignKey(
        "drills.Locality",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name="街道社区",
    )
    planned_headcount = models.PositiveIntegerField(
        "计划人数", validators=[MinValueValidator(1), MaxValueValidator(999_999)]
    )
    arrived_headcount = models.PositiveIntegerField("实到人数", null=True, blank=True)
    notified_time = models.TimeField("通知时刻", null=True, blank=True)
    arrived_time = models.TimeField("到达时刻", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参演单位"
        ordering: ClassVar = ["drill", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "unit"], name="unit_takes_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.planned_headcount} 人"


class Rehearsal(RecordedBy):
    """预演: appended only; what a rehearsal showed is not rewritten afterwards."""

    protection = AppendOnly()

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="rehearsals", verbose_name="演练"
    )
    held_on = models.DateField("预演日期")
    headcount = models.PositiveIntegerField("参加人数")
    content = models.CharField("预演内容", max_length=500)
    problems = models.CharField("发现问题", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预演"
        ordering: ClassVar = ["held_on", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.held_on} 预演"


class LogKind(models.TextChoices):
    """执行记录 by what happened; the first four are the flow of an evacuation drill."""

    ORDER = "order", "下达命令"
    EARLY_WARNING = "early_warning", "预先警报"
    AIR_RAID = "air_raid", "空袭警报"
    ALL_CLEAR = "all_clear", "解除警报"
    NOTICE = "notice", "通知"
    ARRIVAL = "arrival", "到达"
    ACTION = "action", "处置"
    INCIDENT = "incident", "意外情况"


class DrillLogEntry(RecordedBy):
    """执行记录: one line of what happened and when. Appended only; a slip is put right by another
    line that says so."""

    protection = AppendOnly()

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="log", verbose_name="演练"
    )
    at = models.DateTimeField("时刻")
    kind = models.CharField("事项", max_length=20, choices=LogKind.choices)
    what = models.CharField("内容", max_length=500)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "执行记录"
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what}"


class DrillScore(Positioned):
    """评估项目: points given of full marks. ``position`` keeps the order of the sheet."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="scores", verbose_name="演练"
    )
    criterion = models.CharField("评估项目", max_length=100)
    full_marks = models.PositiveSmallIntegerField(
        "满分", validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    score = models.PositiveSmallIntegerField("得分")
    note = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评估项目"
        ordering: ClassVar = ["drill", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(score__lte=models.F("full_marks"), full_marks__gte=1),
                name="score_within_full_marks",
                violation_error_message="得分不能超过满分",
            ),
            models.UniqueConstraint(fields=["drill", "criterion"], name="criterion_scored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.score}/{self.full_marks}"


class FindingState(models.TextChoices):
    OPEN = "open", "整改中"
    RECTIFIED = "rectified", "待复核"
    CLOSED = "closed", "已销号"


class DrillFinding(Scoped, Versioned):
    """问题与整改: what a drill showed to be wrong, who mends it by when, until it is closed."""

    view_permission = "view_drills"

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="findings", verbose_name="演练"
    )
    what = models.CharField("问题", max_length=500)
    action = models.CharField("整改措施", max_length=500)
    responsible = models.CharField("责任单位", max_length=100)
    found_on = models.DateField("发现日期")
    due_on = models.DateField("整改期限")
    state = models.CharField(
        "状态", max_length=20, choices=FindingState.choices, default=FindingState.OPEN
    )
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    rectification = models.CharField("整改情况", max_length=500, blank=True)
    rectified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="整改登记人",
    )
    closed_on = models.DateField("销号日期", null=True, blank=True)

    not_personal: ClassVar = {
        "responsible": "责任单位的名称",
    }

    class Meta:
        verbose_name = verbose_name_plural = "演练问题"
        ordering: ClassVar = ["due_on", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("found_on")),
                name="finding_due_after_it_was_found",
                violation_error_message="整改期限不能早于发现日期",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False)
                | models.Q(state__in=["open", "rectified"], closed_on__isnull=True),
                name="finding_closed_on_a_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="finding_by_state")]

    def __str__(self) -> str:
        return self.what


class DrillPhotograph(models.Model):
    """影像资料: one picture, kept small and without what the camera wrote into it."""

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="photographs", verbose_name="演练"
    )
    caption = models.CharField("说明", max_length=100)
    path = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "影像资料"
        ordering: ClassVar = ["drill", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "sha256"], name="photograph_kept_once"),
        ]

    def __str__(self) -> str:
        return self.caption
