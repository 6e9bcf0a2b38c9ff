"""编制: the units of a team, their posts and equipment, and its wartime expansion."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from drills.models.teams import Team

_MOST = 99_999


class Unit(models.Model):
    """分队: a part of a team, of any depth; levels are named as the office names them."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="units", verbose_name="专业队"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="上级分队",
    )
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "分队"
        ordering: ClassVar = ["team", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="unit_named_once_in_a_team"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """岗位 of a unit: how many hold it, and the qualification that it asks for."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="posts", verbose_name="分队"
    )
    title = models.CharField("岗位", max_length=50)
    headcount = models.PositiveIntegerField("编制人数", validators=[MaxValueValidator(_MOST)])
    qualification = models.CharField("资格要求", max_length=100, blank=True)
    is_key = models.BooleanField("骨干岗位", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering: ClassVar = ["unit", "-is_key", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_once_in_a_unit"),
            models.CheckConstraint(
                condition=models.Q(headcount__gte=1), name="post_has_a_headcount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.title}"


class Equipment(models.Model):
    """装备: what a team should have, has, and has in order."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="equipment", verbose_name="专业队"
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="equipment",
        null=True,
        blank=True,
        verbose_name="分队",
    )
    name = models.CharField("装备名称", max_length=60)
    model = models.CharField("型号", max_length=60, blank=True)
    measure = models.CharField("计量单位", max_length=10, default="件")
    allotted = models.PositiveIntegerField("编配数量", validators=[MaxValueValidator(_MOST)])
    on_hand = models.PositiveIntegerField("实有数量", validators=[MaxValueValidator(_MOST)])
    serviceable = models.PositiveIntegerField("完好数量", validators=[MaxValueValidator(_MOST)])
    keeper = models.CharField("保管人", max_length=50, blank=True)
    place = models.CharField("存放地点", max_length=100, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "装备"
        ordering: ClassVar = ["team", "name", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name", "model", "place"], name="equipment_listed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(serviceable__lte=models.F("on_hand")),
                name="no_more_in_order_than_there_is",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.name, self.model]))

    def is_expired_on(self, day: date) -> bool:
        """Whether its term has run out by ``day``."""
        return self.expires_on is not None and self.expires_on < day


class ExpansionState(models.TextChoices):
    ACTIVE = "active", "扩编中"
    CANCELLED = "cancelled", "已撤销"


class Expansion(models.Model):
    """战时扩编 of a team: reserves called into service until the order is cancelled."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="expansions", verbose_name="专业队"
    )
    order_number = models.CharField("命令文号", max_length=60)
    ordered_on = models.DateField("扩编日期")
    reason = models.CharField("扩编任务", max_length=300)
    headcount = models.PositiveIntegerField("扩编人数")
    state = models.CharField(
        "状态", max_length=10, choices=ExpansionState.choices, default=ExpansionState.ACTIVE
    )
    cancelled_on = models.DateField("撤销日期", null=True, blank=True)
    cancel_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "战时扩编"
        ordering: ClassVar = ["team", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state="active"),
                name="one_expansion_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}扩编（{self.order_number}）"
