"""What upkeep adds to the shared pages: menu, to-do lines, and its part of a shelter's page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.inspections.models import InspectionTask
from engineering.inspections.queries import RECORD
from engineering.inspections.steps import RESULT
from engineering.peacetime_use.steps import APPLY
from engineering.shelters.hooks import ADDITIONS, Addition, ShelterPage
from engineering.upkeep.models import ConversionPlan, Hazard
from engineering.upkeep.queries import hazard_light
from engineering.upkeep.steps import INSPECT, MAINTAIN, REINSPECT, REVIEW_PLAN, SHELTER_STEPS
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles

MOST = 100
_REVIEW_AHEAD = timedelta(days=30)


def register() -> None:
    """Make upkeep known to the menu and 待办, and to the shelter's page."""
    register_entries(
        "使用与维护",
        Entry("隐患台账", "engineering:hazards", "alert-triangle", "view_upkeep", rank=40),
    )
    register_piles(
        Pile((INSPECT.permission,), _inspections, _to_inspect, MOST),
        Pile((REINSPECT.permission,), _hazards, _to_follow_up, MOST),
        Pile((REVIEW_PLAN.permission,), _conversion_plans, _to_review, MOST),
    )
    ADDITIONS.register(on_the_shelters_page)


def on_the_shelters_page(page: ShelterPage) -> Addition:
    """The ways from a shelter to its uses and its upkeep, as far as this user may go them."""
    row, scope = page.shelter, page.scope
    at = row.organisation_id
    sees_uses = at in scope.organisations("view_peacetime_use")
    uses = row.peacetime_uses.exclude(state__in=["refused", "withdrawn"])
    card = {
        "shelter": row,
        "sees_upkeep": at in scope.organisations("view_upkeep"),
        "uses": (list(uses[:10]) if row.has_uses else []) if sees_uses else None,
        "may_apply": at in scope.organisations(APPLY.permission) and APPLY.fits(row),
    }
    return Addition(
        steps=[MAINTAIN.button(row)] if MAINTAIN in SHELTER_STEPS.open_to(row, page.may) else [],
        side_cards=render_to_string("engineering/upkeep/shelter_card.html", card),
    )


def _inspections(scope: Scope, today: date) -> QuerySet[InspectionTask]:
    return (
        InspectionTask.objects.visible_to(scope, RECORD)
        .filter(state=InspectionTask.State.PENDING)
        .select_related("shelter", "plan")
        .order_by("due_on")
    )


def _to_inspect(task: InspectionTask, today: date) -> Task:
    due = Deadline(task.due_on, False, ())
    is_works = task.shelter_id is not None
    return Task(
        "检查人防工程" if is_works else RESULT.to_do,
        task.shelter.name if is_works else task.unit,
        f"{INSPECT.url_for(task.shelter)}?task={task.pk}" if is_works else RESULT.url_for(task),
        due=task.due_on,
        light=standing(today, due, start=task.plan.starts_on, calendar=current_calendar()),
        note=task.plan.name,
    )


def _hazards(scope: Scope, today: date) -> QuerySet[Hazard]:
    """Hazards to be mended by their operators, or mended and to be looked at."""
    return (
        Hazard.objects.visible_to(scope, RECORD)
        .exclude(state=Hazard.State.CLOSED)
        .select_related("shelter")
        .order_by("due_on")
    )


def _to_follow_up(hazard: Hazard, today: date) -> Task:
    waits = REINSPECT.fits(hazard)
    return Task(
        "复查隐患" if waits else f"督促整改{hazard.get_grade_display()}",
        str(hazard),
        hazard.get_absolute_url(),
        due=None if waits else hazard.due_on,
        light=hazard_light(hazard, current_calendar(), today),
        note=hazard.description[:60],
    )


def _conversion_plans(scope: Scope, today: date) -> QuerySet[ConversionPlan]:
    """Plans whose review is due within a month, or past."""
    return (
        ConversionPlan.objects.visible_to(scope, RECORD)
        .filter(review_due_on__lte=today + _REVIEW_AHEAD)
        .select_related("shelter")
        .order_by("review_due_on", "id")
    )


def _to_review(plan: ConversionPlan, today: date) -> Task:
    due = Deadline(plan.review_due_on, False, ())
    start = plan.review_due_on - _REVIEW_AHEAD
    return Task(
        REVIEW_PLAN.label,
        plan.shelter.name,
        reverse("engineering:shelter_upkeep", args=[plan.shelter_id]),
        due=plan.review_due_on,
        light=standing(today, due, start=start, calendar=current_calendar()),
    )
