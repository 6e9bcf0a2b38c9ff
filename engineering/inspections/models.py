"""检查计划, tasks and inspectors; what may be drawn; the draw with all it takes to draw again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from engineering.inspections.rules import Matter, departments
from engineering.shelters.models import Shelter
from renfang.database.protection import AppendOnly
from renfang.inspected import SIREN_KEEPERS
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry
from renfang.records import Recorded

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


class ObjectKind(models.TextChoices):
    """检查对象: units of one kind, told by the registers or listed by hand, or the works."""

    KEEPER = "keeper", "人防工程维护管理、使用单位"
    DEVELOPER = "developer", "人防工程建设单位"
    CONTRACTOR = "contractor", "人防工程施工单位"
    SUPERVISOR = "supervisor", "人防工程监理单位"
    DESIGNER = "designer", "人防工程设计单位"
    EQUIPMENT = "equipment", "防护设备企业"
    SIREN_KEEPER = SIREN_KEEPERS, "警报设施设置、管理单位"
    WORKS = "works", "人防工程（按工程抽取）"


class ListedUnit(Scoped):
    """检查对象名录 by hand: a unit that no other register names, such as a maker of doors."""

    view_permission = "view_upkeep"

    kind = models.CharField(
        "对象类别",
        max_length=12,
        choices=[choice for choice in ObjectKind.choices if choice[0] != ObjectKind.WORKS],
    )
    name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    is_active = models.BooleanField("在库", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查对象"
        ordering: ClassVar = ["organisation", "kind", "name"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                name="listed_unit_once",
                violation_error_message="本机构已将此单位列为这一类检查对象",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InspectionMatter(Scoped, Recorded):
    """随机抽查事项清单: one matter from a day on, for an office and all below without own row.

    Append-only: a later row of the same number takes the place of this one; ``is_listed`` is false
    where the matter is struck from that day on.
    """

    view_permission = "view_upkeep"
    protection = AppendOnly()

    class Category(models.TextChoices):
        MAINTENANCE = "maintenance", "人防工程维护管理"
        QUALITY = "quality", "人防工程建设质量"
        SIREN = "siren", "警报设施维护管理"
        OTHER = "other", "其他"

    class Level(models.TextChoices):
        GENERAL = "general", "一般检查事项"
        KEY = "key", "重点检查事项"

    number = models.PositiveSmallIntegerField(
        "序号", validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    category = models.CharField("抽查类别", max_length=12, choices=Category.choices)
    name = models.CharField("抽查事项", max_length=100)
    content = models.CharField("抽查内容", max_length=500)
    object_kind = models.CharField("检查对象", max_length=12, choices=ObjectKind.choices)
    level = models.CharField("事项类别", max_length=8, choices=Level.choices, default=Level.GENERAL)
    method = models.CharField("检查方式", max_length=100, default="现场检查")
    ratio = models.PositiveSmallIntegerField(
        "年抽查比例（%）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    times = models.PositiveSmallIntegerField(
        "年抽查次数",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    basis = models.CharField("检查依据", max_length=300)
    publish_days = models.PositiveSmallIntegerField(
        "结果公示期限（工作日）",
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    document = models.CharField("清单文件", max_length=200)
    effective_from = models.DateField("施行日期")
    is_listed = models.BooleanField("列入清单", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查事项"
        ordering: ClassVar = ["organisation", "number", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number", "effective_from"],
                name="matter_once_from_a_day",
                violation_error_message="这一天起施行的同一序号的抽查事项已经登记",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 项 {self.name}"

    @property
    def matter(self) -> Matter:
        """The row as the rules and the draw take it."""
        names = (
            "number",
            "category",
            "name",
            "content",
            "object_kind",
            "level",
            "method",
            "ratio",
            "times",
            "basis",
            "publish_days",
            "effective_from",
        )
        return Matter(
            **{name: getattr(self, name) for name in names},
            whose=f"{self.organisation.short_name}：{self.document}",
        )


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
    # 部门联合抽查 (国发〔2019〕5号): who leads it where it is not this office, and who joins in.
    led_by = models.CharField("发起部门", max_length=100, blank=True)
    joined_by = models.CharField("配合部门", max_length=300, blank=True)
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

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that draw and inspect together, the leading one first; none if alone."""
        return departments(self.organisation.name, self.led_by, self.joined_by)

    def get_absolute_url(self) -> str:
        """The plan's page."""
        return reverse("engineering:inspection_plan", args=[self.pk])


