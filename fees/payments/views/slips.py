"""待复核: what others recorded, side by side with its voucher, and the checker's decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.ledger.models import FeeAccount
from fees.ledger.rules import voucher_key
from fees.payments.acts.slips import check_slip, return_slip, withdraw_slip
from fees.payments.forms import ReturnForm, SlipQuery
from fees.payments.images import read_image
from fees.payments.models import Slip
from renfang.acts import Refused
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages.answers import file_to_look_at
from renfang.pages.lists import page_of, refuse_on_form


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return Slip.objects.visible_to(request.scope).select_related(
        "account__project__developer",
        "account__demolition__shelter",
        "recorded_by",
        "organisation",
    )


@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """记账单: what waits for a check; other states on request."""
    form = SlipQuery(request.GET or None)
    found = _visible(request)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    state = wanted.get("state") or Slip.State.RECORDED
    if state != "all":
        found = found.filter(state=state)
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    if wanted.get("words"):
        found = found.filter(
            Q(account__in=FeeAccount.objects.named(wanted["words"]))
            | Q(voucher__contains=voucher_key(wanted["words"]))
        )
    context = {
        "form": form,
        "page": page_of(request, Paginator(found.order_by("business_date", "id"), 20)),
        "total": abs(found.filter(kind="payment").aggregate(sum=Sum("amount"))["sum"] or 0),
    }
    return render(request, "fees/payments/slips.html", context)


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip beside its voucher, with what posting it does to the balance; POST posts it."""
    row = get_object_or_404(
        _visible(request).select_related("checked_by", "reverses", "carried_to__project"),
        pk=pk,
    )
    if request.method == "POST":
        entry = check_slip(pk, by=request.user)
        left = max(entry.balance_after, 0)
        state = f"尚欠缴 {left:,} 元" if left else "该账户已缴清"
        messages.success(
            request, f"{row.get_kind_display()} {abs(entry.amount):,} 元已复核入账，{state}"
        )
        return redirect(row.account)
    return _slip_page(request, row, ReturnForm())


def _slip_page(
    request: HttpRequest, row: Slip, form: ReturnForm, status: int = 200
) -> HttpResponse:
    scope, is_mine = request.scope, row.recorded_by_id == request.user.pk
    waits = row.state == Slip.State.RECORDED
    balance = row.account.balance
    context = {
        "slip": row,
        "account": row.account,
        "balance": balance,
        "form": form,
        "amount": abs(row.amount),
        "after": balance + row.amount,
        "waits": waits,
        "is_mine": is_mine,
        "may_check": waits and not is_mine and scope.may("check_slip", row),
        "may_withdraw": waits and is_mine and scope.may("record_payment", row),
        "is_picture": row.image_type.startswith("image/"),
    }
    return render(request, "fees/payments/slip.html", context, status=status)


@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """退回 with the reason."""
    row = get_object_or_404(_visible(request), pk=pk)
    form = ReturnForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            return_slip(pk, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            status = refuse_on_form(form, refusal)
            if status == 403:
                raise
        else:
            messages.success(request, "已退回登记人，没有入账")
            return redirect("fees:slips")
    return _slip_page(request, row, form, status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回 by the recorder."""
    row = get_object_or_404(_visible(request), pk=pk)
    withdraw_slip(pk, by=request.user)
    messages.success(request, "已撤回，没有入账。需要的重新登记")
    return redirect(row.account)


@require_GET
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of the voucher; its content was proven to be what its sort says."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not row.image_path:
        raise Http404
    return file_to_look_at(read_image(row), row.image_name, row.image_type)
