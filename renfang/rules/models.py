"""Which rule book an organisation applies, and what it fixes locally within the law."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from renfang.organisations.models import Organisation
from renfang.quantities.fields import MoneyField
from renfang.rules.editions import BookEdition

__all__ = ["BookEdition", "CityClass", "DivisionLevel", "LocalPractice"]


class CityClass(models.TextChoices):
    """Class of a city for shelter planning (国家一/二/三类人防重点城市 and below)."""

    FIRST = "first", "国家一类人防重点城市"
    SECOND = "second", "国家二类人防重点城市"
    THIRD = "third", "国家三类人防重点城市"
    PROVINCIAL = "provincial", "省人防重点城市（含县城）"
    TOWN = "town", "人防重点镇"
    OTHER = "other", "其他城市"


class DivisionLevel(models.TextChoices):
    CITY = "city", "设区市"
    COUNTY = "county", "县（市）"


class PhaseMethod(models.TextChoices):
    """How the phases of one planned development share its duty."""

    PER_PERMIT = "PER_PERMIT", "各期按各自的规划许可分别计算"
    CUMULATIVE = "CUMULATIVE", "各期累计计算，结转以前各期的余缺"
    LAST_PHASE_BALANCE = "LAST_PHASE_BALANCE", "各期分别计算，最后一期按总量结算"


class LocalPractice(models.Model):
    """本地执行口径: the built-in book an organisation applies between two days.

    National and provincial books leave some figures to the locality: the share within a band and,
    where the book has none, the rate. Each row says on what document the local figures rest.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="practices",
        verbose_name="机构",
    )
    rulebook = models.CharField("规则", max_length=40)
    city_class = models.CharField("城市类别", max_length=12, choices=CityClass.choices)
    division_level = models.CharField("行政级别", max_length=8, choices=DivisionLevel.choices)
    local_share_bp = models.PositiveIntegerField(
        "本地核定比例（万分之）", null=True, blank=True, help_text="例如 200 表示 2%"
    )
    local_rate = MoneyField("本地收费标准（元/平方米）", null=True, blank=True)
    phase_method = models.CharField(
        "分期建设", max_length=20, choices=PhaseMethod.choices, default=PhaseMethod.PER_PERMIT
    )
    legal_basis = models.CharField("依据文件", max_length=300)
    effective_from = models.DateField("施行日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "本地执行口径"
        ordering: ClassVar = ["organisation", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "effective_from"], name="one_practice_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}自{self.effective_from}起"

    @property
    def local_share_text(self) -> str:
        """The share as the law writes it, e.g. 2.5%; empty where the book fixes it."""
        if self.local_share_bp is None:
            return ""
        return f"{Decimal(self.local_share_bp) / 100:f}%"
