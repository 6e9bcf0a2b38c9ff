"""期末快照: what was owed on a day, as the books stood when it was taken. Never counted again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import MoneyField


class FrozenStatement(Scoped):
    """期末快照 of an office's debts: ageing and movements of a day, with the state of its ledger.

    ``content`` is what the pages and the paper of it show, ``entries`` how many entries the ledger
    had, ``heads`` the digest over the last hash of each account's chain. Append-only.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    as_of = models.DateField("截止日期")
    content = models.JSONField("内容")
    owed = MoneyField("欠缴")
    surplus = MoneyField("多缴")
    entries = models.PositiveIntegerField("分录笔数")
    heads = models.CharField("台账状态", max_length=64)
    note = models.CharField("用途", max_length=100, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="固定人"
    )
    taken_at = models.DateTimeField("固定时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "期末快照"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "as_of"], name="frozen_statement_day")
        ]

    def __str__(self) -> str:
        return f"{self.as_of} 欠缴快照"

    def get_absolute_url(self) -> str:
        """The page of the snapshot."""
        return reverse("fees:frozen_statement", args=[self.pk])
