"""Refunds (退付) and write-offs (核销): money given back, debts given up, each decided by two."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from engineering.models import ProjectGrant
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import SENSITIVE, VIEW_PERSONAL, WITH_THE_FILE, About, Entry
from renfang.quantities.fields import MoneyField
from renfang.uploads.models import WithFile


def _person(label: str, *, required: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=not required,
        blank=not required,
        related_name="+",
        verbose_name=label,
    )


def _paper(label: str) -> models.OneToOneField:
    return models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class Refund(Scoped, WithFile):
    """退付: applied for by the payer, verified by the office, approved by finance, paid.

    Each step has ten working days. Never more than was paid net and is not owed.
    """

    view_permission = "view_fees"

    class State(models.TextChoices):
        REQUESTED = "requested", "待核实"
        VERIFIED = "verified", "待财政审批"
        APPROVED = "approved", "待退付"
        PAID = "paid", "已退付"
        REFUSED = "refused", "不予退付"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        MISTAKE = "mistake", "误缴、多缴或重复缴款"
        REASSESSED = "reassessed", "核定金额减少"
        CANCELLED = "cancelled", "项目取消或许可撤销、注销"
        BUILT = "built", "改为依法修建防空地下室"
        RELIEF = "relief", "嗣后认定减免"
        JUDGMENT = "judgment", "行政复议决定或法院裁判"
        TECHNICAL = "technical", "技术性差错"

    # The states in which a refund still takes part of the surplus.
    OPEN: ClassVar = (State.REQUESTED, State.VERIFIED, State.APPROVED)

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="refunds", verbose_name="缴费账户"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.REQUESTED)
    amount = MoneyField("退付金额")
    ground = models.CharField("退付事由", max_length=12, choices=Ground.choices)
    reason = models.CharField("情况说明", max_length=300)
    payee = models.CharField("收款单位", max_length=100)
    payee_bank = models.CharField("开户银行", max_length=100)
    payee_account = PersonalField("收款账号", kind=About.ACCOUNT)
    payee_account_index = BlindIndex("payee_account")
    applied_on = models.DateField("申请日期")
    requested_by = _person("登记人", required=True)
    application = _paper("退付申请表")
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = _person("核实人")
    opinion = models.CharField("审核意见", max_length=300, blank=True)
    letter = _paper("审核意见函")
    approved_on = models.DateField("财政审批日期", null=True, blank=True)
    approved_by = _person("审批登记人")
    approval_number = models.CharField("财政审批文号", max_length=60, blank=True)
    paid_on = models.DateField("退付日期", null=True, blank=True)
    paid_by = _person("退付登记人")
    entry = models.OneToOneField(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refund",
        verbose_name="分录",
    )
    ended_reason = models.CharField("不予退付或撤回的原因", max_length=300, blank=True)
    key = models.UUIDField("表单标识", unique=True)

    personal: ClassVar = {
        "payee_account": Entry(
            About.ACCOUNT,
            "退付到原缴款账户",
            "看得到收费账户的岗位（遮盖）",
            WITH_THE_FILE,
            basis=SENSITIVE,
            permission=VIEW_PERSONAL,
            papers="退付申请表、审核意见函",
        ),
    }
    not_personal: ClassVar = {
        "payee": "收款单位的名称",
        "payee_bank": "银行的名称",
    }

    class Meta:
        verbose_name = verbose_name_plural = "退付"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=ZERO), name="refund_gives_something"
            ),
            models.CheckConstraint(
                condition=models.Q(state="paid", entry__isnull=False)
                | (~models.Q(state="paid") & models.Q(entry__isnull=True)),
                name="refund_paid_has_entry",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="refund_state")]

    def __str__(self) -> str:
        return f"{self.account.project}退付 {self.amount:,} 元"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its refunds."""
        return ProjectGrant, "account__project"

    @property
    def is_open(self) -> bool:
        """Whether it still takes part of the surplus."""
        return self.state in self.OPEN


class WriteOff(Scoped, WithFile):
    """核销: a debt that the law lets nobody collect any more, given up by collective decision."""

    view_permission = "view_fees"

    class State(models.TextChoices):
        REQUESTED = "requested", "待审批"
        APPROVED = "approved", "已核销"
        REFUSED = "refused", "不予核销"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        ENFORCEMENT_ENDED = "enforcement", "法院裁定终结执行"
        BANKRUPTCY_ENDED = "bankruptcy", "破产程序终结"
        NO_SUCCESSOR = "no_successor", "债务人注销且无义务承受人"

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="write_offs", verbose_name="缴费账户"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.REQUESTED)
    amount = MoneyField("核销金额")
    ground = models.CharField("核销事由", max_length=12, choices=Ground.choices)
    ruling = models.CharField("裁定书或注销证明文号", max_length=100)
    decision = models.CharField("集体研究决定", max_length=100)
    consent = models.CharField("财政部门意见文号", max_length=100)
    reason = models.CharField("追缴经过", max_length=300)
    requested_on = models.DateField("申请日期")
    requested_by = _person("申请人", required=True)
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decided_by = _person("审批人")
    paper = _paper("核销审批表")
    entry = models.OneToOneField(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="write_off",
        verbose_name="分录",
    )
    ended_reason = models.CharField("不予核销或撤回的原因", max_length=300, blank=True)
    key = models.UUIDField("表单标识", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "核销"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=ZERO), name="write_off_gives_up_something"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state="requested"),
                name="write_off_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved", entry__isnull=False)
                | (~models.Q(state="approved") & models.Q(entry__isnull=True)),
                name="write_off_approved_has_entry",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="write_off_state")]

    def __str__(self) -> str:
        return f"{self.account.project}核销 {self.amount:,} 元"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its write-offs."""
        return ProjectGrant, "account__project"
