"""月结: per office the next month with what blocks it, and what was closed or opened again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.models import LedgerBook, MonthEvent
from fees.money_case_forms import ReasonForm
from fees.months import (
    answer_reopening,
    ask_reopening,
    blockers,
    close_month,
    next_month,
    open_request,
    totals_of,
)
from renfang.acts import NotPermitted
from renfang.organisations.models import Organisation
from renfang.workbench.act_forms import FormPage, act_form
from renfang.workbench.lists import whole_numbers


def _offices(request: HttpRequest) -> list[Organisation]:
    """The offices whose ledger the user sees."""
    reached = request.scope.organisations("view_fees")
    offices = list(Organisation.objects.filter(pk__in=reached).order_by("path"))
    for office in offices:
        office.key = str(office.pk)
    return offices


def _chosen(request: HttpRequest, offices: list[Organisation]) -> Organisation | None:
    """The office that the address names; else the user's own, else the first."""
    wanted = whole_numbers([request.GET.get("office", "")])
    by_key = {office.pk: office for office in offices}
    if wanted:
        return by_key.get(wanted[0])
    return by_key.get(request.user.organisation_id) or (offices[0] if offices else None)


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """The office's next month with its blockers and totals, then the history of closing."""
    offices = _offices(request)
    office = _chosen(request, offices)
    context: dict[str, Any] = {"offices": offices, "office": office}
    if office is not None:
        context.update(_state_of(request, office))
    return render(request, "fees/months.html", context)


def _state_of(request: HttpRequest, office: Organisation) -> dict[str, Any]:
    book = LedgerBook.objects.filter(organisation=office).first()
    month = next_month(book, office)
    request_ = open_request(office)
    scope = request.scope
    found = list(blockers(office, month, timezone.localdate())) if month else []
    return {
        "book": book,
        "month": month,
        "blockers": found,
        "totals": totals_of(office, month) if month else None,
        "events": MonthEvent.objects.filter(organisation=office).select_related("by")[:50],
        "request_event": request_,
        "may_close": month and not found and scope.may("close_month", office.pk),
        "may_ask": book is not None
        and book.closed_through is not None
        and request_ is None
        and scope.may("close_month", office.pk),
        "may_answer": request_ is not None
        and request_.by_id != request.user.pk
        and scope.may("reopen_month", office.pk),
    }


def _office(request: HttpRequest, pk: int, permission: str) -> Organisation:
    """The office, if the user sees its ledger. Raises Http404, NotPermitted."""
    if pk not in request.scope.organisations("view_fees"):
        raise Http404
    if not request.scope.may(permission, pk):
        raise NotPermitted.lacking(permission)
    return Organisation.objects.get(pk=pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """结账 of the office's next month."""
    office = _office(request, pk, "close_month")
    book = LedgerBook.objects.filter(organisation=office).first()
    month = next_month(book, office) or timezone.localdate().replace(day=1)
    event = close_month(pk, month, by=request.user)
    messages.success(request, f"{event.month:%Y-%m} 已结账，共 {event.entries} 笔分录")
    return _back(office)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """申请反结账."""
    office = _office(request, pk, "close_month")
    form = ReasonForm(request.POST or None)
    page = FormPage(
        title="申请反结账",
        act="提交审批",
        trail=(("月结", f"{_back(office).url}"),),
        lead="反结账由另一人审批，全过程留痕。迟到的单据不需反结账：登记后自动记入未结账的首日。",
    )
    return act_form(
        request,
        form,
        page,
        lambda: ask_reopening(pk, by=request.user, **form.cleaned_data),
        done="已申请反结账，由另一人审批",
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """审批反结账: ``agree`` is yes or anything else."""
    office = _office(request, pk, "reopen_month")
    event = answer_reopening(pk, by=request.user, agree=request.POST.get("agree") == "yes")
    messages.success(request, f"{event.month:%Y-%m} {event.get_act_display()}")
    return _back(office)


def _back(office: Organisation) -> HttpResponse:
    response = redirect("fees:months")
    response["Location"] += f"?office={office.pk}"
    return response
