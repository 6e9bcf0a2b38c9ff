"""A shelter's life after filing, and the limits that the office applies along it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from engineering.shelters.models import Shelter
from renfang.clocks.rules import Unit
from renfang.database.protection import AppendOnly
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField, MoneyField

_user = settings.AUTH_USER_MODEL


class LifeRecord(models.Model):
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
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "工程履历"
        ordering: ClassVar = ["-on", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shelter} {self.on} {self.get_kind_display()}"


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
                condition=~models.Q(state="refused"),
                name="one_demolition_per_shelter",
                violation_error_message="该工程已有一件拆除审批",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter}拆除审批"


class ShelterLimit(models.Model):
    """工程时限: a limit that an organisation and those below it apply from a day on.

    Where an office has entered none, the national one of ``shelter_rules.toml`` applies.
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
