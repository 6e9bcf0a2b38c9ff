"""拆除补偿费: what an approved demolition owes instead of rebuilding, and what of it was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from engineering.models import Demolition
from fees.models.accounts import ZERO
from fees.models.entries import ChainedEntry
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped, ScopedQuerySet
from renfang.quantities.fields import yuan


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
    # Kept beside the entries, so that a missing last one shows.
    last_sequence = models.PositiveIntegerField("末笔序号", default=0)
    last_hash = models.CharField(max_length=64, blank=True)

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
    def title(self) -> str:
        """The works demolished."""
        return self.demolition.shelter.name

    @property
    def payer(self) -> str:
        """Who demolishes and pays."""
        return self.demolition.applicant

    @property
    def balance(self) -> Decimal:
        """Yuan still owed."""
        return self.entries.aggregate(owed=Coalesce(models.Sum("amount"), yuan(0)))["owed"]


class CompensationEntry(ChainedEntry):
    """补偿费分录. Append-only."""

    protection = AppendOnly()

    class Kind(models.TextChoices):
        CHARGE = "charge", "应缴补偿费"
        PAYMENT = "payment", "缴款"
        REVERSAL = "reversal", "冲正"

    compensation = models.ForeignKey(
        Compensation, on_delete=models.PROTECT, related_name="entries", verbose_name="拆除补偿费"
    )
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "补偿费分录"
        ordering: ClassVar = ["compensation", "sequence"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["compensation", "sequence"], name="compensation_sequence_once"
            ),
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=ZERO), name="compensation_not_overpaid"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="payment", amount__lt=ZERO)
                | models.Q(kind__in=["charge", "reversal"], amount__gt=ZERO),
                name="compensation_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses__isnull=True)),
                name="compensation_reversal_reverses",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="payment") | ~models.Q(external_ref=""),
                name="compensation_payment_has_voucher",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=True)
                | ~models.Q(recorded_by=models.F("posted_by")),
                name="compensation_checked_by_another",
            ),
        ]

    @property
    def holder(self) -> Compensation:
        """The account that the entry moves."""
        return self.compensation
