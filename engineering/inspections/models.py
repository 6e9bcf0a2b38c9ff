"""检查计划, tasks and inspectors; the random draw with all that is needed to draw again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from engineering.shelters.models import Shelter
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry

_user = settings.AUTH_USER_MODEL


class Inspector(Scoped):
    """检查人员名录: who may be drawn for a random inspection."""

    view_permission = "view_upkeep"

    name = models.CharField("姓名", max_length=50)
    certificate = models.CharField("执法证号", max_length=40)
    is_active = models.BooleanField("在库", default=True)

    personal: ClassVar = {
        "name": Entry(
            About.NAME,
            "双随机抽取检查人员",
            "看得到维护管理的岗位",
            WITH_THE_FILE,
            papers="检查记录",
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        ordering: ClassVar = ["organisation", "certificate"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "certificate"],
                name="inspector_once",
                violation_error_message="本机构已登记此执法证号",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InspectionPlan(Scoped):
    """检查计划: the year's inspections, listed or drawn at random (双随机)."""

    view_permission = "view_upkeep"

    class Source(models.TextChoices):
        PLANNED = "planned", "年度检查"
        RANDOM = "random", "双随机抽查"

    name = models.CharField("计划名称", max_length=100)
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    source = models.CharField("检查方式", max_length=8, choices=Source.choices)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    note = models.CharField("说明", max_length=500, blank=True)
    made_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="制定人"
    )
    made_on = models.DateField("制定日期")

    class Meta:
        verbose_name = verbose_name_plural = "检查计划"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="inspection_plan_ends_after_it_starts",
                violation_error_message="完成期限不能早于开始日期",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The plan's page."""
        return reverse("engineering:inspection_plan", args=[self.pk])


class InspectionTask(Scoped):
    """检查任务: one shelter to inspect under a plan."""

    view_permission = "view_upkeep"

    class State(models.TextChoices):
        PENDING = "pending", "待检查"
        DONE = "done", "已检查"
        DROPPED = "dropped", "已取消"

    plan = models.ForeignKey(
        InspectionPlan, on_delete=models.PROTECT, related_name="tasks", verbose_name="检查计划"
    )
    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="inspection_tasks", verbose_name="人防工程"
    )
    inspectors = models.ManyToManyField(
        Inspector, blank=True, related_name="tasks", verbose_name="检查人员"
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    due_on = models.DateField("完成期限")
    drop_reason = models.CharField("取消原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查任务"
        ordering: ClassVar = ["due_on", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "shelter"], name="inspected_once_a_plan")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="inspection_task_due")
        ]

    def __str__(self) -> str:
        return f"检查{self.shelter}"


class RandomDraw(Scoped):
    """双随机抽取: pools, seed and outcome, enough for anybody to draw again. Append-only.

    ``inspectors`` and ``shelters`` are the pools as lists of [id, name]; ``result`` is a list of
    {"shelter": [id, name], "inspectors": [[id, name], …]} in the order drawn.
    """

    view_permission = "view_upkeep"
    protection = AppendOnly()

    plan = models.OneToOneField(
        InspectionPlan, on_delete=models.PROTECT, related_name="draw", verbose_name="检查计划"
    )
    algorithm = models.CharField("抽取算法", max_length=40)
    seed = models.CharField("随机种子", max_length=64)
    shelters = models.JSONField("工程名录")
    inspectors = models.JSONField("检查人员名录")
    shelter_count = models.PositiveSmallIntegerField("抽取工程数")
    team_size = models.PositiveSmallIntegerField("每组人数")
    result = models.JSONField("抽取结果")
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)
    drawn_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="抽取人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "双随机抽取"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.plan}抽取结果"
