"""Shelters (人防工程) and their completion acceptance."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from engineering.models.approvals import Application
from engineering.models.projects import Project, ProjectGrant
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField


class Shelter(Scoped):
    """人防工程: the shelter that an approval makes the builder build."""

    view_permission = "view_shelters"

    class State(models.TextChoices):
        PLANNED = "planned", "待开工"
        UNDER_CONSTRUCTION = "under_construction", "在建"
        ACCEPTED = "accepted", "已验收"

    class Category(models.TextChoices):
        FIRST = "first", "甲类"
        SECOND = "second", "乙类"

    class WartimeFunction(models.TextChoices):
        """战时功能, GB 50038."""

        PERSONNEL_SECOND = "personnel_second", "二等人员掩蔽工程"
        PERSONNEL_FIRST = "personnel_first", "一等人员掩蔽工程"
        MEDICAL = "medical", "医疗救护工程"
        TEAM_PERSONNEL = "team_personnel", "防空专业队队员掩蔽工程"
        TEAM_EQUIPMENT = "team_equipment", "防空专业队装备掩蔽工程"
        SUPPLIES = "supplies", "物资库"
        POWER_STATION = "power_station", "区域电站"
        WATER_STATION = "water_station", "区域供水站"

    class NuclearGrade(models.TextChoices):
        N4 = "4", "核4级"
        N4B = "4B", "核4B级"
        N5 = "5", "核5级"
        N6 = "6", "核6级"
        N6B = "6B", "核6B级"

    class ConventionalGrade(models.TextChoices):
        C5 = "5", "常5级"
        C6 = "6", "常6级"

    class ChemicalGrade(models.TextChoices):
        A = "a", "甲级"
        B = "b", "乙级"
        C = "c", "丙级"
        D = "d", "丁级"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="shelters", verbose_name="项目"
    )
    approval = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="shelter", verbose_name="审批"
    )
    name = models.CharField("工程名称", max_length=200)
    state = models.CharField("状态", max_length=24, choices=State.choices, default=State.PLANNED)
    category = models.CharField(
        "类别", max_length=8, choices=Category.choices, default=Category.FIRST
    )
    wartime_function = models.CharField(
        "战时功能",
        max_length=24,
        choices=WartimeFunction.choices,
        default=WartimeFunction.PERSONNEL_SECOND,
    )
    nuclear_grade = models.CharField(
        "抗力等级（核）", max_length=4, choices=NuclearGrade.choices, default=NuclearGrade.N6
    )
    conventional_grade = models.CharField(
        "抗力等级（常）",
        max_length=4,
        choices=ConventionalGrade.choices,
        default=ConventionalGrade.C6,
    )
    chemical_grade = models.CharField(
        "防化等级", max_length=4, choices=ChemicalGrade.choices, default=ChemicalGrade.C
    )
    peacetime_use = models.CharField("平时用途", max_length=60, blank=True)
    approved_area = AreaField("批准修建面积", validators=[MinValueValidator(Decimal("0.01"))])
    started_on = models.DateField("开工日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "人防工程"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="shelter_recent")
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project sees its shelter."""
        return ProjectGrant, "project"


class CompletionAcceptance(models.Model):
    """竣工验收: what was found when the works were done. Append-only; a repeat is a new row."""

    class Conclusion(models.TextChoices):
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="acceptances", verbose_name="人防工程"
    )
    accepted_on = models.DateField("验收日期")
    conclusion = models.CharField("验收结论", max_length=8, choices=Conclusion.choices)
    built_area = AreaField("实测人防建筑面积", validators=[MinValueValidator(Decimal("0.01"))])
    shelter_area = AreaField("掩蔽面积", validators=[MinValueValidator(Decimal("0"))])
    protective_units = models.PositiveSmallIntegerField(
        "防护单元数", validators=[MinValueValidator(1)]
    )
    headcount = models.PositiveIntegerField("掩蔽人数", default=0)
    developer = models.CharField("建设单位", max_length=200)
    designer = models.CharField("设计单位", max_length=200)
    surveyor = models.CharField("勘察单位", max_length=200)
    contractor = models.CharField("施工单位", max_length=200)
    supervisor = models.CharField("监理单位", max_length=200)
    supervision_report = models.CharField("质量监督报告编号", max_length=100, blank=True)
    note = models.CharField("验收意见", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "竣工验收"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(shelter_area__lte=models.F("built_area")),
                name="sheltered_part_fits_the_works",
                violation_error_message="掩蔽面积不能大于实测人防建筑面积",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter} {self.accepted_on}"
