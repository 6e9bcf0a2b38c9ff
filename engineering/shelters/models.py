"""Tables of the register of shelters (人防工程台账).

A shelter, its protective units, openings and equipment; the records of its life; and the limits
(工程时限) that an office sets for what follows on an acceptance, a filing or an inspection.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from engineering.fields import DegreesField
from engineering.projects.models import Project, ProjectGrant
from renfang.clocks.rules import Unit
from renfang.database.protection import AppendOnly
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField
from renfang.records import Positioned, Recorded, Versioned


class Shelter(Scoped, Versioned):
    """人防工程: the shelter that an approval makes the builder build."""

    view_permission = "view_shelters"

    class State(models.TextChoices):
        PLANNED = "planned", "待开工"
        UNDER_CONSTRUCTION = "under_construction", "在建"
        ACCEPTED = "accepted", "已验收"
        FILED = "filed", "已备案"
        IN_USE = "in_use", "使用中"
        REINFORCING = "reinforcing", "加固改造中"
        CLOSED = "closed", "封堵停用"
        CONVERTED = "converted", "已改造转用"
        DEMOLISHED = "demolished", "已拆除"
        # Planned by a permit that ended before the works began.
        ABANDONED = "abandoned", "许可终止未建"

    class ConstructionForm(models.TextChoices):
        """建设形式, 人民防空法 art. 18."""

        ATTACHED = "attached", "附建式（结建）"
        CUT_AND_COVER = "cut_and_cover", "单建掘开式"
        TUNNEL = "tunnel", "单建坑道式"
        GALLERY = "gallery", "单建地道式"
        DUAL_USE = "dual_use", "兼顾人防需要的地下空间"

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
        COMMAND = "command", "指挥工程"
        VEHICLES = "vehicles", "人防汽车库"
        MONITORING = "monitoring", "核生化监测中心"
        FOOD = "food", "食品站"
        WORKSHOP = "workshop", "生产车间"
        SIREN = "siren", "警报站"
        TRUNK_ROAD = "trunk_road", "人防交通干（支）道"

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

    # Standalone and early works (单建、早期工程) have neither project nor approval.
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shelters",
        verbose_name="项目",
    )
    approval = models.OneToOneField(
        "engineering.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shelter",
        verbose_name="审批",
    )
    works_number = models.CharField("工程编号", max_length=60, blank=True)
    name = models.CharField("工程名称", max_length=200)
    construction_form = models.CharField(
        "建设形式",
        max_length=16,
        choices=ConstructionForm.choices,
        default=ConstructionForm.ATTACHED,
    )
    is_legacy = models.BooleanField("早期工程", default=False)
    division = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="行政区划",
    )
    address = models.CharField("工程地址", max_length=200, blank=True)
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
    # The four figures of every drawing: 建筑、防护、掩蔽、口部外通道.
    built_area = AreaField("建筑面积", null=True, blank=True)
    protected_area = AreaField("防护面积", null=True, blank=True)
    shelter_area = AreaField("掩蔽面积", null=True, blank=True)
    passage_area = AreaField("口部外通道面积", null=True, blank=True)
    headcount = models.PositiveIntegerField("掩蔽人数", null=True, blank=True)
    storeys_above = models.PositiveSmallIntegerField("上部建筑层数", null=True, blank=True)
    owner = models.CharField("产权（建设）单位", max_length=200, blank=True)
    operator = models.CharField("使用管理单位", max_length=200, blank=True)
    longitude = DegreesField("经度", null=True, blank=True)
    latitude = DegreesField("纬度", null=True, blank=True)
    completed_on = models.DateField("竣工日期", null=True, blank=True)
    # Last day to file the completion, set when the works pass; kept so that lists sort by it.
    filing_due_on = models.DateField("备案期限", null=True, blank=True)
    filing_due_is_estimated = models.BooleanField("备案期限为预估", default=False)
    note = models.CharField("备注", max_length=500, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人防工程"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="shelter_recent"),
            models.Index(fields=["organisation", "filing_due_on"], name="shelter_filing_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "works_number"],
                condition=~models.Q(works_number=""),
                name="works_number_once_per_organisation",
                violation_error_message="本机构已登记此工程编号",
            ),
            models.CheckConstraint(
                condition=models.Q(shelter_area__isnull=True)
                | models.Q(built_area__isnull=True)
                | models.Q(shelter_area__lte=models.F("built_area")),
                name="shelter_area_within_built_area",
                violation_error_message="掩蔽面积不能大于建筑面积",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees its shelter."""
        return ProjectGrant, "project"

    def get_absolute_url(self) -> str:
        """The shelter's page."""
        return reverse("engineering:shelter", args=[self.pk])

    @property
    def permit_mark(self) -> str:
        """What became of the permit of works that stand or are being built: 许可已撤销."""
        if self.approval is None or not self.approval.has_ended:
            return ""
        gone = (self.State.ABANDONED, self.State.DEMOLISHED, self.State.CONVERTED)
        words = self.approval.get_state_display()
        return "" if self.state in gone else f"许可{words.replace('许可', '')}"

    @property
    def owner_name(self) -> str:
        """Who built or owns it: the register's own entry, else the project's developer."""
        return self.owner or (self.project.developer.name if self.project else "")

    @property
    def place(self) -> str:
        """Where it is: the register's own entry, else the project's place."""
        return self.address or (self.project.address if self.project else "")

    @property
    def division_code(self) -> str:
        """The code (GB/T 2260) of its division: its own, else the project's; empty without."""
        division = self.division or (self.project.division if self.project else None)
        return division.code if division else ""


