"""Tables of 追缴: a case per debtor and project, its tracks and steps, and what lies beside them.

Beside them lie contacts, blocks, files, and batches of letters.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from engineering.models import ProjectGrant
from fees.ledger.models import ZERO, FeeAccount
from renfang.database.protection import AppendOnly
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_FILE, About, Entry
from renfang.quantities.fields import MoneyField
from renfang.records import Versioned

_user = settings.AUTH_USER_MODEL


class CollectionCase(Scoped, Versioned):
    """追缴案件: what one debtor owes for one project, followed until it is paid or given up."""

    view_permission = "view_fees"

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        CLOSED = "closed", "已结案"

    class Source(models.TextChoices):
        OVERDUE = "overdue", "逾期未缴"
        AUDIT = "audit", "审计移送"
        SURVEY = "survey", "测绘数据比对"
        JOINT_ACCEPTANCE = "joint_acceptance", "联合验收"
        COMPLAINT = "complaint", "举报投诉"
        OMISSION = "omission", "应建未建案件移送"
        OTHER = "other", "其他来源"

    account = models.ForeignKey(
        FeeAccount,
        on_delete=models.PROTECT,
        related_name="collection_cases",
        verbose_name="缴费账户",
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    source = models.CharField("线索来源", max_length=20, choices=Source.choices)
    facts = models.CharField("欠缴事实", max_length=1000)
    # How often the debtor was reminded: 催缴级别.
    level = models.PositiveSmallIntegerField("催缴次数", default=0)
    opened_on = models.DateField("立卷日期")
    opened_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="承办人"
    )
    closed_on = models.DateField("结案日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "追缴案件"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state="open"),
                name="one_open_collection_per_account",
                violation_error_message="该账户已有办理中的追缴案件",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="collection_state")
        ]

    def __str__(self) -> str:
        return f"{self.account.project}追缴案件"

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("fees:collection_case", args=[self.pk])

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its collection."""
        return ProjectGrant, "account__project"


