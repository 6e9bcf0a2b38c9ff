"""Assessment: grading scales, scores of members by subject, and the results signed off."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from drills.fields import HoursField, ScoreField
from drills.teams.models import Member, Team
from drills.training.models import TrainingPlan, TrainingSubject
from renfang.database.protection import AppendOnly, FrozenWith
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry
from renfang.records import Positioned, Versioned


class GradeCode(models.TextChoices):
    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


class OverallRule(models.TextChoices):
    MEAN = "mean", "各课目平均分，有一门不合格即不合格"
    LOWEST = "lowest", "取各课目最低的成绩"


class AssessmentForm(models.TextChoices):
    TRAINING = "training", "训练考核"
    MUSTER = "muster", "拉练任务"
    EXAMINATION = "examination", "考试"


class AssessmentState(models.TextChoices):
    OPEN = "open", "登分中"
    SIGNED = "signed", "已核定"


class GradingScale(Scoped):
    """评分标准. Never edited: what was graded by it stays explainable; a new one replaces it."""

    view_permission = "view_training"

    name = models.CharField("名称", max_length=60)
    full_score = ScoreField("满分")
    overall_rule = models.CharField("总评规则", max_length=10, choices=OverallRule.choices)
    retake_caps_at_pass = models.BooleanField("补考合格只记合格", default=True)
    is_retired = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评分标准"
        ordering: ClassVar = ["is_retired", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="grading_scale_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GradeBand(models.Model):
    """One grade of a scale: from which score a member, and by which rates a team, reaches it.

    Rates in per cent of those who took part; a team reaches a grade when it meets all three.
    """

    scale = models.ForeignKey(
        GradingScale, on_delete=models.CASCADE, related_name="bands", verbose_name="评分标准"
    )
    grade = models.CharField("等级", max_length=10, choices=GradeCode.choices)
    lowest_score = ScoreField("最低分")
    team_pass_rate = models.PositiveSmallIntegerField("团体合格率（%）", default=0)
    team_good_rate = models.PositiveSmallIntegerField("团体优良率（%）", default=0)
    team_excellent_rate = models.PositiveSmallIntegerField("团体优秀率（%）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "等级"
        ordering: ClassVar = ["scale", "-lowest_score"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scale", "grade"], name="grade_once_in_a_scale"),
            models.CheckConstraint(
                condition=models.Q(
                    team_pass_rate__lte=100, team_good_rate__lte=100, team_excellent_rate__lte=100
                ),
                name="team_rates_are_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return self.get_grade_display()

    @property
    def team_rates(self) -> str:
        """What a team needs for this grade: rates of 及格, 良好 and 优秀 among its members."""
        return f"{self.team_pass_rate}／{self.team_good_rate}／{self.team_excellent_rate}%"


class Assessment(Scoped, Versioned):
    """考核: subjects of one year's plan, the members of some teams, one scale."""

    view_permission = "view_training"
    protection = FrozenWith((), "signed")

    title = models.CharField("考核名称", max_length=100)
    form = models.CharField("考核形式", max_length=20, choices=AssessmentForm.choices)
    plan = models.ForeignKey(
        TrainingPlan, on_delete=models.PROTECT, related_name="assessments", verbose_name="训练计划"
    )
    scale = models.ForeignKey(
        GradingScale, on_delete=models.PROTECT, related_name="+", verbose_name="评分标准"
    )
    held_on = models.DateField("考核日期")
    place = models.CharField("地点", max_length=200)
    examiner = models.CharField("主考人", max_length=50)
    state = models.CharField(
        "状态", max_length=10, choices=AssessmentState.choices, default=AssessmentState.OPEN
    )
    teams = models.ManyToManyField(Team, related_name="assessments", verbose_name="参考专业队")
    signed_on = models.DateField("核定日期", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="核定人",
    )
    # Whoever arranged it does not sign it off.
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="安排人",
    )

    personal: ClassVar = {
        "examiner": Entry(
            About.NAME, "记明主考人", "看得到训练考核的岗位", WITH_THE_FILE, papers="成绩登记表"
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "考核"
        ordering: ClassVar = ["-held_on", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="open", signed_on__isnull=True)
                | models.Q(state="signed", signed_on__isnull=False),
                name="assessment_signed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Correction(models.Model):
    """成绩更正: a signed assessment stands as it is; another one takes its place.

    ``corrected`` begins as a copy, is scored again where that was wrong, and is signed off by a
    second person. Deleted only while it is being prepared.
    """

    protection = FrozenWith(("corrected",), "signed")

    original = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="correction", verbose_name="原考核"
    )
    corrected = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="corrects", verbose_name="更正后的考核"
    )
    reason = models.CharField("更正原因", max_length=300)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    opened_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "成绩更正"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.original}（更正）"


