"""Pages of 问题整改."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.exercises.acts.findings import close_finding, raise_finding, rectify_finding
from drills.exercises.forms import CheckForm, FindingForm, FindingQuery, RectifyForm
from drills.exercises.models import DrillFinding
from drills.exercises.queries.story import finding_standing
from drills.exercises.views.conduct import trail_of
from drills.exercises.views.drills import find_drill
from renfang.clocks.calendars import current_calendar
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of


@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """演练问题整改台账: the one due first on top."""
    organisations = offices_with(request.scope, "view_drills")
    form = FindingQuery(request.GET or None, organisations=organisations)
    found = DrillFinding.objects.visible_to(request.scope)
    if form.is_bound:
        found = form.narrow(found)
    page = page_of(request, Paginator(found.select_related("drill", "organisation"), 20))
    today, calendar = timezone.localdate(), current_calendar()
    for finding in page:
        finding.light = finding_standing(finding, today, calendar)
    context = {
        "form": form,
        "page": page,
        "may_manage": request.scope.holds("manage_drills"),
        "may_check": request.scope.holds("approve_drills"),
    }
    return render(request, "drills/exercises/findings.html", context)


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记问题."""
    drill = find_drill(request, pk, "manage_drills")
    form = FindingForm(request.POST or None)
    page = FormPage("登记问题", "登记问题", trail_of(drill))
    return act_form(
        request,
        form,
        page,
        lambda: raise_finding(pk, form.facts(), by=request.user, on=timezone.localdate()),
        done="问题已登记，整改期限到来前列入待办",
    )


def _find(request: HttpRequest, pk: int, permission: str) -> DrillFinding:
    visible = DrillFinding.objects.visible_to(request.scope).select_related("drill")
    finding: DrillFinding = get_object_or_404(visible, pk=pk)
    request.scope.require(permission, finding)
    return finding


def _facts(finding: DrillFinding) -> list[tuple[str, object]]:
    return [
        ("问题", finding.what),
        ("整改措施", finding.action),
        ("责任单位", finding.responsible),
        ("整改期限", finding.due_on),
        ("整改情况", finding.rectification),
    ]


@require_http_methods(["GET", "POST"])
def finding_rectify(request: HttpRequest, pk: int) -> HttpResponse:
    """登记整改."""
    finding = _find(request, pk, "manage_drills")
    initial = {"on": timezone.localdate(), "version": finding.version}
    form = RectifyForm(request.POST or None, initial=initial)
    page = FormPage("登记整改", "登记整改", _trail(finding), facts=_facts(finding))
    return act_form(
        request,
        form,
        page,
        lambda: rectify_finding(pk, by=request.user, **form.cleaned_data),
        done="整改已登记，待复核销号",
    )


@require_http_methods(["GET", "POST"])
def finding_check(request: HttpRequest, pk: int) -> HttpResponse:
    """复核整改."""
    finding = _find(request, pk, "approve_drills")
    form = CheckForm(request.POST or None, initial={"version": finding.version})
    page = FormPage("复核整改", "登记复核", _trail(finding), facts=_facts(finding))
    return act_form(
        request,
        form,
        page,
        lambda: close_finding(
            pk,
            by=request.user,
            on=timezone.localdate(),
            passed=form.cleaned_data["passed"] == "yes",
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
        ),
        done="复核已登记",
    )


def _trail(finding: DrillFinding) -> list[tuple[str, str]]:
    return [
        (finding.drill.title, reverse("drills:drill", args=[finding.drill_id])),
        ("问题整改", reverse("drills:findings")),
    ]
