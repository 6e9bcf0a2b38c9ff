"""Pages of the readiness registers: one set of views for all, made for each register.

The list, one row, entering and changing, files in and out; the review of a plan.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.registers.acts import amend, enter, review_plan
from drills.registers.catalogue import Register, shown
from drills.registers.forms import PlanReviewForm, RegisterForm, RegisterQuery
from drills.registers.models import PROTECTION_PLAN, Registered
from renfang.exchange.workbook import download
from renfang.history.record import events_of
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of

_EVENTS_SHOWN = 30


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
        "figures": [each for add in register.figures for each in add(request.scope)],
        "links": register.links,
    }
    return render(request, "drills/registers/register_list.html", context)


@require_GET
def row_page(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """One row: facts, what hangs on it, history."""
    row = find_row(request, register, pk)
    may_manage = request.scope.may("manage_readiness", row)
    context = {
        "register": register,
        "row": row,
        "tone": register.tone(row),
        "facts": [(register.label(name), shown(row, name)) for name in register.columns],
        "tables": [each for add in register.tables for each in add(row, request.scope)],
        "acts": [each for add in register.acts for each in add(row)] if may_manage else [],
        "events": events_of(row)[:_EVENTS_SHOWN],
        "edit_url": reverse(f"drills:{register.slug}_edit", args=[pk]) if may_manage else "",
        "list_url": reverse(f"drills:{register.plural}"),
    }
    return render(request, "drills/registers/register_row.html", context)


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
    from drills.registers.exchange import export_register

    _, found = _asked(request, register)
    content = export_register(register, found, by=request.user)
    return download(content, f"{register.title}登记册{timezone.localdate():%Y%m%d}.xlsx")


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
