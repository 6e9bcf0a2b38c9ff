"""What approvals give to the workbench: open tasks per post, and finds for the search box.

What approvals register with the kernel when Django starts: papers, menu, tasks, finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from engineering.approvals import papers as approval_papers
from engineering.approvals.acts.clock import standing_of
from engineering.approvals.deciding_office import may_take
from engineering.approvals.models.applications import OPEN_STATES, Application, Pause
from engineering.approvals.steps import hindrance, main_step
from engineering.omissions import acts as omissions
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, Light, WorkingCalendar, standing
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Pile, Task, register_piles, register_tasks

MOST = 100
_PERMISSIONS = ("handle_application", "review_application", "decide_application")


def approval_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Open applications whose next act this user may do, and decisions not handed over yet.

    One look at the applications serves both.
    """
    if not any(scope.holds(permission) for permission in _PERMISSIONS):
        return
    calendar = current_calendar()
    unserved = Q(serve_by__isnull=False, served_on__isnull=True)
    rows = (
        Application.objects.visible_to(scope)
        .filter(Q(state__in=OPEN_STATES) | unserved)
        .select_related("project__developer", "accepted_by", "organisation")
        .order_by("serve_by", "-id")
    )
    served = 0
    reasons = Pause.objects.filter(application=OuterRef("pk"), ends_on__isnull=True)
    for application in rows.annotate(pause_reason=Subquery(reasons.values("reason")[:1])):
        if application.is_open:
            yield from _next_act(application, scope, calendar, today)
        elif served < MOST and scope.may("handle_application", application):
            served += 1
            yield _service(application, calendar, today)


def _next_act(
    application: Any, scope: Scope, calendar: WorkingCalendar, today: date
) -> Iterator[Task]:
    permission, label = main_step(application)
    if not may_take(scope, permission, application):
        return
    paused_for = application.pause_reason
    if hindrance(application, permission, scope.user, is_paused=paused_for is not None):
        return
    light = standing_of(application, calendar, today, paused_for=paused_for)
    yield Task(
        title=label,
        subject=application.project.name,
        url=application.project.get_absolute_url(),
        due=None if light is None or light.light is Light.PAUSED else application.due_on,
        light=light,
        note=application.project.developer.name,
        is_awaited=application.state == Application.State.CORRECTION_REQUESTED,
    )


def _service(application: Application, calendar: WorkingCalendar, today: date) -> Task:
    """A decision to hand over (许可法 art. 44)."""
    due = Deadline(application.serve_by, not calendar.is_official(application.serve_by.year), ())
    start = application.ended_on or application.decided_on or application.serve_by
    return Task(
        title="送达",
        subject=application.project.name,
        url=application.project.get_absolute_url(),
        due=application.serve_by,
        light=standing(today, due, start=start, calendar=calendar),
        note=f"{application.get_state_display()}，{application.project.developer.name}",
    )


def open_omissions(scope: Scope, today: date) -> QuerySet[OmissionCase]:
    """应建未建 cases that wait for the office, or whose period has run out."""
    return (
        OmissionCase.objects.visible_to(scope, "handle_omission")
        .exclude(state=OmissionCase.State.CLOSED)
        .filter(Q(remedy_by__isnull=True) | Q(remedy_by__lt=today))
        .order_by("id")
    )


def omission_task(case: OmissionCase, today: date) -> Task:
    """The next step of a case."""
    return Task(
        title=_OMISSION_STEPS[case.state],
        subject=case.name,
        url=case.get_absolute_url(),
        note=case.developer_name,
    )


_OMISSION_STEPS = {
    OmissionCase.State.CLUE: "核查线索",
    OmissionCase.State.VERIFIED: "签发限期办理告知书",
    OmissionCase.State.NOTIFIED: "限期届满，结案或移送",
}


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


def register() -> None:
    """Make approvals known to the registry of papers, the menu, 待办 and the search box."""
    approval_papers.register()
    omissions.register()
    register_group("结建审批", rank=10)
    register_entries(
        "结建审批",
        Entry("审批台账", "engineering:applications", "writing", "view_projects", rank=10),
        Entry("建设项目", "engineering:projects", "building-community", "view_projects", rank=20),
        Entry("应建未建", "engineering:omissions", "alert-triangle", "view_projects", rank=30),
        Entry("审批设置", "engineering:approval_settings", "settings", "view_projects", rank=40),
    )
    register_tasks(approval_tasks)
    register_piles(Pile(("handle_omission",), open_omissions, omission_task))
    register_finder(find_projects)
