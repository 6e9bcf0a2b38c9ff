"""Statements (对账文件): what tax bureau, treasury, bank or non-tax system say was paid."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry
from renfang.quantities.fields import MoneyField


class Statement(Scoped):
    """对账文件: one file, read once; the same bytes are never taken twice by an office."""

    view_permission = "view_fees"

    class State(models.TextChoices):
        OPEN = "open", "对账中"
        SUBMITTED = "submitted", "待复核"
        FINISHED = "finished", "已对账"
        DISCARDED = "discarded", "已放弃"

    source = models.CharField(
        "来源",
        max_length=8,
        choices=[
            choice
            for choice in LedgerEntry.Source.choices
            if choice[0] in ("tax", "treasury", "bank", "non_tax")
        ],
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.OPEN)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    line_count = models.PositiveIntegerField("笔数")
    total = MoneyField("金额合计")
    # Sheet, heading row, unknown headings, and rows passed over with the reason.
    reading = models.JSONField("读取情况", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="导入人"
    )
    uploaded_at = models.DateTimeField("导入时间", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="对账人",
    )
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    finished_at = models.DateTimeField("复核时间", null=True, blank=True)
    paper = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="对账单",
    )

    class Meta:
        verbose_name = verbose_name_plural = "对账文件"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=~models.Q(state="discarded"),
                name="statement_read_once",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_by__isnull=True)
                | ~models.Q(finished_by=models.F("submitted_by")),
                name="statement_checked_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="statement_state")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}“{self.file_name}”"


class StatementLine(Scoped):
    """对账流水: one line of a statement, and in which lane it stands.

    ``line_key`` names the payment itself, whatever file it comes in: the source's own voucher
    number, or a hash of what the line says with its count among equal lines of the same file.
    """

    view_permission = "view_fees"

    class Lane(models.TextChoices):
        MATCHED = "matched", "已匹配"
        SUGGESTED = "suggested", "建议"
        UNCLAIMED = "unclaimed", "待认领"
        DIFFERENT = "different", "差异"
        IRRELEVANT = "irrelevant", "不相关"
        REPEATED = "repeated", "已对账"
        OUTGOING = "outgoing", "支出"

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="lines", verbose_name="对账文件"
    )
    number = models.PositiveIntegerField("行号")
    line_key = models.CharField(max_length=80)
    booked_on = models.DateField("入账日期")
    amount = MoneyField("金额")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    notice_number = models.CharField("通知书文号", max_length=80, blank=True)
    project_code = models.CharField("项目代码", max_length=60, blank=True)
    payer = models.CharField("缴费人", max_length=200, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=40, blank=True)
    # Remark, postscript, purpose and further numbers, one after another.
    remark = models.CharField("摘要", max_length=1500, blank=True)
    # Money that left the office's account; its amount is negative and it never becomes a receipt.
    is_outgoing = models.BooleanField("支出", default=False)
    lane = models.CharField("栏目", max_length=12, choices=Lane.choices)
    # Why the line stands where it stands, in words for the page.
    finding = models.CharField("说明", max_length=300, blank=True)
    # An account that the line resembles; never posted without somebody's acceptance.
    suggested = models.ForeignKey(
        FeeAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="建议的账户",
    )
    # An entry that was in the ledger before the line came, or that the line takes back.
    found_entry = models.ForeignKey(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statement_lines",
        verbose_name="已有分录",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="认领人",
    )

    personal: ClassVar = {
        "payer": Entry(About.NAME, "对账；缴费人可能是自然人", "财务", WITH_THE_FILE),
    }

    class Meta:
        verbose_name = verbose_name_plural = "对账流水"
        ordering: ClassVar = ["statement", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_line_once"),
            models.CheckConstraint(condition=~models.Q(amount=ZERO), name="line_moves_something"),
            models.CheckConstraint(
                condition=models.Q(is_outgoing=False)
                | (models.Q(amount__lt=ZERO) & ~models.Q(lane="matched")),
                name="line_outgoing_is_no_receipt",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "line_key"], name="line_known"),
            models.Index(fields=["statement", "lane"], name="line_lane"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 行"


class StatementClaim(models.Model):
    """认领: the part of a line that belongs to one account, and the entry it became."""

    line = models.ForeignKey(
        StatementLine, on_delete=models.CASCADE, related_name="claims", verbose_name="对账流水"
    )
    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="claims", verbose_name="缴费账户"
    )
    amount = MoneyField("金额")
    entry = models.OneToOneField(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claim",
        verbose_name="分录",
    )

    class Meta:
        verbose_name = verbose_name_plural = "认领"
        ordering: ClassVar = ["line", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "account"], name="claim_account_once"),
            models.CheckConstraint(condition=~models.Q(amount=ZERO), name="claim_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount:,} 元"


# Lanes in which a line still waits for somebody.
UNSETTLED = (
    StatementLine.Lane.SUGGESTED,
    StatementLine.Lane.UNCLAIMED,
    StatementLine.Lane.DIFFERENT,
)
