"""Tables of 核定: the versions, the reviews at completion, drafts, and reliefs judged one by one.

The versions of a project are an unbroken chain of immutable rows. A draft (核定稿) waits for its
second person; a review (竣工核费) asks what the survey at completion means for the fee.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from engineering.area.facts import Facts
from engineering.models import (
    Application,
    Attachment,
    CompletionAcceptance,
    OmissionCase,
    Project,
    ProjectGrant,
)
from fees.ledger.models import ZERO, FeeAccount
from renfang.database.protection import AppendOnly, FrozenFrom
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField, MoneyField
from renfang.uploads.models import WithFile


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
    def stated(self) -> Facts:
        """The stored facts as the rules take them."""
        return Facts.from_json(self.facts)

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
        # The permit ended, and the duty to pay with it: nothing is owed.
        ENDED = "ended", "终止核定"
        # The sum that a reconsideration, a judgment or the bureau's own correction of its decision
        # left; nothing where it was annulled.
        OUTCOME = "outcome", "决定变更或者撤销"
        # Annulled, to be decided anew: nothing is owed until then.
        REDO = "redo", "撤销待重作"

    # Kinds that change the sum of the version before them without computing another.
    FOLLOWING: ClassVar = (Kind.ENDED, Kind.OUTCOME, Kind.REDO)

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
                # What became of a violation's fee has no application either.
                condition=models.Q(kind__in=["violation", "outcome", "redo"])
                | models.Q(application__isnull=False),
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
    def computed(self) -> Assessment:
        """The version whose facts count: itself, or the one before what became of it."""
        found = self
        while found.kind in self.FOLLOWING and found.replaces is not None:
            found = found.replaces
        return found

    @property
    def difference(self) -> Decimal:
        """What this version added to the ledger: negative when the chain went down."""
        return self.payable - (self.replaces.payable if self.replaces else ZERO)


class CompletionReview(Scoped):
    """竣工核费事项: opened by a survey that found less built than approved; holds the certificate.

    It ends with an assessment of the shortfall, or with the finding that nothing more is due.
    """

    view_permission = "view_fees"

    class State(models.TextChoices):
        OPEN = "open", "待核定"
        ASSESSED = "assessed", "已补核"
        NOTHING_DUE = "nothing_due", "无需补缴"

    acceptance = models.OneToOneField(
        CompletionAcceptance, on_delete=models.PROTECT, related_name="+", verbose_name="竣工验收"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.OPEN)
    approved_area = AreaField("批准修建面积")
    surveyed_area = AreaField("实测建筑面积")
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="completion_review",
        verbose_name="竣工核定",
    )
    opened_on = models.DateField("提出日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "竣工核费"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="review_state")]

    def __str__(self) -> str:
        return f"{self.acceptance.shelter}竣工核费"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its reviews."""
        return ProjectGrant, "acceptance__shelter__project"

    @property
    def shortfall(self) -> object:
        """Square metres built less than approved."""
        return self.approved_area - self.surveyed_area


_user = settings.AUTH_USER_MODEL


class AssessmentDraft(AssessedFigures, Scoped):
    """核定稿: computed and submitted by one officer; another reviews it before it takes effect.

    Its figures never change. What is wrong goes back with a reason and is submitted anew.
    """

    view_permission = "view_fees"
    protection = FrozenFrom("approved")

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待复核"
        APPROVED = "approved", "已生效"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="assessment_drafts", verbose_name="项目"
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_drafts",
        verbose_name="审批",
    )
    completion = models.ForeignKey(
        CompletionReview,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name="竣工核费",
    )
    omission = models.ForeignKey(
        OmissionCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_drafts",
        verbose_name="应建未建案件",
    )
    kind = models.CharField("核定类别", max_length=12, choices=Assessment.Kind.choices)
    replaces = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟替代的核定",
    )
    reason = models.CharField("核定说明", max_length=500, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.SUBMITTED)
    prepared_on = models.DateField("核定日期")
    prepared_by = models.ForeignKey(
        _user, on_delete=models.PROTECT, related_name="+", verbose_name="核定人"
    )
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        _user,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    opinion = models.CharField("复核意见", max_length=300, blank=True)
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="draft",
        verbose_name="生效的核定",
    )

    class Meta:
        verbose_name = verbose_name_plural = "核定稿"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state="submitted"),
                name="one_draft_under_review",
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved", assessment__isnull=False)
                | (~models.Q(state="approved") & models.Q(assessment__isnull=True)),
                name="draft_approved_has_assessment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (
                    models.Q(reviewed_by__isnull=False)
                    & ~models.Q(reviewed_by=models.F("prepared_by"))
                ),
                name="draft_reviewed_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="draft_state")]

    def __str__(self) -> str:
        return f"{self.project}{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The page on which it is reviewed."""
        return reverse("fees:draft", args=[self.pk])

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its drafts."""
        return ProjectGrant, "project"

    @property
    def difference(self) -> Decimal:
        """What the version would add to the ledger."""
        return self.payable - (self.replaces.payable if self.replaces else ZERO)


class ReliefDecision(Scoped, WithFile):
    """减免认定: a relief claimed for a building, granted or refused on evidence. Append-only.

    A rate taken from outside book and office stands here too: with its document, and as
    ``LOWER_RATE`` where it charges less than they would (a relief by another name).
    """

    LOWER_RATE, OTHER_RATE = "lower_rate", "other_rate"

    view_permission = "view_fees"
    protection = AppendOnly()

    class Outcome(models.TextChoices):
        GRANTED = "granted", "准予减免"
        REFUSED = "refused", "不予减免"

    draft = models.ForeignKey(
        AssessmentDraft,
        on_delete=models.PROTECT,
        related_name="relief_decisions",
        verbose_name="核定稿",
    )
    position = models.PositiveSmallIntegerField("楼栋序号")
    building_name = models.CharField("楼栋", max_length=100)
    relief_code = models.CharField("减免代码", max_length=40)
    relief_name = models.CharField("减免事由", max_length=100)
    basis = models.CharField("减免依据", max_length=300)
    evidence_required = models.CharField("应有证明材料", max_length=300)
    evidence = models.CharField("核验的证明材料", max_length=300, blank=True)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="附件",
    )
    # The document by which another rate is charged; a claim names a file of its case instead.
    file_name = models.CharField("依据文件", max_length=200, blank=True)
    outcome = models.CharField("认定结果", max_length=8, choices=Outcome.choices)
    reason = models.CharField("认定理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "减免认定"
        ordering: ClassVar = ["draft", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "position", "relief_code"], name="relief_judged_once"
            ),
            models.CheckConstraint(
                condition=(models.Q(outcome="granted") & ~models.Q(evidence=""))
                | (models.Q(outcome="refused") & ~models.Q(reason="")),
                name="relief_rests_on_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building_name}：{self.relief_name}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """Who was granted the project for fees sees its reliefs."""
        return ProjectGrant, "draft__project"
