"""Pages of the endings of a permit: 撤回, 撤销, 注销."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from engineering.approvals.acts.permit_endings import ENDINGS, end_permit
from engineering.approvals.forms.permit_endings import (
    CancellationForm,
    EndingForm,
    RetractionForm,
    RevocationForm,
)
from engineering.approvals.models.applications import Application
from engineering.approvals.views.application_acts import ActPage, act_page

_State = Application.State


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
            ends=ending.ends,
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
