"""What inspections add to the shared pages: their paper, menu, 待办, and who may be drawn."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from engineering.inspections import papers
from engineering.inspections.models import InspectionPlan
from engineering.inspections.queries import (
    PLAN,
    keepers_and_builders,
    listed_units,
    publish_by,
    to_publish,
)
from engineering.inspections.steps import PUBLISH
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import standing
from renfang.inspected import UNIT_SOURCES
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Make plans of inspection known to the registry of papers, the menu and 待办."""
    papers.register()
    UNIT_SOURCES.register(keepers_and_builders, rank=10)
    UNIT_SOURCES.register(listed_units)
    register_piles(Pile((PLAN,), _to_publish, _publish))
    register_entries(
        "使用与维护",
        Entry("检查计划", "engineering:inspection_plans", "calendar-event", "view_upkeep", rank=20),
        Entry("检查任务", "engineering:inspection_tasks", "list-check", "view_upkeep", rank=30),
    )


def _to_publish(scope: Scope, today: date) -> QuerySet[InspectionPlan]:
    return to_publish(InspectionPlan.objects.visible_to(scope, PLAN))


def _publish(plan: InspectionPlan, today: date) -> Task:
    due = publish_by(plan.draw, plan.finished)
    return Task(
        PUBLISH.label,
        plan.name,
        plan.get_absolute_url(),
        due=due.last_day if due else None,
        light=standing(today, due, start=plan.finished, calendar=current_calendar())
        if due
        else None,
        note="抽查的检查已全部完成",
    )