class AssessedSubject(Positioned):
    """考核课目: a column of the score grid."""

    protection = FrozenWith(("assessment",), "signed")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="parts", verbose_name="考核"
    )
    subject = models.ForeignKey(
        TrainingSubject, on_delete=models.PROTECT, related_name="+", verbose_name="课目"
    )

    class Meta:
        verbose_name = verbose_name_plural = "考核课目"
        ordering: ClassVar = ["assessment", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "subject"], name="subject_assessed_once"),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Score(models.Model):
    """成绩 of a member in a subject; ``attempt`` 1 is the examination, 2 the retake (补考).

    ``value`` empty: 缺考.
    """

    protection = FrozenWith(("part", "assessment"), "signed")

    part = models.ForeignKey(
        AssessedSubject, on_delete=models.PROTECT, related_name="scores", verbose_name="考核课目"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="scores", verbose_name="队员"
    )
    attempt = models.PositiveSmallIntegerField("次数", default=1)
    value = ScoreField("成绩", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登分人"
    )
    recorded_at = models.DateTimeField("登分时间")

    class Meta:
        verbose_name = verbose_name_plural = "成绩"
        ordering: ClassVar = ["part", "member", "attempt"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "member", "attempt"], name="one_score_an_attempt"
            ),
            models.CheckConstraint(
                condition=models.Q(attempt__in=[1, 2]), name="examination_or_retake"
            ),
        ]

    def __str__(self) -> str:
        return "缺考" if self.value is None else str(self.value)


class Result(models.Model):
    """考核结果 of a member as signed off: append-only, whatever happens to the scores."""

    protection = AppendOnly()

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="results", verbose_name="考核"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="results", verbose_name="队员"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="results", verbose_name="专业队"
    )
    score = ScoreField("总评成绩", null=True, blank=True)
    grade = models.CharField("等级", max_length=10, choices=GradeCode.choices, blank=True)
    is_retaken = models.BooleanField("补考", default=False)
    # 学时 on record in the plan's year when the results were signed off, and what the plan asked.
    hours = HoursField("累计学时")
    required_hours = HoursField("规定学时")

    class Meta:
        verbose_name = verbose_name_plural = "考核结果"
        ordering: ClassVar = ["assessment", "team", "member"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "member"], name="one_result_for_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_grade_display() or '缺考'}"


class TeamResultQuerySet(models.QuerySet["TeamResult"]):
    def standing(self) -> TeamResultQuerySet:
        """Without results whose place a signed correction has taken."""
        return self.exclude(assessment__correction__corrected__state=AssessmentState.SIGNED)


class TeamResult(models.Model):
    """团体成绩 as signed off: append-only. Counts in persons."""

    protection = AppendOnly()

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="team_results", verbose_name="考核"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="team_results", verbose_name="专业队"
    )
    expected = models.PositiveIntegerField("应考")
    took = models.PositiveIntegerField("参考")
    excellent = models.PositiveIntegerField("优秀")
    good = models.PositiveIntegerField("良好")
    passed = models.PositiveIntegerField("合格")
    failed = models.PositiveIntegerField("不合格")
    grade = models.CharField("团体等级", max_length=10, choices=GradeCode.choices, blank=True)

    objects = TeamResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "团体成绩"
        ordering: ClassVar = ["assessment", "team"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "team"], name="one_result_for_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.get_grade_display()}"
