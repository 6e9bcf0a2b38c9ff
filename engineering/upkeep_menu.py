"""What peacetime use, upkeep and the picture add to the shared pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from engineering import inspection_publication, peacetime_use_papers, upkeep_permissions
from engineering.models import ConversionPlan, Hazard, InspectionTask, PeacetimeUse
from engineering.upkeep import RECORD, hazard_light
from engineering.use_reminders import use_tasks
from renfang.clocks.calendar import WorkingCalendar
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, Group, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Task, register_tasks

_REVIEW_AHEAD = timedelta(days=30)


def register() -> None:
    """Called when Django starts."""
    upkeep_permissions.declare()
    peacetime_use_papers.register()
    inspection_publication.register()
    register_group(
        Group(
            "使用与维护",
            [
                Entry("平时使用", "engineering:peacetime_uses", "building", "view_peacetime_use"),
                Entry("检查计划", "engineering:inspection_plans", "calendar-event", "view_upkeep"),
                Entry("检查任务", "engineering:inspection_tasks", "list-check", "view_upkeep"),
                Entry("隐患台账", "engineering:hazards", "alert-triangle", "view_upkeep"),
                Entry("工程分布图", "engineering:shelter_map", "map-pin", "view_confidential"),
                Entry("人均占有面积", "engineering:capacity", "chart-bar", "view_capacity"),
                Entry("平时使用管理方式", "engineering:use_regimes", "settings", "set_use_regime"),
            ],
            rank=22,
        )
    )
    register_tasks(use_tasks)
    register_tasks(upkeep_tasks)
    register_finder(find_uses)


def upkeep_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Inspections to make, hazards to follow up, conversion plans to review."""
    if not scope.holds(RECORD):
        return
    calendar = current_calendar()
    pending = InspectionTask.objects.visible_to(scope, RECORD).filter(
        state=InspectionTask.State.PENDING
    )
    for task in pending.select_related("shelter", "plan").order_by("due_on")[:100]:
        due = Deadline(task.due_on, False, ())
        yield Task(
            "检查人防工程",
            task.shelter.name,
            f"{reverse('engineering:shelter_inspect', args=[task.shelter_id])}?task={task.pk}",
            due=task.due_on,
            light=standing(today, due, start=task.plan.starts_on, calendar=calendar),
            note=task.plan.name,
        )
    open_ones = Hazard.objects.visible_to(scope, RECORD).exclude(state=Hazard.State.CLOSED)
    for hazard in open_ones.select_related("shelter").order_by("due_on")[:100]:
        waits = hazard.state == Hazard.State.RECTIFIED
        yield Task(
            "复查隐患" if waits else f"督促整改{hazard.get_grade_display()}",
            str(hazard),
            hazard.get_absolute_url(),
            due=None if waits else hazard.due_on,
            light=hazard_light(hazard, calendar, today),
            note=hazard.description[:60],
        )
    yield from _reviews(scope, today, calendar)


def _reviews(scope: Scope, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    plans = ConversionPlan.objects.visible_to(scope, RECORD).filter(
        review_due_on__lte=today + _REVIEW_AHEAD
    )
    for plan in plans.select_related("shelter")[:100]:
        due = Deadline(plan.review_due_on, False, ())
        start = plan.review_due_on - _REVIEW_AHEAD
        yield Task(
            "复核平战转换预案",
            plan.shelter.name,
            reverse("engineering:shelter_upkeep", args=[plan.shelter_id]),
            due=plan.review_due_on,
            light=standing(today, due, start=start, calendar=calendar),
        )


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
