"""Closed months: until when the ledger of an office takes no more entries."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from renfang.database.protection import AppendOnly
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import MoneyField


class LedgerBook(Scoped):
    """台账账簿: one per office; whoever posts locks it, so no entry slips into a closing month."""

    view_permission = "view_fees"

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="主管机构"
    )
    closed_through = models.DateField("已结账至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账账簿"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.organisation}台账"


class MonthEvent(Scoped):
    """结账事项: a month closed, asked to be opened again, or opened again. Append-only.

    ``entries``, ``charged`` and ``paid`` are the month's totals at closing, to prove later that
    nothing was added since.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    class Act(models.TextChoices):
        CLOSED = "closed", "结账"
        REOPENING = "reopening", "申请反结账"
        REFUSED = "refused", "不同意反结账"
        REOPENED = "reopened", "反结账"

    month = models.DateField("月份")
    act = models.CharField("事项", max_length=12, choices=Act.choices)
    entries = models.PositiveIntegerField("分录笔数", default=0)
    charged = MoneyField("核定净额", default=0)
    paid = MoneyField("缴款净额", default=0)
    reason = models.CharField("原因", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "结账事项"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "month"], name="month_events"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_act_display()}"
