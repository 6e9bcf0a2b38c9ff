"""Pages of 应建未建: the register, a case, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.queries.trail import trail_of
from engineering.omissions.acts import (
    Clue,
    close_omission,
    notify_omission,
    open_omission,
    verify_omission,
)
from engineering.omissions.forms import (
    CaseForm,
    ClosingForm,
    ClueForm,
    NoticeForm,
    OmissionQuery,
    VerificationForm,
)
from engineering.omissions.models import OmissionCase
from renfang.acts import NotPermitted, Refused
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages.lists import page_of, refuse_on_form, sent


@require_GET
def omissions(request: HttpRequest) -> HttpResponse:
    """应建未建台账 within scope, the newest first."""
    if not request.scope.holds(OmissionCase.view_permission):
        raise NotPermitted.lacking(OmissionCase.view_permission)
    form = OmissionQuery(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = OmissionCase.objects.visible_to(request.scope).select_related("project")
    for name, lookup in (
        ("name", "name__icontains"),
        ("developer", "developer_name__icontains"),
        ("state", "state"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    context = {
        "form": form,
        "page": page_of(request, Paginator(rows.order_by("-id"), 20)),
        "may_open": request.scope.holds("handle_omission"),
    }
    return render(request, "engineering/omissions/omissions.html", context)


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """线索登记."""
    if not request.scope.holds("handle_omission"):
        raise NotPermitted.lacking("handle_omission")
    form = ClueForm(sent(request), scope=request.scope)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            organisation = values.pop("organisation")
            try:
                case = open_omission(
                    Clue(**values), organisation_id=organisation.pk, by=request.user
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "线索已登记，下一步登记核查")
                return redirect(case)
    context = {"form": form, "page_title": "登记线索", "act": "登记线索"}
    return render(request, "engineering/omissions/omission_act.html", context, status=status)


@require_GET
def omission(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is known, what comes next, its papers and its trail."""
    case = _case(request, pk)
    papers = []
    if request.scope.may("view_approval_papers", case):
        papers = list(IssuedDocument.objects.of(case).with_state())
    context = {
        "case": case,
        "papers": papers,
        "may_handle": request.scope.may("handle_omission", case),
        "trail": trail_of(events_of(case, *papers), current_calendar()),
    }
    return render(request, "engineering/omissions/omission.html", context)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """登记核查."""

    def perform(case_id: int, *, project: int, **values: Any) -> object:
        return verify_omission(case_id, project_id=project, **values)

    return _act(request, pk, VerificationForm, perform, "登记核查", "已登记核查，下一步签发告知书")


@require_http_methods(["GET", "POST"])
def notify(request: HttpRequest, pk: int) -> HttpResponse:
    """签发告知书."""
    return _act(request, pk, NoticeForm, notify_omission, "签发限期办理告知书", "告知书已编号")


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """结案."""
    return _act(request, pk, ClosingForm, close_omission, "结案", "已结案")


def _act(
    request: HttpRequest,
    pk: int,
    form_type: type[CaseForm],
    perform: Callable[..., object],
    title: str,
    done: str,
) -> HttpResponse:
    case = _case(request, pk)
    request.scope.require("handle_omission", case)
    form = form_type(sent(request), case=case)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                perform(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, done)
                return redirect(case)
    ends = "CLOSE" if perform is close_omission else ""
    context = {"case": case, "form": form, "page_title": title, "act": title, "ends": ends}
    return render(request, "engineering/omissions/omission_act.html", context, status=status)


def _case(request: HttpRequest, pk: int) -> OmissionCase:
    rows = OmissionCase.objects.visible_to(request.scope)
    case: OmissionCase = get_object_or_404(rows.select_related("organisation", "project"), pk=pk)
    return case
