"""Serving the papers of a collection case: the sheet, what came back, what came to nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from fees.collection.acts.service import (
    fail_service,
    papers_to_serve,
    prepare_service,
    record_service,
)
from fees.collection.forms import LiftForm
from fees.collection.models import CollectionCase, CollectionService
from fees.collection.steps import HANDLE
from fees.collection.views.acts import ACT_TEMPLATE, trail_of, visible_track
from renfang.acts import Refused, WrongState, require_state
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import sent
from renfang.serving.forms import ReceiptForm, ReturnForm, method_hints
from renfang.serving.rules import PROOFS


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """制作送达回证 of a paper of track ``pk``."""
    track = visible_track(request, pk)
    request.scope.require(HANDLE, track)
    require_state(track.case, CollectionCase.State.OPEN, to="办理送达")
    papers = list(papers_to_serve(track))
    if not papers:
        raise WrongState("没有待送达的文书，或者都已制作送达回证。在案卷页面登记送达结果")
    project = track.case.account.project
    form = ReceiptForm(
        sent(request), papers=papers, recipient=project.developer.name, place=project.address
    )
    page = FormPage(
        "制作送达回证",
        "签发送达回证并编号",
        trail_of(track.case),
        lead="送达人为两名以上。各种方式的生效日期不同，期限自生效之日的次日起算。",
        template=ACT_TEMPLATE,
        facts=method_hints(),
    )

    def perform() -> CollectionService:
        values = dict(form.cleaned_data)
        return prepare_service(pk, values.pop("paper"), by=request.user, **values)

    return act_form(request, form, page, perform, done="送达回证已编号，打印后随文书送达")


def _service(request: HttpRequest, pk: int) -> CollectionService:
    row: CollectionService = get_object_or_404(
        CollectionService.objects.visible_to(request.scope).select_related(
            "track__case__account__project__developer", "paper"
        ),
        pk=pk,
    )
    request.scope.require(HANDLE, row)
    require_state(row, CollectionService.State.PREPARED, to="登记送达结果")
    return row


@require_http_methods(["GET", "POST"])
def served(request: HttpRequest, pk: int) -> HttpResponse:
    """登记送达."""
    row = _service(request, pk)
    form = ReturnForm(sent(request), receipt=row)
    page = FormPage(
        "登记送达",
        "登记送达",
        trail_of(row.track.case),
        lead=PROOFS[row.method].hint,
        template=ACT_TEMPLATE,
        facts=_receipt(row),
    )

    def perform() -> CollectionService:
        try:
            return record_service(
                pk, form.served(), version=form.cleaned_data["version"], by=request.user
            )
        except Refused as refusal:
            if refusal.field == "at":
                refusal.field = "on"
            raise

    return act_form(request, form, page, perform, done="已登记送达，期限已计算")


@require_http_methods(["GET", "POST"])
def unserved(request: HttpRequest, pk: int) -> HttpResponse:
    """登记未能送达."""
    row = _service(request, pk)
    form = LiftForm(sent(request))
    form.fields["reason"].label = "未能送达的经过"
    page = FormPage(
        "登记未能送达",
        "登记未能送达",
        trail_of(row.track.case),
        lead="换一种方式重新制作送达回证；下落不明或者其他方式无法送达的，公告送达。",
        template=ACT_TEMPLATE,
        facts=_receipt(row),
    )
    return act_form(
        request,
        form,
        page,
        lambda: fail_service(pk, by=request.user, **form.cleaned_data),
        done="已登记未能送达",
    )


def _receipt(row: CollectionService) -> list[tuple[str, str]]:
    return [
        ("文书", str(row.paper)),
        ("送达方式", row.get_method_display()),
        ("受送达人", row.recipient),
        ("送达地点", row.place),
        ("送达人", row.servers),
    ]
