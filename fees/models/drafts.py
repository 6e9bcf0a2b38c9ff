"""Assessments that wait for their second person (核定稿), and reliefs judged one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from engineering.models import Application, Attachment, OmissionCase, Project, ProjectGrant
from fees.models.accounts import ZERO
from fees.models.assessments import AssessedFigures, Assessment
from fees.models.completions import CompletionReview
from renfang.database.protection import AppendOnly, FrozenFrom
from renfang.organisations.scope import Scoped

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


class ReliefDecision(Scoped):
    """减免认定: a relief claimed for a building, granted or refused on evidence. Append-only."""

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
