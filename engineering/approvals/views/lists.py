"""审批台账: the list of applications, and handing over what is ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from engineering.approvals.acts.handover import ASSIGNS, assign_cases, possible_handlers
from engineering.approvals.forms.applications import ApplicationQuery, HandoverForm
from engineering.approvals.models.applications import OPEN_STATES, Application
from engineering.approvals.queries.clock import light_of, with_open_pause
from engineering.approvals.queries.lists import (
    application_tone,
)
from engineering.approvals.queries.permits import latest_computation
from renfang.acts import NotPermitted, Refused
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing, Tab
from renfang.pages.lists import whole_numbers


def _computed(name: str) -> Callable[[Application], Decimal | None]:
    """A figure of the application's latest computation."""

    def figure(application: Application) -> Decimal | None:
        computation = latest_computation(application)
        return getattr(computation, name) if computation else None

    return figure


class ApplicationList(ListPage):
    """结建审批台账 within scope: what is under way by its last day, what is done newest first."""

    model, query, title, noun = Application, ApplicationQuery, "审批台账", "件"
    template = "engineering/approvals/applications.html"
    tabs = (
        Tab("open", "在办", Q(state__in=OPEN_STATES)),
        Tab("done", "已办结", ~Q(state__in=OPEN_STATES)),
        Tab("all", "全部", Q()),
    )
    first_tab = "open"
    picks, picked = "application", "案件"
    columns = (
        col.Title(
            "项目名称", "project.name", link="engineering:project", link_by="project_id", width=32
        ),
        col.Code("项目代码", "project.code", on_page=False, width=26),
        col.Name("建设单位", "project.developer.name", width=32),
        col.Column("申请事项", "kind"),
        col.Area("拟建面积（㎡）", "planned_area"),
        col.Area("应建面积（㎡）", _computed("required_area"), on_page=False),
        col.Area("易地建设面积（㎡）", _computed("shortfall_area"), on_page=False),
        col.Day("收件日期", "received_on"),
        col.Day("受理日期", "accepted_on"),
        col.Day("办理时限", "due_on", on_page=False),
        col.Day("决定日期", "decided_on", on_page=False),
        col.State("状态", "state_words", application_tone, sort="state"),
        col.Short("办理人", "handler"),
        col.Column("主管机构", "organisation.name", on_page=False, width=28),
        LightColumn("时限", "light", sort="due_on", in_file=False),
    )
    related = ("handler", "shelter")
    links = (
        Link(
            "导出台账",
            "engineering:applications_export",
            "file-export",
            keeps_query=True,
            needs_rows=True,
        ),
    )
    nothing = (
        Nothing(
            "没有在办的申请。在建设项目的页面上登记收件",
            "打开建设项目",
            "engineering:projects",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的申请"

    @property
    def order(self) -> tuple[Any, ...]:
        """What is under way by its last day, else the newest first."""
        is_open = self.tab == "open"
        return (F("due_on").asc(nulls_last=True), "pk") if is_open else ("-received_on", "-pk")

    def rows(self) -> QuerySet[Application]:
        """With the pause that is open."""
        return with_open_pause(super().rows()).prefetch_related("computations")

    def prepare(self, rows: Sequence[Application]) -> None:
        """The light of each."""
        calendar = current_calendar()
        for application in rows:
            application.light = light_of(application, calendar, self.today)

    def may_pick(self) -> bool:
        """What is under way can be handed to another clerk."""
        return self.tab == "open" and self.scope.holds(ASSIGNS)

    def context(self) -> dict[str, Any]:
        """Whom it can be handed to."""
        return {"handlers": possible_handlers(self.scope) if self.may_pick() else []}


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """分派: what is ticked goes to another clerk; the list comes back as it was asked for."""
    if not request.scope.holds(ASSIGNS):
        raise NotPermitted.lacking(ASSIGNS)
    form = HandoverForm(request.POST, scope=request.scope)
    chosen = whole_numbers(request.POST.getlist("application"))
    if not form.is_valid():
        return ApplicationList(request).show(refusal=form.errors["handler"][0], status=422)
    try:
        changed = assign_cases(chosen, form.cleaned_data["handler"].pk, by=request.user)
    except Refused as refusal:
        return ApplicationList(request).show(refusal=refusal.message, status=refusal.status)
    messages.success(request, f"已分派 {len(changed)} 件")
    return redirect(f"{reverse('engineering:applications')}?{request.GET.urlencode()}")
