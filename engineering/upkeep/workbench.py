"""What upkeep puts on the to-do list: inspections, hazards, conversion plans to review.

What peacetime use, upkeep and the picture add to the shared pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from engineering.inspections import papers as inspection_publication
from engineering.peacetime_use import papers as peacetime_use_papers
from engineering.peacetime_use.models import PeacetimeUse
from engineering.peacetime_use.workbench import REQUESTS, use_tasks
from engineering.upkeep.acts.upkeep import RECORD, hazard_light
from engineering.upkeep.models import ConversionPlan, Hazard, InspectionTask
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Pile, Task, register_piles, register_tasks

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


def register() -> None:
    """Called when Django starts."""
    peacetime_use_papers.register()
    inspection_publication.register()
    register_group("使用与维护", rank=22)
    register_entries(
        "使用与维护",
        Entry("平时使用", "engineering:peacetime_uses", "building", "view_peacetime_use", rank=10),
        Entry("检查计划", "engineering:inspection_plans", "calendar-event", "view_upkeep", rank=20),
        Entry("检查任务", "engineering:inspection_tasks", "list-check", "view_upkeep", rank=30),
        Entry("隐患台账", "engineering:hazards", "alert-triangle", "view_upkeep", rank=40),
        Entry("工程分布图", "engineering:shelter_map", "map-pin", "view_confidential", rank=50),
        Entry("人均占有面积", "engineering:capacity", "chart-bar", "view_capacity", rank=60),
        Entry("平时使用管理方式", "engineering:use_regimes", "settings", "set_use_regime", rank=70),
    )
    register_tasks(use_tasks)
    register_piles(REQUESTS, *PILES)
    register_finder(find_uses)


def find_uses(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Uses by part of the operator's or the shelter's name."""
    found = PeacetimeUse.objects.visible_to(scope).filter(
        Q(operator__contains=words) | Q(shelter__name__contains=words)
    )
    for use in found.select_related("shelter").order_by("-id")[:limit]:
        yield Hit(
            "平时使用",
            use.operator,
            f"{use.shelter.name}，{use.get_state_display()}，至 {use.ends_on}",
            use.get_absolute_url(),
        )
