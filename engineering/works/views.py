"""Pages of the works: supervision, visits, rectification, acceptance, report and filing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.standards import checklist
from engineering.shelters.views.register import grown
from engineering.shelters.views.shelters import page_for, shelter_for
from engineering.works.acts.acceptance import ItemFinding, record_acceptance, start_construction
from engineering.works.acts.filing import (
    issue_certificate,
    issue_certificates,
    receive_filing,
    reissue_certificate,
)
from engineering.works.acts.supervision import (
    close_rectification,
    issue_supervision_report,
    record_visit,
    register_supervision,
)
from engineering.works.forms import (
    AcceptanceForm,
    CloseRectificationForm,
    DefectFormSet,
    FilingForm,
    ItemFormSet,
    ReissueForm,
    ReportForm,
    StartForm,
    SupervisionForm,
    VisitForm,
    defects_in,
)
from engineering.works.models import Rectification
from engineering.works.papers.certificates import snapshot_of
from engineering.works.queries import CERTIFIABLE, passed_acceptance, what_holds_the_certificate
from renfang.acts import NotPermitted, Refused, require_state
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.documents.registry import find_document
from renfang.pages.act_forms import act_form
from renfang.pages.lists import page_of, refuse_on_form

_State = Shelter.State


@require_http_methods(["GET", "POST"])
def accept_works(request: HttpRequest, pk: int) -> HttpResponse:
    """竣工验收登记: result, checklist by discipline, areas, parties, defects."""
    row = shelter_for(request, pk, "record_acceptance")
    require_state(row, _State.UNDER_CONSTRUCTION, to="登记竣工验收")
    form, items, defects = _acceptance_parts(request, row)
    status = 200
    if request.method == "POST" and "add_row" not in request.POST:
        status = 422
        parts = [part for part in (form, items, defects) if part is not None]
        if not [part for part in parts if not part.is_valid()]:
            try:
                record_acceptance(
                    row.pk,
                    by=request.user,
                    findings=form.findings(),
                    version=form.cleaned_data["version"],
                    items=[ItemFinding(**found.cleaned_data) for found in items or ()],
                    defects=defects_in(defects) if defects else (),
                    rectify_by=form.cleaned_data["rectify_by"],
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"已登记{row}竣工验收")
                return redirect("engineering:shelter", pk=row.pk)
    context = {"shelter": row, "form": form, "items": items, "defects": defects}
    return render(request, "engineering/works/shelter_accept.html", context, status=status)


def _acceptance_parts(request: HttpRequest, row: Shelter) -> tuple[Any, Any, Any]:
    """The form, the checklist and the defects; the last two only where they were sent."""
    supervision = getattr(row, "supervision", None)
    initial = {"version": row.version, "developer": row.owner_name, "conclusion": "passed"}
    for name in ("designer", "surveyor", "contractor", "supervisor"):
        initial[name] = getattr(supervision, name, "")
    if request.method == "POST":
        data = grown(request)
        return (
            AcceptanceForm(data, initial=initial),
            ItemFormSet(data, prefix="items") if "items-TOTAL_FORMS" in data else None,
            DefectFormSet(data, prefix="defects") if "defects-TOTAL_FORMS" in data else None,
        )
    _, rows = checklist(timezone.localdate())
    asked = [{"discipline": discipline, "item": item} for discipline, item in rows]
    return (
        AcceptanceForm(initial=initial),
        ItemFormSet(prefix="items", initial=asked),
        DefectFormSet(prefix="defects"),
    )


@require_http_methods(["GET", "POST"])
def supervise(request: HttpRequest, pk: int) -> HttpResponse:
    """质量监督注册."""
    row = shelter_for(request, pk, "supervise_works")
    require_state(row, _State.PLANNED, _State.UNDER_CONSTRUCTION, to="办理质量监督注册")
    form = SupervisionForm(request.POST or None)
    return act_form(
        request,
        form,
        page_for(row, "质量监督注册", "登记注册", lead="开工前办理；已开工的，补办并记录在案。"),
        lambda: register_supervision(row.pk, by=request.user, values=form.cleaned_data),
        done=f"已办理{row}质量监督注册",
    )


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """监督检查: findings and defects; defects give 责令整改通知书 at once."""
    row = shelter_for(request, pk, "supervise_works")
    require_state(row, _State.UNDER_CONSTRUCTION, to="登记监督检查")
    data = grown(request) if request.method == "POST" else None
    form = VisitForm(data, initial={"visited_on": timezone.localdate()})
    defects = DefectFormSet(data, prefix="defects")
    status = 200
    if data is not None and "add_row" not in request.POST:
        status = 422
        if form.is_valid() & defects.is_valid():
            try:
                record_visit(
                    row.pk,
                    by=request.user,
                    values=form.values(),
                    defects=defects_in(defects),
                    rectify_by=form.cleaned_data["rectify_by"],
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"已登记{row}监督检查")
                return redirect("engineering:shelter", pk=row.pk)
    context = {"shelter": row, "form": form, "defects": defects}
    return render(request, "engineering/works/shelter_visit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def close_order(request: HttpRequest, pk: int) -> HttpResponse:
    """整改复查合格; ``pk`` is the order's."""
    order = get_object_or_404(
        Rectification.objects.filter(shelter__in=Shelter.objects.visible_to(request.scope)), pk=pk
    )
    row = order.shelter
    if not request.scope.may("supervise_works", row):
        raise NotPermitted.lacking("supervise_works")
    form = CloseRectificationForm(request.POST or None)
    facts = [
        (f"问题 {defect.position}", f"{defect.place} {defect.description}".strip())
        for defect in order.defects.all()
    ]
    page = page_for(row, "整改复查", "登记复查合格", facts=facts)
    return act_form(
        request,
        form,
        page,
        lambda: close_rectification(order.pk, by=request.user, **form.cleaned_data),
        done="已登记复查合格，整改闭合",
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """签发质量监督报告."""
    row = shelter_for(request, pk, "supervise_works")
    require_state(row, _State.ACCEPTED, _State.FILED, to="签发质量监督报告")
    form = ReportForm(request.POST or None)
    return act_form(
        request,
        form,
        page_for(
            row,
            "签发质量监督报告",
            "签发报告并编号",
            lead="监督注册、检查、整改和验收情况由系统列入报告，签发后不能修改。",
        ),
        lambda: issue_supervision_report(row.pk, by=request.user, **form.cleaned_data),
        done="已签发质量监督报告",
        to=lambda document: reverse("document", args=[document.pk]),
    )


@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """备案收件."""
    row = shelter_for(request, pk, "issue_certificate")
    require_state(row, _State.ACCEPTED, to="登记备案收件")
    form = FilingForm(request.POST or None, initial={"received_on": timezone.localdate()})
    lead = f"备案期限 {row.filing_due_on}。收件后生成竣工验收备案表。"
    return act_form(
        request,
        form,
        page_for(row, "登记备案收件", "登记收件并生成备案表", lead=lead),
        lambda: receive_filing(row.pk, by=request.user, **form.cleaned_data),
        done="已登记备案收件，备案表已生成",
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """开工登记."""
    row = shelter_for(request, pk, "record_acceptance")
    require_state(row, Shelter.State.PLANNED, to="登记开工")
    form = StartForm(request.POST or None, initial={"version": row.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                start_construction(row.pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"已登记{row}开工")
                return redirect("engineering:shelter", pk=row.pk)
    return render(
        request,
        "engineering/works/shelter_start.html",
        {"shelter": row, "form": form},
        status=status,
    )


@require_http_methods(["GET", "POST"])
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """核对与签发: every printed value, then the button that issues and numbers."""
    row = shelter_for(request, pk, "issue_certificate")
    require_state(row, *CERTIFIABLE, to="签发竣工验收备案证明")
    if request.method == "POST":
        document = issue_certificate(row.pk, by=request.user)
        messages.success(request, f"已签发{document}")
        return redirect("document", pk=document.pk)
    acceptance = passed_acceptance(row)
    return render(
        request,
        "engineering/works/shelter_certify.html",
        {
            "shelter": row,
            "snapshot": masked_grades(snapshot_of(row, acceptance)) if acceptance else {},
            "holds": what_holds_the_certificate(row),
        },
    )


@require_http_methods(["GET", "POST"])
def replace_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """换发: ``pk`` is the certificate's; void it and issue the new one in one step."""
    document = find_document(pk, request.scope)
    if document.kind != CERTIFICATE:
        return render(request, "404.html", status=404)
    for permission in ("void_certificates", "issue_certificate"):
        request.scope.require(permission, document)
    form = ReissueForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                new = reissue_certificate(pk, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"已作废 {document.number}，换发 {new.number}")
                return redirect("document", pk=new.pk)
    return render(
        request,
        "engineering/works/certificate_replace.html",
        {"document": document, "form": form},
        status=status,
    )


@require_http_methods(["GET", "POST"])
def certify_batch(request: HttpRequest) -> HttpResponse:
    """批量签发: accepted shelters with tick boxes; afterwards what was issued and what was not."""
    if not request.scope.holds("issue_certificate"):
        raise NotPermitted.lacking("issue_certificate")
    report, refusal = None, ""
    if request.method == "POST":
        # Ids that no column holds are not even looked for.
        chosen = [
            int(pk)
            for pk in request.POST.getlist("shelter")
            if pk.isascii() and pk.isdecimal() and len(pk) <= 18
        ]
        try:
            report = issue_certificates(chosen, by=request.user)
        except Refused as error:
            refusal = error.message
    waiting = (
        Shelter.objects.visible_to(request.scope, "issue_certificate")
        .filter(state=Shelter.State.ACCEPTED)
        .select_related("project__developer", "organisation")
        .order_by("filing_due_on", "id")
    )
    page = page_of(request, Paginator(waiting, 50))
    today, calendar = timezone.localdate(), current_calendar()
    for row in page:
        row.light = light_until(row.filing_due_on, today, calendar) if row.filing_due_on else None
    return render(
        request,
        "engineering/works/certify_batch.html",
        {"page": page, "report": report, "refusal": refusal},
        status=409 if refusal else 200,
    )
