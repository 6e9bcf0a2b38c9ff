"""Pages of the readiness registers: one set of views for all, made for each register.

The list, one row, entering and changing, files in and out; the review of a plan.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.registers.acts import amend, enter, review_plan
from drills.registers.catalogue import Register, shown
from drills.registers.forms import PlanReviewForm, RegisterForm, RegisterQuery
from drills.registers.models import PROTECTION_PLAN, ProtectionPlan, Registered
from drills.registers.steps import REVIEW
from renfang.exchange.workbook import download
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, act_view, offices_with
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.quantities.fields import AreaField

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


def trail_to(register: Register, *rows: Registered) -> list[tuple[str, str]]:
    """The pages above one about a row, or above one where there is no row yet."""
    above = [(str(row), reverse(f"drills:{register.slug}", args=[row.pk])) for row in rows]
    return [(f"{register.title}登记册", reverse(f"drills:{register.plural}")), *above]


def _list_column(register: Register, name: str) -> col.Column:
    """A column of the list, written as its field is."""
    label, field = register.label(name), register.model._meta.get_field(name)
    if isinstance(field, AreaField):
        return col.Area(label, name)
    if isinstance(field, models.DateField):
        return col.Day(label, name)
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return col.Number(label, name)
    return col.Column(label, partial(shown, name=name), sort="" if field.is_relation else name)


class RegisterList(ListPage):
    """The list of a register: its columns, what it can be asked, its figures."""

    permission = "view_readiness"
    template = "drills/registers/register_list.html"
    # A register goes out by an act of its own, in the columns that importing understands.
    has_files = False
    nothing_found = "没有符合条件的登记"

    def __init__(self, request: HttpRequest, register: Register) -> None:
        super().__init__(request)
        self.register, self.model = register, register.model
        self.title, self.noun = f"{register.title}登记册", register.noun
        self.columns = (
            col.Short("编号", "number"),
            col.Title(
                "名称",
                lambda row: getattr(row, "title", None) or row.name,
                link=f"drills:{register.slug}",
                note=lambda row: "" if row.is_current else "（已不在册）",
                sort="name",
            ),
            *(_list_column(register, name) for name in register.shown),
            col.Column("主管机构", "organisation.name"),
        )
        self.related = ("key_target",) if "key_target" in register.columns else ()

    @cached_property
    def form(self) -> RegisterQuery:
        """The conditions that this register knows."""
        return RegisterQuery(self.request.GET or None, register=self.register, scope=self.scope)

    @property
    def links(self) -> tuple[Link, ...]:
        """Pages beside the list, files in and out, a new row."""
        slug, manage = f"drills:{self.register.slug}", "manage_readiness"
        return (
            *(Link(label, name, "chart-bar") for label, name in self.register.links),
            Link("导出", f"{slug}_export", "table-export", is_sent=True, keeps_query=True),
            Link("导入", f"{slug}_import", "table-import", manage),
            Link(f"登记{self.register.title}", f"{slug}_new", "plus", manage, is_main=True),
        )

    @property
    def nothing(self) -> tuple[Nothing, ...]:
        """Row by row or from a file."""
        return (
            Nothing(
                "登记册还是空的。可以逐条登记，也可以从 Excel 导入",
                "导入",
                f"drills:{self.register.slug}_import",
                self.register.symbol,
                "manage_readiness",
            ),
            Nothing("登记册还是空的，由训练演练岗位登记", symbol=self.register.symbol),
        )

    def context(self) -> dict[str, Any]:
        """The figures above the list."""
        figures = [each for add in self.register.figures for each in add(self.scope)]
        return {"register": self.register, "figures": figures}


@require_GET
def register_list(request: HttpRequest, register: Register) -> HttpResponseBase:
    """The register: query, rows, totals."""
    return RegisterList(request, register).answer()


@require_GET
def row_page(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """One row: facts, what hangs on it, history."""
    row = find_row(request, register, pk)
    may = partial(request.scope.may, subject=row)
    may_manage = may("manage_readiness")
    context = {
        "register": register,
        "row": row,
        "tone": register.tone(row),
        "facts": [(register.label(name), shown(row, name)) for name in register.columns],
        "tables": [each for add in register.tables for each in add(row, request.scope)],
        "buttons": [each for steps in register.steps for each in steps.buttons(row, may)],
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
    page = FormPage(f"登记{register.title}", "登记", trail_to(register), lead=register.lead)
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
    page = FormPage(f"变更：{row}", "保存变更", trail_to(register, row), lead=register.lead)
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

    offices_with(request.scope, "view_readiness")
    found = RegisterList(request, register).sorted_rows
    content = export_register(register, found, by=request.user)
    return download(content, f"{register.title}登记册{timezone.localdate():%Y%m%d}.xlsx")


def _review_form(data: QueryDict | None, plan: ProtectionPlan) -> PlanReviewForm:
    today = timezone.localdate()
    initial = {"reviewed_on": today, "next_due_on": date(today.year + 1, today.month, 1)}
    return PlanReviewForm(data, initial=initial)


plan_review = act_view(
    REVIEW,
    find=lambda request, pk: find_row(request, PROTECTION_PLAN, pk),
    form=_review_form,
    act=review_plan,
    show=lambda plan: {"trail": trail_to(PROTECTION_PLAN, plan)},
    done="评审已登记",
)
