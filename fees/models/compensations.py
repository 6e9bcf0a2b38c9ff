"""拆除补偿费: what an approved demolition owes instead of rebuilding, and what of it was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from engineering.models import Demolition
from renfang.organisations.scope import Scoped, ScopedQuerySet
from renfang.quantities.fields import MoneyField, yuan


class CompensationQuerySet(ScopedQuerySet):
    def with_sums(self) -> CompensationQuerySet:
        """Annotate ``owed``: the sum of the entries, in yuan."""
        return self.annotate(owed=Coalesce(models.Sum("entries__amount"), yuan(0)))


class Compensation(Scoped):
    """拆除补偿费账户 of one demolition, opened by its approval.

    It stands apart from the relocation fee's accounts: most works that are demolished belong to
    no project. Source: 人民防空法 art. 28; 国人防办字〔2001〕210号 art. 19.
    """

    view_permission = "view_fees"

    demolition = models.OneToOneField(
        Demolition, on_delete=models.PROTECT, related_name="+", verbose_name="拆除审批"
    )
    due_on = models.DateField("缴款期限", null=True, blank=True)
    opened_on = models.DateField("入账日期")

    objects = CompensationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拆除补偿费"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.demolition.shelter}拆除补偿费"

    def get_absolute_url(self) -> str:
        """The account's page."""
        return reverse("fees:compensation", args=[self.pk])

    @property
    def balance(self) -> Decimal:
        """Yuan still owed."""
        return self.entries.aggregate(owed=Coalesce(models.Sum("amount"), yuan(0)))["owed"]


class CompensationEntry(models.Model):
    """补偿费分录. Append-only; ``amount`` is signed: what raises the debt is positive."""

    class Kind(models.TextChoices):
        CHARGE = "charge", "应缴补偿费"
        PAYMENT = "payment", "缴款"
        REVERSAL = "reversal", "冲正"

    compensation = models.ForeignKey(
        Compensation, on_delete=models.PROTECT, related_name="entries", verbose_name="拆除补偿费"
    )
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    amount = MoneyField("金额")
    balance_after = MoneyField("余额")
    business_date = models.DateField("业务日期")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="冲正的分录",
    )
    note = models.CharField("说明", max_length=300, blank=True)
    key = models.UUIDField("表单标识", unique=True)
    posted_at = models.DateTimeField("入账时间", auto_now_add=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="入账人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "补偿费分录"
        ordering: ClassVar = ["compensation", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=Decimal("0.00")),
                name="compensation_not_overpaid",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="payment", amount__lt=Decimal("0.00"))
                | models.Q(kind__in=["charge", "reversal"], amount__gt=Decimal("0.00")),
                name="compensation_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="payment") | ~models.Q(voucher=""),
                name="compensation_payment_names_its_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} 元（{self.business_date}）"
