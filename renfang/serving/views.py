"""Pages of 送达: what waits and what was served, preparing a receipt, entering what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import Refused, require_state
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import number_key
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.lists import page_of, sent
from renfang.serving.acts import correct_service, fail_service, prepare_service, record_service
from renfang.serving.forms import (
    CorrectionForm,
    FailureForm,
    ReceiptForm,
    ReturnForm,
    ServiceQuery,
    method_hints,
)
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import last_service, matter_for, visible_papers, visible_receipts
from renfang.serving.rules import PROOFS

_State = ServiceReceipt.State
_TEMPLATE = "serving/act.html"
# Tab → its label; all but the first are states of receipts.
_TABS = {
    "waiting": "待制作送达回证",
    _State.PREPARED.value: "待登记",
    _State.SERVED.value: "已送达",
    _State.FAILED.value: "未能送达",
}


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """送达: papers that wait for service, and the receipts of the others, by what came of them."""
    form = ServiceQuery(request.GET or None)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in _TABS else "waiting"
    papers, receipts = _asked(form, request)
    rows = {"waiting": papers.order_by("-id")}
    rows |= {state: receipts.filter(state=state) for state in _State.values}
    counts = {name: found.count() for name, found in rows.items()}
    context = {
        "form": form,
        "page": page_of(request, Paginator(rows[tab], 20)),
        "tab": tab,
        "tabs": [_tab(request, name, tab, counts[name]) for name in _TABS],
        "total": counts[tab],
    }
    return render(request, "serving/services.html", context)


def _asked(
    form: ServiceQuery, request: HttpRequest
) -> tuple[QuerySet[IssuedDocument], QuerySet[ServiceReceipt]]:
    """The papers that wait and the receipts in scope that fit the query form."""
    papers, receipts = visible_papers(request.scope), visible_receipts(request.scope)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if number := wanted.get("number"):
        key = number_key(number)
        papers = papers.filter(number_key__contains=key)
        receipts = receipts.filter(paper__number_key__contains=key)
    if kind := wanted.get("kind"):
        papers, receipts = papers.filter(kind=kind), receipts.filter(paper__kind=kind)
    return papers, receipts


def _tab(request: HttpRequest, name: str, current: str, count: int) -> dict[str, Any]:
    """A tab with its count; it keeps the conditions of the query form."""
    params = request.GET.copy()
    params.pop("page", None)
    params["tab"] = name
    return {
        "label": _TABS[name],
        "url": f"?{params.urlencode()}",
        "current": name == current,
        "count": count,
    }


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """制作送达回证 of paper ``pk``."""
    paper = IssuedDocument.objects.with_state().filter(pk=pk).first()
    matter = matter_for(paper, request.scope)
    request.scope.require(matter.service.permission, matter.subject)
    last = last_service(request.user)
    form = ReceiptForm(sent(request), matter=matter, servers=last.get("servers", ""))
    page = FormPage(
        "制作送达回证",
        "签发送达回证并编号",
        matter.trail,
        lead="送达人为两名以上。各种方式的生效日期不同，期限自生效之日的次日起算。",
        template=_TEMPLATE,
        facts=[("文书", str(matter.paper)), ("送达依据", matter.service.law)],
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
        "may_serve": request.scope.may(matter.service.permission, matter.subject),
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

    return _came_back(request, pk, _State.PREPARED, "登记送达", ReturnForm, perform)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正送达登记."""

    def perform(form: Any) -> ServiceReceipt:
        stated = {name: form.cleaned_data[name] for name in ("reason", "version")}
        return correct_service(pk, form.served(), by=request.user, **stated)

    return _came_back(request, pk, _State.SERVED, "更正送达登记", CorrectionForm, perform)


@require_http_methods(["GET", "POST"])
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """登记未能送达."""

    def perform(form: Any) -> ServiceReceipt:
        return fail_service(pk, by=request.user, **form.cleaned_data)

    return _came_back(
        request,
        pk,
        _State.PREPARED,
        "登记未能送达",
        FailureForm,
        perform,
        lead="换一种方式重新制作送达回证；下落不明或者其他方式无法送达的，公告送达。",
    )


def _came_back(
    request: HttpRequest,
    pk: int,
    state: str,
    title: str,
    form_class: type[Form],
    perform: Callable[[Any], ServiceReceipt],
    lead: str = "",
) -> HttpResponse:
    """The page of one of the three acts that enter what came back."""
    receipt, matter = _receipt(request, pk)
    request.scope.require(matter.service.permission, matter.subject)
    require_state(receipt, state, to=title)
    form = form_class(sent(request), receipt=receipt)
    page = FormPage(
        title,
        title,
        matter.trail,
        lead=lead or PROOFS[receipt.method].hint,
        template=_TEMPLATE,
        facts=[
            ("文书", str(receipt.paper)),
            ("送达方式", receipt.get_method_display()),
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

    return act_form(request, form, page, performed, done=f"已{title}")