class ProtectiveUnit(Positioned):
    """防护单元, with the columns of the survey's table of results (人防测量成果表)."""

    shelter = models.ForeignKey(
        Shelter, on_delete=models.CASCADE, related_name="units", verbose_name="人防工程"
    )
    number = models.CharField("单元编号", max_length=20)
    floor = models.CharField("所在层", max_length=20, blank=True)
    wartime_function = models.CharField(
        "战时功能", max_length=24, choices=Shelter.WartimeFunction.choices
    )
    built_area = AreaField("建筑面积")
    shelter_area = AreaField("掩蔽面积")
    shared_area = AreaField("公用面积", null=True, blank=True)
    headcount = models.PositiveIntegerField("掩蔽人数", default=0)
    blast_units = models.PositiveSmallIntegerField("抗爆单元数", default=0)
    exits = models.PositiveSmallIntegerField("出入口数", default=0)
    outdoor_exits = models.PositiveSmallIntegerField("室外出入口数", default=0)
    peacetime_use = models.CharField("平时用途", max_length=60, blank=True)
    parking_spaces = models.PositiveSmallIntegerField("停车位数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "防护单元"
        ordering: ClassVar = ["shelter", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shelter", "number"], name="unit_number_once"),
            models.CheckConstraint(
                condition=models.Q(shelter_area__lte=models.F("built_area")),
                name="unit_shelter_area_within_built_area",
                violation_error_message="单元掩蔽面积不能大于单元建筑面积",
            ),
            models.CheckConstraint(
                condition=models.Q(outdoor_exits__lte=models.F("exits")),
                name="outdoor_exits_among_exits",
                violation_error_message="室外出入口数不能大于出入口数",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Opening(Positioned):
    """口部: an entrance, link or shaft. Confidential, as coordinates and grades are."""

    class Kind(models.TextChoices):
        MAIN_EXIT = "main_exit", "主要出入口"
        SECOND_EXIT = "second_exit", "次要出入口"
        SPARE_EXIT = "spare_exit", "备用出入口"
        LINK = "link", "连通口"
        VENT = "vent", "通风口"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.CASCADE, related_name="openings", verbose_name="人防工程"
    )
    number = models.CharField("口部编号", max_length=20)
    kind = models.CharField("类型", max_length=16, choices=Kind.choices)
    place = models.CharField("位置及坐标、高程", max_length=200, blank=True)
    doors = models.CharField("防护门、密闭门、活门", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "口部"
        ordering: ClassVar = ["shelter", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shelter", "number"], name="opening_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"


class Equipment(Positioned):
    """防护设备 by protective unit: 大类, 名称, 型号, 数量."""

    class Category(models.TextChoices):
        DOORS = "doors", "防护密闭门、密闭门"
        VALVES = "valves", "防爆波活门"
        VENTILATION = "ventilation", "通风滤毒"
        WATER = "water", "给排水"
        POWER = "power", "供电照明"
        SIGNALS = "signals", "通信警报"
        SEALING = "sealing", "封堵构件"
        OTHER = "other", "其他"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.CASCADE, related_name="equipment", verbose_name="人防工程"
    )
    # Null for what serves the whole shelter.
    unit = models.ForeignKey(
        ProtectiveUnit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="equipment",
        verbose_name="防护单元",
    )
    category = models.CharField("大类", max_length=16, choices=Category.choices)
    name = models.CharField("名称", max_length=100)
    model = models.CharField("型号", max_length=60, blank=True)
    quantity = models.PositiveIntegerField("数量", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "防护设备"
        ordering: ClassVar = ["shelter", "position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}{self.model}"


class LifeRecord(Recorded):
    """工程履历: one step of a shelter's life with what it rests on. Append-only."""

    protection = AppendOnly()

    class Kind(models.TextChoices):
        PUT_INTO_USE = "put_into_use", "投入使用"
        USE_ENDED = "use_ended", "终止平时使用"
        EVALUATION = "evaluation", "评估鉴定"
        REINFORCEMENT_START = "reinforcement_start", "加固改造开工"
        REINFORCEMENT_END = "reinforcement_end", "加固改造完工"
        CLOSURE = "closure", "封堵停用"
        REOPENING = "reopening", "恢复使用"
        CONVERSION = "conversion", "改造转用"
        DEMOLITION = "demolition", "拆除"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="life", verbose_name="人防工程"
    )
    kind = models.CharField("事项", max_length=24, choices=Kind.choices)
    on = models.DateField("日期")
    # Of an evaluation: the code and the words of the grade list of the day.
    grade = models.CharField("鉴定等级", max_length=8, blank=True)
    grade_name = models.CharField("鉴定结论", max_length=60, blank=True)
    evaluator = models.CharField("鉴定（实施）单位", max_length=200, blank=True)
    basis = models.CharField("批准文件或依据", max_length=300, blank=True)
    note = models.CharField("情况说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工程履历"
        ordering: ClassVar = ["-on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.on} {self.get_kind_display()}"


class ShelterLimit(models.Model):
    """工程时限: a limit that an organisation and those below it apply from a day on.

    Where an office has entered none, the national one of ``standards.toml`` applies.
    """

    class Item(models.TextChoices):
        FILING = "filing", "竣工验收备案"
        SUPERVISION_REPORT = "supervision_report", "提交质量监督报告"
        RECTIFICATION = "rectification", "整改（建议期限）"
        REBUILD = "rebuild", "拆除后补建或缴纳补偿费"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    item = models.CharField("事项", max_length=24, choices=Item.choices)
    count = models.PositiveSmallIntegerField("期限", validators=[MinValueValidator(1)])
    unit = models.CharField(
        "单位", max_length=16, choices=[(unit.value, unit.label) for unit in Unit]
    )
    basis = models.CharField("依据文件", max_length=300)
    effective_from = models.DateField("施行日期")

    class Meta:
        verbose_name = verbose_name_plural = "工程时限"
        ordering: ClassVar = ["item", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "item", "effective_from"],
                name="one_shelter_limit_from_a_day",
                violation_error_message="该事项在这一天已登记时限",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.count} {self.get_unit_display()}"


# What stands, and so can be inspected, closed works included.
INSPECTED_STATES = (
    Shelter.State.ACCEPTED,
    Shelter.State.FILED,
    Shelter.State.IN_USE,
    Shelter.State.REINFORCING,
    Shelter.State.CLOSED,
)
