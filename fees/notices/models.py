"""Payment notices (缴费通知书): what was demanded, until when, on which paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from engineering.models import ProjectGrant
from fees.assessments.models import Assessment
from fees.ledger.models import ZERO
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import MoneyField


class PaymentNotice(Scoped):
    """缴费通知: one paper that asks for what is owed on an assessment. Append-only.

    Whether it still counts is a matter of its document, which may be voided and issued anew.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="notices", verbose_name="核定"
    )
    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="+", verbose_name="文书"
    )
    amount = MoneyField("通知缴纳金额")
    due_on = models.DateField("缴款期限")

    class Meta:
        verbose_name = verbose_name_plural = "缴费通知"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=ZERO), name="notice_asks_for_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its notices."""
        return ProjectGrant, "assessment__account__project"
