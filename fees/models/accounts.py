"""Fee accounts: what one project owes, and what of it is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from engineering.models import Project, ProjectGrant
from renfang.organisations.scope import Scoped, ScopedQuerySet
from renfang.quantities.fields import MoneyField, yuan

ZERO = Decimal("0.00")


class FeeAccountQuerySet(ScopedQuerySet):
    def owing(self) -> FeeAccountQuerySet:
        """Accounts on which something is still to be paid."""
        return self.filter(balance__gt=ZERO)

    def totals(self) -> dict[str, Decimal]:
        """应缴, 已缴, 欠缴, 多缴 of the result, in yuan; one's surplus pays no other's debt."""
        sums = {name: models.Sum(name) for name in ("payable", "paid", "surplus")}
        sums["balance"] = models.Sum("balance", filter=models.Q(balance__gt=ZERO))
        return self.aggregate(**{name: Coalesce(total, yuan(0)) for name, total in sums.items()})


class FeeAccount(Scoped):
    """缴费账户: one per project, from its first assessment on.

    The entries are the truth. The sums, the number of entries and the last hash are kept beside
    them, written in the same transaction, so that lists need no aggregation and a missing last
    entry shows; ``manage.py verify_ledger`` proves them equal.
    """

    view_permission = "view_fees"

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="fee_account", verbose_name="项目"
    )
    payable = MoneyField("应缴", default=ZERO)
    paid = MoneyField("已缴", default=ZERO)
    # What is owed; negative while more is paid than owed, and ``surplus`` then says how much.
    balance = MoneyField("欠缴", default=ZERO)
    surplus = MoneyField("多缴", default=ZERO)
    due_on = models.DateField("缴款期限", null=True, blank=True)
    last_sequence = models.PositiveIntegerField("末笔序号", default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    objects = FeeAccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缴费账户"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(balance__gte=ZERO, surplus=ZERO)
                | models.Q(balance__lt=ZERO, surplus=yuan(0) - models.F("balance")),
                name="account_surplus_is_explicit",
                violation_error_message="多缴须登记为待退付",
            ),
            models.CheckConstraint(
                condition=models.Q(paid__gte=ZERO, payable__gte=ZERO),
                name="account_sums_not_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_on"], name="account_due"),
            models.Index(
                fields=["organisation", "due_on"],
                condition=models.Q(balance__gt=ZERO),
                name="account_owing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}缴费账户"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its account."""
        return ProjectGrant, "project"

    def get_absolute_url(self) -> str:
        """The account's page."""
        return reverse("fees:account", args=[self.pk])

    @property
    def title(self) -> str:
        """The project that the account is of."""
        return self.project.name

    @property
    def payer(self) -> str:
        """Who builds and pays."""
        return self.project.developer.name

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed."""
        return self.balance <= ZERO
