"""What is read about the works of a shelter: acceptance, orders to rectify, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from engineering.works.hooks import SETTLEMENT_CHECKS, SETTLEMENT_STATEMENTS
from engineering.works.models import CompletionAcceptance, Defect, Rectification, SiteVisit
from renfang.clocks.rules import WorkingCalendar, light_until
from renfang.documents.models import IssuedDocument


def passed_acceptance(shelter: Shelter) -> CompletionAcceptance | None:
    """The acceptance that passed, if there is one."""
    return shelter.acceptances.filter(conclusion=CompletionAcceptance.Conclusion.PASSED).first()


def surplus(shelter: Shelter, acceptance: CompletionAcceptance) -> Decimal:
    """Square metres built beyond what was approved; below zero where too little was built."""
    return acceptance.built_area - shelter.approved_area


def open_rectifications(shelter: Shelter) -> list[Rectification]:
    """Orders whose defects still wait for a re-inspection that passes, the earliest due first."""
    return list(shelter.rectifications.filter(closed_on__isnull=True).order_by("due_on", "id"))


def supervision_report_of(shelter: Shelter) -> IssuedDocument | None:
    """The report in force, if there is one."""
    return IssuedDocument.objects.of(shelter).filter(kind="supervision_report").current().first()


def open_matters(shelter: Shelter, orders: Sequence[Rectification]) -> list[str]:
    """What is still to be done by others before a certificate, each with the way out.

    ``orders`` are those of the shelter that are open, the earliest due first.
    """
    reasons = []
    if orders:
        reasons.append(
            f"尚有 {len(orders)} 份责令整改通知书未闭合（最早期限 {orders[0].due_on}），"
            "在本工程页登记复查合格后再签发"
        )
    return reasons + open_obligations(shelter.project)


def open_obligations(project: Project | None) -> list[str]:
    """Everything outside engineering that holds the certificate now; empty when nothing does."""
    if project is None:  # works of their own, without a building project that owes anything
        return []
    return [reason for check in SETTLEMENT_CHECKS if (reason := check(project))]


def settlement_statements(project: Project | None) -> list[tuple[str, str]]:
    """Lines on the certificate about obligations that were met elsewhere."""
    if project is None:
        return []
    return [line for statement in SETTLEMENT_STATEMENTS if (line := statement(project))]


def with_works(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """Join what a shelter has one of, and say which of the rarer records are worth a look."""
    return shelters.select_related("supervision", "filing").annotate(
        has_visits=Exists(SiteVisit.objects.filter(shelter=OuterRef("pk"))),
        has_orders=Exists(Rectification.objects.filter(shelter=OuterRef("pk"))),
    )


def acceptances_of(row: Shelter) -> dict[str, Any]:
    """All acceptances, the one that passed with its checklist, and what it differs by."""
    acceptances = list(row.acceptances.select_related("recorded_by"))
    passed = CompletionAcceptance.Conclusion.PASSED
    acceptance = next((each for each in acceptances if each.conclusion == passed), None)
    return {
        "acceptances": acceptances,
        "acceptance": acceptance,
        "items": list(acceptance.items.order_by("position")) if acceptance else [],
        "difference": surplus(row, acceptance) if acceptance and row.approval_id else None,
        "surveyed_difference": acceptance.built_area - acceptance.surveyed_required_area
        if acceptance and acceptance.surveyed_required_area is not None
        else None,
    }


def orders_of(row: Shelter, today: date, calendar: WorkingCalendar) -> list[Any]:
    """Orders to rectify, the newest first, read together with their defects: none is without."""
    orders: dict[int, Any] = {}
    defects = Defect.objects.filter(rectification__shelter=row)
    for defect in defects.select_related("rectification__document").order_by(
        "-rectification_id", "position"
    ):
        order = orders.setdefault(defect.rectification_id, defect.rectification)
        order.listed = [*getattr(order, "listed", []), defect]
    for order in orders.values():
        order.light = light_until(order.due_on, today, calendar) if order.is_open else None
    return list(orders.values())
