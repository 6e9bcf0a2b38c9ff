"""登记缴款, 冲正 and 结转: each is recorded here and posted by another person's check."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Movement
from fees.ledger.rules import voucher_key
from fees.ledger.views import visible_accounts
from fees.payments.acts.recording import Recorded
from fees.payments.acts.slips import (
    carry_over,
    record_payment,
    require_recordable,
    reverse_entry,
)
from fees.payments.forms import CarryOverForm, PaymentForm, ReversalForm
from fees.payments.queries import beyond_owed, free_surplus, same_money
from fees.payments.steps import CARRY_OVER, RECORD, REVERSE
from renfang.acts import Incomplete, Refused
from renfang.pages.lists import refuse_on_form, tried
from renfang.quantities.capitals import capital_amount
from renfang.steps import Step


@require_http_methods(["GET", "POST"])
def new_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Three fields, then 核对 with the amount in capitals, then 登记入账; of account ``pk``."""
    account = get_object_or_404(visible_accounts(request), pk=pk)
    _require(request, RECORD, account)
    form = PaymentForm(
        request.POST or None,
        request.FILES or None,
        account=account,
        initial={"paid_on": timezone.localdate()},
    )
    if request.method == "GET" or request.POST.get("step") == "edit":
        return _payment_page(request, account, form)
    if not form.is_valid():
        return _payment_page(request, account, form, status=422)
    if request.POST.get("step") != "post":
        return _check_page(request, account, form)
    try:
        recorded = record_payment(pk, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        status = refuse_on_form(form, refusal)
        return _payment_page(request, account, form, status=status)
    tell(request, recorded, f"已登记缴款 {abs(recorded.slip.amount):,} 元")
    return redirect("fees:account", pk=pk)


def _require(request: HttpRequest, step: Step, subject: Any) -> None:
    """Who may, and before the form is shown also whether there is anything to do.

    What is sent is left to the act: a form that comes twice is told that it was done.
    """
    request.scope.require(step.permission, subject)
    if request.method == "GET":
        step.require_state(subject)


def _payment_page(
    request: HttpRequest, account: FeeAccount, form: PaymentForm, status: int = 200
) -> HttpResponse:
    context = {"account": account, "form": form, "echo": echo_of(form)}
    return render(request, "fees/payments/payment.html", context, status=status)


def _check_page(request: HttpRequest, account: FeeAccount, form: PaymentForm) -> HttpResponse:
    amount: Decimal = form.cleaned_data["amount"]
    movement = Movement(
        kind=LedgerEntry.Kind.PAYMENT,
        amount=-amount,
        on=form.cleaned_data["paid_on"],
        key=form.cleaned_data["key"],
        voucher=voucher_key(form.cleaned_data["voucher"]),
    )
    try:
        require_recordable(account, movement)
    except Incomplete as refusal:
        return _payment_page(request, account, form, status=refuse_on_form(form, refusal))
    reason = beyond_owed(account, amount)
    if reason and not form.cleaned_data.get("keeps_surplus"):
        form.add_error("amount", reason)
        return _payment_page(request, account, form, status=422)
    context = {
        "account": account,
        "form": form,
        "values": form.cleaned_data,
        "same_money": same_money(account, amount, movement.on, movement.voucher),
        "capitals": capital_amount(amount, prefix="人民币"),
        "left": max(account.balance - amount, ZERO),
        "surplus": max(amount - max(account.balance, ZERO), ZERO),
    }
    return render(request, "fees/payments/payment_check.html", context)


def echo_of(form: PaymentForm) -> str:
    """``缴款金额 = 125,000.00 元 壹拾贰万伍仟元整``: what was read, if anything."""
    field = form.fields["amount"]
    typed = form["amount"].value()
    try:
        amount = field.clean(typed) if typed else None
    except ValidationError:
        return ""
    if not amount:
        return ""
    return f"缴款金额 = {field.echo(amount)} {capital_amount(amount)}"


@require_POST
def amount_echo(request: HttpRequest) -> HttpResponse:
    """The line under the amount's box while it is typed."""
    return render(
        request, "fees/payments/amount_echo.html", {"echo": echo_of(PaymentForm(request.POST))}
    )


@require_http_methods(["GET", "POST"])
def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """冲正: what will happen to the balance, why, then the button. ``pk`` is the entry's."""
    entry = get_object_or_404(
        LedgerEntry.objects.visible_to(request.scope).select_related(
            "account__project__developer", "account__demolition__shelter", "posted_by"
        ),
        pk=pk,
    )
    _require(request, REVERSE, entry)
    form = ReversalForm(request.POST or None)

    def reversed_() -> HttpResponse:
        recorded = reverse_entry(pk, by=request.user, **form.cleaned_data)
        kind = entry.get_kind_display()
        tell(request, recorded, f"已登记冲正{kind} {abs(recorded.slip.amount):,} 元")
        return redirect("fees:account", pk=entry.account_id)

    answer, status = tried(request, form, reversed_)
    if answer is not None:
        return answer
    context = {
        "step": REVERSE,
        "entry": entry,
        "account": entry.account,
        "amount": abs(entry.amount),
        "left": entry.account.balance - entry.amount,
        "form": form,
    }
    return render(request, "fees/payments/reverse.html", context, status=status)


@require_http_methods(["GET", "POST"])
def new_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """结转: which debt of the same payer the surplus of account ``pk`` is to settle."""
    account = get_object_or_404(visible_accounts(request).relocation(), pk=pk)
    _require(request, CARRY_OVER, account)
    free = free_surplus(account)
    targets = (
        FeeAccount.objects.visible_to(request.scope, CARRY_OVER.permission)
        .relocation()
        .owing()
        .filter(
            organisation=account.organisation_id,
            project__developer=account.project.developer_id,
        )
        .exclude(pk=pk)
        .select_related("project")
    )
    form = CarryOverForm(request.POST or None, targets=targets, initial={"amount": free})

    def carried_over() -> HttpResponse:
        values = {**form.cleaned_data, "to": form.cleaned_data["to"].pk}
        recorded = carry_over(pk, by=request.user, **values)
        tell(request, recorded, f"已登记结转 {recorded.slip.amount:,} 元")
        return redirect("fees:account", pk=pk)

    answer, status = tried(request, form, carried_over)
    if answer is not None:
        return answer
    context = {
        "step": CARRY_OVER,
        "account": account,
        "form": form,
        "free": free,
        "targets": targets,
    }
    return render(request, "fees/payments/carry_over.html", context, status=status)


def tell(request: HttpRequest, recorded: Recorded, done: str) -> None:
    """Say what was done, or that the same form had done it before."""
    if recorded.is_repeat:
        when = timezone.localtime(recorded.slip.recorded_at)
        messages.info(request, f"该笔已登记（{when:%Y-%m-%d %H:%M}），没有重复登记")
    else:
        messages.success(request, f"{done}，待另一人复核入账")
