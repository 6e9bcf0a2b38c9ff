"""Pages of shelters: the register, one shelter, its start of works and its certificate."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.shelters.acts.register import warnings_of
from engineering.shelters.forms import ShelterQuery
from engineering.shelters.masking import masked_grades
from engineering.shelters.models import Shelter
from engineering.shelters.queries import acceptances_of, matters_of, parts_of, with_parts
from engineering.works.acts.acceptance import passed_acceptance, start_construction
from engineering.works.acts.filing import (
    CERTIFIABLE,
    KIND,
    issue_certificate,
    issue_certificates,
    reissue_certificate,
    snapshot_of,
    what_holds_the_certificate,
)
from engineering.works.forms import ReissueForm, StartForm
from renfang.acts import NotPermitted, Refused, require_state
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.documents.models import IssuedDocument, Printing
from renfang.documents.registry import find_document
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages.lists import page_of, refuse_on_form


def _visible(request: HttpRequest) -> QuerySet[Shelter]:
    return Shelter.objects.visible_to(request.scope).select_related(
        "project__developer", "approval", "organisation", "division"
    )


def with_certificate() -> dict[str, Exists]:
    """Annotations for lists: whether a certificate is in force, and whether it was printed."""
    issued = IssuedDocument.objects.current().filter(kind=KIND, subject_id=OuterRef("pk"))
    return {
        "is_certified": Exists(issued),
        "is_printed": Exists(
            Printing.objects.filter(
                document__kind=KIND,
                document__subject_id=OuterRef("pk"),
                document__voiding__isnull=True,
            )
        ),
    }


@require_GET
def shelters(request: HttpRequest) -> HttpResponse:
    """人防工程台账 within scope."""
    found = _visible(request).annotate(**with_certificate()).order_by("-id")
    form = ShelterQuery(request.GET or None, scope=request.scope)
    if form.is_bound and form.is_valid():
        found = _matching(found, form.cleaned_data)
    page = page_of(request, Paginator(found, 20))
    today, calendar = timezone.localdate(), current_calendar()
    for row in page:
        if row.state == Shelter.State.ACCEPTED and row.filing_due_on:
            row.light = light_until(
                row.filing_due_on, today, calendar, estimated=row.filing_due_is_estimated
            )
    context = {
        "form": form,
        "page": page,
        "may_register": request.scope.holds("edit_shelter"),
        "may_import": request.scope.holds("import_shelters"),
        "may_export_whole": request.scope.holds("view_confidential"),
    }
    return render(request, "engineering/shelters/shelters.html", context)


def _matching(found: QuerySet[Shelter], wanted: dict[str, str]) -> QuerySet[Shelter]:
    if wanted["name"]:
        found = found.filter(
            Q(name__contains=wanted["name"])
            | Q(project__name__contains=wanted["name"])
            | Q(works_number=wanted["name"])
        )
    for name in ("state", "wartime_function", "construction_form", "nuclear_grade"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted["is_legacy"]:
        found = found.filter(is_legacy=wanted["is_legacy"] == "yes")
    if wanted["certificate"] == "none":
        found = found.filter(is_certified=False)
    elif wanted["certificate"]:
        found = found.filter(is_certified=True)
        if wanted["certificate"] == "unprinted":
            found = found.filter(is_printed=False)
    return found


@require_GET
def shelter(request: HttpRequest, pk: int) -> HttpResponse:
    """One shelter: what it is, where it stands, and the next step at the top."""
    row = get_object_or_404(with_parts(_visible(request)), pk=pk)
    scope = request.scope
    every = list(IssuedDocument.objects.of(row).with_state())
    papers = [paper for paper in every if _sees(scope, paper, row)]
    certificates = [paper for paper in papers if paper.kind == KIND]
    may = {
        name: scope.may(name, row)
        for name in ("record_acceptance", "supervise_works", "view_confidential", "edit_shelter")
    }
    may_issue = scope.may("issue_certificate", row)
    return render(
        request,
        "engineering/shelters/shelter.html",
        {
            "shelter": row,
            "papers": papers,
            "certificates": certificates,
            "current": next((paper for paper in certificates if not paper.is_void), None),
            "may": may,
            "may_issue": may_issue,
            "may_replace": may_issue and scope.may("void_certificates", row),
            "may_view_project": scope.may("view_projects", row),
            "warnings": warnings_of(row),
            "events": events_of(row, *papers),
            **parts_of(row),
            **acceptances_of(row),
            **matters_of(row, scope, every, timezone.localdate(), current_calendar()),
        },
    )


def _sees(scope: Scope, paper: IssuedDocument, row: Shelter) -> bool:
    permission = paper.definition.view_permission
    return paper.organisation_id in scope.organisations(permission) or scope.may(permission, row)


def shelter_for(request: HttpRequest, pk: int, permission: str) -> Shelter:
    """A visible shelter on which the user may do ``permission``."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    return row


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
        "engineering/shelters/shelter_start.html",
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
        "engineering/shelters/shelter_certify.html",
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
    if document.kind != KIND:
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
        "engineering/shelters/certificate_replace.html",
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
        "engineering/shelters/certify_batch.html",
        {"page": page, "report": report, "refusal": refusal},
        status=409 if refusal else 200,
    )
