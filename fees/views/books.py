"""规则库: the list, one book with all it says, copying, publishing, and what changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.book_cases import run_cases
from fees.book_differences import differences
from fees.book_fields import described
from fees.book_forms import BookQuery, CopyForm, EndForm, HeadForm, ReasonForm
from fees.rule_books import (
    amend_head,
    copy_book,
    end_book,
    publish_book,
    read_book,
    return_book,
    submit_book,
)
from renfang.acts import NotPermitted
from renfang.history.record import events_of
from renfang.rules.models import BookEdition
from renfang.rules.vocabulary import ALL_SECTIONS
from renfang.workbench.act_forms import FormPage, act_form, offices_with
from renfang.workbench.lists import page_of, whole_numbers

State = BookEdition.State


def find(request: HttpRequest, pk: int) -> BookEdition:
    """The edition, if the user may see it."""
    rows = BookEdition.objects.visible_to(request.scope)
    found: BookEdition = get_object_or_404(
        rows.select_related("organisation", "parent", "copied_from", "prepared_by", "published_by"),
        pk=pk,
    )
    return found


def require_permission(request: HttpRequest, book: BookEdition, permission: str) -> None:
    """Raise NotPermitted unless the user may do it to this book."""
    if book.organisation_id is None or not request.scope.may(permission, book.organisation_id):
        raise NotPermitted.lacking(permission)


@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Every visible book: the shipped ones, those of the user's offices and their superiors."""
    found = BookEdition.objects.visible_to(request.scope)
    form = BookQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(title__contains=wanted["name"]) | Q(jurisdiction_name__contains=wanted["name"])
            )
        if wanted["state"]:
            found = found.filter(state=wanted["state"])
        if wanted["day"]:
            found = found.in_force(wanted["day"])
    heavy = ("content", "cases", "parent__content", "parent__cases")
    rows = found.select_related("organisation", "parent").defer(*heavy)
    page = page_of(request, Paginator(rows.order_by("jurisdiction", "-id"), 20))
    return render(request, "fees/books.html", {"form": form, "page": page})


@require_GET
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """One book: what every row says, what is wrong, its worked cases, and the next act."""
    row = find(request, pk)
    read, problems = read_book(row)
    can = {
        name: row.organisation_id is not None and request.scope.may(name, row.organisation_id)
        for name in ("edit_rulebooks", "publish_rulebooks")
    }
    context = {
        "book": row,
        "problems": problems,
        "sections": _sections(row),
        "results": [] if read is None else run_cases(row, read),
        "replaces": "、".join(ALL_SECTIONS[name] for name in row.content.get("replaces", [])),
        "versions": BookEdition.objects.visible_to(request.scope)
        .filter(Q(code=row.code) | Q(pk=row.copied_from_id))
        .exclude(pk=row.pk)
        .defer("content", "cases")
        .order_by("-id")[:20],
        "events": events_of(row)[:30] if row.organisation_id else [],
        "may_edit": can["edit_rulebooks"] and row.state == State.DRAFT,
        "may_copy": row.state == State.PUBLISHED and request.scope.holds("edit_rulebooks"),
        "may_publish": can["publish_rulebooks"] and row.state == State.SUBMITTED,
        "may_end": can["publish_rulebooks"]
        and row.state == State.PUBLISHED
        and row.last_day is None,
    }
    return render(request, "fees/book.html", context)


def _sections(row: BookEdition) -> list[dict[str, Any]]:
    return [
        {
            "code": section,
            "label": label,
            "rows": [described(section, values) for values in row.content.get(section, [])],
        }
        for section, label in ALL_SECTIONS.items()
    ]


def trail(row: BookEdition) -> tuple[tuple[str, str], ...]:
    """The pages above a form of this book."""
    return ("规则库", reverse("fees:books")), (str(row), reverse("fees:book", args=[row.pk]))


