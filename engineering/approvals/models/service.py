"""送达: how a paper of an application was handed over, and from which day it counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from engineering.approvals.models.applications import Application
from engineering.projects.models import ProjectGrant
from renfang.documents.models import IssuedDocument
from renfang.serving.models import ServiceReceipt


class Delivery(ServiceReceipt):
    """One attempt to serve one paper of an application; 行政许可法 art. 44, by analogy."""

    view_permission = "view_approval_papers"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="deliveries", verbose_name="申请"
    )
    paper = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="deliveries", verbose_name="文书"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=models.Q(state__in=["prepared", "served"]),
                name="one_delivery_of_a_paper",
                violation_error_message="该文书已在送达或已经送达",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="served")
                | models.Q(served_at__isnull=False, effective_on__isnull=False),
                name="served_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.get_method_display()}"

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A user with a grant on the project sees how its papers were served."""
        return ProjectGrant, "application__project"
