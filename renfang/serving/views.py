"""Pages of 送达: what waits and what was served, preparing a receipt, entering what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.list_pages import ListPage, Nothing, Tab
from renfang.pages.lists import sent
from renfang.serving.acts import correct_service, fail_service, prepare_service, record_service
from renfang.serving.forms import (
    CorrectionForm,
    FailureForm,
    PaperQuery,
    ReceiptForm,
    ReceiptQuery,
    ReturnForm,
    method_hints,
)
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import (
    failed_attempts,
    last_service,
    matter_for,
    running_from,
    told_attempts,
    visible_papers,
    visible_receipts,
)
from renfang.serving.rules import PROOFS, why_no_public_notice
from renfang.serving.steps import CORRECT, FAIL, PREPARE, RECEIPT_STEPS, RECORD
from renfang.steps import Step

_State = ServiceReceipt.State
_TEMPLATE = "serving/act.html"


class _Services(ListPage):
    """What the two lists of 送达 have alike: their tabs stand side by side."""

    title, noun = "送达", "份"
    # Whoever sees a row may have it in a file: the permission is that of each kind of paper.
    file_permission = ""
    nothing_found = "没有符合条件的文书"

    @property
    def tab_links(self) -> list[dict[str, Any]]:
        """The tabs of both lists, each with its count; the conditions are kept."""
        links = []
        for name, kind in (("services", PapersToServe), ("service_receipts", ReceiptList)):
            is_here = isinstance(self, kind)
            listing = self if is_here else kind(self.request)
            for link in super(_Services, listing).tab_links:
                is_current = is_here and link["current"]
                links.append(link | {"url": f"{reverse(name)}{link['url']}", "current": is_current})
        return links


class PapersToServe(_Services):
    """Papers that the law has served and for which no receipt is prepared yet."""

    model, query, file_name = IssuedDocument, PaperQuery, "待送达文书"
    columns = (
        col.Code("文号", "number", link="document", width=26),
        col.Column("种类", "kind_label", sort="kind", width=28),
        col.Column("内容", "about", width=40),
        col.Day("签发日期", "issued_on"),
        col.Column("送达依据", "definition.service.law", sort="", width=40),
    )
    tabs = (Tab("waiting", "待制作送达回证", Q()),)
    first_tab = "waiting"
    nothing = (
        Nothing("没有待制作送达回证的文书。依法应当送达的文书签发后列入本页", symbol="send"),
    )

    def rows(self) -> QuerySet[IssuedDocument]:
        """The papers that wait, of the kinds the user may see."""
        return visible_papers(self.scope)

    def answer(self, kind: str = "", /, **extra: Any) -> HttpResponseBase:
        """The receipts had no address of their own once: their tabs are still asked for here."""
        if self.request.GET.get("tab") in _State.values:
            return ReceiptList(self.request).answer(kind, **extra)
        return super().answer(kind, **extra)


class ReceiptList(_Services):
    """送达回证: to whom each paper was served, how, and what came of it."""

    model, query, file_name = ServiceReceipt, ReceiptQuery, "送达回证"
    columns = (
        col.Code("文号", "paper.number", link="service", width=26),
        col.Column("种类", "paper.kind_label", sort="paper.kind", width=28),
        col.Column("内容", "paper.about", width=40),
        col.Column("受送达人", "recipient", width=28),
        col.Short("送达方式", "method"),
        col.Code("送达回证", "sheet.number", width=26),
        col.Day("制作日期", "prepared_on"),
        col.Day("送达生效日期", "effective_on"),
        col.State("状态", "state_label", lambda receipt: receipt.state_tone, sort="state"),
        col.Column("编号先后说明", "out_of_order", width=24),
    )
    tabs = (
        Tab(_State.PREPARED.value, "待登记", Q(state=_State.PREPARED)),
        Tab(_State.SERVED.value, "已送达", Q(state=_State.SERVED)),
        Tab(_State.FAILED.value, "未能送达", Q(state=_State.FAILED)),
    )
    first_tab = _State.PREPARED.value
    nothing = (Nothing("没有待登记的送达回证", symbol="send"),)

    def rows(self) -> QuerySet[ServiceReceipt]:
        """The receipts of papers that the user may see."""
        return visible_receipts(self.scope)


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """制作送达回证 of paper ``pk``."""
    paper = IssuedDocument.objects.with_state().filter(pk=pk).first()
    matter = matter_for(paper, request.scope)
    request.scope.require(matter.service.permission, matter.subject)
    PREPARE.require_state(matter.paper)
    last = last_service(request.user)
    form = ReceiptForm(sent(request), matter=matter, servers=last.get("servers", ""))
    page = FormPage(
        PREPARE.label,
        PREPARE.press,
        matter.trail,
        lead=PREPARE.lead,
        template=_TEMPLATE,
        facts=[
            ("文书", str(matter.paper)),
            ("送达依据", matter.service.law),
            ("未能送达的记录", told_attempts(matter.paper)),
            ("公告送达", why_no_public_notice(failed_attempts(matter.paper)) or "可以公告送达"),
        ],
        extra={"hints": method_hints()},
    )
    return act_form(
        request,
        form,
        page,
        lambda: prepare_service(pk, by=request.user, **form.cleaned_data),
        done="送达回证已编号，打印后随文书送达",
    )


@require_GET
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt: to whom, how, what came of it, and what can be done next."""
    receipt, matter = _receipt(request, pk)
    context = {
        "receipt": receipt,
        "paper": receipt.paper,
        "law": matter.service.law,
        "trail": matter.trail,
        "hint": PROOFS[receipt.method].hint,
        "running": running_from(receipt),
        "unclocked": matter.service.unclocked,
        "buttons": RECEIPT_STEPS.buttons(
            receipt,
            lambda of_the_paper: request.scope.may(matter.service.permission, matter.subject),
        ),
    }
    return render(request, "serving/receipt.html", context)


