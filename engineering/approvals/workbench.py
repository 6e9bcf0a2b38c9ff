"""What approvals add to the shared pages: papers, menu, open tasks per post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from engineering.approvals import papers
from engineering.approvals.acts.handover import ASSIGNS
from engineering.approvals.acts.service import application_matter
from engineering.approvals.models.applications import OPEN_STATES, Application, Computation
from engineering.approvals.models.materials import Attachment
from engineering.approvals.queries.clock import CLOCKS, light_of, with_reason_of_pause
from engineering.approvals.queries.computation import changed_phases, computed_otherwise
from engineering.approvals.queries.deciding import may_take
from engineering.approvals.queries.permits import lapsed_permits
from engineering.approvals.queries.resting import on_handler, on_permit, on_project
from engineering.approvals.steps import (
    CANCEL,
    GRANT,
    RETURN,
    RETURN_TO_CLERK,
    REVIEW,
    SETTLE_AFTERMATH,
    STEPS,
)
from engineering.projects.models import Project
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import register_clock
from renfang.clocks.rules import Light, WorkingCalendar, light_until
from renfang.exchange.kinds import ImportKind, register_import
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.proof.hooks import CHECKS, Section, Watched, watch
from renfang.resting import rests_on
from renfang.serving.hooks import MATTERS
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles, register_tasks

_BACK = {REVIEW: RETURN_TO_CLERK, GRANT: RETURN}
_PERMISSIONS = ("handle_application", "review_application", "decide_application")


def _resource() -> type:
    from engineering.approvals.exchange import LedgerResource

    return LedgerResource


LEDGER = ImportKind(
    code="projects",
    title="报建台账",
    noun="项目",
    measure="个",
    permission="import_projects",
    load=_resource,
    upload_name="engineering:imports",
    trail=lambda _: [("建设项目", reverse("engineering:projects"))],
    lead="每行一栋楼；同一项目的几栋楼写在相邻行，项目代码可以合并单元格。",
    is_whole=False,
    result_name="engineering:project",
    option=("with_applications", "台账有申请日期的，同时登记收件"),
)


def register() -> None:
    """Make approvals known to papers, imports, the menu and 待办, and to projects."""
    papers.register()
    register_import(LEDGER)
    register_entries(
        "结建审批",
        Entry("审批台账", "engineering:applications", "writing", "view_projects", rank=10),
        Entry("建设项目", "engineering:projects", "building-community", "view_projects", rank=20),
        Entry("审批设置", "engineering:approval_settings", "settings", "view_projects", rank=40),
    )
    register_tasks(approval_tasks)
    register_piles(
        Pile((SETTLE_AFTERMATH.permission,), _ended, _to_deal_with),
        Pile((CANCEL.permission,), _lapsed, _to_cancel),
        Pile((ASSIGNS,), _without_handler, _to_assign),
    )
    MATTERS.register(application_matter)
    for clock in CLOCKS:
        register_clock(clock)
    rests_on(Project, on_project)
    rests_on(Application, on_permit)
    rests_on(User, on_handler)
    CHECKS.register(computed_again, rank=30)
    watch(Watched(Attachment, "engineering.Application", "application_id"))


def computed_again() -> Section:
    """Computations of areas repeated, for the proof of everything."""
    section = Section("面积核定按存档事实重算", Computation.objects.count(), "次")
    return section.add(computed_otherwise())


def _without_handler(scope: Scope, today: date) -> QuerySet[Application]:
    """Open applications whose handler's account is disabled."""
    return (
        Application.objects.visible_to(scope, ASSIGNS)
        .filter(handler__is_active=False, state__in=OPEN_STATES)
        .select_related("project__developer", "handler")
        .order_by("id")
    )


def _to_assign(application: Application, today: date) -> Task:
    return Task(
        title="分派办理人已停用的申请",
        subject=application.project.name,
        url=application.get_absolute_url(),
        note=f"原办理人{application.handler}",
    )


def _ended(scope: Scope, today: date) -> QuerySet[Application]:
    """Permits that ended and left works, money or later phases that somebody has to deal with."""
    return (
        Application.objects.visible_to(scope, SETTLE_AFTERMATH.permission)
        .filter(
            state__in=SETTLE_AFTERMATH.start,
            aftermath_due_on__isnull=False,
            aftermath_on__isnull=True,
        )
        .select_related("project__developer")
        .order_by("aftermath_due_on", "id")
    )


def _to_deal_with(application: Application, today: date) -> Task:
    return Task(
        title=SETTLE_AFTERMATH.label,
        subject=application.project.name,
        url=SETTLE_AFTERMATH.url_for(application),
        due=application.aftermath_due_on,
        light=light_until(application.aftermath_due_on, today, current_calendar()),
        note=f"{application.ended_on} {application.get_state_display()}",
    )


def _lapsed(scope: Scope, today: date) -> QuerySet[Application]:
    """Permits whose term ran out before anything was begun under them (许可法 art. 70)."""
    return (
        lapsed_permits(today)
        .filter(organisation__in=scope.organisations(CANCEL.permission))
        .select_related("project__developer")
        .order_by("valid_until", "id")
    )


def _to_cancel(application: Application, today: date) -> Task:
    return Task(
        title="注销届满的许可",
        subject=application.project.name,
        url=CANCEL.url_for(application),
        due=application.valid_until,
        note="许可有效期届满未延续，未开工",
    )


def approval_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Open applications whose next act this user may do."""
    if not any(scope.holds(permission) for permission in _PERMISSIONS):
        return
    calendar = current_calendar()
    rows = (
        Application.objects.visible_to(scope)
        .filter(state__in=OPEN_STATES)
        .select_related("project__developer", "accepted_by", "organisation")
        .order_by("-id")
    )
    for application in with_reason_of_pause(rows):
        yield from _next_act(application, scope, calendar, today)


def _next_act(
    application: Any, scope: Scope, calendar: WorkingCalendar, today: date
) -> Iterator[Task]:
    step = STEPS.main(application)
    if step in _BACK and changed_phases(application):
        # Going on is refused; the figures go back to the clerk first.
        step = _BACK[step]
    if not may_take(scope, step.permission, application):
        return
    if step.obstacle(application, scope.user):
        return
    light = light_of(application, calendar, today)
    yield Task(
        title=step.label,
        subject=application.project.name,
        url=application.project.get_absolute_url(),
        due=None if light is None or light.light is Light.PAUSED else application.due_on,
        light=light,
        note=application.project.developer.name,
        is_awaited=application.state == Application.State.CORRECTION_REQUESTED,
    )
