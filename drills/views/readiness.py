"""Pages of sirens' upkeep and survey, reviews of plans, and coverage."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.coverage import COLUMNS, SIDE, STEP, coverage
from drills.forms.readiness import CoverageForm, PlanReviewForm, SirenEntryForm, YearForm
from drills.models import SirenCoverage
from drills.protection_plans import review_plan
from drills.registers import PROTECTION_PLAN, SIREN
from drills.sirens import CoverageFacts, record_coverage, record_siren_entry
from drills.views.registers import find_row
from renfang.workbench.act_forms import FormPage, act_form, offices_with
from renfang.workbench.lists import page_of


@require_http_methods(["GET", "POST"])
def siren_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """登记维护、故障、停用、迁移或拆除."""
    siren = find_row(request, SIREN, pk, "manage_readiness")
    form = SirenEntryForm(request.POST or None, initial={"on": timezone.localdate()})
    trail = [
        ("警报器登记册", reverse("drills:sirens")),
        (str(siren), reverse("drills:siren", args=[pk])),
    ]
    page = FormPage(f"登记维护：{siren}", "登记", trail)
    return act_form(
        request,
        form,
        page,
        lambda: record_siren_entry(pk, by=request.user, **form.cleaned_data),
        done="已登记",
    )


@require_http_methods(["GET", "POST"])
def siren_coverage_new(request: HttpRequest) -> HttpResponse:
    """登记音响覆盖测算."""
    organisations = offices_with(request.scope, "manage_readiness")
    form = CoverageForm(
        request.POST or None,
        organisations=organisations,
        initial={"as_of": timezone.localdate()},
    )
    page = FormPage(
        "登记音响覆盖测算", "登记测算", [("音响覆盖测算", reverse("drills:siren_coverage"))]
    )
    return act_form(
        request,
        form,
        page,
        lambda: record_coverage(
            form.cleaned_data["organisation"].pk, CoverageFacts(**form.rest()), by=request.user
        ),
        done="测算已登记",
    )


@require_GET
def siren_coverage(request: HttpRequest) -> HttpResponse:
    """音响覆盖测算: every survey, the latest first."""
    offices_with(request.scope, "view_readiness")
    surveys = SirenCoverage.objects.visible_to(request.scope).select_related("organisation")
    context = {
        "page": page_of(request, Paginator(surveys, 20)),
        "may_manage": request.scope.holds("manage_readiness"),
    }
    return render(request, "drills/siren_coverage.html", context)


@require_http_methods(["GET", "POST"])
def plan_review(request: HttpRequest, pk: int) -> HttpResponse:
    """登记预案评审."""
    plan = find_row(request, PROTECTION_PLAN, pk, "manage_readiness")
    today = timezone.localdate()
    initial = {"reviewed_on": today, "next_due_on": date(today.year + 1, today.month, 1)}
    form = PlanReviewForm(request.POST or None, initial=initial)
    trail = [
        ("预案方案登记册", reverse("drills:protection_plans")),
        (str(plan), reverse("drills:protection_plan", args=[pk])),
    ]
    page = FormPage(f"登记评审：{plan}", "登记评审", trail)
    return act_form(
        request,
        form,
        page,
        lambda: review_plan(pk, by=request.user, **form.cleaned_data),
        done="评审已登记",
    )


@require_GET
def coverage_page(request: HttpRequest) -> HttpResponse:
    """演练覆盖: the picture and the lists of who has not drilled yet."""
    offices_with(request.scope, "view_drills")
    form = YearForm(request.GET or None)
    year = form.asked()
    context = {
        "form": form,
        "year": year,
        "blocks": coverage(request.scope, year),
        "width": COLUMNS * STEP,
        "side": SIDE,
    }
    return render(request, "drills/coverage.html", context)
