"""Tables of 维护管理: conversion to war, then inspections, hazards and maintenance.

平战转换预案 says what must be done to a shelter before it serves in war, and in which time.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from engineering.inspections.models import InspectionTask
from engineering.projects.models import ProjectGrant
from engineering.shelters.models import Shelter
from renfang.database.protection import AppendOnly
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped
from renfang.records import Positioned, Recorded, Versioned


class TimeClass(models.TextChoices):
    """The three stages of conversion; what they are called and how long they last is local."""

    EARLY = "early", "早期转换"
    IMMINENT = "imminent", "临战转换"
    URGENT = "urgent", "紧急转换"


class ConversionStage(models.Model):
    """转换阶段 as an organisation (and all below it) names it, with its days where it fixes any."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    time_class = models.CharField("阶段", max_length=10, choices=TimeClass.choices)
    label = models.CharField("本地名称", max_length=30)
    days = models.PositiveSmallIntegerField(
        "时限（日）", null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "平战转换阶段"
        ordering: ClassVar = ["organisation", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "time_class"], name="one_name_for_a_conversion_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.days} 日）" if self.days else self.label


class ConversionPlan(Scoped, Versioned):
    """平战转换预案 of one shelter."""

    view_permission = "view_upkeep"

    shelter = models.OneToOneField(
        Shelter, on_delete=models.PROTECT, related_name="conversion_plan", verbose_name="人防工程"
    )
    prepared_by = models.CharField("编制单位", max_length=200)
    prepared_on = models.DateField("编制日期")
    reviewed_on = models.DateField("最近复核日期", null=True, blank=True)
    review_due_on = models.DateField("下次复核日期")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "平战转换预案"
        ordering: ClassVar = ["review_due_on", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter}平战转换预案"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees its conversion plan."""
        return ProjectGrant, "shelter__project"


class ConversionMeasure(Positioned):
    """转换措施: one thing to do, in which stage, by whom."""

    plan = models.ForeignKey(
        ConversionPlan, on_delete=models.CASCADE, related_name="measures", verbose_name="预案"
    )
    time_class = models.CharField("阶段", max_length=10, choices=TimeClass.choices)
    content = models.CharField("转换内容", max_length=200)
    quantity = models.CharField("数量", max_length=40, blank=True)
    responsible = models.CharField("责任单位", max_length=100)

    not_personal: ClassVar = {
        "responsible": "责任单位的名称",
    }

    class Meta:
        verbose_name = verbose_name_plural = "转换措施"
        ordering: ClassVar = ["plan", "position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.content


class CheckItem(models.TextChoices):
    """检查内容: what a shelter is inspected for (维护管理办法; 宁波 art. 8 names the same)."""

    STRUCTURE = "structure", "主体结构"
    LEAKAGE = "leakage", "渗漏积水"
    DOORS = "doors", "防护设备"
    SYSTEMS = "systems", "通风、给排水、供电"
    CORROSION = "corrosion", "锈蚀腐蚀"
    OPENINGS = "openings", "口部与防汛"
    SIGNS = "signs", "标识标牌"
    FIRE = "fire", "消防设施"
    ILLEGAL_USE = "illegal_use", "违规使用"


# What each item must be like to meet the standard, as the checklist asks.
STANDARDS = {
    CheckItem.STRUCTURE: "结构完好",
    CheckItem.LEAKAGE: "无渗漏、积水",
    CheckItem.DOORS: "防护设备（门、阀门）启闭灵活",
    CheckItem.SYSTEMS: "通风、给排水、供电系统正常",
    CheckItem.CORROSION: "金属、木质部件无锈蚀、腐蚀",
    CheckItem.OPENINGS: "进出道路、孔口畅通，防汛设施可靠",
    CheckItem.SIGNS: "标识标牌齐全",
    CheckItem.FIRE: "消防设施完好",
    CheckItem.ILLEGAL_USE: "无擅自改造、占用和危险品存放",
}


class InspectionRecord(Recorded):
    """检查记录: what was found at one shelter on one day. Append-only.

    ``findings`` is a list of {"item", "label", "result", "remark"}, one for each CheckItem, with
    the labels of the day; ``result`` is a value of ``Result``.
    """

    protection = AppendOnly()

    class Result(models.TextChoices):
        GOOD = "good", "符合"
        BAD = "bad", "不符合"
        ABSENT = "absent", "不适用"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="inspections", verbose_name="人防工程"
    )
    task = models.OneToOneField(
        InspectionTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="record",
        verbose_name="检查任务",
    )
    inspected_on = models.DateField("检查日期")
    inspectors = models.CharField("检查人员", max_length=200)
    findings = models.JSONField("检查情况")
    note = models.CharField("检查意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        ordering: ClassVar = ["-inspected_on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.inspected_on}"

    @property
    def problems(self) -> list[dict[str, str]]:
        """The findings that do not meet the standard."""
        return [row for row in self.findings if row["result"] == self.Result.BAD]


class Hazard(Scoped, Versioned):
    """隐患: found, to be rectified by a day, inspected again, closed."""

    view_permission = "view_upkeep"

    class Grade(models.TextChoices):
        GENERAL = "general", "一般隐患"
        MAJOR = "major", "重大隐患"

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        RECTIFIED = "rectified", "待复查"
        CLOSED = "closed", "已销号"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="hazards", verbose_name="人防工程"
    )
    inspection = models.ForeignKey(
        InspectionRecord,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards",
        verbose_name="检查记录",
    )
    item = models.CharField("隐患类别", max_length=12, choices=CheckItem.choices)
    description = models.CharField("隐患内容", max_length=500)
    grade = models.CharField("隐患等级", max_length=8, choices=Grade.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    found_on = models.DateField("发现日期")
    due_on = models.DateField("整改期限")
    measures = models.CharField("整改情况", max_length=500, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        ordering: ClassVar = ["due_on", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("found_on")),
                name="hazard_due_after_it_is_found",
                violation_error_message="整改期限不能早于发现日期",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="hazard_due")
        ]

    def __str__(self) -> str:
        return f"{self.shelter}{self.get_item_display()}隐患"

    def get_absolute_url(self) -> str:
        """The hazard's page."""
        return reverse("engineering:hazard", args=[self.pk])

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees what is wrong with its shelter."""
        return ProjectGrant, "shelter__project"


class Reinspection(Recorded):
    """复查 of a hazard that was reported rectified. Append-only."""

    protection = AppendOnly()

    hazard = models.ForeignKey(
        Hazard, on_delete=models.PROTECT, related_name="reinspections", verbose_name="隐患"
    )
    inspected_on = models.DateField("复查日期")
    is_passed = models.BooleanField("复查合格")
    note = models.CharField("复查意见", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "隐患复查"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.hazard} {self.inspected_on}"


class MaintenanceEntry(Recorded):
    """维护记录: work done to keep a shelter fit. Append-only."""

    protection = AppendOnly()

    class Kind(models.TextChoices):
        PATROL = "patrol", "日常巡查"
        SERVICE = "service", "设备维护保养"
        REPAIR = "repair", "维修"
        FLOOD = "flood", "防汛"
        TRIAL = "trial", "设备试运行"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="maintenance", verbose_name="人防工程"
    )
    done_on = models.DateField("日期")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    content = models.CharField("内容", max_length=500)
    unit = models.CharField("维护单位", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "维护记录"
        ordering: ClassVar = ["-done_on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.done_on} {self.content}"
