"""What a shelter consists of: protective units, openings, equipment."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from engineering.models.shelters import Shelter
from renfang.quantities.fields import AreaField


class ProtectiveUnit(models.Model):
    """防护单元, with the columns of the survey's table of results (人防测量成果表)."""

    shelter = models.ForeignKey(
        Shelter, on_delete=models.CASCADE, related_name="units", verbose_name="人防工程"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
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


class Opening(models.Model):
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
    position = models.PositiveSmallIntegerField("序号", default=0)
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


class Equipment(models.Model):
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
    position = models.PositiveSmallIntegerField("序号", default=0)
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
