"""Pages of 拆除补偿费: the list, one account with its payments, 冲正."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.models import ZERO, Compensation, CompensationEntry
from fees.payments.acts.compensation import (
    record_compensation_payment,
    reverse_compensation_payment,
)
from fees.payments.forms import CompensationPaymentForm, CompensationQuery, ReversalForm
from fees.payments.images import keep_image
from fees.payments.models import Slip
from fees.payments.views.payments import tell
from renfang.acts import NotPermitted, Refused
from renfang.history.record import events_of
from renfang.pages.lists import page_of, refuse_on_form


def _visible(request: HttpRequest) -> Any:
    return (
        Compensation.objects.visible_to(request.scope)
        .with_sums()
        .select_related("demolition__shelter__project", "organisation")
    )


@require_GET
def compensations(request: HttpRequest) -> HttpResponse:
    """拆除补偿费 within scope, the newest first."""
    if not request.scope.holds(Compensation.view_permission):
        raise NotPermitted.lacking(Compensation.view_permission)
    found = _visible(request).order_by("-id")
    form = CompensationQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if words := wanted["name"]:
            found = found.filter(demolition__shelter__name__contains=words) | found.filter(
                demolition__applicant__contains=words
            )
        if wanted["standing"] == "owing":
            found = found.filter(owed__gt=ZERO)
        elif wanted["standing"]:
            found = found.filter(owed=ZERO)
    context = {"form": form, "page": page_of(request, Paginator(found, 20))}
    return render(request, "fees/payments/compensations.html", context)


@require_http_methods(["GET", "POST"])
def compensation(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what is owed, its entries, and the form that records a payment."""
    row = get_object_or_404(_visible(request), pk=pk)
    form = CompensationPaymentForm(
        request.POST or None, request.FILES or None, initial={"paid_on": timezone.localdate()}
    )
    status = 200
    if request.method == "POST":
        request.scope.require("record_payment", row)
        status = 422
        if form.is_valid():
            try:
                values = {**form.cleaned_data, "image": keep_image(form.cleaned_data["image"])}
                recorded = record_compensation_payment(pk, by=request.user, **values)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                tell(request, recorded, f"已登记缴款 {abs(recorded.slip.amount):,} 元")
                return redirect(row)
    context = {
        "compensation": row,
        "form": form,
        "entries": row.entries.select_related("posted_by", "recorded_by", "reversed_by"),
        "waiting": row.slips.filter(state=Slip.State.RECORDED).select_related("recorded_by"),
        "may_record": row.owed > ZERO and request.scope.may("record_payment", row),
        "may_reverse": request.scope.may("reverse_entry", row),
        "events": events_of(row),
    }
    return render(request, "fees/payments/compensation.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reverse_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """冲正; ``pk`` is the entry's."""
    found = CompensationEntry.objects.filter(compensation__in=_visible(request).values("pk"))
    entry = get_object_or_404(found.select_related("compensation__demolition__shelter"), pk=pk)
    row = entry.compensation
    request.scope.require("reverse_entry", row)
    form = ReversalForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                recorded = reverse_compensation_payment(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                tell(request, recorded, f"已登记冲正缴款 {abs(entry.amount):,} 元")
                return redirect(row)
    context = {"entry": entry, "compensation": row, "form": form, "amount": abs(entry.amount)}
    return render(request, "fees/payments/compensation_reverse.html", context, status=status)
