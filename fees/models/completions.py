"""竣工核费: what the survey at completion means for the fee of a project."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from engineering.models import CompletionAcceptance, ProjectGrant
from fees.models.assessments import Assessment
from renfang.organisations.scope import Scoped
from renfang.quantities.fields import AreaField


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
