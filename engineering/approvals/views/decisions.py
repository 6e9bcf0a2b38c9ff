"""核对与签发: every value that will be printed, and the button that decides and numbers."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.acts.changes import set_validity
from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.planned_shelters import draft_shelter
from engineering.approvals.forms.applications import ActForm, GrantForm, RefusalForm
from engineering.approvals.models.applications import Application
from engineering.approvals.paper_codes import DECISIONS
from engineering.approvals.papers import issuer_of, snapshot_of, title_of
from engineering.approvals.queries.permits import (
    current_computation,
    decision_kind,
    superseded_facts,
)
from engineering.approvals.steps import GRANT, REFUSE
from engineering.approvals.views.applications import (
    application_for,
    files_beside,
    sent_or_overtaken,
    trail_to,
)
from engineering.approvals.views.tables import before_and_after
from engineering.shelters.models import Shelter
from renfang.documents.kinds import kind_of
from renfang.documents.models import IssuedDocument
from renfang.pages import columns as col
from renfang.pages.act_forms import step_page
from renfang.pages.tables import Table
from renfang.steps import Step


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """准予许可: check page and signing of the approval."""
    return _check_page(request, pk, GRANT, GrantForm)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """不予许可: check page and signing of the refusal."""
    return _check_page(request, pk, REFUSE, RefusalForm)


def _check_page(
    request: HttpRequest, pk: int, step: Step, form_type: type[ActForm]
) -> HttpResponse:
    """What will be printed, beside the form of the decision.

    Where others moved the application on meanwhile, nothing is left to print.
    """
    row = application_for(request, pk, step.permission)
    data, changes = sent_or_overtaken(request, row)
    form = form_type(data, application=row)
    granting = step is GRANT
    shown: dict[str, Any] = {"application": row, "project": row.project, **files_beside(row)}
    check = ""
    if step.fits(row):
        shown |= _paper_to_come(row, granting)
        check = "engineering/approvals/decision_check.html"
    return step_page(
        request,
        step,
        row,
        form,
        lambda: decide_application(pk, grant=granting, by=request.user, **form.cleaned_data),
        trail=trail_to(row.project),
        done="",
        to=lambda paper: reverse("engineering:decided", args=[pk]),
        changes=changes,
        title=f"核对并签发{shown['paper']}" if check else step.label,
        lead="签发后取得文号，内容不能修改；有误的只能作废后重新签发。",
        check=check,
        rail="engineering/approvals/files_beside.html",
        extra=shown,
    )


def _used_as(building: dict[str, str]) -> str:
    purpose = building["purpose"]
    return f"{building['use']}（{purpose}）" if purpose else building["use"]


_PRINTED = (
    col.Head("楼栋", "name"),
    col.Column("用途", _used_as),
    col.Number("层数", "storeys"),
    col.Number("基础埋深（米）", "foundation_depth"),
    col.Number("首层（㎡）", "ground_floor_area"),
    col.Number("地上（㎡）", "above_ground_area"),
)


def _paper_to_come(row: Application, granting: bool) -> dict[str, Any]:
    """What the paper will say and which shelter it plans, to be checked before deciding."""
    computation = current_computation(row)
    builds = granting and row.planned_area and row.kind != Application.Kind.RENEWAL
    shelter = draft_shelter(row, computation) if builds else None
    kind = decision_kind(row, granting)
    foreseen = copy(row)
    if granting:
        # The term counts from the day of the decision; what binds is shown before it is signed.
        set_validity(foreseen, timezone.localdate())
    snapshot = snapshot_of(foreseen, shelter) | superseded_facts(row)
    return {
        "paper": kind_of(kind).label,
        "title": title_of(kind, row),
        "snapshot": snapshot,
        "differences": before_and_after(snapshot.get("differences", [])),
        "buildings": Table("楼栋指标", _PRINTED, snapshot["buildings"], is_dense=True),
        "issuer": issuer_of(kind, row),
        "shelter": shelter,
        "computation": computation,
    }


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
            "today": timezone.localdate(),
            "shelter": Shelter.objects.filter(approval=row).first(),
            "computation": current_computation(row),
            "may_print": request.scope.may("print_approval_papers", row),
        },
    )