class InspectionTask(Scoped):
    """检查任务: one shelter to inspect under a plan, or a unit that was drawn.

    A unit that keeps standing works has a task for each of them that is looked at; any other has
    one task, ``place`` telling in words where to look, whose ``result`` is entered with it.
    """

    view_permission = "view_upkeep"

    class State(models.TextChoices):
        PENDING = "pending", "待检查"
        DONE = "done", "已检查"
        DROPPED = "dropped", "已取消"

    class Result(models.TextChoices):
        """What the draw of a unit led to, in the words in which results are published."""

        SOUND = "sound", "未发现问题"
        MENDED = "mended", "发现问题已责令改正"
        FOLLOWED = "followed", "发现问题待后续处理"
        UNWILLING = "unwilling", "不配合检查"
        NOT_FOUND = "not_found", "通过登记的住所（场所）无法联系"

    plan = models.ForeignKey(
        InspectionPlan, on_delete=models.PROTECT, related_name="tasks", verbose_name="检查计划"
    )
    shelter = models.ForeignKey(
        Shelter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspection_tasks",
        verbose_name="人防工程",
    )
    unit = models.CharField("检查对象", max_length=200, blank=True)
    place = models.CharField("检查场所", max_length=2000, blank=True)
    inspectors = models.ManyToManyField(
        Inspector, blank=True, related_name="tasks", verbose_name="检查人员"
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    due_on = models.DateField("完成期限")
    drop_reason = models.CharField("取消原因", max_length=300, blank=True)
    result = models.CharField("检查结果", max_length=12, choices=Result.choices, blank=True)
    result_note = models.CharField("检查情况", max_length=1000, blank=True)
    # The day of the inspection, or on which it was called off: publication runs from the last one.
    closed_on = models.DateField("检查日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查任务"
        ordering: ClassVar = ["due_on", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "shelter", "unit"], name="inspected_once_a_plan"
            ),
            models.CheckConstraint(
                condition=models.Q(shelter__isnull=False) | ~models.Q(unit=""),
                name="inspection_task_is_about_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="inspection_task_due")
        ]

    def __str__(self) -> str:
        return f"检查{self.unit or self.shelter}"

    @property
    def subject(self) -> str:
        """What is inspected, in the words of lists."""
        return self.unit or self.shelter.name


class RandomDraw(Scoped):
    """双随机抽取: pools, seed and outcome, enough for anybody to draw again. Append-only.

    ``matters`` are the rows of the list for which it was drawn, as they stood that day (none in
    draws of before there was a list). ``inspectors`` is a pool of [id, name]. Where works were
    drawn, so is ``shelters``, and ``result`` a list of {"shelter": [id, name], "inspectors": [[id,
    name], …]} in the order drawn. Where units were, ``units`` is the pool of [number, name,
    [[place's id, name], …]], and ``result`` has "unit": [number, name] and "places" for "shelter".
    """

    view_permission = "view_upkeep"
    protection = AppendOnly()

    plan = models.OneToOneField(
        InspectionPlan, on_delete=models.PROTECT, related_name="draw", verbose_name="检查计划"
    )
    matters = models.JSONField("抽查事项", default=list, blank=True)
    object_kind = models.CharField(
        "检查对象", max_length=12, choices=ObjectKind.choices, default=ObjectKind.WORKS
    )
    algorithm = models.CharField("抽取算法", max_length=40)
    seed = models.CharField("随机种子", max_length=64)
    shelters = models.JSONField("工程名录", default=list, blank=True)
    units = models.JSONField("单位名录", default=list, blank=True)
    inspectors = models.JSONField("检查人员名录")
    count = models.PositiveSmallIntegerField("抽取数")
    team_size = models.PositiveSmallIntegerField("每组人数")
    places_each = models.PositiveSmallIntegerField("每个单位查看处数", default=0)
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

    @property
    def is_of_units(self) -> bool:
        """Whether units were drawn, not works."""
        return self.object_kind != ObjectKind.WORKS

    @property
    def pool(self) -> list[list[Any]]:
        """What was drawn from: rows that begin with number and name."""
        return self.units if self.is_of_units else self.shelters
