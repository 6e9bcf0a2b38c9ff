"""审批台账: the list of applications, handing over what is ticked, and the list as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from engineering.approvals.acts.handover import ASSIGNS, assign_cases, possible_handlers
from engineering.approvals.forms.applications import ApplicationQuery, HandoverForm
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.clock import light_of
from engineering.approvals.queries.lists import (
    APPLICATION_TABS,
    PAGE_SIZE,
    CountedPaginator,
    application_rows,
    narrowed_applications,
    tab_counts,
    under_light,
)
from engineering.approvals.queries.permits import latest_computation
from engineering.approvals.views.project import tabs_of
from renfang.acts import NotPermitted, Refused
from renfang.clocks.calendars import current_calendar
from renfang.exchange.workbook import ExportColumn, Kind, download, write_xlsx
from renfang.pages.lists import page_of, whole_numbers

_COLUMNS = (
    ExportColumn("项目名称", width=32),
    ExportColumn("项目代码", width=26),
    ExportColumn("建设单位", width=32),
    ExportColumn("申请事项"),
    ExportColumn("拟建面积（㎡）", Kind.AREA),
    ExportColumn("应建面积（㎡）", Kind.AREA),
    ExportColumn("易地建设面积（㎡）", Kind.AREA),
    ExportColumn("收件日期", Kind.DATE),
    ExportColumn("受理日期", Kind.DATE),
    ExportColumn("办理时限", Kind.DATE),
    ExportColumn("决定日期", Kind.DATE),
    ExportColumn("状态"),
    ExportColumn("办理人"),
    ExportColumn("主管机构", width=28),
)


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """结建审批台账 within scope: what is under way by its last day."""
    return _list_page(request)


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """分派: what is ticked goes to another clerk; the list comes back as it was asked for."""
    if not request.scope.holds(ASSIGNS):
        raise NotPermitted.lacking(ASSIGNS)
    form = HandoverForm(request.POST, scope=request.scope)
    chosen = whole_numbers(request.POST.getlist("application"))
    if not form.is_valid():
        return _list_page(request, refusal=form.errors["handler"][0], status=422)
    try:
        changed = assign_cases(chosen, form.cleaned_data["handler"].pk, by=request.user)
    except Refused as refusal:
        return _list_page(request, refusal=refusal.message, status=refusal.status)
    messages.success(request, f"已分派 {len(changed)} 件")
    return redirect(f"{reverse('engineering:applications')}?{request.GET.urlencode()}")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list under its present conditions, as a workbook."""
    if not request.scope.holds(Application.view_permission):
        raise NotPermitted.lacking(Application.view_permission)
    _, found, tab = _asked(request)
    rows = (
        application_rows(found, tab)
        .select_related("project__developer", "handler", "organisation")
        .prefetch_related("computations")
    )
    target = io.BytesIO()
    write_xlsx(target, _COLUMNS, _exported(rows), sheet_name="审批台账")
    return download(target.getvalue(), f"审批台账{timezone.localdate():%Y%m%d}.xlsx")


def _exported(rows: QuerySet[Application]) -> Iterator[list[Any]]:
    for row in rows.iterator(500):
        computation = latest_computation(row)
        yield [
            row.project.name,
            row.project.code,
            row.project.developer.name,
            row.get_kind_display(),
            row.planned_area,
            computation.required_area if computation else None,
            computation.shortfall_area if computation else None,
            row.received_on,
            row.accepted_on,
            row.due_on,
            row.decided_on,
            row.get_state_display(),
            str(row.handler or ""),
            row.organisation.name,
        ]


def _asked(request: HttpRequest) -> tuple[ApplicationQuery, QuerySet[Application], str]:
    """The query form, the applications in scope that fit it, and the tab asked for."""
    form = ApplicationQuery(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = narrowed_applications(request.scope, wanted)
    if wanted.get("light"):
        found = under_light(found, wanted["light"], timezone.localdate(), current_calendar())
    tab = request.GET.get("tab", "open")
    return form, found, tab if tab in APPLICATION_TABS else "open"


def _list_page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    form, found, tab = _asked(request)
    counts = tab_counts(found, "state", APPLICATION_TABS)
    paginator = CountedPaginator(application_rows(found, tab), PAGE_SIZE, counts[tab])
    page = page_of(request, paginator)
    today, calendar = timezone.localdate(), current_calendar()
    for application in page.object_list:
        application.light = light_of(application, calendar, today)
    may_assign = request.scope.holds(ASSIGNS) and tab == "open"
    return render(
        request,
        "engineering/approvals/applications.html",
        {
            "form": form,
            "page": page,
            "total": counts[tab],
            "tabs": tabs_of(request, APPLICATION_TABS, counts, tab),
            "refusal": refusal,
            "handlers": possible_handlers(request.scope) if may_assign else [],
        },
        status=status,
    )
