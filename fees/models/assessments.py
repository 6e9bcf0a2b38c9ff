"""Assessments (核定): an unbroken chain of immutable versions for each project."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.models import Application, ProjectGrant
from fees.models.accounts import ZERO, FeeAccount
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField, MoneyField


class AssessedFigures(models.Model):
    """What the rules gave for a set of facts, with every step; drafts and versions share it."""

    # The facts in the shape of the assess command, so that anyone can compute the figure again.
    facts = models.JSONField("事实")
    rulebook = models.CharField("规则", max_length=40)
    rulebook_version = models.CharField("规则版本", max_length=40)
    as_of = models.DateField("适用规则日期")
    local_basis = models.CharField("收费标准依据", max_length=300, blank=True)
    required_area = AreaField("应建面积")
    shortfall_area = AreaField("易地建设面积")
    # Null where several rates apply; the steps then show each.
    rate = MoneyField("收费标准（元/㎡）", null=True)
    gross = MoneyField("应缴金额")
    relief = MoneyField("减免金额")
    payable = MoneyField("实缴金额")
    steps = models.JSONField("计算步骤")

    class Meta:
        abstract = True

    @property
    def built_area(self) -> Decimal:
        """Square metres that are built or to be built."""
        return max(self.required_area - self.shortfall_area, ZERO)


class Assessment(AssessedFigures, Scoped):
    """核定: what the rule book gave for one application, as it was decided. Append-only.

    A changed design, the surveyed area at completion or a violation found later makes a new
    version that names the one it replaces; only the difference goes to the ledger.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    class Kind(models.TextChoices):
        FIRST = "first", "首次核定"
        CHANGE = "change", "变更核定"
        COMPLETION = "completion", "竣工核定"
        VIOLATION = "violation", "违法未建核定"

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="assessments", verbose_name="缴费账户"
    )
    # Null for a violation: who simply did not build never applied.
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name="审批",
    )
    version = models.PositiveIntegerField("版次")
    kind = models.CharField("核定类别", max_length=12, choices=Kind.choices)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="替代的核定",
    )
    assessed_on = models.DateField("核定日期")
    assessed_at = models.DateTimeField("登记时间", auto_now_add=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="核定人"
    )
    # Versions from before the second person's review have none.
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    opinion = models.CharField("复核意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "易地建设费核定"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "version"], name="assessment_version_once"),
            models.CheckConstraint(
                # A project that was to build everything has its first version at completion, one
                # that never applied with the violation.
                condition=models.Q(
                    version=1,
                    kind__in=["first", "completion", "violation"],
                    replaces__isnull=True,
                )
                | (models.Q(version__gt=1, replaces__isnull=False) & ~models.Q(kind="first")),
                name="assessment_chain_unbroken",
            ),
            models.CheckConstraint(
                condition=models.Q(payable__gte=ZERO, relief__gte=ZERO)
                & models.Q(gross=models.F("payable") + models.F("relief")),
                name="assessment_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="violation") | models.Q(application__isnull=False),
                name="assessment_rests_on_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("assessed_by")),
                name="assessment_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.project}第 {self.version} 版核定"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its assessments."""
        return ProjectGrant, "account__project"

    @property
    def is_current(self) -> bool:
        """Whether no later version replaces this one."""
        return not hasattr(self, "replaced_by")

    @property
    def difference(self) -> Decimal:
        """What this version added to the ledger: negative when the chain went down."""
        return self.payable - (self.replaces.payable if self.replaces else ZERO)
