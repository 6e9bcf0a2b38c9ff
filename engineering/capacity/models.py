"""人均占有面积: population figures, and what was computed with them on a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from renfang.database.protection import AppendOnly
from renfang.organisations.models import Division
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField


class PopulationKind(models.TextChoices):
    """Which people are counted; plans of different places count differently."""

    RESIDENT = "resident", "常住人口"
    REGISTERED = "registered", "户籍人口"
    STAYING = "staying", "留城人口"


class PopulationFigure(Scoped):
    """人口数据: how many people of one kind a division had on a day, and who says so."""

    view_permission = "view_capacity"

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="+", verbose_name="行政区划"
    )
    kind = models.CharField("人口口径", max_length=12, choices=PopulationKind.choices)
    population = models.PositiveIntegerField("人口数", validators=[MinValueValidator(1)])
    as_of = models.DateField("统计时点")
    source = models.CharField("数据来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "人口数据"
        ordering: ClassVar = ["division", "kind", "-as_of"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "division", "kind", "as_of"],
                name="population_once_a_day",
                violation_error_message="该区划、口径和时点的人口数已经登记",
            )
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.as_of} {self.population}"


class CapacitySnapshot(Scoped):
    """人均占有面积 of a division on a day: numerators, denominator and results. Append-only."""

    view_permission = "view_capacity"
    protection = AppendOnly()

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="+", verbose_name="行政区划"
    )
    taken_on = models.DateField("计算日期")
    taken_at = models.DateTimeField("计算时间", auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="计算人"
    )
    # The numerators: all accepted works, and the sheltered part of those for people.
    shelter_count = models.PositiveIntegerField("工程数")
    built_area = AreaField("人防建筑面积")
    shelter_area = AreaField("人员掩蔽面积")
    # The denominator, in the words and numbers of its day.
    kind = models.CharField("人口口径", max_length=12, choices=PopulationKind.choices)
    population = models.PositiveIntegerField("人口数")
    population_as_of = models.DateField("人口统计时点")
    population_source = models.CharField("人口数据来源", max_length=200)
    built_per_capita = AreaField("人均人防建筑面积")
    shelter_per_capita = AreaField("人均掩蔽面积")

    class Meta:
        verbose_name = verbose_name_plural = "人均占有面积"
        ordering: ClassVar = ["-taken_on", "division", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "division", "kind", "taken_on"],
                name="capacity_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.taken_on} {self.built_per_capita}㎡/人"