@require_http_methods(["GET", "POST"])
def book_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """复制 a published book for one of the user's offices."""
    source = find(request, pk)
    offices = offices_with(request.scope, "edit_rulebooks")
    today = timezone.localdate()
    first = offices.first()
    initial = {
        "organisation": first,
        "title": f"{first.division.name}规则库" if first else "",
        "version": f"{today.year}.1",
    }
    form = CopyForm(request.POST or None, offices=offices, initial=initial)
    page = FormPage(
        "复制规则库",
        "复制并编辑",
        trail(source),
        lead=f"复制{source}的全部条目和试算案例，作为本机构所在地区的规则库编辑。",
    )

    def perform() -> BookEdition:
        values = dict(form.cleaned_data)
        office = values.pop("organisation")
        return copy_book(pk, organisation_id=office.pk, by=request.user, **values)

    return act_form(
        request,
        form,
        page,
        perform,
        done="已复制，可以编辑",
        to=lambda row: reverse("fees:book", args=[row.pk]),
    )


@require_http_methods(["GET", "POST"])
def book_head(request: HttpRequest, pk: int) -> HttpResponse:
    """修改基本信息 of a draft."""
    row = find(request, pk)
    require_permission(request, row, "edit_rulebooks")
    names = ("area_rounding", "area_mode", "outside_basis", "unlawful_basis", "replaces")
    initial = {name: row.content.get(name, "") for name in names} | {
        name: getattr(row, name)
        for name in ("title", "basis", "effective_from", "effective_to", "revision")
    }
    form = HeadForm(request.POST or None, initial=initial)
    page = FormPage("修改基本信息", "保存", trail(row))

    def perform() -> BookEdition:
        values = dict(form.cleaned_data)
        revision = values.pop("revision")
        return amend_head(pk, values, revision=revision, by=request.user)

    return act_form(request, form, page, perform, done="已保存基本信息")


@require_POST
def book_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """送批."""
    submit_book(find(request, pk).pk, by=request.user)
    messages.success(request, "已送批，由另一名负责人批准发布")
    return redirect("fees:book", pk=pk)


@require_http_methods(["GET", "POST"])
def book_return(request: HttpRequest, pk: int) -> HttpResponse:
    """退回 a book that was sent for approval."""
    row = find(request, pk)
    require_permission(request, row, "publish_rulebooks")
    form = ReasonForm(request.POST or None)
    page = FormPage("退回规则库", "退回", trail(row))
    return act_form(
        request,
        form,
        page,
        lambda: return_book(pk, by=request.user, **form.cleaned_data),
        done="已退回编制人",
    )


@require_POST
def book_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """批准发布."""
    row = publish_book(find(request, pk).pk, on=timezone.localdate(), by=request.user)
    messages.success(request, f"已发布{row}，自 {row.effective_from} 起施行，内容不再修改")
    return redirect("fees:book", pk=pk)


@require_http_methods(["GET", "POST"])
def book_end(request: HttpRequest, pk: int) -> HttpResponse:
    """停止施行."""
    row = find(request, pk)
    require_permission(request, row, "publish_rulebooks")
    form = EndForm(request.POST or None)
    page = FormPage("停止施行规则库", "停止施行", trail(row), lead="登记后不能撤销。", danger=True)
    return act_form(
        request,
        form,
        page,
        lambda: end_book(pk, by=request.user, **form.cleaned_data),
        done="已登记停止施行日期",
    )


@require_GET
def book_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """与另一版本比较: what was added, changed and removed from ``?with=`` to this one."""
    row = find(request, pk)
    others = list(
        BookEdition.objects.visible_to(request.scope)
        .exclude(pk=pk)
        .defer("content", "cases")
        .order_by("jurisdiction", "-id")[:100]
    )
    wanted = whole_numbers([request.GET.get("with", "")])
    other_pk = wanted[0] if wanted else row.copied_from_id or (others[0].pk if others else None)
    other = None if other_pk is None else find(request, other_pk)
    context = {
        "book": row,
        "other": other,
        "others": others,
        "differences": [] if other is None else differences(other, row),
    }
    return render(request, "fees/book_compare.html", context)
