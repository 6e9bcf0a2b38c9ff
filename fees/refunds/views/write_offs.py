"""核销 pages: the list, the application, and its decision with the effect on the balance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.queries import handling_of
from fees.ledger.views import visible_accounts
from fees.refunds.acts.write_offs import (
    WriteOffEntry,
    approve_write_off,
    refuse_write_off,
    request_write_off,
    withdraw_write_off,
)
from fees.refunds.forms import DayForm, WriteOffForm, WriteOffQuery
from fees.refunds.models import WriteOff
from fees.refunds.steps import REFUSE, WITHDRAW, WRITE_OFF, WRITE_OFF_STEPS
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, act_view
from renfang.pages.answers import file_to_look_at
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.steps import Step
from renfang.uploads.keeping import read_kept


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return WriteOff.objects.visible_to(request.scope).select_related(
        "account__project__developer", "organisation", "requested_by", "decided_by", "paper"
    )


class WriteOffList(ListPage):
    """核销: every application."""

    model, query, title, noun = WriteOff, WriteOffQuery, "核销", "件"
    columns = (
        col.Title(
            "项目", "account.title", link="fees:write_off", sort="account.project.name", width=32
        ),
        col.Name("缴费单位", "account.payer", width=32),
        col.Column("事由", "ground"),
        col.Day("申请日期", "requested_on"),
        col.Owed("核销金额", "amount", total=True),
        col.State("状态", "state", "requested=todo"),
        col.Short("主管机构", "organisation.short_name"),
    )
    related = ("account__project__developer",)
    nothing = (
        Nothing(
            "没有核销。依法不能再追缴的欠缴，在账户页申请核销",
            "查看应收台账",
            "fees:accounts",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的核销"


@require_http_methods(["GET", "POST"])
def write_off_new(request: HttpRequest, pk: int) -> HttpResponse:
    """申请核销 for account ``pk``."""
    account = get_object_or_404(visible_accounts(request).relocation(), pk=pk)
    request.scope.require(WITHDRAW.permission, account)
    form = WriteOffForm(
        sent(request),
        request.FILES or None,
        initial={"amount": account.owed},
        is_needed=handling_of(account.organisation_id).needs_evidence,
    )
    page = FormPage(
        title="申请核销",
        act="提交审批",
        has_file=True,
        trail=((account.project.name, reverse("fees:account", args=[pk])),),
        lead="法院裁定终结执行、破产程序终结或债务人注销且无义务承受人的，经集体研究并征得财政部门"
        "同意后申请核销。核销不免除义务，发现可供执行的财产的，冲正核销后恢复追缴。",
        facts=[
            ("缴费单位", account.project.developer.name),
            ("应缴（元）", f"{account.payable:,}"),
            ("已缴净额（元）", f"{account.paid:,}"),
            ("已核销（元）", f"{account.written_off:,}"),
            ("欠缴（元）", f"{account.owed:,}"),
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
    once = {name: values.pop(name) for name in ("key", "evidence")}
    return request_write_off(pk, WriteOffEntry(**values), by=request.user, **once)


def _address(write_off: WriteOff) -> str:
    return reverse("fees:write_off", args=[write_off.pk])


@require_GET
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """One write-off: grounds, effect on the balance, decision."""
    row = get_object_or_404(_visible(request), pk=pk)
    scope = request.scope
    context = {
        "write_off": row,
        "account": row.account,
        "after": row.account.balance - row.amount,
        "waits": row.state in WRITE_OFF.start,
        "buttons": WRITE_OFF_STEPS.buttons(
            row, lambda permission: scope.may(permission, row), by=request.user
        ),
        "may_papers": scope.may("view_fee_papers", row),
    }
    return render(request, "fees/refunds/write_off.html", context)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ruling and consent, for whoever decides to read."""
    document = _find(request, pk).file
    if document is None:
        raise Http404
    return file_to_look_at(read_kept(document), document.name, document.media_type)


def _find(request: HttpRequest, pk: int) -> WriteOff:
    return get_object_or_404(_visible(request), pk=pk)


def _show(row: WriteOff) -> dict[str, Any]:
    """What the page of each step tells: the pages above, grounds, and the effect on the balance."""
    account = row.account
    return {
        "trail": (("核销", reverse("fees:write_offs")), (account.project.name, _address(row))),
        "facts": [
            ("缴费单位", account.project.developer.name),
            ("核销金额（元）", f"{row.amount:,}"),
            ("事由", row.get_ground_display()),
            ("裁定书或注销证明文号", row.ruling),
            ("集体研究决定", row.decision),
            ("财政部门意见文号", row.consent),
            ("现欠缴（元）", f"{account.owed:,}"),
            *(
                [("核销后欠缴（元）", f"{account.balance - row.amount:,}")]
                if row.state in WRITE_OFF.start
                else []
            ),
        ],
    }


def _act(
    step: Step, form_type: type[Form], act: Callable[..., WriteOff], done: str
) -> Callable[[HttpRequest, int], HttpResponse]:
    return act_view(
        step,
        find=_find,
        form=lambda data, row: form_type(data, initial={"on": timezone.localdate()}),
        act=act,
        show=_show,
        done=done,
    )


approve = _act(WRITE_OFF, DayForm, approve_write_off, "已核销入账，审批表已生成")
refuse = _act(REFUSE, ReasonForm, refuse_write_off, "已不予核销，继续追缴")
withdraw = _act(WITHDRAW, ReasonForm, withdraw_write_off, "已撤回核销申请")
