"""Tables of the ledger: accounts, signed and chained entries, books, and closed months.

``FeeAccount`` is what one project owes for relocation (易地建设费), or one approved demolition
instead of rebuilding (拆除补偿费), and what was paid of it. ``LedgerEntry`` is one movement of
either, ``MonthEvent`` closes an office's month or opens it again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from engineering.models import Demolition, Project, ProjectGrant
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scoped, ScopedQuerySet
from renfang.quantities.fields import MoneyField, yuan
from renfang.quantities.name_columns import name_contains

ZERO = Decimal("0.00")


class Fee(models.TextChoices):
    """What an account is owed for."""

    RELOCATION = "relocation", "易地建设费"
    COMPENSATION = "compensation", "拆除补偿费"


class FeeAccountQuerySet(ScopedQuerySet):
    def of_fee(self, fee: str) -> FeeAccountQuerySet:
        """Accounts of one ``Fee``."""
        return self.filter(demolition__isnull=fee != Fee.COMPENSATION)

    def relocation(self) -> FeeAccountQuerySet:
        """Accounts of projects: what is assessed, noticed, refunded, written off and pursued."""
        return self.of_fee(Fee.RELOCATION)

    def with_subject(self) -> FeeAccountQuerySet:
        """Joined with what ``title`` and ``payer`` read."""
        return self.select_related("project__developer", "demolition__shelter")

    def named(self, words: str) -> FeeAccountQuerySet:
        """Accounts whose project, works or payer has ``words`` in its name."""
        return self.filter(
            name_contains("project__name", words)
            | name_contains("project__developer__name", words)
            | name_contains("demolition__shelter__name", words)
            | name_contains("demolition__applicant", words)
        )

    def owing(self) -> FeeAccountQuerySet:
        """Accounts on which something is still to be paid."""
        return self.filter(balance__gt=ZERO)

    def overdue(self, today: date) -> FeeAccountQuerySet:
        """Accounts on which something is past its day."""
        return self.filter(FeeAccount.is_overdue(today))

    def undemanded(self) -> FeeAccountQuerySet:
        """Accounts that owe something which no paper in force demands."""
        return self.owing().filter(due_on__isnull=True, demand__isnull=True)

    def totals(self) -> dict[str, Decimal]:
        """应缴, 已缴, 核销, 欠缴, 多缴 of the result, in yuan; one's surplus pays no other's debt.

        应缴 − 已缴 − 核销 = 欠缴 − 多缴.
        """
        sums = {name: models.Sum(name) for name in ("payable", "paid", "surplus")}
        sums["balance"] = models.Sum("balance", filter=models.Q(balance__gt=ZERO))
        found = self.aggregate(**{name: Coalesce(total, yuan(0)) for name, total in sums.items()})
        net = found["balance"] - found["surplus"]
        return {**found, "written_off": found["payable"] - found["paid"] - net}


class FeeAccount(Scoped):
    """缴费账户: one per project from its first assessment on, one per demolition to be paid for.

    Works that are demolished mostly belong to no project, so an account is about one or the other.
    The entries are the truth. The sums, the number of entries and the last hash are kept beside
    them, written in the same transaction, so that lists need no aggregation and a missing last
    entry shows; ``manage.py verify_ledger`` proves them equal.
    """

    view_permission = "view_fees"

    project = models.OneToOneField(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fee_account",
        verbose_name="项目",
    )
    demolition = models.OneToOneField(
        Demolition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fee_account",
        verbose_name="拆除审批",
    )
    payable = MoneyField("应缴", default=ZERO)
    paid = MoneyField("已缴", default=ZERO)
    # What is owed; negative while more is paid than owed, and ``surplus`` then says how much.
    balance = MoneyField("欠缴", default=ZERO)
    surplus = MoneyField("多缴", default=ZERO)
    # By which day, and under which paper in force, what is owed longest is to be paid: the answer
    # of ``fees.ledger.owed``, kept here for lists. A paper without a day is still to be served.
    due_on = models.DateField("缴款期限", null=True, blank=True)
    demand = models.ForeignKey(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="缴费文书",
    )
    last_sequence = models.PositiveIntegerField("末笔序号", default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    objects = FeeAccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缴费账户"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(project__isnull=False, demolition__isnull=True)
                | models.Q(project__isnull=True, demolition__isnull=False),
                name="account_of_one_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(demolition__isnull=True) | models.Q(balance__gte=ZERO),
                name="compensation_account_not_overpaid",
            ),
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
        return f"{self.title}{'拆除补偿费' if self.demolition else '缴费'}账户"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its account."""
        return ProjectGrant, "project"

    def get_absolute_url(self) -> str:
        """The account's page."""
        return reverse("fees:account", args=[self.pk])

    @property
    def fee(self) -> Fee:
        """What is owed: 拆除补偿费 for a demolition, 易地建设费 for a project."""
        return Fee.COMPENSATION if self.demolition_id else Fee.RELOCATION

    @property
    def title(self) -> str:
        """The project that the account is of, or the works demolished."""
        return self.demolition.shelter.name if self.demolition else self.project.name

    @property
    def subject_label(self) -> str:
        """What ``title`` names, as pages say it."""
        return "工程名称" if self.demolition_id else "项目名称"

    @property
    def number(self) -> str:
        """The project's code, or the number of the works; empty where they have none."""
        return self.demolition.shelter.works_number if self.demolition else self.project.code

    @property
    def payer(self) -> str:
        """Who builds, or demolishes, and pays."""
        return self.demolition.applicant if self.demolition else self.project.developer.name

    @property
    def owed(self) -> Decimal:
        """欠缴, in yuan; never negative: what is paid beyond it is 多缴 (``surplus``)."""
        return max(self.balance, ZERO)

    @property
    def written_off(self) -> Decimal:
        """核销 that stands, in yuan: whatever of 应缴 is neither paid nor owed."""
        return self.payable - self.paid - self.balance

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed."""
        return self.balance <= ZERO

    @property
    def settled_words(self) -> str:
        """Why nothing is owed: it was paid, given up, or there is nothing to pay."""
        if self.payable <= ZERO:
            return "无应缴"
        return "已缴清" if self.paid >= self.payable else "已核销"

    @staticmethod
    def is_overdue(today: date) -> models.Q:
        """The condition of accounts on which something is past its day."""
        return models.Q(balance__gt=ZERO, due_on__lt=today)

    def days_overdue(self, today: date) -> int:
        """Calendar days since the day to pay by of what is owed longest; 0 if none is overdue."""
        if self.is_settled or self.due_on is None:
            return 0
        return max((today - self.due_on).days, 0)


class LedgerEntry(Scoped):
    """台账分录: one movement of an account. Append-only; a mistake is reversed by another entry.

    ``amount`` is signed: what raises the debt is positive, so the sum of an account's entries is
    what is still owed. ``key`` was minted when the form was rendered: the same form posts once.
    ``sequence`` counts an account's entries from 1, and their digests form a chain.
    """

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
        """Whence the office knows of a movement; a voucher counts once within its source."""

        OFFICE = "office", "本单位办理"
        VOUCHER = "voucher", "凭证登记"
        TAX = "tax", "税务缴费回单"
        TREASURY = "treasury", "国库入库流水"
        BANK = "bank", "银行流水"
        NON_TAX = "non_tax", "非税系统流水"

    account = models.ForeignKey(
        FeeAccount, on_delete=models.PROTECT, related_name="entries", verbose_name="缴费账户"
    )
    # The account's, said again so that the constraints of each fee hold for every entry.
    fee = models.CharField("收费项目", max_length=12, choices=Fee.choices)
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
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
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    # 0 for a voucher's first entry; a voucher may be used again only after a reversal.
    voucher_turn = models.PositiveSmallIntegerField(default=0)
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
        verbose_name = verbose_name_plural = "台账分录"
        ordering: ClassVar = ["account", "sequence"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "sequence"], name="entry_sequence_once"),
            models.UniqueConstraint(
                fields=["organisation", "source", "voucher", "voucher_turn"],
                condition=~models.Q(voucher=""),
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
            # A compensation rests on the demolition's approval, which the account names.
            models.CheckConstraint(
                condition=models.Q(
                    fee="relocation", kind__in=["charge", "reduction"], assessment__isnull=False
                )
                | (
                    ~models.Q(fee="relocation", kind__in=["charge", "reduction"])
                    & models.Q(assessment__isnull=True)
                ),
                name="charges_rest_on_an_assessment",
            ),
            models.CheckConstraint(
                condition=models.Q(fee="relocation")
                | models.Q(
                    fee="compensation", kind__in=["charge", "payment"], balance_after__gte=ZERO
                )
                | models.Q(
                    fee="compensation",
                    kind="reversal",
                    amount__gt=ZERO,
                    balance_after__gte=ZERO,
                ),
                name="compensation_is_charged_and_paid",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="payment") | ~models.Q(voucher=""),
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

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} 元（{self.business_date}）"

    def get_kind_display(self) -> str:
        """The label of ``kind``; a compensation is not assessed but decided."""
        if (self.fee, self.kind) == (Fee.COMPENSATION, self.Kind.CHARGE):
            return "应缴补偿费"
        return str(self.Kind(self.kind).label)

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its entries."""
        return ProjectGrant, "account__project"


