"""What every ledger's entries have in common: signed, numbered, chained, appended for good."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from renfang.quantities.fields import MoneyField


class ChainedEntry(models.Model):
    """One movement of an account (abstract). Append-only; a mistake is reversed by another entry.

    ``amount`` is signed: what raises the debt is positive, so the sum of an account's entries is
    what is still owed. ``key`` was minted when the form was rendered: the same form posts once.
    ``sequence`` counts an account's entries from 1, and their SHA-256 values form a chain.
    """

    sequence = models.PositiveIntegerField("序号")
    amount = MoneyField("金额")
    balance_after = MoneyField("余额")
    business_date = models.DateField("业务日期")
    posted_at = models.DateTimeField("入账时间")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="入账人"
    )
    # Who prepared what another checked and posted; none where a decision by two persons says it.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    external_ref = models.CharField("凭证号", max_length=60, blank=True)
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
    fingerprint = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} 元（{self.business_date}）"
