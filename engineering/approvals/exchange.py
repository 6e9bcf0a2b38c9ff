"""The 报建台账 with its applications: what a row says was applied for is received as well.

Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.computation import compute_for
from engineering.projects.exchange import ProjectResource
from engineering.projects.models import Project
from renfang.acts import Refused
from renfang.exchange.readings import Reading

# Words by which a table's remarks state a condition of 计价格〔2000〕474号.
_GROUND_WORDS = ("地质", "桩基", "承台", "流砂", "暗河", "基岩", "管道密集")
# The option of the confirmation: applications stated in the table are received too.
WITH_APPLICATIONS = "with_applications"


class LedgerResource(ProjectResource):
    """Projects, and with them the application stated in the table (date, planned area).

    Where an application cannot be received, the project is registered all the same and the reason
    told.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications: list[Application] = []

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> Project:
        """登记 the project, 登记收件 what it applied for."""
        project = super().save_instance(instance, is_create, row, **kwargs)
        applied_on = row.get("applied_on")
        if applied_on and WITH_APPLICATIONS in self.options:
            self._receive(project, row.get("planned_area") or Decimal("0"), applied_on)
        return project

    def _receive(self, project: Project, planned: Decimal, applied_on: date) -> None:
        assert self.scope is not None
        try:
            with transaction.atomic():
                plan = _stated_plan(project, planned, applied_on)
                application = submit_application(
                    project.pk, plan, received_on=applied_on, by=self.scope.user
                )
        except Refused as refusal:
            self.remarks.append(f"{project}：已登记项目，未登记收件。{refusal.message}")
        else:
            self.applications.append(application)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many projects were registered, how many applications received."""
        return f"已登记 {len(entered)} 个项目，登记收件 {len(self.applications)} 件"


def _stated_plan(project: Project, planned: Decimal, applied_on: date) -> Plan:
    """What the table's planned area and remarks amount to as an application."""
    computed = compute_for(project, planned, applied_on)
    if planned >= computed.required_area:
        return Plan(kind=Application.Kind.BUILD, planned_area=planned)
    grounds = computed.grounds.items()
    by_area = [code for code, ground in grounds if ground.is_by_area]
    by_evidence = [code for code, ground in grounds if not ground.is_by_area]
    if computed.may_relocate and by_area:
        ground = by_area[0]
    else:
        is_stated = any(word in project.note for word in _GROUND_WORDS)
        ground = by_evidence[0] if by_evidence and is_stated else ""
    return Plan(
        kind=Application.Kind.RELOCATION,
        planned_area=planned,
        ground=ground,
        ground_facts=project.note,
    )
