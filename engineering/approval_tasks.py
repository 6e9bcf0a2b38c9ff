"""What approvals give to the workbench: open tasks per post, and finds for the search box."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from engineering.approval_clock import light_of, with_open_pause
from engineering.models import Application, Project
from engineering.models.approvals import OPEN_STATES
from engineering.next_steps import hindrance, main_step
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Light
from renfang.organisations.scope import Scope
from renfang.workbench.search import Hit
from renfang.workbench.tasks import Task

_PERMISSIONS = ("handle_application", "review_application", "decide_application")


def approval_tasks(scope: Scope, today: date) -> Iterable[Task]:
    """Every open application whose next act this user may do, with its light and last day."""
    if not any(scope.holds(permission) for permission in _PERMISSIONS):
        return
    calendar = current_calendar()
    rows = (
        Application.objects.visible_to(scope)
        .filter(state__in=OPEN_STATES)
        .select_related("project__developer", "accepted_by")
    )
    for application in with_open_pause(rows):
        permission, label = main_step(application)
        if application.organisation_id not in scope.organisations(permission):
            continue
        if hindrance(application, permission, scope.user):
            continue
        light = light_of(application, calendar, today)
        yield Task(
            title=label,
            subject=application.project.name,
            url=application.project.get_absolute_url(),
            due=None if light is None or light.light is Light.PAUSED else application.due_on,
            light=light,
            note=application.project.developer.name,
        )


def matching_any(rows: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Projects by part of their name, code or developer."""
    return rows.filter(
        Q(name__icontains=words)
        | Q(code__icontains=words)
        | Q(developer__name__icontains=words)
        | Q(developer__credit_code__iexact=words)
    )


def find_projects(scope: Scope, words: str, limit: int) -> Iterable[Hit]:
    """Projects by part of their name, code or developer."""
    found = matching_any(Project.objects.visible_to(scope), words)
    for project in found.select_related("developer").order_by("-id")[:limit]:
        yield Hit(
            kind="建设项目",
            label=project.name,
            detail=f"{project.code}，{project.developer.name}，{project.get_stage_display()}",
            url=project.get_absolute_url(),
        )
