"""One page with one form for each act on an application from 受理 to 复核, and its 撤回.

``act_page`` shows the pages of the clock (``clock``) and of the endings of a permit
(``permit_endings``) as well. 收件 (``applications``) and 决定 (``decisions``) have their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.decision import (
    return_application,
    return_to_clerk,
    review_application,
)
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.approvals.forms.applications import (
    AcceptanceForm,
    ActForm,
    CorrectionForm,
    NonAcceptanceForm,
    ReasonForm,
    ReviewForm,
)
from engineering.approvals.models.applications import OPEN_STATES, Application
from engineering.approvals.views.applications import (
    application_for,
    computed_today,
    files_beside,
    sent_or_overtaken,
)
from renfang.acts import Refused, require_state
from renfang.pages.lists import refuse_on_form
from renfang.resting import Ending

_State = Application.State


@dataclass(frozen=True)
class ActPage:
    """A page with one form for one act: what it is called, who may, in which states."""

    title: str
    act: str
    lead: str
    permission: str
    states: tuple[str, ...]
    form: type[ActForm]
    perform: Callable[..., Any]
    done: str
    danger: bool = False
    # What rests on the application is shown where the act ends it.
    ends: Ending | None = None
    # Whether the buildings stand below the form, and the area is computed as of today.
    shows_figures: bool = False
    computes_today: bool = False


def act_page(request: HttpRequest, pk: int, page: ActPage) -> HttpResponse:
    """Show the form of an act, perform it, and return to the application."""
    row = application_for(request, pk, page.permission)
    data, overtaken = sent_or_overtaken(request, row)
    if not overtaken:
        require_state(row, *page.states, to=page.title)
    form = page.form(data, application=row)
    status = 409 if overtaken else 200
    if request.method == "POST" and not overtaken:
        status = 422
        if form.is_valid():
            try:
                page.perform(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, page.done)
                return redirect(row.project)
    computed, problem = computed_today(row.project, row) if page.computes_today else (None, "")
    return render(
        request,
        "engineering/approvals/application_act.html",
        {
            "project": row.project,
            "application": row,
            "form": form,
            "page": page,
            "overtaken": overtaken,
            "is_still_possible": row.state in page.states,
            "computed": computed,
            "problem": problem,
            "computation": row.computations.first(),
            **files_beside(row),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """要求补正."""
    return act_page(
        request,
        pk,
        ActPage(
            title="要求补正",
            act="签发补正告知书并编号",
            lead="需要补正的内容须一次告知。签发后计时停止，收到补正材料之日起重新计算。",
            permission="handle_application",
            states=(_State.RECEIVED,),
            form=CorrectionForm,
            perform=request_correction,
            done="已签发补正告知书，等待申请人补正",
        ),
    )


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """受理."""
    return act_page(
        request,
        pk,
        ActPage(
            title="受理",
            act="受理并签发受理通知书",
            lead="受理后按下列指标核定应建面积并存档，开始计算审批时限。",
            permission="handle_application",
            states=(_State.RECEIVED,),
            form=AcceptanceForm,
            perform=accept_application,
            done="已受理，受理通知书已编号",
            shows_figures=True,
            computes_today=True,
        ),
    )


@require_http_methods(["GET", "POST"])
def not_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """不予受理."""
    return act_page(
        request,
        pk,
        ActPage(
            title="不予受理",
            act="签发不予受理通知书并编号",
            lead="通知书写明理由和救济途径。签发后本件办结。",
            permission="handle_application",
            states=(_State.RECEIVED,),
            form=NonAcceptanceForm,
            perform=not_accept_application,
            done="已签发不予受理通知书",
            danger=True,
        ),
    )


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """复核."""
    return act_page(
        request,
        pk,
        ActPage(
            title="复核",
            act="提交复核意见",
            lead="逐项核对楼栋指标、适用条款和计算步骤。提交时系统按存档指标再算一遍。",
            permission="review_application",
            states=(_State.ACCEPTED,),
            form=ReviewForm,
            perform=review_application,
            done="已复核，转负责人决定",
            shows_figures=True,
        ),
    )


@require_http_methods(["GET", "POST"])
def return_for_review(request: HttpRequest, pk: int) -> HttpResponse:
    """退回复核."""
    return act_page(
        request,
        pk,
        ActPage(
            title="退回复核",
            act="退回复核",
            lead="退回后由复核人重新复核，计时不停。",
            permission="decide_application",
            states=(_State.REVIEWED,),
            form=ReasonForm,
            perform=return_application,
            done="已退回复核",
        ),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """登记撤回."""
    return act_page(
        request,
        pk,
        ActPage(
            title="登记撤回",
            act="登记撤回",
            lead="申请人书面撤回申请的，登记后本件办结，项目可以更正后重新申请。",
            permission="handle_application",
            states=OPEN_STATES,
            form=ReasonForm,
            perform=withdraw_application,
            ends=Ending.WITHDRAW,
            done="已登记撤回",
            danger=True,
        ),
    )


@require_http_methods(["GET", "POST"])
def return_for_computation(request: HttpRequest, pk: int) -> HttpResponse:
    """退回重核."""
    return act_page(
        request,
        pk,
        ActPage(
            title="退回重核",
            act="退回重核",
            lead="写明需要更正的楼栋指标或条款。经办人更正后重新核定，原核定保留，计时不停。",
            permission="review_application",
            states=(_State.ACCEPTED,),
            form=ReasonForm,
            perform=return_to_clerk,
            done="已退回经办人重新核定",
            shows_figures=True,
        ),
    )
