"""Pages of shelters: the register, one shelter, its works, acceptance and certificate."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from engineering.acceptance import passed_acceptance, record_acceptance, start_construction, surplus
from engineering.certificates import (
    KIND,
    certificates_of,
    issue_certificate,
    reissue_certificate,
    snapshot_of,
    what_holds_the_certificate,
)
from engineering.models import Shelter
from engineering.shelter_forms import AcceptanceForm, ReissueForm, ShelterQuery, StartForm
from renfang.acts import NotPermitted, Refused, require_state
from renfang.documents.models import IssuedDocument, Printing
from renfang.documents.registry import find_document
from renfang.history.record import events_of
from renfang.workbench.lists import page_of, refuse_on_form


def _visible(request: HttpRequest) -> QuerySet[Shelter]:
    return Shelter.objects.visible_to(request.scope).select_related(
        "project__developer", "approval", "organisation"
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
    form = ShelterQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(name__contains=wanted["name"]) | Q(project__name__contains=wanted["name"])
            )
        for name in ("state", "wartime_function"):
            if wanted[name]:
                found = found.filter(**{name: wanted[name]})
        if wanted["certificate"] == "none":
            found = found.filter(is_certified=False)
        elif wanted["certificate"]:
            found = found.filter(is_certified=True)
            if wanted["certificate"] == "unprinted":
                found = found.filter(is_printed=False)
    page = page_of(request, Paginator(found, 20))
    return render(request, "engineering/shelters.html", {"form": form, "page": page})


@require_GET
def shelter(request: HttpRequest, pk: int) -> HttpResponse:
    """One shelter: what it is, where it stands, and the next step at the top."""
    row = get_object_or_404(_visible(request), pk=pk)
    acceptance = passed_acceptance(row)
    certificates = list(certificates_of(row)) if request.scope.may("view_certificates", row) else []
    current = next((paper for paper in certificates if not paper.is_void), None)
    return render(
        request,
        "engineering/shelter.html",
        {
            "shelter": row,
            "acceptance": acceptance,
            "acceptances": row.acceptances.select_related("recorded_by"),
            "difference": surplus(row, acceptance) if acceptance else None,
            "certificates": certificates,
            "current": current,
            "holds": [] if current else what_holds_the_certificate(row),
            "may_record": request.scope.may("record_acceptance", row),
            "may_issue": request.scope.may("issue_certificate", row),
            "may_replace": request.scope.may("void_certificates", row)
            and request.scope.may("issue_certificate", row),
            "may_view_project": request.scope.may("view_projects", row),
            "events": events_of(row, *certificates),
        },
    )


def _for(request: HttpRequest, pk: int, permission: str) -> Shelter:
    """A visible shelter on which the user may do ``permission``."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    return row


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """开工登记."""
    row = _for(request, pk, "record_acceptance")
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
        request, "engineering/shelter_start.html", {"shelter": row, "form": form}, status=status
    )


@require_http_methods(["GET", "POST"])
def accept_works(request: HttpRequest, pk: int) -> HttpResponse:
    """竣工验收登记."""
    row = _for(request, pk, "record_acceptance")
    require_state(row, Shelter.State.UNDER_CONSTRUCTION, to="登记竣工验收")
    initial = {
        "version": row.version,
        "developer": row.project.developer.name,
        "conclusion": "passed",
    }
    form = AcceptanceForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_acceptance(
                    row.pk,
                    by=request.user,
                    findings=form.findings(),
                    version=form.cleaned_data["version"],
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"已登记{row}竣工验收")
                return redirect("engineering:shelter", pk=row.pk)
    return render(
        request, "engineering/shelter_accept.html", {"shelter": row, "form": form}, status=status
    )


@require_http_methods(["GET", "POST"])
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """核对与签发: every printed value, then the button that issues and numbers."""
    row = _for(request, pk, "issue_certificate")
    require_state(row, Shelter.State.ACCEPTED, to="签发竣工验收备案证明")
    if request.method == "POST":
        document = issue_certificate(row.pk, by=request.user)
        messages.success(request, f"已签发{document}")
        return redirect("document", pk=document.pk)
    acceptance = passed_acceptance(row)
    return render(
        request,
        "engineering/shelter_certify.html",
        {
            "shelter": row,
            "snapshot": snapshot_of(row, acceptance) if acceptance else {},
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
        "engineering/certificate_replace.html",
        {"document": document, "form": form},
        status=status,
    )