def _receipt(request: HttpRequest, pk: int) -> tuple[ServiceReceipt, Matter]:
    """The receipt and what its paper is about; NotFound where the user may not know of it."""
    receipt = (
        ServiceReceipt.objects.select_related("paper__organisation", "sheet", "prepared_by")
        .filter(pk=pk)
        .first()
    )
    matter = matter_for(receipt and receipt.paper, request.scope, "送达回证")
    return receipt, matter


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """登记送达."""

    def perform(form: Any) -> ServiceReceipt:
        version = form.cleaned_data["version"]
        return record_service(pk, form.served(), version=version, by=request.user)

    return _came_back(request, pk, RECORD, ReturnForm, perform)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正送达登记."""

    def perform(form: Any) -> ServiceReceipt:
        stated = {name: form.cleaned_data[name] for name in ("reason", "version")}
        return correct_service(pk, form.served(), by=request.user, **stated)

    return _came_back(request, pk, CORRECT, CorrectionForm, perform)


@require_http_methods(["GET", "POST"])
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """登记未能送达."""

    def perform(form: Any) -> ServiceReceipt:
        return fail_service(pk, by=request.user, **form.cleaned_data)

    return _came_back(request, pk, FAIL, FailureForm, perform)


def _came_back(
    request: HttpRequest,
    pk: int,
    step: Step,
    form_class: type[Form],
    perform: Callable[[Any], ServiceReceipt],
) -> HttpResponse:
    """The page of one of the three acts that enter what came back."""
    receipt, matter = _receipt(request, pk)
    request.scope.require(matter.service.permission, matter.subject)
    step.require_state(receipt)
    form = form_class(sent(request), receipt=receipt)
    page = FormPage(
        step.label,
        step.label,
        matter.trail,
        lead=step.lead or PROOFS[receipt.method].hint,
        template=_TEMPLATE,
        facts=[
            ("文书", str(receipt.paper)),
            ("送达方式", receipt.get_method_display()),
            *([("公告送达的依据", receipt.reasons)] if receipt.ground else []),
            ("制作日期", f"{receipt.prepared_on:%Y-%m-%d}"),
            ("受送达人", receipt.recipient),
            ("送达地点", receipt.place),
            ("送达人", receipt.servers),
        ],
    )

    def performed() -> ServiceReceipt:
        try:
            return perform(form)
        except Refused as refusal:
            if refusal.field == "at":
                refusal.field = "on"
            raise

    return act_form(request, form, page, performed, done=f"已{step.label}")
