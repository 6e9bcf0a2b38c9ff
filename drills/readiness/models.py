"""年度目标: what the office has set itself for a year."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from renfang.organisations.scope import Scoped

_PERCENT = [MaxValueValidator(100, "不能超过 100")]


class ReadinessTarget(Scoped):
    """年度训练演练目标 of one organisation; rates in whole per cent."""

    view_permission = "view_readiness"

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    drills = models.PositiveSmallIntegerField("演练场次", default=0)
    drills_per_team = models.PositiveSmallIntegerField("每队演练场次", default=1)
    team_coverage = models.PositiveSmallIntegerField(
        "专业队演练覆盖率（%）", default=100, validators=_PERCENT
    )
    locality_coverage = models.PositiveSmallIntegerField(
        "街道社区演练覆盖率（%）", default=100, validators=_PERCENT
    )
    staffing = models.PositiveSmallIntegerField("满编率（%）", default=100, validators=_PERCENT)
    turnout = models.PositiveSmallIntegerField("到位率（%）", default=90, validators=_PERCENT)
    hours = models.PositiveSmallIntegerField("人均训练学时", default=0)
    pass_rate = models.PositiveSmallIntegerField("考核合格率（%）", default=90, validators=_PERCENT)
    siren_rate = models.PositiveSmallIntegerField("鸣响率（%）", default=95, validators=_PERCENT)

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering: ClassVar = ["-year"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year"], name="targets_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度目标"
