"""Pages of projects: the register, and the page on which an application is followed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.forms.applications import ProjectQuery
from engineering.approvals.hooks import PROJECT_CARDS
from engineering.approvals.models.applications import OPEN_STATES, Application
from engineering.approvals.queries.clock import last_lawful_day, light_of, with_open_pause
from engineering.approvals.queries.lists import application_tone, project_tone, project_words
from engineering.approvals.queries.materials import missing_materials
from engineering.approvals.queries.permits import differences, lapsed_permits, latest_computation
from engineering.approvals.queries.trail import trail_of
from engineering.approvals.steps import next_step
from engineering.approvals.views.tables import before_and_after, buildings_of
from engineering.projects.models import Project
from engineering.projects.steps import AMEND_PARTY
from renfang.acts import NotPermitted
from renfang.administration.views.personal import export_page
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.clocks.rules import WorkingCalendar
from renfang.documents.models import IssuedDocument
from renfang.exchange.workbook import ExportMark, download, write_sheets
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing, Tab
from renfang.pages.tables import Table
from renfang.personal.rules import VIEW_PERSONAL
from renfang.serving.queries import services_of


class ProjectList(ListPage):
    """建设项目台账 within scope, the newest first."""

    model, query, title, noun = Project, ProjectQuery, "建设项目", "个"
    tabs = (
        Tab("open", "在办", Q(stage__in=[Project.Stage.REGISTERED, Project.Stage.IN_HAND])),
        Tab("done", "已办结", Q(stage__in=[Project.Stage.GRANTED, Project.Stage.CLOSED])),
        Tab("all", "全部", Q()),
    )
    first_tab = "all"
    order = ("-registered_on", "-pk")
    columns = (
        col.Title("项目名称", "name", link="engineering:project", width=32),
        col.Code("项目代码", "code", width=26),
        col.Name("建设单位", "developer.name", width=32),
        col.Short("行政区划", "division.name"),
        col.Day("登记日期", "registered_on"),
        col.State("审批进度", project_words, project_tone, sort="stage"),
        LightColumn("时限", "light"),
    )
    prefetch = (
        Prefetch(
            "applications",
            queryset=with_open_pause(Application.objects.filter(state__in=OPEN_STATES)),
            to_attr="open_applications",
        ),
    )
    links = (
        Link(
            "导出台账",
            "engineering:ledger_export",
            "file-export",
            keeps_query=True,
            needs_rows=True,
        ),
        Link(
            "导出（含电话）",
            "engineering:ledger_export_whole",
            "lock",
            VIEW_PERSONAL,
            keeps_query=True,
            needs_rows=True,
        ),
        Link("导入台账", "engineering:imports", "file-import", "import_projects"),
        Link("登记项目", "engineering:register_project", "plus", "register_project", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有登记建设项目",
            "登记第一个项目",
            "engineering:register_project",
            "building-community",
            "register_project",
        ),
        Nothing("还没有登记建设项目。由审批经办岗位登记", symbol="building-community"),
    )
    nothing_found = "没有符合条件的项目"

    def prepare(self, rows: Sequence[Project]) -> None:
        """The light of the application under way, and whether the permit ran out."""
        calendar = current_calendar()
        lapsed = set(
            lapsed_permits(self.today).filter(project__in=rows).values_list("project", flat=True)
        )
        for project in rows:
            project.has_lapsed = project.pk in lapsed
            lights = (light_of(row, calendar, self.today) for row in project.open_applications)
            project.light = next(lights, None)


@require_GET
def ledger_export(request: HttpRequest) -> HttpResponse:
    """The table as the register shows it, in a workbook that can be changed and imported again.

    Telephone numbers are masked in it; an import understands them as those on record.
    """
    if not request.scope.holds(Project.view_permission):
        raise NotPermitted.lacking(Project.view_permission)
    return download(_ledger(request), f"报建台账{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
@never_cache
def ledger_export_whole(request: HttpRequest) -> HttpResponse:
    """The same with telephone numbers in full, for a reason; the file carries who took it out."""
    if not request.scope.holds(VIEW_PERSONAL):
        raise NotPermitted.lacking(VIEW_PERSONAL)
    return export_page(
        request,
        title="导出台账（含电话）",
        trail=[("建设项目", reverse("engineering:projects"))],
        name="报建台账",
        subject=request.user.organisation,
        what=lambda mark: _ledger(request, mark),
        rows=lambda: ProjectList(request).in_tab.count(),
        example="集中通知补缴",
    )


def _ledger(request: HttpRequest, mark: ExportMark | None = None) -> bytes:
    """The workbook; with a mark also the numbers of offices where the user may have them."""
    from engineering.approvals.exchange import LedgerResource

    projects = (
        ProjectList(request)
        .in_tab.select_related("developer", "division")
        .prefetch_related("buildings", "applications")
        .order_by("-registered_on", "-id")
    )
    target = io.BytesIO()
    ledger = LedgerResource()
    if mark is not None:
        ledger.cleared = request.scope.organisations(VIEW_PERSONAL)
    write_sheets(target, [ledger.sheet(projects.iterator(500))], mark)
    return target.getvalue()


_EARLIER = (
    col.Day("收件日期", "received_on"),
    col.Short("申请事项", "kind"),
    col.State("结果", "state_words", application_tone, sort=""),
    col.Column(
        "理由", lambda old: old.rejection_reason or old.withdrawal_reason or old.decision_opinion
    ),
)


@require_GET
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: where it stands, what comes next, and everything known about it."""
    row = get_object_or_404(
        Project.objects.visible_to(request.scope).select_related(
            "developer", "division", "organisation", "registered_by", "follows"
        ),
        pk=pk,
    )
    applications = _applications(row)
    latest = applications[0] if applications else None
    _connect(row, applications)
    papers = _papers(request, row, applications)
    calendar = current_calendar()
    is_open = latest is not None and latest.is_open
    if latest is not None:
        # A closed application has neither a clock that stands still nor materials to wait for.
        running = ["pauses", "materials"] if is_open else []
        prefetch_related_objects([latest], *running)
    services = services_of(papers)
    return render(
        request,
        "engineering/approvals/project.html",
        {
            "project": row,
            "buildings": buildings_of(row),
            "applications": applications,
            "earlier": Table("以前的申请", _EARLIER, applications[1:], is_dense=True),
            "application": latest,
            "computation": latest_computation(latest) if latest else None,
            "light": light_of(latest, calendar, timezone.localdate()) if is_open else None,
            "step": next_step(row, applications, request.scope, services),
            "shelters": [] if is_open or latest is None else _shelters(request, row),
            "papers": papers,
            "services": services,
            "trail": trail_of(events_of(row, *applications, *papers), calendar),
            "cards": [html for card in PROJECT_CARDS if (html := card(request, row))],
            **_about(request, row),
            **(_case(request, latest, calendar) if latest else {}),
        },
    )


