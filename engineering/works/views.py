"""Pages of the works: supervision, visits, rectification, acceptance, report and filing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.standards import checklist
from engineering.shelters.views.shelters import shelter_for, trail_to
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
from engineering.works.models import CompletionAcceptance, Rectification, SiteVisit
from engineering.works.papers.certificates import snapshot_of
from engineering.works.queries import passed_acceptance
from engineering.works.steps import ACCEPT, CERTIFY, CLOSE, FILE, REPORT, START, SUPERVISE, VISIT
from renfang.acts import NotPermitted, Refused
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.clocks.rules import light_until
from renfang.documents.registry import find_document
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, step_page
from renfang.pages.formsets import with_one_more
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.steps import Step


def _page(
    request: HttpRequest,
    step: Step,
    row: Shelter,
    form: BaseForm,
    perform: Callable[[], Any],
    done: str | Callable[[Any], str],
    **more: Any,
) -> HttpResponse:
    return step_page(request, step, row, form, perform, trail=trail_to(row), done=done, **more)


@require_http_methods(["GET", "POST"])
def accept_works(request: HttpRequest, pk: int) -> HttpResponse:
    """竣工验收登记: result, checklist by discipline, areas, parties, defects."""
    row = shelter_for(request, pk, ACCEPT.permission)
    form, items, defects = _acceptance_parts(request, row)

    def perform() -> CompletionAcceptance:
        return record_acceptance(
            pk,
            by=request.user,
            findings=form.findings(),
            version=form.cleaned_data["version"],
            items=[ItemFinding(**found.cleaned_data) for found in items or ()],
            defects=defects_in(defects) if defects else (),
            rectify_by=form.cleaned_data["rectify_by"],
        )

    return _page(
        request,
        ACCEPT,
        row,
        form,
        perform,
        f"已登记{row}竣工验收",
        body="engineering/works/acceptance_fields.html",
        parts=[part for part in (items, defects) if part is not None],
        extra={"shelter": row, "items": items, "defects": defects},
    )


def _acceptance_parts(request: HttpRequest, row: Shelter) -> tuple[Any, Any, Any]:
    """The form, the checklist and the defects; the last two only where they were sent."""
    supervision = getattr(row, "supervision", None)
    initial = {"version": row.version, "developer": row.owner_name, "conclusion": "passed"}
    for name in ("designer", "surveyor", "contractor", "supervisor"):
        initial[name] = getattr(supervision, name, "")
    if request.method == "POST":
        data = with_one_more(request.POST)
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
    row = shelter_for(request, pk, SUPERVISE.permission)
    form = SupervisionForm(sent(request))
    return _page(
        request,
        SUPERVISE,
        row,
        form,
        lambda: register_supervision(pk, by=request.user, values=form.cleaned_data),
        f"已办理{row}质量监督注册",
    )


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """监督检查: findings and defects; defects give 责令整改通知书 at once."""
    row = shelter_for(request, pk, VISIT.permission)
    data = with_one_more(request.POST) if request.method == "POST" else None
    form = VisitForm(data, initial={"visited_on": timezone.localdate()})
    defects = DefectFormSet(data, prefix="defects")

    def perform() -> SiteVisit:
        return record_visit(
            pk,
            by=request.user,
            values=form.values(),
            defects=defects_in(defects),
            rectify_by=form.cleaned_data["rectify_by"],
        )

    return _page(
        request,
        VISIT,
        row,
        form,
        perform,
        f"已登记{row}监督检查",
        body="engineering/works/visit_fields.html",
        parts=[defects],
        extra={"defects": defects},
    )


@require_http_methods(["GET", "POST"])
def close_order(request: HttpRequest, pk: int) -> HttpResponse:
    """整改复查合格; ``pk`` is the order's."""
    order = get_object_or_404(
        Rectification.objects.filter(shelter__in=Shelter.objects.visible_to(request.scope)), pk=pk
    )
    request.scope.require(CLOSE.permission, order.shelter)
    form = CloseRectificationForm(sent(request))
    return step_page(
        request,
        CLOSE,
        order,
        form,
        lambda: close_rectification(pk, by=request.user, **form.cleaned_data),
        trail=trail_to(order.shelter),
        done="已登记复查合格，整改闭合",
        facts=[
            (f"问题 {defect.position}", f"{defect.place} {defect.description}".strip())
            for defect in order.defects.all()
        ],
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """签发质量监督报告."""
    row = shelter_for(request, pk, REPORT.permission)
    form = ReportForm(sent(request))
    return _page(
        request,
        REPORT,
        row,
        form,
        lambda: issue_supervision_report(pk, by=request.user, **form.cleaned_data),
        "已签发质量监督报告",
        to=lambda document: reverse("document", args=[document.pk]),
    )


@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """备案收件."""
    row = shelter_for(request, pk, FILE.permission)
    form = FilingForm(sent(request), initial={"received_on": timezone.localdate()})
    return _page(
        request,
        FILE,
        row,
        form,
        lambda: receive_filing(pk, by=request.user, **form.cleaned_data),
        "已登记备案收件，备案表已生成",
        lead=f"备案期限 {row.filing_due_on}。收件后生成竣工验收备案表。",
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """开工登记."""
    row = shelter_for(request, pk, START.permission)
    form = StartForm(sent(request), initial={"version": row.version})
    return _page(
        request,
        START,
        row,
        form,
        lambda: start_construction(pk, by=request.user, **form.cleaned_data),
        f"已登记{row}开工",
    )


@require_http_methods(["GET", "POST"])
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """核对与签发: every printed value, beside the button that issues and numbers."""
    row = shelter_for(request, pk, CERTIFY.permission)
    acceptance = passed_acceptance(row)
    return _page(
        request,
        CERTIFY,
        row,
        Form(sent(request)),
        lambda: issue_certificate(pk, by=request.user),
        lambda document: f"已签发{document}",
        to=lambda document: reverse("document", args=[document.pk]),
        check="engineering/works/certificate_check.html",
        extra={"snapshot": masked_grades(snapshot_of(row, acceptance)) if acceptance else {}},
    )


@require_http_methods(["GET", "POST"])
def replace_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """换发: ``pk`` is the certificate's; void it and issue the new one in one step."""
    document = find_document(pk, request.scope)
    if document.kind != CERTIFICATE:
        return render(request, "404.html", status=404)
    for permission in ("void_certificates", CERTIFY.permission):
        request.scope.require(permission, document)
    form = ReissueForm(sent(request))
    page = FormPage(
        "换发备案证明",
        "作废并换发",
        ((document.number, reverse("document", args=[pk])),),
        lead=f"{document.number} 立即作废，文号不再使用；"
        "按现在的记录签发新证，另行编号，并注明换发自旧证。",
        danger=True,
    )
    return act_form(
        request,
        form,
        page,
        lambda: reissue_certificate(pk, by=request.user, reason=form.cleaned_data["reason"]),
        done=lambda new: f"已作废 {document.number}，换发 {new.number}",
        to=lambda new: reverse("document", args=[new.pk]),
    )


class CertifyList(ListPage):
    """待签发: accepted shelters with tick boxes, the one to be filed first on top."""

    model, title, noun = Shelter, "批量签发备案证明", "个"
    permission = CERTIFY.permission
    parents = (("人防工程台账", "engineering:shelters"),)
    template = "engineering/works/certify_batch.html"
    order = ("filing_due_on", "pk")
    size = 50
    picks, picked = "shelter", "工程"
    columns = (
        col.Title("工程名称", "name", link="engineering:shelter", width=32),
        col.Name("建设单位", "owner_name", width=32),
        col.Day("验收日期", "completed_on"),
        col.Area("实测面积（㎡）", "built_area"),
        LightColumn("备案期限", "light", sort="filing_due_on"),
        col.Short("主管机构", "organisation.short_name"),
    )
    related = ("project__developer",)
    nothing = (
        Nothing(
            "没有待签发备案证明的工程。竣工验收合格后自动列入本页",
            "查看人防工程台账",
            "engineering:shelters",
            "circle-check",
        ),
    )

    def rows(self) -> QuerySet[Shelter]:
        """Accepted, and for this user to certify."""
        visible = Shelter.objects.visible_to(self.scope, self.permission)
        return visible.filter(state=Shelter.State.ACCEPTED)

    def count_words(self) -> str:
        """What waits."""
        return f"待签发 {self.total} 个"

    def prepare(self, rows: Sequence[Shelter]) -> None:
        """The light of each filing."""
        calendar = current_calendar()
        for row in rows:
            due = row.filing_due_on
            row.light = light_until(due, self.today, calendar) if due else None


@require_http_methods(["GET", "POST"])
def certify_batch(request: HttpRequest) -> HttpResponse:
    """批量签发: accepted shelters with tick boxes; afterwards what was issued and what was not."""
    if not request.scope.holds(CERTIFY.permission):
        raise NotPermitted.lacking(CERTIFY.permission)
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
    return CertifyList(request).answer(
        report=report, refusal=refusal, status=409 if refusal else 200
    )
