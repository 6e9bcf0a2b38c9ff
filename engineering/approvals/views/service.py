"""Pages of service: preparing a receipt, recording what came back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from engineering.approvals.acts.service import (
    fail_delivery,
    prepare_delivery,
    record_delivery,
    servable_papers,
)
from engineering.approvals.forms.applications import ReasonForm
from engineering.approvals.models.service import Delivery
from engineering.approvals.views.applications import application_for
from renfang.acts import Refused, WrongState, require_state
from renfang.pages.lists import refuse_on_form, sent
from renfang.serving.forms import ReceiptForm, ReturnForm, method_hints
from renfang.serving.rules import PROOFS


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """制作送达回证."""
    row = application_for(request, pk, "handle_application")
    papers = list(
        servable_papers(row).exclude(
            deliveries__state__in=[Delivery.State.PREPARED, Delivery.State.SERVED]
        )
    )
    if not papers:
        raise WrongState("本件没有待送达的文书，或者都已制作送达回证。在项目页面登记送达结果")
    form = ReceiptForm(
        sent(request),
        papers=papers,
        recipient=row.project.developer.name,
        place=row.organisation.address or row.project.address,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                prepare_delivery(pk, values.pop("paper"), by=request.user, **values)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "送达回证已编号，打印后随文书送达")
                return redirect(f"{row.project.get_absolute_url()}#deliveries")
    context = {"application": row, "project": row.project, "form": form, "hints": method_hints()}
    return render(request, "engineering/approvals/delivery_prepare.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """登记送达."""
    row = _delivery(request, pk)
    form = ReturnForm(sent(request), receipt=row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"]
            try:
                record_delivery(pk, form.served(), version=version, by=request.user)
            except Refused as refusal:
                if refusal.field == "at":
                    refusal.field = "on"
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "已登记送达")
                return redirect(f"{row.application.project.get_absolute_url()}#deliveries")
    return _page(request, row, form, status, "登记送达", "登记送达")


@require_http_methods(["GET", "POST"])
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """登记未能送达."""
    row = _delivery(request, pk)
    form = ReasonForm(sent(request), initial={"version": row.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                fail_delivery(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "已登记未能送达，换一种方式重新制作送达回证")
                return redirect(f"{row.application.project.get_absolute_url()}#deliveries")
    return _page(request, row, form, status, "登记未能送达", "登记未能送达")


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    row: Delivery = get_object_or_404(
        Delivery.objects.visible_to(request.scope).select_related("application__project", "paper"),
        pk=pk,
    )
    request.scope.require("handle_application", row)
    require_state(row, Delivery.State.PREPARED, to="登记送达结果")
    return row


def _page(
    request: HttpRequest, row: Delivery, form: object, status: int, title: str, act: str
) -> HttpResponse:
    context = {
        "delivery": row,
        "project": row.application.project,
        "form": form,
        "hint": PROOFS[row.method].hint,
        "page_title": title,
        "act": act,
    }
    return render(request, "engineering/approvals/delivery_record.html", context, status=status)