def _about(request: HttpRequest, row: Project) -> dict[str, object]:
    """What the card of facts says of the plan, and the way to correct who builds, for who may."""
    may = request.scope.may(AMEND_PARTY.permission, row)
    return {
        "plan_words": "地块内已建人防工程已达到要求" if row.plan_satisfied else "未达到要求",
        "party_button": AMEND_PARTY.button(row) if may else None,
    }


def _applications(row: Project) -> list[Application]:
    """The project's applications, the latest first."""
    return list(
        Application.objects.filter(project=row)
        .select_related("accepted_by", "reviewed_by", "decided_by", "handler")
        .prefetch_related("computations")
        .order_by("-id")
    )


def _connect(project: Project, applications: list[Application]) -> None:
    """Let the applications share the project and each other, which were read already."""
    by_id = {application.pk: application for application in applications}
    for application in applications:
        application.project = project
        if application.organisation_id == project.organisation_id:
            application.organisation = project.organisation
        if application.supersedes_id in by_id:
            application.supersedes = by_id[application.supersedes_id]


def _case(
    request: HttpRequest, application: Application, calendar: WorkingCalendar
) -> dict[str, object]:
    """What the application needs beside its dates: materials, time by law, difference."""
    materials = list(application.materials.all()) if application.is_open else []
    received = sum(row.is_received for row in materials)
    by_law = extended = ""
    if application.accepted_on and application.is_open:
        day = last_lawful_day(application)
        by_law = f"{day}（{application.statutory_days + application.extended_by_days} 个工作日）"
    if application.extended_by_days:
        extended = f"{application.extended_by_days} 个工作日，{application.extension_reason}"
    return {
        "missing": missing_materials(application) if application.is_open else [],
        "materials_note": f"已收到 {received} / {len(materials)} 项" if materials else "",
        "due_by_law": by_law,
        "extended_words": extended,
        "may_serve": request.scope.may("handle_application", application),
        "differences": before_and_after(
            differences(application) if application.kind == Application.Kind.CHANGE else []
        ),
    }


def _shelters(request: HttpRequest, project: Project) -> list:
    """The shelters this user may see; a post without that permission sees none."""
    if not request.scope.may("view_shelters", project):
        return []
    return list(project.shelters.order_by("id"))


def _papers(
    request: HttpRequest, project: Project, applications: list[Application]
) -> list[IssuedDocument]:
    if not applications or not request.scope.may("view_approval_papers", project):
        return []
    return list(
        IssuedDocument.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id__in=[application.pk for application in applications],
        )
        .with_state()
        .order_by("-id")
    )
