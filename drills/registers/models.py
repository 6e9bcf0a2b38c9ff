"""Readiness registers: localities, key targets, evacuation bases, plans.

Under each table stands its register: the columns from which form, list and files follow.

None holds secret facts: coordinates, protective capacity and the text of plans that are secret
stay out of the system; a secret plan is registered by its title and dates alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from drills.registers.catalogue import Register
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_ROSTER, About, Entry
from renfang.quantities.fields import AreaField
from renfang.records import RecordedBy, Versioned

_PERCENT = [MaxValueValidator(100, "不能超过 100")]


class Registered(Scoped, Versioned):
    """Abstract: a row of a register, known by its number within the office."""

    view_permission = "view_readiness"

    number = models.CharField("编号", max_length=40)
    is_current = models.BooleanField("在册", default=True)
    note = models.CharField("备注", max_length=300, blank=True)

    class Meta:
        abstract = True


class LocalityKind(models.TextChoices):
    STREET = "street", "街道（乡镇）"
    COMMUNITY = "community", "社区（村）"


class Locality(Registered):
    """街道社区: the places whose people are to drill; 覆盖率 counts them."""

    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=LocalityKind.choices)
    above = models.CharField("所属街道", max_length=100, blank=True)
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    contact = models.CharField("联系人", max_length=50, blank=True)

    personal: ClassVar = {
        "contact": Entry(About.NAME, "疏散联络", "看得到战备登记册的岗位", WITH_THE_ROSTER),
    }

    class Meta:
        verbose_name = verbose_name_plural = "街道社区"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="locality_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


LOCALITY = Register(
    "locality", Locality, "个", "building-community",
    ("number", "name", "kind", "above", "population", "contact", "is_current", "note"),
    ("kind", "above", "population", "contact"),
    ("number", "name", "above"),
    filters=("kind",),
)  # fmt: skip


class TargetGrade(models.TextChoices):
    STATE = "state", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市（县）级"


class KeyTarget(Registered):
    """重要经济目标: what is to be protected and by whom. Core parts and coordinates stay out."""

    name = models.CharField("名称", max_length=100)
    grade = models.CharField("等级", max_length=20, choices=TargetGrade.choices)
    category = models.CharField("类别", max_length=50, blank=True)
    owner = models.CharField("权属单位", max_length=100)
    address = models.CharField("地址", max_length=200, blank=True)
    site_area = AreaField("占地面积（㎡）", null=True, blank=True)
    force_teams = models.PositiveIntegerField("防护力量（支）", default=0)
    force_headcount = models.PositiveIntegerField("防护力量（人）", default=0)
    is_connected = models.BooleanField("接入指挥平台", default=False)
    has_siren = models.BooleanField("安装警报", default=False)
    contact = models.CharField("联系人", max_length=50, blank=True)

    personal: ClassVar = {
        "contact": Entry(
            About.NAME, "重要经济目标防护联络", "看得到战备登记册的岗位", WITH_THE_ROSTER
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "重要经济目标"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="key_target_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


KEY_TARGET = Register(
    "key_target", KeyTarget, "个", "building",
    ("number", "name", "grade", "category", "owner", "address", "site_area", "force_teams",
     "force_headcount", "is_connected", "has_siren", "contact", "is_current", "note"),
    ("grade", "category", "owner", "force_teams", "force_headcount"),
    ("number", "name", "owner", "address"),
    "坐标、核心部位和防护能力不在本系统登记",
    filters=("grade",),
)  # fmt: skip


class EvacuationBase(Registered):
    """疏散基地（地域）. Source: 人民防空法 art. 38: areas are fixed beforehand by the government of
    the same or the next higher level. The five scores are those of the capability radar."""

    name = models.CharField("名称", max_length=100)
    place = models.CharField("位置", max_length=200)
    area = AreaField("面积（㎡）", null=True, blank=True)
    capacity = models.PositiveIntegerField("容量（人）")
    receiving_unit = models.CharField("接收安置单位", max_length=100)
    peacetime_use = models.CharField("平时用途", max_length=100, blank=True)
    approved_by = models.CharField("确定机关", max_length=100, blank=True)
    has_water = models.BooleanField("供水", default=False)
    has_power = models.BooleanField("供电", default=False)
    has_medical = models.BooleanField("医疗", default=False)
    conversion_score = models.PositiveSmallIntegerField("转换预留", default=0, validators=_PERCENT)
    capacity_score = models.PositiveSmallIntegerField("安置容量", default=0, validators=_PERCENT)
    support_score = models.PositiveSmallIntegerField("保障能力", default=0, validators=_PERCENT)
    management_score = models.PositiveSmallIntegerField("管理能力", default=0, validators=_PERCENT)
    equipment_score = models.PositiveSmallIntegerField("配备能力", default=0, validators=_PERCENT)

    class Meta:
        verbose_name = verbose_name_plural = "疏散基地"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="evacuation_base_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


EVACUATION_BASE = Register(
    "evacuation_base", EvacuationBase, "处", "home",
    ("number", "name", "place", "area", "capacity", "receiving_unit", "peacetime_use",
     "approved_by", "has_water", "has_power", "has_medical", "conversion_score",
     "capacity_score", "support_score", "management_score", "equipment_score", "is_current",
     "note"),
    ("place", "capacity", "receiving_unit", "peacetime_use"),
    ("number", "name", "place", "receiving_unit"),
    "疏散地域由本级或上一级人民政府预先确定（人民防空法第三十八条）；五项能力按百分制填写",
)  # fmt: skip


class PlanKind(models.TextChoices):
    CITY = "city", "城市防空袭预案"
    IMPLEMENTING = "implementing", "实施（保障）计划"
    KEY_TARGET = "key_target", "重要经济目标防护方案"
    REPAIR = "repair", "应急抢险抢修方案"
    EVACUATION = "evacuation", "人口疏散方案"


class ProtectionPlan(Registered):
    """预案与方案: who keeps it, when it is to be reviewed. Of a secret one only title and dates."""

    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=20, choices=PlanKind.choices)
    owner = models.CharField("编制单位", max_length=100)
    key_target = models.ForeignKey(
        KeyTarget,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plans",
        verbose_name="重要经济目标",
    )
    is_secret = models.BooleanField("涉密", default=False)
    summary = models.TextField("内容摘要", max_length=2000, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    review_due_on = models.DateField("下次评审日期")

    class Meta:
        verbose_name = verbose_name_plural = "预案方案"
        ordering: ClassVar = ["organisation", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="plan_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(is_secret=False) | models.Q(summary="", note=""),
                name="secret_plan_has_no_text_here",
                violation_error_message="涉密预案只登记名称和日期，内容摘要和备注留空",
            ),
        ]

    def __str__(self) -> str:
        return self.title


PROTECTION_PLAN = Register(
    "protection_plan", ProtectionPlan, "份", "book",
    ("number", "title", "kind", "owner", "key_target", "is_secret", "summary", "approved_on",
     "review_due_on", "is_current", "note"),
    ("kind", "owner", "is_secret", "approved_on", "review_due_on"),
    ("number", "title", "owner"),
    "涉密的只登记名称、编制单位和日期，正文按保密规定管理",
    filters=("kind",),
)  # fmt: skip


class PlanReview(RecordedBy):
    """预案评审: appended only."""

    protection = AppendOnly()

    plan = models.ForeignKey(
        ProtectionPlan, on_delete=models.PROTECT, related_name="reviews", verbose_name="预案方案"
    )
    reviewed_on = models.DateField("评审日期")
    is_revised = models.BooleanField("已修订")
    conclusion = models.CharField("评审结论", max_length=300)
    next_due_on = models.DateField("下次评审日期")

    class Meta:
        verbose_name = verbose_name_plural = "预案评审"
        ordering: ClassVar = ["-reviewed_on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reviewed_on} 评审"