class CollectionTrack(Scoped, Versioned):
    """One of the two ways a case is pursued: 征收 (the fee) or 处罚 (the fine).

    The dates that lists and warnings ask for are kept here, as the steps computed them; how they
    were counted stands with the step (``CollectionStep.limits``).
    """

    view_permission = "view_fees"

    class Kind(models.TextChoices):
        LEVY = "levy", "征收"
        PENALTY = "penalty", "处罚"

    class State(models.TextChoices):
        CLUE = "clue", "线索待核查"
        VERIFIED = "verified", "已核查"
        ORDERED = "ordered", "已责令限期缴纳"
        LEVIED = "levied", "征收决定待送达"
        FILED = "filed", "已立案"
        INVESTIGATED = "investigated", "调查终结"
        FORETOLD = "foretold", "已事先告知"
        HEARING = "hearing", "听证中"
        PENALISED = "penalised", "处罚决定待送达"
        REMEDY = "remedy", "决定已送达"
        CONTESTED = "contested", "复议诉讼中"
        DEMANDED = "demanded", "已催告"
        APPLIED = "applied", "已申请法院执行"
        REJECTED = "rejected", "法院不予受理"
        DENIED = "denied", "法院不准予执行"
        ACCEPTED = "accepted", "法院已受理"
        RULED = "ruled", "裁定准予执行"
        ENFORCING = "enforcing", "法院执行中"
        AGREED = "agreed", "执行和解履行中"
        SUSPENDED = "suspended", "法院中止执行"
        TERMINATED = "terminated", "法院终结执行"
        BANKRUPTCY = "bankruptcy", "已申报破产债权"
        PAID = "paid", "已缴清"
        WRITTEN_OFF = "written_off", "已核销"
        DROPPED = "dropped", "已撤案"
        FULFILLED = "fulfilled", "已履行"

    ENDED = (State.PAID, State.WRITTEN_OFF, State.DROPPED, State.FULFILLED)
    # Where the right to apply to the court can still lapse.
    BEFORE_COURT = (State.REMEDY, State.DEMANDED)
    # Where the court has the case: only the court disposes of its execution. 行政强制法 art. 34.
    AT_COURT = (
        *(State.APPLIED, State.ACCEPTED, State.RULED, State.ENFORCING),
        *(State.AGREED, State.SUSPENDED),
    )

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="tracks", verbose_name="追缴案件"
    )
    kind = models.CharField("程序", max_length=8, choices=Kind.choices)
    state = models.CharField("状态", max_length=16, choices=State.choices)
    # Where a suspended or settled execution goes on.
    resumes_to = models.CharField(max_length=16, blank=True, editable=False)
    amount = MoneyField("决定金额", default=ZERO)
    # The fee's payments are in the ledger; a fine's are kept here.
    paid = MoneyField("已缴罚款", default=ZERO)
    told_amount = MoneyField("事先告知金额", default=ZERO)
    # Which act is punished (``ACTS`` of the rule books), and what 法制审核 said where the book asks
    # for it before a case is opened. Tracks from before have none: ``penalties.act_of`` tells.
    act = models.CharField("违法行为", max_length=12, blank=True)
    act_review = models.CharField("立案前法制审核意见", max_length=300, blank=True)
    # What the decision orders beside the fine (``ORDERS`` of the rule books), and until when.
    order = models.CharField("责令事项", max_length=16, blank=True)
    order_until = models.DateField("责令的期限", null=True, blank=True)
    order_done_on = models.DateField("责令事项履行日期", null=True, blank=True)
    decision_number = models.CharField("决定书文号", max_length=100, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    served_on = models.DateField("决定送达日期", null=True, blank=True)
    pay_days = models.PositiveSmallIntegerField("缴款天数", default=15)
    pay_by = models.DateField("缴款期限", null=True, blank=True)
    # Heard until then: statements on an order or a prior notice, the day of the hearing.
    heard_until = models.DateField("陈述申辩期限", null=True, blank=True)
    remedies_end_on = models.DateField("救济期限届满日", null=True, blank=True)
    demand_ends_on = models.DateField("催告期限届满日", null=True, blank=True)
    # What was told of 滞纳金 or 加处罚款, in an order or decision that has been served since: what
    # was not told cannot be claimed. Source: 行政强制法 art. 45(1).
    late_standard = models.CharField("告知的加处标准", max_length=200, blank=True)
    late_told_on = models.DateField("加处标准告知日期", null=True, blank=True)
    ordered_until = models.DateField("责令限期缴纳届满日", null=True, blank=True)
    added_demanded = MoneyField("已要求缴纳的加处数额", default=ZERO)
    added_paid = MoneyField("已缴加处数额", default=ZERO)
    added_waived = MoneyField("不再收取的加处数额", default=ZERO)
    apply_by = models.DateField("申请执行截止日", null=True, blank=True)
    # After a judgment the two years of 法释〔2018〕1号 art. 153; ``apply_by`` is the safer day.
    judged_until = models.DateField("申请执行裁判截止日", null=True, blank=True)
    # Until when the 催告书 has to be published, or handed over, so that ``apply_by`` can be kept.
    notice_by = models.DateField("催告最迟公告日", null=True, blank=True)
    serve_by = models.DateField("催告最迟送达日", null=True, blank=True)
    # What has to happen next, and by when.
    due_on = models.DateField("办理期限", null=True, blank=True)
    due_for = models.CharField("期限事项", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "追缴程序"
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_track_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=ZERO, paid__gte=ZERO),
                name="track_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    added_demanded__gte=ZERO, added_paid__gte=ZERO, added_waived__gte=ZERO
                ),
                name="track_added_not_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "apply_by"], name="track_apply_by"),
            models.Index(fields=["organisation", "due_on"], name="track_due"),
            models.Index(fields=["organisation", "notice_by"], name="track_notice_by"),
        ]

    def __str__(self) -> str:
        return f"{self.case.account.project}{self.get_kind_display()}程序"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees how it is pursued."""
        return ProjectGrant, "case__account__project"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will be done on this track."""
        return self.state in self.ENDED

    @property
    def owed(self) -> Decimal:
        """What is still to be paid, in yuan, without anything added for delay."""
        if self.kind == self.Kind.LEVY:
            return max(self.case.account.balance, ZERO)
        return max(self.amount - self.paid, ZERO)

    @property
    def fine_to_refund(self) -> Decimal:
        """What was paid of a fine beyond what it is now, in yuan: the decision was changed."""
        return max(self.paid - self.amount, ZERO) if self.kind == self.Kind.PENALTY else ZERO

    @property
    def added_to_refund(self) -> Decimal:
        """What was paid for delay beyond what can be claimed of it now, in yuan."""
        return max(self.added_paid - max(self.added_demanded - self.added_waived, ZERO), ZERO)

    @property
    def added_owed(self) -> Decimal:
        """What a demand or application has claimed for delay and nobody has paid or waived yet."""
        return max(self.added_demanded - self.added_paid - self.added_waived, ZERO)

    @property
    def last_day_to_pay(self) -> date | None:
        """By when: for the fee the account's answer, and the track's own day where it has none."""
        if self.kind == self.Kind.LEVY and self.case.account.due_on is not None:
            return self.case.account.due_on
        return self.pay_by