# What a mistake may have made and 冲正 undoes; a charge rests on a decision and is assessed anew.
REVERSIBLE = (
    LedgerEntry.Kind.PAYMENT,
    LedgerEntry.Kind.REFUND,
    LedgerEntry.Kind.WRITE_OFF,
    # Both of its entries at once: the surplus goes back to the account that it came from.
    LedgerEntry.Kind.CARRY_OVER,
)


class LedgerBook(Scoped):
    """台账账簿: one per office; whoever posts locks it, so no entry slips into a closing month.

    Beside it stands how the office handles fees (收费办理设置): the fewest days between two letters
    to one debtor (0: none), one letter over all debts of a debtor or one for each, and whether
    what lowers a debt or gives money back needs its document as a file.
    """

    view_permission = "view_fees"

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="主管机构"
    )
    closed_through = models.DateField("已结账至", null=True, blank=True)
    letter_interval = models.PositiveSmallIntegerField("催缴通知最短间隔（天）", default=0)
    joint_letters = models.BooleanField("同一债务人合并一份催缴通知", default=False)
    needs_evidence = models.BooleanField("退付、核销须附证明材料", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "台账账簿"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.organisation}台账"


class MonthEvent(Scoped):
    """结账事项: a month closed, asked to be opened again, or opened again. Append-only.

    ``entries``, ``charged`` and ``paid`` are the month's totals at closing, to prove later that
    nothing was added since.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    class Act(models.TextChoices):
        CLOSED = "closed", "结账"
        REOPENING = "reopening", "申请反结账"
        REFUSED = "refused", "不同意反结账"
        REOPENED = "reopened", "反结账"

    month = models.DateField("月份")
    act = models.CharField("事项", max_length=12, choices=Act.choices)
    entries = models.PositiveIntegerField("分录笔数", default=0)
    charged = MoneyField("应缴净额", default=0)
    paid = MoneyField("缴款净额", default=0)
    reason = models.CharField("原因", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "结账事项"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "month"], name="month_events"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_act_display()}"
