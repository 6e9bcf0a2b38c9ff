"""What an office fixes for its approvals within the law: time limits and materials."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from engineering.approvals.models.applications import Application
from renfang.clocks.periods import Code, latest
from renfang.organisations.scope import Scoped


def _days(code: Code) -> list:
    """What an office may promise: no longer than the law gives."""
    law = latest(code)
    return [
        MinValueValidator(1, "时限至少 1 个工作日"),
        MaxValueValidator(
            law.count, f"法定时限为 {law.count} 个工作日（{law.basis}），承诺时限只能更短"
        ),
    ]


class ServiceItem(Scoped):
    """政务服务事项: the time limits of one kind of application from a day on.

    All limits are working days (行政许可法 art. 82). Without a row of its own an organisation
    follows its nearest superior, and without any the law itself.
    """

    view_permission = "view_projects"

    kind = models.CharField("申请事项", max_length=20, choices=Application.Kind.choices)
    effective_from = models.DateField("施行日期")
    completeness_days = models.PositiveSmallIntegerField(
        "一次告知补正",
        default=latest(Code.PERMIT_COMPLETENESS).count,
        validators=_days(Code.PERMIT_COMPLETENESS),
    )
    statutory_days = models.PositiveSmallIntegerField(
        "法定审批时限",
        default=latest(Code.PERMIT_DECISION).count,
        validators=_days(Code.PERMIT_JOINT_DECISION),
        help_text=(
            f"单独办理的 {latest(Code.PERMIT_DECISION).count} 个工作日；"
            f"统一、联合或集中办理的 {latest(Code.PERMIT_JOINT_DECISION).count} 个工作日。"
        ),
    )
    promised_days = models.PositiveSmallIntegerField(
        "承诺审批时限", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    extension_days = models.PositiveSmallIntegerField(
        "经批准可以延长",
        default=latest(Code.PERMIT_EXTENSION).count,
        validators=_days(Code.PERMIT_JOINT_EXTENSION),
    )
    service_days = models.PositiveSmallIntegerField(
        "决定后送达",
        default=latest(Code.PERMIT_SERVICE).count,
        validators=_days(Code.PERMIT_SERVICE),
    )
    validity_months = models.PositiveSmallIntegerField(
        "许可有效期（月）", null=True, blank=True, help_text="没有规定有效期的不填。"
    )
    renewal_notice_days = models.PositiveSmallIntegerField(
        "届满前提出延续（日）",
        default=latest(Code.PERMIT_RENEWAL).count,
        validators=[MaxValueValidator(180, "最多 180 日")],
        help_text="《行政许可法》第五十条为届满三十日前；法律、法规、规章另有规定的填其日数。",
    )
    accepts_late_renewal = models.BooleanField(
        "逾期提出的延续申请可以受理",
        default=False,
        help_text="依据文件允许的才勾选；受理时须写明逾期原因，记入办理记录。",
    )
    legal_basis = models.CharField("依据文件", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "事项时限"
        ordering: ClassVar = ["organisation", "kind", "-effective_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "effective_from"],
                name="one_service_item_from_a_day",
                violation_error_message="本机构该事项在这一天已有一条时限",
            ),
            models.CheckConstraint(
                condition=models.Q(promised_days__isnull=True)
                | models.Q(promised_days__lte=models.F("statutory_days")),
                name="promise_is_within_the_law",
                violation_error_message="承诺时限不能长于法定时限",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}自{self.effective_from}起"


class RequiredMaterial(Scoped):
    """申请材料目录: one row of an organisation's own list for one kind of application."""

    view_permission = "view_projects"

    kind = models.CharField("申请事项", max_length=20, choices=Application.Kind.choices)
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=200)
    note = models.CharField("要求", max_length=300, blank=True)
    is_mandatory = models.BooleanField("必备", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请材料目录"
        ordering: ClassVar = ["organisation", "kind", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                name="material_listed_once",
                violation_error_message="目录中已有同名材料",
            )
        ]

    def __str__(self) -> str:
        return self.name
