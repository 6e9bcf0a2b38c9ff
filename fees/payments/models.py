"""Slips (记账单): what one person recorded and another has to check before it is posted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.models import ProjectGrant
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import MoneyField
from renfang.records import Recorded


class Slip(Scoped, Recorded):
    """记账单: a movement recorded by one person; another's check makes it a ledger entry.

    ``amount`` is signed as in the ledger. ``key`` was minted when the form was rendered, and
    ``fingerprint`` tells the same form sent again from another that bears its key.
    """

    view_permission = "view_fees"

    class Kind(models.TextChoices):
        PAYMENT = "payment", "缴款"
        REVERSAL = "reversal", "冲正"
        CARRY_OVER = "carry_over", "结转"

    class State(models.TextChoices):
        RECORDED = "recorded", "待复核"
        POSTED = "posted", "已入账"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="slips", verbose_name="缴费账户"
    )
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.RECORDED)
    amount = MoneyField("金额")
    business_date = models.DateField("凭证日期")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    reverses = models.ForeignKey(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal_slips",
        verbose_name="冲正的分录",
    )
    carried_to = models.ForeignKey(
        FeeAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="slips_carried_here",
        verbose_name="结转入的账户",
    )
    keeps_surplus = models.BooleanField("登记为多缴", default=False)
    note = models.CharField("说明", max_length=300, blank=True)
    key = models.UUIDField("表单标识", unique=True)
    fingerprint = models.CharField(max_length=64)
    image_name = models.CharField("凭证图像", max_length=200, blank=True)
    image_type = models.CharField(max_length=100, blank=True)
    image_path = models.CharField(max_length=200, blank=True)
    image_sha256 = models.CharField(max_length=64, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    entry = models.OneToOneField(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="slip",
        verbose_name="分录",
    )

    class Meta:
        verbose_name = verbose_name_plural = "记账单"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="payment", amount__lt=ZERO)
                | models.Q(kind="carry_over", amount__gt=ZERO, carried_to__isnull=False)
                | (models.Q(kind="reversal") & ~models.Q(amount=ZERO)),
                name="slip_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses__isnull=True)),
                name="slip_reversal_reverses",
            ),
            models.UniqueConstraint(
                fields=["organisation", "voucher"],
                condition=models.Q(kind="payment", state="recorded"),
                name="slip_voucher_waits_once",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=models.Q(state="recorded"),
                name="slip_reversal_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="posted", entry__isnull=False)
                | (~models.Q(state="posted") & models.Q(entry__isnull=True)),
                name="slip_posted_has_entry",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="slip_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {abs(self.amount):,} 元（{self.business_date}）"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its slips."""
        return ProjectGrant, "account__project"
