"""What gathers around a drill: who takes part, rehearsals, the log, scores, findings, pictures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from drills.models.drills import Drill
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped


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


class Rehearsal(models.Model):
    """预演: appended only; what a rehearsal showed is not rewritten afterwards."""

    protection = AppendOnly()

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="rehearsals", verbose_name="演练"
    )
    held_on = models.DateField("预演日期")
    headcount = models.PositiveIntegerField("参加人数")
    content = models.CharField("预演内容", max_length=500)
    problems = models.CharField("发现问题", max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

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


class DrillLogEntry(models.Model):
    """执行记录: one line of what happened and when. Appended only; a slip is put right by another
    line that says so."""

    protection = AppendOnly()

    drill = models.ForeignKey(
        Drill, on_delete=models.PROTECT, related_name="log", verbose_name="演练"
    )
    at = models.DateTimeField("时刻")
    kind = models.CharField("事项", max_length=20, choices=LogKind.choices)
    what = models.CharField("内容", max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "执行记录"
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what}"


class DrillScore(models.Model):
    """评估项目: points given of full marks. ``position`` keeps the order of the sheet."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="scores", verbose_name="演练"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
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


class DrillFinding(Scoped):
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
    version = models.PositiveIntegerField(default=1, editable=False)

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
