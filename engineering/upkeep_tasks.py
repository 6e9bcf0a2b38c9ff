"""What upkeep puts on the to-do list: inspections, hazards, conversion plans to review."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from engineering.models import ConversionPlan, Hazard, InspectionTask
from engineering.upkeep import RECORD, hazard_light
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task

MOST = 100
_REVIEW_AHEAD = timedelta(days=30)


def _inspections(scope: Scope, today: date) -> QuerySet[InspectionTask]:
    return (
        InspectionTask.objects.visible_to(scope, RECORD)
        .filter(state=InspectionTask.State.PENDING)
        .select_related("shelter", "plan")
        .order_by("due_on")
    )


def _to_inspect(task: InspectionTask, today: date) -> Task:
    due = Deadline(task.due_on, False, ())
    return Task(
        "检查人防工程",
        task.shelter.name,
        f"{reverse('engineering:shelter_inspect', args=[task.shelter_id])}?task={task.pk}",
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
    waits = hazard.state == Hazard.State.RECTIFIED
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
        "复核平战转换预案",
        plan.shelter.name,
        reverse("engineering:shelter_upkeep", args=[plan.shelter_id]),
        due=plan.review_due_on,
        light=standing(today, due, start=start, calendar=current_calendar()),
    )


PILES = (
    Pile((RECORD,), _inspections, _to_inspect, MOST),
    Pile((RECORD,), _hazards, _to_follow_up, MOST),
    Pile((RECORD,), _conversion_plans, _to_review, MOST),
)
