"""退付 pages: the list, the application, and its steps with the effect on the balance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.queries import handling_of
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
    EndRefundForm,
    RefundForm,
    RefundPaidForm,
    RefundQuery,
    VerifyForm,
)
from fees.refunds.models import Refund
from fees.refunds.queries import likely_ground, standing_of_refund
from fees.refunds.steps import APPROVE, END, PAY, REFUND_STEPS, VERIFY
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, act_view
from renfang.pages.answers import file_to_look_at
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.steps import Step
from renfang.uploads.keeping import read_kept


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return Refund.objects.visible_to(request.scope).select_related(
        "account__project__developer", "organisation"
    )


class RefundList(ListPage):
    """退付: every application with the light of its present step."""

    model, query, title, noun = Refund, RefundQuery, "退付", "件"
    columns = (
        col.Title(
            "项目", "account.title", link="fees:refund", sort="account.project.name", width=32
        ),
        col.Name("缴费单位", "account.payer", width=32),
        col.Column("事由", "ground"),
        col.Day("申请日期", "applied_on"),
        col.Owed("退付金额", "amount", total=True),
        col.State("状态", "state", lambda row: "todo" if row.is_open else "plain"),
        LightColumn("时限", "standing"),
        col.Short("主管机构", "organisation.short_name"),
    )
    related = ("account__project__developer",)
    nothing = (
        Nothing(
            "没有退付。账户有多缴的，在账户页办理退付",
            "查看应收台账",
            "fees:accounts",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的退付"

    def prepare(self, rows: Sequence[Refund]) -> None:
        """The light of each present step."""
        calendar = current_calendar()
        for row in rows:
            row.standing = standing_of_refund(row, self.today, calendar)


@require_http_methods(["GET", "POST"])
def refund_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记退付申请 for account ``pk``."""
    account = get_object_or_404(visible_accounts(request).relocation(), pk=pk)
    request.scope.require("record_refund", account)
    free = free_surplus(account)
    developer = account.project.developer
    form = RefundForm(
        sent(request),
        request.FILES or None,
        is_needed=handling_of(account.organisation_id).needs_evidence,
        initial={
            "amount": free or "",
            "applied_on": timezone.localdate(),
            "payee": developer.name,
            "ground": likely_ground(account),
        },
    )
    page = FormPage(
        title="登记退付申请",
        act="登记并打印申请表",
        has_file=True,
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
    once = {name: values.pop(name) for name in ("key", "evidence")}
    return request_refund(pk, RefundEntry(**values), by=request.user, **once)


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
    account, main = row.account, REFUND_STEPS.main(row)
    may = partial(_may, request, row)
    context = {
        "refund": row,
        "account": account,
        "standing": standing_of_refund(row, timezone.localdate(), current_calendar()),
        "after": account.surplus - row.amount,
        "paid_after": account.paid - row.amount,
        "buttons": REFUND_STEPS.buttons(row, may, by=request.user),
        "obstacle": main.obstacle(row, request.user) if main else "",
        "may_papers": may("view_fee_papers"),
    }
    return render(request, "fees/refunds/refund.html", context)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the payer brought, for whoever decides to read."""
    document = get_object_or_404(_visible(request), pk=pk).file
    if document is None:
        raise Http404
    return file_to_look_at(read_kept(document), document.name, document.media_type)


def _may(request: HttpRequest, row: Refund, permission: str) -> bool:
    return request.scope.may(permission, row)


def _find(request: HttpRequest, pk: int) -> Refund:
    return get_object_or_404(_visible(request), pk=pk)


def _show(row: Refund) -> dict[str, Any]:
    """What the page of each step tells: the pages above, and the effect on the balance."""
    account = row.account
    return {
        "trail": (("退付", reverse("fees:refunds")), (account.project.name, _address(row))),
        "facts": [
            ("缴费单位", account.project.developer.name),
            ("退付金额（元）", f"{row.amount:,}"),
            ("事由", row.get_ground_display()),
            ("现多缴（元）", f"{account.surplus:,}"),
            ("退付后多缴（元）", f"{account.surplus - row.amount:,}"),
            ("退付后已缴净额（元）", f"{account.paid - row.amount:,}"),
        ],
    }


def _act(
    step: Step, form_type: type[Form], act: Callable[..., Refund], done: str, **initial: str
) -> Callable[[HttpRequest, int], HttpResponse]:
    """The view of a step: done today unless the form says otherwise."""
    return act_view(
        step,
        find=_find,
        form=lambda data, row: form_type(data, initial={"on": timezone.localdate(), **initial}),
        act=act,
        show=_show,
        done=done,
    )


verify = _act(
    VERIFY,
    VerifyForm,
    verify_refund,
    "已核实，审核意见函已签发，送财政部门审批",
    opinion="经核实，情况属实，同意退付。",
)
approve = _act(APPROVE, ApprovalForm, approve_refund, "已登记财政审批，国库退付后登记退付凭证")
pay = _act(PAY, RefundPaidForm, pay_refund, "退付已入账")
end = _act(END, EndRefundForm, end_refund, "退付已结束，多缴仍留在账户")
