"""Pages of the works: supervision, visits, rectification, acceptance, report and filing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.shelters.models import Shelter
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.standards import checklist
from engineering.shelters.views.shelters import find_shelter, shelter_for, trail_to
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
    ReportForm,
    StartForm,
    SupervisionForm,
    VisitForm,
    defects_in,
)
from engineering.works.models import CompletionAcceptance, Rectification, SiteVisit, Supervision
from engineering.works.papers.certificates import snapshot_of
from engineering.works.queries import passed_acceptance
from engineering.works.steps import (
    ACCEPT,
    CERTIFY,
    CLOSE,
    FILE,
    REISSUE,
    REPORT,
    START,
    SUPERVISE,
    VISIT,
    VOIDS,
)
from renfang.acts import NotPermitted, Refused
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.clocks.rules import light_until
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import find_document
from renfang.organisations.models import User
from renfang.pages import columns as col
from renfang.pages.act_forms import acts_on, fresh, step_page
from renfang.pages.forms import ReasonForm
from renfang.pages.formsets import with_one_more
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import whole_numbers


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

    return step_page(
        request,
        ACCEPT,
        row,
        form,
        perform,
        trail=trail_to(row),
        done=f"已登记{row}竣工验收",
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

    return step_page(
        request,
        VISIT,
        row,
        form,
        perform,
        trail=trail_to(row),
        done=f"已登记{row}监督检查",
        body="engineering/works/visit_fields.html",
        parts=[defects],
        extra={"defects": defects},
    )


def _supervise(shelter_id: int, *, by: User, **values: Any) -> Supervision:
    return register_supervision(shelter_id, by=by, values=values)


def _until_when(row: Shelter) -> dict[str, Any]:
    return {"lead": f"备案期限 {row.filing_due_on}。收件后生成竣工验收备案表。"}


def _what_is_printed(row: Shelter) -> dict[str, Any]:
    """Every printed value, beside the button that issues and numbers."""
    acceptance = passed_acceptance(row)
    snapshot = masked_grades(snapshot_of(row, acceptance)) if acceptance else {}
    return {
        "check": "engineering/works/certificate_check.html",
        "extra": {"snapshot": snapshot},
    }


_act = acts_on(find_shelter, trail_to)
start = _act(START, fresh(StartForm), start_construction, lambda row: f"已登记{row}开工")
supervise = _act(
    SUPERVISE,
    lambda data, row: SupervisionForm(data),
    _supervise,
    lambda made: f"已办理{made.shelter}质量监督注册",
)
report = _act(
    REPORT,
    lambda data, row: ReportForm(data),
    issue_supervision_report,
    "已签发质量监督报告",
    to=IssuedDocument.get_absolute_url,
)
filing = _act(
    FILE,
    fresh(FilingForm, "received_on"),
    receive_filing,
    "已登记备案收件，备案表已生成",
    _until_when,
)
certify = _act(
    CERTIFY,
    lambda data, row: Form(data),
    issue_certificate,
    lambda paper: f"已签发{paper}",
    _what_is_printed,
    to=IssuedDocument.get_absolute_url,
)


def _order(request: HttpRequest, pk: int) -> Rectification:
    visible = Shelter.objects.visible_to(request.scope)
    orders = Rectification.objects.filter(shelter__in=visible).select_related("shelter")
    return get_object_or_404(orders, pk=pk)


def _defects(order: Rectification) -> dict[str, Any]:
    return {
        "facts": [
            (f"问题 {defect.position}", f"{defect.place} {defect.description}".strip())
            for defect in order.defects.all()
        ]
    }


close_order = acts_on(_order, lambda order: trail_to(order.shelter))(
    CLOSE,
    lambda data, order: CloseRectificationForm(data),
    close_rectification,
    "已登记复查合格，整改闭合",
    _defects,
)


def _certificate(request: HttpRequest, pk: int) -> IssuedDocument:
    """换发 voids and issues in one, and asks for the right to both."""
    document = find_document(pk, request.scope)
    if document.kind != CERTIFICATE:
        raise Http404
    request.scope.require(VOIDS, document)
    return document


def _what_is_voided(old: IssuedDocument) -> dict[str, Any]:
    return {
        "lead": f"{old.number} 立即作废，文号不再使用；"
        "按现在的记录签发新证，另行编号，并注明换发自旧证。"
    }


replace_certificate = acts_on(_certificate, lambda old: ((old.number, old.get_absolute_url()),))(
    REISSUE,
    lambda data, old: ReasonForm(data, label="换发原因", example="建设单位名称变更"),
    reissue_certificate,
    lambda new: f"已作废 {new.replaces.number}，换发 {new.number}",
    _what_is_voided,
    to=IssuedDocument.get_absolute_url,
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
        chosen = whole_numbers(request.POST.getlist("shelter"))
        try:
            report = issue_certificates(chosen, by=request.user)
        except Refused as error:
            refusal = error.message
    return CertifyList(request).answer(
        report=report, refusal=refusal, status=409 if refusal else 200
    )
