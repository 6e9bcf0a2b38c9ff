"""The ledger: signed entries that are only ever appended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from engineering.models import ProjectGrant
from fees.models.accounts import ZERO, FeeAccount
from fees.models.entries import ChainedEntry
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped


class LedgerEntry(ChainedEntry, Scoped):
    """台账分录 of the relocation fee: one movement of an account. Append-only."""

    view_permission = "view_fees"
    protection = AppendOnly()

    class Kind(models.TextChoices):
        CHARGE = "charge", "核定应缴"
        REDUCTION = "reduction", "核定减少"
        PAYMENT = "payment", "缴款"
        REFUND = "refund", "退付"
        WRITE_OFF = "write_off", "核销"
        CARRY_OVER = "carry_over", "结转"
        REVERSAL = "reversal", "冲正"

    class Source(models.TextChoices):
        """Whence the office knows of a movement; a reference is unique within its source."""

        OFFICE = "office", "本单位办理"
        VOUCHER = "voucher", "凭证登记"
        TAX = "tax", "税务缴费回单"
        TREASURY = "treasury", "国库入库流水"
        BANK = "bank", "银行流水"
        NON_TAX = "non_tax", "非税系统流水"

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="entries", verbose_name="缴费账户"
    )
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    basis = models.ForeignKey(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="依据文书",
    )
    assessment = models.ForeignKey(
        "fees.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="核定",
    )
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    # 0 for a voucher's first entry; a voucher may be used again only after a reversal.
    external_turn = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "台账分录"
        ordering: ClassVar = ["account", "sequence"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "sequence"], name="entry_sequence_once"),
            models.UniqueConstraint(
                fields=["organisation", "source", "external_ref", "external_turn"],
                condition=~models.Q(external_ref=""),
                name="voucher_used_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["charge", "refund"], amount__gt=ZERO)
                | models.Q(kind__in=["reduction", "payment", "write_off"], amount__lt=ZERO)
                | (models.Q(kind__in=["reversal", "carry_over"]) & ~models.Q(amount=ZERO)),
                name="entry_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses__isnull=True)),
                name="only_a_reversal_reverses",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["charge", "reduction"], assessment__isnull=False)
                | (~models.Q(kind__in=["charge", "reduction"]) & models.Q(assessment__isnull=True)),
                name="charges_rest_on_an_assessment",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="payment") | ~models.Q(external_ref=""),
                name="payment_names_its_voucher",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="write_off") | models.Q(balance_after__gte=ZERO),
                name="write_off_leaves_no_overpayment",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=True)
                | ~models.Q(recorded_by=models.F("posted_by")),
                name="entry_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["refund", "write_off"])
                | models.Q(basis__isnull=False, recorded_by__isnull=False),
                name="refund_rests_on_a_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="entry_sequence_from_one"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "business_date"], name="entry_by_month")
        ]

    @property
    def holder(self) -> FeeAccount:
        """The account that the entry moves."""
        return self.account

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its entries."""
        return ProjectGrant, "account__project"
