"""核对与签发: every value that will be printed, then the button that decides and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.planned_shelters import draft_shelter
from engineering.approvals.forms.applications import ActForm, GrantForm, RefusalForm
from engineering.approvals.models.applications import Application
from engineering.approvals.paper_codes import DECISIONS
from engineering.approvals.papers import issuer_of, snapshot_of, title_of
from engineering.approvals.queries.clock import open_pause
from engineering.approvals.queries.permits import (
    current_computation,
    decision_kind,
    superseded_facts,
)
from engineering.approvals.steps import hindrance
from engineering.approvals.views.applications import (
    application_for,
    files_beside,
    sent_or_overtaken,
)
from engineering.shelters.models import Shelter
from renfang.acts import NotPermitted, Refused, WrongState, require_state
from renfang.documents.kinds import kind_of
from renfang.documents.models import IssuedDocument
from renfang.history.models import Event
from renfang.organisations.models import User
from renfang.pages.lists import refuse_on_form


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """准予许可: check page and signing of the approval."""
    return _check_page(request, pk, granting=True)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """不予许可: check page and signing of the refusal."""
    return _check_page(request, pk, granting=False)


def _check_page(request: HttpRequest, pk: int, *, granting: bool) -> HttpResponse:
    row = application_for(request, pk, "decide_application")
    data, overtaken = sent_or_overtaken(request, row)
    form_type: type[ActForm] = GrantForm if granting else RefusalForm
    if overtaken and row.state != Application.State.REVIEWED:
        return _overtaken_page(request, row, form_type(data, application=row), overtaken)
    require_state(row, Application.State.REVIEWED, to="作出决定")
    _require_unhindered(row, request.user)
    form = form_type(data, application=row)
    status = 409 if overtaken else 200
    if request.method == "POST" and not overtaken:
        status = 422
        if form.is_valid():
            try:
                decide_application(pk, grant=granting, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return redirect("engineering:decided", pk=pk)
    return render(
        request,
        "engineering/approvals/decision_check.html",
        {
            "application": row,
            "project": row.project,
            "form": form,
            "granting": granting,
            "overtaken": overtaken,
            "is_still_possible": True,
            **files_beside(row),
            **_paper_to_come(row, granting),
        },
        status=status,
    )


def _require_unhindered(row: Application, user: User) -> None:
    obstacle = hindrance(row, "decide_application", user)
    if obstacle:
        is_paused = open_pause(row) is not None
        raise (WrongState if is_paused else NotPermitted)(obstacle)


def _paper_to_come(row: Application, granting: bool) -> dict[str, Any]:
    """What the paper will say and which shelter it plans, to be checked before deciding."""
    computation = current_computation(row)
    builds = granting and row.planned_area and row.kind != Application.Kind.RENEWAL
    shelter = draft_shelter(row, computation) if builds else None
    kind = decision_kind(row, granting)
    return {
        "paper": kind_of(kind).label,
        "title": title_of(kind, row),
        "snapshot": snapshot_of(row, shelter) | superseded_facts(row),
        "issuer": issuer_of(kind, row),
        "shelter": shelter,
        "computation": computation,
    }


def _overtaken_page(
    request: HttpRequest, row: Application, form: ActForm, overtaken: Sequence[Event]
) -> HttpResponse:
    """Others have moved the application on: who did what, and what was typed, to be taken along."""
    context = {"application": row, "project": row.project, "form": form, "overtaken": overtaken}
    return render(request, "engineering/approvals/overtaken.html", context, status=409)


@require_GET
def decided(request: HttpRequest, pk: int) -> HttpResponse:
    """签发完成: the number, what follows, and where to print; may be opened again at any time."""
    row = get_object_or_404(
        Application.objects.visible_to(request.scope).select_related("project__developer"), pk=pk
    )
    request.scope.require("view_approval_papers", row)
    paper = (
        IssuedDocument.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id=row.pk,
            kind__in=DECISIONS,
        )
        .order_by("-id")
        .first()
    )
    if paper is None:
        raise Http404
    return render(
        request,
        "engineering/approvals/decided.html",
        {
            "application": row,
            "project": row.project,
            "paper": paper,
            "shelter": Shelter.objects.filter(approval=row).first(),
            "computation": current_computation(row),
            "may_print": request.scope.may("print_approval_papers", row),
        },
    )
