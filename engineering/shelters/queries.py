"""Everything known about one shelter, read in few queries for its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from engineering.lifecycle.models import Demolition, LifeRecord
from engineering.peacetime_use.models import PeacetimeUse
from engineering.shelters.models import Equipment, Shelter
from engineering.shelters.standards import advised_step
from engineering.shelters.steps import next_steps
from engineering.works.acts.acceptance import surplus
from engineering.works.acts.filing import KIND, open_matters
from engineering.works.models import CompletionAcceptance, Defect, Rectification, SiteVisit
from renfang.clocks.rules import WorkingCalendar, light_until
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scope


def with_parts(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """Join what a shelter has one of, and say which of the rarer parts are worth a look."""
    rare = {
        "has_equipment": Equipment,
        "has_visits": SiteVisit,
        "has_orders": Rectification,
        "has_demolitions": Demolition,
        "has_life": LifeRecord,
        "has_uses": PeacetimeUse,
    }
    return (
        shelters.select_related("supervision", "filing")
        .prefetch_related("units")
        .annotate(
            **{
                name: Exists(model.objects.filter(shelter=OuterRef("pk")))
                for name, model in rare.items()
            }
        )
    )


def parts_of(row: Any) -> dict[str, Any]:
    """Units, equipment, visits, filing and records of a row of ``with_parts``."""
    return {
        "units": row.units.all(),
        "equipment": list(row.equipment.select_related("unit")) if row.has_equipment else [],
        "supervision": getattr(row, "supervision", None),
        "visits": list(row.visits.all()) if row.has_visits else [],
        "filing": getattr(row, "filing", None),
        "life": list(row.life.select_related("recorded_by")) if row.has_life else [],
    }


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


def matters_of(
    row: Any, scope: Scope, papers: list[IssuedDocument], today: date, calendar: WorkingCalendar
) -> dict[str, Any]:
    """What is open, with lights: orders, demolitions, the filing; what holds it; what comes next.

    ``papers`` are all of the shelter's papers, whoever may see them.
    """
    in_force = {paper.kind for paper in papers if not paper.is_void}
    orders = _orders(row, today, calendar) if row.has_orders else []
    demolitions = _demolitions(row, today, calendar) if row.has_demolitions else []
    is_waiting = row.state == Shelter.State.ACCEPTED
    filing_light = None
    if is_waiting and row.filing_due_on:
        filing_light = light_until(
            row.filing_due_on, today, calendar, estimated=row.filing_due_is_estimated
        )
    open_orders = sorted((each for each in orders if each.is_open), key=lambda each: each.due_on)
    return {
        "orders": orders,
        "demolitions": demolitions,
        "filing_light": filing_light,
        "holds": open_matters(row, open_orders) if is_waiting and KIND not in in_force else [],
        "steps": next_steps(
            row,
            scope,
            in_force=in_force,
            demolitions=demolitions,
            advised=_advised(row) if row.has_life else "",
        ),
    }


def _advised(row: Shelter) -> str:
    """What the last evaluation calls for, unless it was done since."""
    last = row.life.exclude(kind=LifeRecord.Kind.USE_ENDED).first()
    if last is None or last.kind != LifeRecord.Kind.EVALUATION:
        return ""
    return advised_step(last.grade, last.on)


def _orders(row: Shelter, today: date, calendar: WorkingCalendar) -> list[Any]:
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


def _demolitions(row: Shelter, today: date, calendar: WorkingCalendar) -> list[Any]:
    demolitions: list[Any] = list(row.demolitions.select_related("rebuilt_as"))
    for demolition in demolitions:
        waits = demolition.due_on and demolition.state in ("approved", "demolished")
        demolition.light = light_until(demolition.due_on, today, calendar) if waits else None
    return demolitions