class CollectionStep(Scoped):
    """办理步骤: what was done on a track, with the limits it set and how they were counted.

    Append-only: the chain of steps is what the court is shown.
    """

    view_permission = "view_fees"
    protection = AppendOnly()

    track = models.ForeignKey(
        CollectionTrack, on_delete=models.PROTECT, related_name="steps", verbose_name="追缴程序"
    )
    code = models.CharField(max_length=24)
    label = models.CharField("步骤", max_length=40)
    on = models.DateField("日期")
    before = models.CharField("原状态", max_length=16, choices=CollectionTrack.State.choices)
    after = models.CharField("新状态", max_length=16, choices=CollectionTrack.State.choices)
    values = models.JSONField("内容", encoder=DjangoJSONEncoder, default=dict)
    # [{label, last_day, start, count, unit, estimated, calendar, steps}, …]
    limits = models.JSONField("期限", encoder=DjangoJSONEncoder, default=list)
    basis = models.CharField("依据", max_length=300, blank=True)
    paper = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collection_step",
        verbose_name="文书",
    )
    taken_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="经办人"
    )
    taken_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "追缴步骤"
        ordering: ClassVar = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.on} {self.label}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its steps."""
        return ProjectGrant, "track__case__account__project"


class CollectionContact(Scoped):
    """联系记录: a call, a visit, a note; with what the debtor promised. Append-only."""

    view_permission = "view_fees"
    protection = AppendOnly()

    class Kind(models.TextChoices):
        CALL = "call", "电话"
        VISIT = "visit", "上门"
        MEETING = "meeting", "约谈"
        MESSAGE = "message", "短信、邮件"
        NOTE = "note", "备注"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="contacts", verbose_name="追缴案件"
    )
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    on = models.DateField("日期")
    person = models.CharField("联系人", max_length=50, blank=True)
    summary = models.CharField("内容", max_length=500)
    promised_amount = MoneyField("承诺缴纳", null=True, blank=True)
    promised_on = models.DateField("承诺日期", null=True, blank=True)
    noted_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间", auto_now_add=True)

    personal: ClassVar = {
        "person": Entry(
            About.NAME, "记明催缴时的接听人、接待人", "看得到收费账户的岗位", WITH_THE_FILE
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(promised_on__isnull=True, promised_amount__isnull=True)
                | models.Q(promised_on__isnull=False, promised_amount__gt=ZERO),
                name="promise_is_of_a_sum_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its contacts."""
        return ProjectGrant, "case__account__project"


class CollectionBlock(Scoped):
    """暂缓催缴: why no reminder goes out. The law's own limits run on and are still shown."""

    view_permission = "view_fees"

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "争议核实中"
        COURT = "court", "复议诉讼中"
        BANKRUPTCY = "bankruptcy", "破产程序中"
        OTHER = "other", "其他"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="blocks", verbose_name="追缴案件"
    )
    kind = models.CharField("事由", max_length=12, choices=Kind.choices)
    reason = models.CharField("说明", max_length=300)
    since = models.DateField("自")
    set_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_note = models.CharField("解除说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "暂缓催缴"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(lifted_on__isnull=True),
                name="one_open_block_of_a_case",
                violation_error_message="该案件已暂缓催缴",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.reason}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees why reminders wait."""
        return ProjectGrant, "case__account__project"


class CollectionFile(Scoped):
    """案卷附件: evidence, court papers, recordings of service; kept for ever once filed."""

    view_permission = "view_fees"

    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="files", verbose_name="追缴案件"
    )
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("证明内容", max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    uploaded_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷附件"
        ordering: ClassVar = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its files."""
        return ProjectGrant, "case__account__project"


class LetterBatch(Scoped):
    """批量催缴: letters to many debtors at one go, each with its 送达回证. Append-only."""

    view_permission = "view_fees"

    issued_on = models.DateField("签发日期")
    issued_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="签发人"
    )
    steps = models.ManyToManyField(CollectionStep, related_name="batches", verbose_name="催缴")

    class Meta:
        verbose_name = verbose_name_plural = "批量催缴"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.issued_on} 批量催缴"
