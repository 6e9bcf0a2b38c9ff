"""Applications for bundled construction and what was computed for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from engineering.area.facts import Facts
from engineering.projects.models import Project, ProjectGrant
from renfang.clocks.periods import Code, latest
from renfang.database.protection import AppendOnly
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField
from renfang.records import Versioned

_user = settings.AUTH_USER_MODEL
LAPSED = "许可已届满"


class Application(Scoped, Versioned):
    """结建审批: one application of a project, from receipt to service of the decision."""

    view_permission = "view_projects"

    class Kind(models.TextChoices):
        BUILD = "build", "修建防空地下室"
        RELOCATION = "relocation", "易地建设"
        EXEMPTION = "exemption", "免建确认"
        CHANGE = "change", "变更许可"
        RENEWAL = "renewal", "延续许可"

    class RelocationWay(models.TextChoices):
        """易地建设方式: who builds elsewhere himself owes no fee."""

        PAY = "pay", "缴纳易地建设费"
        ELSEWHERE = "elsewhere", "易地自建"

    class State(models.TextChoices):
        RECEIVED = "received", "已收件"
        CORRECTION_REQUESTED = "correction_requested", "待补正"
        NOT_ACCEPTED = "not_accepted", "不予受理"
        ACCEPTED = "accepted", "已受理"
        RETURNED = "returned", "退回重核"
        REVIEWED = "reviewed", "已复核"
        GRANTED = "granted", "准予许可"
        REFUSED = "refused", "不予许可"
        WITHDRAWN = "withdrawn", "申请人撤回"
        # A renewal only lengthens the permit it belongs to: it never stands as one itself.
        RENEWED = "renewed", "准予延续"
        SUPERSEDED = "superseded", "已变更"
        RETRACTED = "retracted", "已撤回许可"
        REVOKED = "revoked", "已撤销许可"
        CANCELLED = "cancelled", "已注销许可"

    class RejectionGround(models.TextChoices):
        """What 行政许可法 art. 32 knows as a reason not to accept."""

        NOT_NEEDED = "not_needed", "依法不需要取得行政许可"
        NOT_OURS = "not_ours", "依法不属于本机关职权范围"
        INCOMPLETE = "incomplete", "补正后申请材料仍不齐全或者不符合法定形式"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="applications", verbose_name="项目"
    )
    kind = models.CharField("申请事项", max_length=20, choices=Kind.choices)
    state = models.CharField("状态", max_length=24, choices=State.choices, default=State.RECEIVED)
    planned_area = AreaField(
        "拟建人防面积", default=Decimal("0"), validators=[MinValueValidator(Decimal("0"))]
    )
    # The rule book's code and wording of the condition that allows building elsewhere: provinces
    # replace the national list, and a paper keeps the words of its day.
    ground = models.CharField("易地建设条件", max_length=40, blank=True)
    ground_name = models.CharField("易地建设条件内容", max_length=300, blank=True)
    ground_basis = models.CharField("易地建设条件依据", max_length=300, blank=True)
    ground_facts = models.CharField("条件说明及证明材料", max_length=500, blank=True)
    relocation_way = models.CharField(
        "易地建设方式", max_length=12, choices=RelocationWay.choices, blank=True
    )
    # What a change or an exemption rests on, and the place where one builds elsewhere oneself.
    request_note = models.CharField("申请说明", max_length=500, blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name="原许可",
    )
    # The clerk it is assigned to; others in the same post may still act, and lists filter by it.
    handler = models.ForeignKey(
        _user,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理人",
    )
    received_on = models.DateField("收件日期")
    correction_note = models.CharField("需补正内容", max_length=1000, blank=True)
    correction_requested_on = models.DateField("补正告知日期", null=True, blank=True)
    # Receipt of the corrected papers starts the five days of art. 32 anew.
    resubmitted_on = models.DateField("补正收件日期", null=True, blank=True)
    rejection_ground = models.CharField(
        "不予受理情形", max_length=12, choices=RejectionGround.choices, blank=True
    )
    rejection_reason = models.CharField("不予受理理由", max_length=1000, blank=True)
    # 行政许可法 art. 32(1)(2): who is not competent tells who is.
    competent_office = models.CharField("应当向其申请的行政机关", max_length=100, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    # Last day of the step under way: to say what is missing, then to decide.
    # Computed when a step begins or a pause ends; kept so that lists can sort by it.
    due_on = models.DateField("办理时限", null=True, blank=True)
    due_is_estimated = models.BooleanField("时限为预估", default=False)
    # The limits of the day of acceptance: the promise binds until the head extends the time.
    statutory_days = models.PositiveSmallIntegerField(
        "法定时限（工作日）", default=latest(Code.PERMIT_DECISION).count
    )
    promised_days = models.PositiveSmallIntegerField("承诺时限（工作日）", null=True, blank=True)
    extended_by_days = models.PositiveSmallIntegerField("延长（工作日）", default=0)
    extension_reason = models.CharField("延长理由", max_length=500, blank=True)
    extended_on = models.DateField("延长日期", null=True, blank=True)
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    review_opinion = models.CharField("复核意见", max_length=1000, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decision_opinion = models.CharField("决定意见", max_length=1000, blank=True)
    withdrawal_reason = models.CharField("撤回理由", max_length=500, blank=True)
    # Last day to hand over the decision, and the day on which it counts as handed over.
    serve_by = models.DateField("送达时限", null=True, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    valid_until = models.DateField("许可有效期至", null=True, blank=True)
    # 规划、施工许可: the permit of another authority that the place's law makes wait for the fee.
    gate_permit = models.CharField("规划或者施工许可证号", max_length=100, blank=True)
    gate_permit_on = models.DateField("规划或者施工许可核发日期", null=True, blank=True)
    ended_on = models.DateField("许可终止日期", null=True, blank=True)
    ending_reason = models.CharField("许可终止理由", max_length=1000, blank=True)
    # What an ending leaves for somebody to decide, by when, and what was done about it.
    aftermath_due_on = models.DateField("善后期限", null=True, blank=True)
    aftermath_on = models.DateField("善后办结日期", null=True, blank=True)
    aftermath = models.CharField("善后处理情况", max_length=500, blank=True)
    # 决定机关 of the decision: who alone may change, revoke or end it. Null before it is decided.
    decided_at = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定机关",
    )
    accepted_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="受理人"
    )
    reviewed_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    decided_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "结建审批"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="application_due"),
            models.Index(fields=["organisation", "-received_on", "-id"], name="application_recent"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(
                    state__in=[
                        "received",
                        "correction_requested",
                        "accepted",
                        "returned",
                        "reviewed",
                    ]
                ),
                name="one_open_application_per_project",
                violation_error_message="该项目已有一件在办的申请",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state="granted"),
                name="one_permit_in_force_per_project",
                violation_error_message="该项目已有一件有效的许可",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}（{self.get_kind_display()}）"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees its applications."""
        return ProjectGrant, "project"

    def get_absolute_url(self) -> str:
        """The application is handled on its project's page."""
        return reverse("engineering:application", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the office still has to do something before a decision."""
        return self.state in OPEN_STATES

    @property
    def has_ended(self) -> bool:
        """Whether it was a permit that was retracted, revoked or cancelled."""
        return self.state in ENDED_STATES

    def has_lapsed(self, today: date) -> bool:
        """Whether it is a permit whose term ran out before anything was begun under it."""
        if self.state != self.State.GRANTED or self.valid_until is None:
            return False
        return self.valid_until < today and not self.is_used

    @property
    def is_used(self) -> bool:
        """Whether the register knows of works that were begun under it."""
        shelter = getattr(self, "shelter", None)
        return shelter is not None and shelter.state not in ("planned", "abandoned")

    @property
    def state_words(self) -> str:
        """The state in words, with what time alone has changed: 许可已届满."""
        return LAPSED if self.has_lapsed(timezone.localdate()) else self.get_state_display()

    @property
    def days_to_decide(self) -> int:
        """Working days to decide: the promise, or, once extended, what the law allows at most."""
        if self.extended_by_days:
            return self.statutory_days + self.extended_by_days
        return self.promised_days or self.statutory_days

    @property
    def ground_text(self) -> str:
        """The lawful ground and what proves it, as papers print them."""
        return "。".join(part for part in (self.ground_name, self.ground_facts) if part)


# A permit that was in force and is not any more; what was built under it has to be dealt with.
ENDED_STATES = (
    Application.State.RETRACTED,
    Application.State.REVOKED,
    Application.State.CANCELLED,
)
OPEN_STATES = (
    Application.State.RECEIVED,
    Application.State.CORRECTION_REQUESTED,
    Application.State.ACCEPTED,
    Application.State.RETURNED,
    Application.State.REVIEWED,
)


class Pause(models.Model):
    """Time that does not count (行政许可法 art. 45): both days belong to the pause."""

    class Kind(models.TextChoices):
        """特别程序: what the law leaves out of the time limit, and what was once taken for it."""

        HEARING = "hearing", "听证"
        BIDDING = "bidding", "招标"
        AUCTION = "auction", "拍卖"
        INSPECTION = "inspection", "检验"
        MEASUREMENT = "measurement", "检测"
        QUARANTINE = "quarantine", "检疫"
        APPRAISAL = "appraisal", "鉴定"
        EXPERT_REVIEW = "expert_review", "专家评审"
        # On record only: three in one, and two of which the law knows nothing.
        TESTING = "testing", "检验、检测、鉴定"
        SITE_CHECK = "site_check", "现场踏勘"
        PUBLIC_NOTICE = "public_notice", "公示"

    # The closed list of art. 45.
    LAWFUL = (
        Kind.HEARING,
        Kind.BIDDING,
        Kind.AUCTION,
        Kind.INSPECTION,
        Kind.MEASUREMENT,
        Kind.QUARANTINE,
        Kind.APPRAISAL,
        Kind.EXPERT_REVIEW,
    )

    kind = models.CharField("程序", max_length=16, choices=Kind.choices, default=Kind.EXPERT_REVIEW)
    expected_days = models.PositiveSmallIntegerField("所需时间（工作日）", null=True, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="pauses", verbose_name="申请"
    )
    starts_on = models.DateField("暂停日期")
    ends_on = models.DateField("恢复前一日", null=True, blank=True)
    reason = models.CharField("暂停事由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "计时暂停"
        ordering: ClassVar = ["starts_on"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="pause_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(ends_on__isnull=True),
                name="one_open_pause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.reason}"


class Computation(models.Model):
    """面积核定: what the rule book gave for the facts of an application. Append-only.

    ``facts`` are the buildings and the locality as they were; ``steps`` are the reasons, each with
    rule, basis, formula and result. A changed design makes a new computation.
    """

    protection = AppendOnly()

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="computations", verbose_name="申请"
    )
    computed_at = models.DateTimeField("计算时间", auto_now_add=True)
    computed_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="计算人"
    )
    as_of = models.DateField("适用规则日期")
    rulebook = models.CharField("规则", max_length=40)
    rulebook_version = models.CharField("规则版本", max_length=40)
    facts = models.JSONField("事实")
    required_area = AreaField("应建面积")
    planned_area = AreaField("拟建面积")
    shortfall_area = AreaField("易地建设面积")
    # {"6": "850.00", "6B": "620.00"}: required area by resistance grade.
    required_by_grade = models.JSONField("分等级应建面积", default=dict)
    may_relocate = models.BooleanField("符合易地建设面积条件", null=True)
    steps = models.JSONField("计算步骤")

    class Meta:
        verbose_name = verbose_name_plural = "面积核定"
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application} {self.required_area}㎡"

    @property
    def stated(self) -> Facts:
        """The stored facts as the rules take them."""
        return Facts.from_json(self.facts)
