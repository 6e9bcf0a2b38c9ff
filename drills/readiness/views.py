"""Pages of the readiness registers: one set of views for all, made for each register.

战备情况 on the page and as a workbook, and the year's targets.

Pages of sirens' upkeep and survey, reviews of plans, and coverage.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.exercises.queries.coverage import COLUMNS, SIDE, STEP, coverage
from drills.readiness.acts import review_plan, set_targets
from drills.readiness.exchange import export_readiness
from drills.readiness.models import ReadinessTarget
from drills.readiness.queries import YearFigures, measures, of_offices, of_teams, trend
from drills.registers.acts import PROTECTION_PLAN, SIREN, Register, amend, enter, shown
from drills.registers.exchange import (
    confirm_register,
    export_register,
    kind_of,
    read_register,
    upload_register,
)
from drills.registers.forms import (
    CoverageForm,
    PlanReviewForm,
    RegisterForm,
    RegisterQuery,
    SirenEntryForm,
    TargetForm,
)
from drills.registers.models import Registered
from drills.registers.pages import extras_of
from drills.registers.previews import Importing, UploadForm, mine, preview_page
from drills.sirens.acts import CoverageFacts, record_coverage, record_siren_entry
from drills.sirens.models import SirenCoverage
from renfang.acts import Refused
from renfang.exchange.models import ImportBatch
from renfang.exchange.workbook import download
from renfang.history.record import events_of
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of
from renfang.pages.years import YearForm

# The picture of the trend, in its own units.
_HIGH, _STEP, _BAR = 120, 90, 36


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """战备情况: against targets, by team, by office, over five years."""
    offices_with(request.scope, "view_readiness")
    form = YearForm(request.GET or None)
    year = form.asked()
    teams = of_teams(request.scope, year)
    years = trend(request.scope, year)
    context = {
        "form": form,
        "year": year,
        "measures": measures(request.scope, year, teams, years[-1].drills),
        "teams": teams,
        "offices": of_offices(teams),
        "years": years,
        "bars": _bars(years),
        "width": len(years) * _STEP,
        "may_manage": request.scope.holds("manage_readiness"),
    }
    return render(request, "drills/readiness/figures.html", context)


def _bars(years: list[YearFigures]) -> list[dict[str, Any]]:
    """Columns of drills and the heights of the two rates, for the picture."""
    most = max((each.drills for each in years), default=0) or 1
    bars = []
    for place, each in enumerate(years):
        height = each.drills * _HIGH // most
        x = place * _STEP + (_STEP - _BAR) // 2
        bars.append(
            {
                "year": each.year,
                "drills": each.drills,
                "x": x,
                "y": _HIGH - height + 20,
                "height": height,
                "width": _BAR,
                "middle": x + _BAR // 2,
                "label_y": _HIGH - height + 14,
            }
        )
    return bars


@require_POST
def figures_export(request: HttpRequest) -> HttpResponse:
    """The same as XLSX with charts."""
    offices_with(request.scope, "view_readiness")
    year = YearForm(request.GET or None).asked()
    teams = of_teams(request.scope, year)
    years = trend(request.scope, year)
    content = export_readiness(
        year,
        teams,
        measures(request.scope, year, teams, years[-1].drills),
        years,
        by=request.user,
    )
    return download(content, f"战备情况{year}.xlsx")


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """下达年度目标."""
    year = timezone.localdate().year
    organisations = offices_with(request.scope, "manage_readiness")
    initial: dict[str, Any] = {"year": year}
    known = ReadinessTarget.objects.visible_to(request.scope).filter(
        organisation=request.user.organisation_id, year=year
    )
    for row in known.values():
        initial |= {key: value for key, value in row.items() if key != "id"}
        initial["organisation"] = row["organisation_id"]
    form = TargetForm(request.POST or None, organisations=organisations, initial=initial)

    def perform() -> ReadinessTarget:
        values = form.rest()
        return set_targets(
            form.cleaned_data["organisation"].pk, values.pop("year"), values, by=request.user
        )

    page = FormPage("年度目标", "保存目标", [("战备情况", reverse("drills:figures"))])
    return act_form(request, form, page, perform, done="年度目标已保存")


_EVENTS_SHOWN = 30


def paths_of(register: Register) -> list[URLPattern]:
    """The addresses of one register; every view is given its register."""
    begin, given = f"registers/{register.slug}", {"register": register}
    return [
        path(f"{begin}/", register_list, given, name=register.plural),
        path(f"{begin}/new/", row_new, given, name=f"{register.slug}_new"),
        path(f"{begin}/export/", rows_export, given, name=f"{register.slug}_export"),
        path(f"{begin}/import/", rows_upload, given, name=f"{register.slug}_import"),
        path(f"{begin}/import/<int:pk>/", rows_preview, given, name=f"{register.slug}_preview"),
        path(
            f"{begin}/import/<int:pk>/confirm/",
            rows_confirm,
            given,
            name=f"{register.slug}_confirm",
        ),
        path(f"{begin}/<int:pk>/", row_page, given, name=register.slug),
        path(f"{begin}/<int:pk>/edit/", row_edit, given, name=f"{register.slug}_edit"),
    ]


def find_row(
    request: HttpRequest, register: Register, pk: int, permission: str | None = None
) -> Any:
    """The row in scope; NotPermitted where another post handles it."""
    visible = register.model.objects.visible_to(request.scope).select_related("organisation")
    row: Registered = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, row)
    return row


def _asked(request: HttpRequest, register: Register) -> tuple[RegisterQuery, Any]:
    organisations = offices_with(request.scope, "view_readiness")
    form = RegisterQuery(request.GET or None, register=register, organisations=organisations)
    related = ["organisation"]
    if "key_target" in register.columns:
        related.append("key_target")
    visible = register.model.objects.visible_to(request.scope).select_related(*related)
    return form, form.narrow(visible)


@require_GET
def register_list(request: HttpRequest, register: Register) -> HttpResponse:
    """The register: query, rows, totals."""
    form, found = _asked(request, register)
    page = page_of(request, Paginator(found, 20))
    for row in page:
        row.url = reverse(f"drills:{register.slug}", args=[row.pk])
        row.called = getattr(row, "title", None) or row.name
        row.cells = [shown(row, name) for name in register.shown]
    context = {
        "register": register,
        "form": form,
        "page": page,
        "heads": [register.label(name) for name in register.shown],
        "may_manage": request.scope.holds("manage_readiness"),
        "new_url": reverse(f"drills:{register.slug}_new"),
        "import_url": reverse(f"drills:{register.slug}_import"),
        "export_url": reverse(f"drills:{register.slug}_export"),
        "query": request.GET.urlencode(),
        "figures": extras_of(register).figures(request.scope),
        "links": extras_of(register).list_links,
    }
    return render(request, "drills/readiness/register_list.html", context)


@require_GET
def row_page(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """One row: facts, what hangs on it, history."""
    row = find_row(request, register, pk)
    may_manage = request.scope.may("manage_readiness", row)
    context = {
        "register": register,
        "row": row,
        "facts": [(register.label(name), shown(row, name)) for name in register.columns],
        "tables": extras_of(register).tables(row, request.scope),
        "acts": extras_of(register).acts(row) if may_manage else [],
        "events": events_of(row)[:_EVENTS_SHOWN],
        "edit_url": reverse(f"drills:{register.slug}_edit", args=[pk]) if may_manage else "",
        "list_url": reverse(f"drills:{register.plural}"),
    }
    return render(request, "drills/readiness/register_row.html", context)


def _form(request: HttpRequest, register: Register, row: Any = None) -> RegisterForm:
    return RegisterForm(
        request.POST or None,
        register=register,
        scope=request.scope,
        organisations=offices_with(request.scope, "manage_readiness"),
        row=row,
    )


@require_http_methods(["GET", "POST"])
def row_new(request: HttpRequest, register: Register) -> HttpResponse:
    """登记."""
    form = _form(request, register)
    trail = [(f"{register.title}登记册", reverse(f"drills:{register.plural}"))]
    page = FormPage(f"登记{register.title}", "登记", trail, lead=register.lead)
    return act_form(
        request,
        form,
        page,
        lambda: enter(
            register, form.cleaned_data["organisation"].pk, form.values(), by=request.user
        ),
        done=f"{register.title}已登记",
        to=lambda row: reverse(f"drills:{register.slug}", args=[row.pk]),
    )


@require_http_methods(["GET", "POST"])
def row_edit(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """变更."""
    row = find_row(request, register, pk, "manage_readiness")
    form = _form(request, register, row)
    trail = [
        (f"{register.title}登记册", reverse(f"drills:{register.plural}")),
        (str(row), reverse(f"drills:{register.slug}", args=[pk])),
    ]
    page = FormPage(f"变更：{row}", "保存变更", trail, lead=register.lead)
    return act_form(
        request,
        form,
        page,
        lambda: amend(
            register, pk, form.values(), by=request.user, version=form.cleaned_data["version"]
        ),
        done="变更已保存",
    )


@require_POST
def rows_export(request: HttpRequest, register: Register) -> HttpResponse:
    """The rows that the query finds, as XLSX."""
    _, found = _asked(request, register)
    content = export_register(register, found, by=request.user)
    return download(content, f"{register.title}登记册{timezone.localdate():%Y%m%d}.xlsx")


def _importing(register: Register) -> Importing:
    return Importing(
        f"{register.title}登记册",
        f"drills:{register.plural}",
        f"drills:{register.slug}_import",
        f"drills:{register.slug}_confirm",
        [register.label(name) for name in register.columns],
    )


@require_http_methods(["GET", "POST"])
def rows_upload(request: HttpRequest, register: Register) -> HttpResponse:
    """Choose a file."""
    mine(request, kind_of(register))
    form = UploadForm(request.POST or None, request.FILES or None)
    trail = [(f"{register.title}登记册", reverse(f"drills:{register.plural}"))]
    page = FormPage(f"导入{register.title}", "上传并预览", trail, has_file=True)
    return act_form(
        request,
        form,
        page,
        lambda: upload_register(
            register,
            form.cleaned_data["file"].read(),
            form.cleaned_data["file"].name,
            by=request.user,
        ),
        done="文件已读取，核对后确认导入",
        to=lambda batch: reverse(f"drills:{register.slug}_preview", args=[batch.pk]),
    )


@require_GET
def rows_preview(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """What each row would do, rows to mend first."""
    batch = get_object_or_404(mine(request, kind_of(register)), pk=pk)
    return _preview(request, register, batch)


def _preview(
    request: HttpRequest, register: Register, batch: ImportBatch, refusal: Refused | None = None
) -> HttpResponse:
    readings = read_register(register, batch, request.scope)
    return preview_page(request, _importing(register), batch, readings, refusal)


@require_POST
def rows_confirm(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """确认导入."""
    batch = get_object_or_404(mine(request, kind_of(register)), pk=pk)
    try:
        entered, changed = confirm_register(register, batch.pk, by=request.user)
    except Refused as refusal:
        batch.refresh_from_db()
        return _preview(request, register, batch, refusal)
    messages.success(request, f"新增 {entered} {register.noun}，变更 {changed} {register.noun}")
    return redirect(f"drills:{register.plural}")


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
    return render(request, "drills/readiness/siren_coverage.html", context)


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
    return render(request, "drills/readiness/coverage.html", context)
