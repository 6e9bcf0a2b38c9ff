"""核销 pages: the list, the application, and its decision with the effect on the balance."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.forms import ReasonForm
from fees.ledger.models import FeeAccount
from fees.ledger.views import visible_accounts
from fees.refunds.acts.write_offs import (
    WriteOffEntry,
    approve_write_off,
    refuse_write_off,
    request_write_off,
    withdraw_write_off,
)
from fees.refunds.forms import DayForm, DecisionQuery, WriteOffForm
from fees.refunds.models import WriteOff
from renfang.acts import NotPermitted
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import page_of


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return WriteOff.objects.visible_to(request.scope).select_related(
        "account__project__developer", "organisation", "requested_by", "decided_by", "paper"
    )


@require_GET
def write_offs(request: HttpRequest) -> HttpResponse:
    """核销: every application."""
    form = DecisionQuery(request.GET or None, states=WriteOff.State.choices)
    found = _visible(request)
    if form.is_bound and form.is_valid():
        words, state = form.cleaned_data["words"], form.cleaned_data["state"]
        if words:
            found = found.filter(account__in=FeeAccount.objects.named(words))
        if state:
            found = found.filter(state=state)
    page = page_of(request, Paginator(found.order_by("-id"), 20))
    return render(request, "fees/refunds/write_offs.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
def write_off_new(request: HttpRequest, pk: int) -> HttpResponse:
    """申请核销 for account ``pk``."""
    account = get_object_or_404(visible_accounts(request).relocation(), pk=pk)
    if not request.scope.may("request_write_off", account):
        raise NotPermitted.lacking("request_write_off")
    form = WriteOffForm(request.POST or None, initial={"amount": max(account.balance, 0)})
    page = FormPage(
        title="申请核销",
        act="提交审批",
        trail=((account.project.name, reverse("fees:account", args=[pk])),),
        lead="法院裁定终结执行、破产程序终结或债务人注销且无义务承受人的，经集体研究并征得财政部门"
        "同意后申请核销。核销不免除义务，发现可供执行的财产的，冲正核销后恢复追缴。",
        facts=[
            ("缴费单位", account.project.developer.name),
            ("应缴（元）", f"{account.payable:,}"),
            ("已缴净额（元）", f"{account.paid:,}"),
            ("欠缴（元）", f"{max(account.balance, 0):,}"),
        ],
    )
    return act_form(
        request,
        form,
        page,
        lambda: _request(pk, request, form),
        done="已提交核销申请，由审批负责人审批",
        to=_address,
    )


def _request(pk: int, request: HttpRequest, form: WriteOffForm) -> WriteOff:
    values = dict(form.cleaned_data)
    key = values.pop("key")
    return request_write_off(pk, WriteOffEntry(**values), by=request.user, key=key)


def _address(write_off: WriteOff) -> str:
    return reverse("fees:write_off", args=[write_off.pk])


@require_GET
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """One write-off: grounds, effect on the balance, decision."""
    row = get_object_or_404(_visible(request), pk=pk)
    scope, waits = request.scope, row.state == WriteOff.State.REQUESTED
    is_mine = row.requested_by_id == request.user.pk
    context = {
        "write_off": row,
        "account": row.account,
        "after": row.account.balance - row.amount,
        "waits": waits,
        "may_decide": waits and not is_mine and scope.may("decide_write_off", row),
        "may_withdraw": waits and scope.may("request_write_off", row),
        "may_papers": scope.may("view_fee_papers", row),
    }
    return render(request, "fees/refunds/write_off.html", context)


def _step(request: HttpRequest, pk: int, permission: str, title: str, act: str) -> Any:
    """The page of one step. Raises NotPermitted, Http404."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    account = row.account
    return FormPage(
        title=title,
        act=act,
        trail=(("核销", reverse("fees:write_offs")), (account.project.name, _address(row))),
        facts=[
            ("缴费单位", account.project.developer.name),
            ("核销金额（元）", f"{row.amount:,}"),
            ("事由", row.get_ground_display()),
            ("裁定书或注销证明文号", row.ruling),
            ("集体研究决定", row.decision),
            ("财政部门意见文号", row.consent),
            ("现欠缴（元）", f"{account.balance:,}"),
            ("核销后欠缴（元）", f"{account.balance - row.amount:,}"),
        ],
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """审批核销: the form is issued and the entry posted."""
    page = _step(request, pk, "decide_write_off", "审批核销", "同意核销并入账")
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    return act_form(
        request,
        form,
        page,
        lambda: approve_write_off(pk, by=request.user, **form.cleaned_data),
        done="已核销入账，审批表已生成",
    )


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """不予核销."""
    page = _step(request, pk, "decide_write_off", "不予核销", "不予核销")
    form = ReasonForm(request.POST or None)
    return act_form(
        request,
        form,
        page,
        lambda: refuse_write_off(pk, by=request.user, **form.cleaned_data),
        done="已不予核销，继续追缴",
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回核销申请."""
    page = _step(request, pk, "request_write_off", "撤回核销申请", "撤回")
    form = ReasonForm(request.POST or None)
    return act_form(
        request,
        form,
        page,
        lambda: withdraw_write_off(pk, by=request.user, **form.cleaned_data),
        done="已撤回核销申请",
    )
