"""A shelter's life after filing, and the limits that the office applies along it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from engineering.shelters.models import Shelter
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField, MoneyField

_user = settings.AUTH_USER_MODEL


class Demolition(Scoped):
    """拆除人民防空工程审批: applied for, decided, demolished, and made good by a day.

    Source: 人民防空法 art. 28; 国人防办字〔2001〕210号 art. 19: who demolishes rebuilds the same
    area and grade, or pays what rebuilding costs.
    """

    view_permission = "view_shelters"

    class State(models.TextChoices):
        APPLIED = "applied", "待审批"
        REFUSED = "refused", "不予批准"
        APPROVED = "approved", "已批准"
        DEMOLISHED = "demolished", "已拆除待补偿"
        SETTLED = "settled", "已补建或补偿"
        WITHDRAWN = "withdrawn", "已撤回"

    class Remedy(models.TextChoices):
        REBUILD = "rebuild", "补建"
        COMPENSATION = "compensation", "缴纳补偿费"

    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="demolitions", verbose_name="人防工程"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.APPLIED)
    applicant = models.CharField("申请单位", max_length=200)
    applied_on = models.DateField("申请日期")
    reason = models.CharField("拆除理由", max_length=500)
    area = AreaField("拆除面积", validators=[MinValueValidator(Decimal("0.01"))])
    remedy = models.CharField("补偿方式", max_length=16, choices=Remedy.choices)
    compensation = MoneyField("补偿费", null=True, blank=True)
    applied_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="经办人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    opinion = models.CharField("审批意见", max_length=500, blank=True)
    # Last day to rebuild or to pay.
    due_on = models.DateField("补建或缴费期限", null=True, blank=True)
    demolished_on = models.DateField("拆除日期", null=True, blank=True)
    settled_on = models.DateField("补偿完成日期", null=True, blank=True)
    rebuilt_as = models.ForeignKey(
        Shelter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="补建工程",
    )
    settlement = models.CharField("补偿凭证或说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拆除审批"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shelter"],
                # One in hand: part of the works may go first, and later the rest.
                condition=models.Q(state__in=["applied", "approved", "demolished"]),
                name="one_demolition_per_shelter",
                violation_error_message="该工程已有一件在办的拆除审批",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter}拆除审批"
