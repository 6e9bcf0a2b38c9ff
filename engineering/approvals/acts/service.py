"""送达 of the papers of an application (renfang.serving), and what follows for its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from engineering.approvals.models.applications import Application
from engineering.approvals.paper_codes import DECISIONS, ENDINGS
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt


class ApplicationMatter(Matter):
    """An application whose paper is served: its developer, its project's page, its ten days."""

    @property
    def cause(self) -> str:
        project = self.subject.project
        return f"{project}（{project.code}）{self.subject.get_kind_display()}"

    @property
    def recipient(self) -> str:
        return self.subject.project.developer.name

    @property
    def place(self) -> str:
        return self.subject.organisation.address or self.subject.project.address

    @property
    def trail(self) -> Sequence[tuple[str, str]]:
        project = self.subject.project
        return (
            ("建设项目", reverse("engineering:projects")),
            (project.name, f"{project.get_absolute_url()}#services"),
        )

    def served(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        """The decision is what the ten days of 许可法 art. 44 are about; the latest one counts."""
        application = self.subject
        papers = IssuedDocument.objects.of(application).current()
        if papers.filter(kind__in=DECISIONS + ENDINGS).first() == self.paper:
            application.served_on = receipt.effective_on
            application.save_next("served_on")
        return {}


def application_matter(paper: IssuedDocument) -> Matter | None:
    """For the papers of applications alone."""
    return ApplicationMatter(paper) if isinstance(paper.subject, Application) else None
