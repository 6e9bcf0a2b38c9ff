"""Training: the year's plan with its subjects, and the sessions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from drills.fields import HoursField
from drills.rollcall.models import Occasion
from drills.teams.models import Team, TeamKind
from renfang.organisations.scope import Scoped
from renfang.records import Positioned, Versioned


class PlanState(models.TextChoices):
    DRAFT = "draft", "拟制中"
    ISSUED = "issued", "已下达"


class SubjectCategory(models.TextChoices):
    COMMON = "common", "共同课目"
    PROFESSIONAL = "professional", "专业课目"
    COLLECTIVE = "collective", "合成课目"


class SessionState(models.TextChoices):
    PLANNED = "planned", "待组织"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class TrainingPlan(Scoped, Versioned):
    """年度训练计划: what the teams of an office are to train in one year."""

    view_permission = "view_training"

    year = models.PositiveSmallIntegerField("年度")
    document_number = models.CharField("下达文号", max_length=60, blank=True)
    requirements = models.TextField("训练要求", max_length=2000, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    issued_on = models.DateField("下达日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度训练计划"
        ordering: ClassVar = ["-year", "organisation"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="one_training_plan_a_year",
                violation_error_message="本机构该年度已有训练计划",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", issued_on__isnull=True)
                | models.Q(state="issued", issued_on__isnull=False),
                name="training_plan_issued_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度训练计划"


class TrainingSubject(Positioned):
    """课目 of a year's plan; ``team_kind`` empty: every team trains it."""

    plan = models.ForeignKey(
        TrainingPlan, on_delete=models.PROTECT, related_name="subjects", verbose_name="训练计划"
    )
    name = models.CharField("课目", max_length=60)
    category = models.CharField("类别", max_length=20, choices=SubjectCategory.choices)
    team_kind = models.ForeignKey(
        TeamKind,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="适用种类",
    )
    required_hours = HoursField("规定学时")

    class Meta:
        verbose_name = verbose_name_plural = "训练课目"
        ordering: ClassVar = ["plan", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "name", "team_kind"], name="subject_once_for_a_kind"
            ),
            models.UniqueConstraint(
                fields=["plan", "name"],
                condition=models.Q(team_kind__isnull=True),
                name="subject_once_for_all_kinds",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamHours(models.Model):
    """本队规定学时: what one team is to train of a subject, where it differs from the plan."""

    subject = models.ForeignKey(
        TrainingSubject, on_delete=models.CASCADE, related_name="team_hours", verbose_name="课目"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name="专业队"
    )
    required_hours = HoursField("规定学时")

    class Meta:
        verbose_name = verbose_name_plural = "本队规定学时"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "team"], name="hours_of_a_team_once")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.subject} {self.required_hours} 学时"


class TrainingSession(Scoped, Versioned):
    """训练课: one subject trained by one or more teams at one time and place."""

    view_permission = "view_training"

    subject = models.ForeignKey(
        TrainingSubject, on_delete=models.PROTECT, related_name="sessions", verbose_name="课目"
    )
    content = models.CharField("训练内容", max_length=300, blank=True)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    hours = HoursField("计入学时")
    place = models.CharField("地点", max_length=200)
    instructor = models.CharField("教员", max_length=50)
    state = models.CharField(
        "状态", max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )
    cancel_reason = models.CharField("取消原因", max_length=300, blank=True)
    # Part of the signed check-in link: another key makes every earlier link worthless.
    checkin_key = models.CharField("签到码", max_length=32, blank=True, editable=False)
    checkin_until = models.DateTimeField("签到截止", null=True, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="安排人"
    )
    teams = models.ManyToManyField(Team, related_name="sessions", verbose_name="参训专业队")
    # When it takes place, and who came.
    occasion = models.OneToOneField(
        Occasion, on_delete=models.PROTECT, related_name="session", verbose_name="点名场次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "训练课"
        ordering: ClassVar = ["-starts_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-starts_at"], name="session_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}（{self.starts_at.astimezone():%Y-%m-%d}）"

    @property
    def takes_checkin(self) -> bool:
        """Whether phones can check in now."""
        until = self.checkin_until
        return bool(self.checkin_key) and until is not None and until > timezone.now()
