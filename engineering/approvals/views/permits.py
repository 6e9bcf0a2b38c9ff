"""Pages of the acts around a decision: more time, a second computation, the end of a permit."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from engineering.approvals.acts.clock import extend_deadline
from engineering.approvals.acts.decision import return_to_clerk
from engineering.approvals.acts.permit_endings import ENDINGS, end_permit
from engineering.approvals.forms.applications import ReasonForm
from engineering.approvals.forms.permits import (
    CancellationForm,
    EndingForm,
    ExtensionForm,
    RetractionForm,
    RevocationForm,
)
from engineering.approvals.models.applications import Application
from engineering.approvals.views.application_acts import ActPage, act_page

_State = Application.State


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """延长审批期限."""
    return act_page(
        request,
        pk,
        ActPage(
            title="延长审批期限",
            act="签发延长审批期限告知书并编号",
            lead="在规定期限内不能作出决定的，经负责人批准可以延长一次，并将理由告知申请人"
            "（《行政许可法》第四十二条）。延长的期限接在法定时限之后计算。",
            permission="decide_application",
            states=(_State.ACCEPTED, _State.RETURNED, _State.REVIEWED),
            form=ExtensionForm,
            perform=extend_deadline,
            done="已延长审批期限，告知书已编号",
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


def _end(request: HttpRequest, pk: int, form: type[EndingForm], lead: str) -> HttpResponse:
    ending = ENDINGS[form.way]
    return act_page(
        request,
        pk,
        ActPage(
            title=ending.label,
            act=f"签发{ending.label[:2]}决定书并编号",
            lead=lead,
            permission="decide_application",
            states=(_State.GRANTED,),
            form=form,
            perform=partial(end_permit, way=form.way),
            done=f"已{ending.label}，决定书已编号",
            danger=True,
        ),
    )


@require_http_methods(["GET", "POST"])
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回许可."""
    return _end(
        request,
        pk,
        RetractionForm,
        "依据的法律修改、废止或者客观情况发生重大变化，为了公共利益的需要可以撤回，"
        "由此造成财产损失的依法补偿（《行政许可法》第八条）。",
    )


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销许可."""
    return _end(
        request,
        pk,
        RevocationForm,
        "违法作出的许可可以撤销；以欺骗、贿赂等不正当手段取得的应当撤销（《行政许可法》第六十九条）。",
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """注销许可."""
    return _end(
        request,
        pk,
        CancellationForm,
        "许可已无存续的基础，依法办理注销手续（《行政许可法》第七十条）。",
    )
