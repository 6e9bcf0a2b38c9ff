"""退付 pages: the list, the application, and its steps with the effect on the balance."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.models import FeeAccount
from fees.ledger.views import visible_accounts
from fees.payments.queries import free_surplus
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    end_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.forms import (
    ApprovalForm,
    DecisionQuery,
    EndRefundForm,
    RefundForm,
    RefundPaidForm,
    VerifyForm,
)
from fees.refunds.models import Refund
from fees.refunds.queries import standing_of_refund
from renfang.acts import NotPermitted
from renfang.clocks.calendars import current_calendar
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import page_of


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return Refund.objects.visible_to(request.scope).select_related(
        "account__project__developer", "organisation"
    )


@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """退付: every application with the light of its present step."""
    form = DecisionQuery(request.GET or None, states=Refund.State.choices)
    found = _visible(request)
    if form.is_bound and form.is_valid():
        words, state = form.cleaned_data["words"], form.cleaned_data["state"]
        if words:
            found = found.filter(account__in=FeeAccount.objects.named(words))
        if state:
            found = found.filter(state=state)
    page = page_of(request, Paginator(found.order_by("-id"), 20))
    calendar, today = current_calendar(), timezone.localdate()
    for row in page:
        row.standing = standing_of_refund(row, today, calendar)
    return render(request, "fees/refunds/refunds.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
def refund_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记退付申请 for account ``pk``."""
    account = get_object_or_404(visible_accounts(request).relocation(), pk=pk)
    if not request.scope.may("record_refund", account):
        raise NotPermitted.lacking("record_refund")
    free = free_surplus(account)
    developer = account.project.developer
    form = RefundForm(
        request.POST or None,
        initial={"amount": free or "", "applied_on": timezone.localdate(), "payee": developer.name},
    )
    page = FormPage(
        title="登记退付申请",
        act="登记并打印申请表",
        trail=((account.project.name, reverse("fees:account", args=[pk])),),
        lead="登记后打印退付申请表，由缴费单位盖章。核实、财政审批后才退付入账。",
        facts=[
            ("缴费单位", developer.name),
            ("应缴（元）", f"{account.payable:,}"),
            ("已缴净额（元）", f"{account.paid:,}"),
            ("多缴（元）", f"{account.surplus:,}"),
            ("可退付（元）", f"{free:,}"),
        ],
    )
    return act_form(
        request,
        form,
        page,
        lambda: _request(pk, request, form),
        done="已登记退付申请，打印申请表交缴费单位盖章",
        to=_address,
    )


def _request(pk: int, request: HttpRequest, form: RefundForm) -> Refund:
    values = dict(form.cleaned_data)
    key = values.pop("key")
    return request_refund(pk, RefundEntry(**values), by=request.user, key=key)


def _address(refund: Refund) -> str:
    return reverse("fees:refund", args=[refund.pk])


@require_GET
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """One refund: what was asked, what each step said, the papers, and the next step."""
    row = get_object_or_404(
        _visible(request).select_related(
            "account__project__developer",
            "requested_by",
            "verified_by",
            "approved_by",
            "paid_by",
            "application",
            "letter",
            "entry",
        ),
        pk=pk,
    )
    scope, account = request.scope, row.account
    is_mine = row.verified_by_id == request.user.pk
    context = {
        "refund": row,
        "account": account,
        "standing": standing_of_refund(row, timezone.localdate(), current_calendar()),
        "after": account.surplus - row.amount,
        "paid_after": account.paid - row.amount,
        "may_verify": row.state == Refund.State.REQUESTED and scope.may("record_refund", row),
        "may_approve": row.state == Refund.State.VERIFIED
        and not is_mine
        and scope.may("approve_refund", row),
        "waits_for_another": row.state == Refund.State.VERIFIED and is_mine,
        "may_pay": row.state == Refund.State.APPROVED and scope.may("record_refund", row),
        "may_end": row.is_open and scope.may("record_refund", row),
        "may_papers": scope.may("view_fee_papers", row),
    }
    return render(request, "fees/refunds/refund.html", context)


def _step(request: HttpRequest, pk: int, permission: str, title: str, act: str) -> Any:
    """The refund and the page of one of its steps. Raises NotPermitted, Http404."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    account = row.account
    page = FormPage(
        title=title,
        act=act,
        trail=(("退付", reverse("fees:refunds")), (account.project.name, _address(row))),
        facts=[
            ("缴费单位", account.project.developer.name),
            ("退付金额（元）", f"{row.amount:,}"),
            ("事由", row.get_ground_display()),
            ("现多缴（元）", f"{account.surplus:,}"),
            ("退付后多缴（元）", f"{account.surplus - row.amount:,}"),
            ("退付后已缴净额（元）", f"{account.paid - row.amount:,}"),
        ],
    )
    return row, page


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """核实, which issues the 审核意见函."""
    _, page = _step(request, pk, "record_refund", "核实退付", "核实并签发审核意见函")
    form = VerifyForm(
        request.POST or None,
        initial={"on": timezone.localdate(), "opinion": "经核实，情况属实，同意退付。"},
    )
    return act_form(
        request,
        form,
        page,
        lambda: verify_refund(pk, by=request.user, **form.cleaned_data),
        done="已核实，审核意见函已签发，送财政部门审批",
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """登记财政审批 by another person."""
    _, page = _step(request, pk, "approve_refund", "登记财政审批", "登记审批结果")
    form = ApprovalForm(request.POST or None, initial={"on": timezone.localdate()})
    return act_form(
        request,
        form,
        page,
        lambda: approve_refund(pk, by=request.user, **form.cleaned_data),
        done="已登记财政审批，国库退付后登记退付凭证",
    )


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """登记退付: the entry is posted."""
    _, page = _step(request, pk, "record_refund", "登记退付", "登记退付入账")
    form = RefundPaidForm(request.POST or None, initial={"on": timezone.localdate()})
    return act_form(
        request,
        form,
        page,
        lambda: pay_refund(pk, by=request.user, **form.cleaned_data),
        done="退付已入账",
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """不予退付 or 撤回."""
    _, page = _step(request, pk, "record_refund", "结束退付", "结束退付")
    form = EndRefundForm(request.POST or None)
    return act_form(
        request,
        form,
        page,
        lambda: end_refund(pk, by=request.user, **form.cleaned_data),
        done="退付已结束，多缴仍留在账户",
    )
