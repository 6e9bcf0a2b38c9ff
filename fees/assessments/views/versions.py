"""核费单: one version of the chain, its papers, and the demand that rests on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fees.assessments.acts.issuing import issue_assessment_sheet
from fees.assessments.models import Assessment, ReliefDecision
from fees.assessments.proposal import compare
from fees.assessments.steps import ASSESSMENT_STEPS
from renfang.documents.models import IssuedDocument
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book


def visible_assessments(request: HttpRequest) -> Any:
    """Versions in the user's scope with what every page shows of them."""
    return Assessment.objects.visible_to(request.scope).select_related(
        "account__project__developer",
        "application",
        "assessed_by",
        "reviewed_by",
        "replaces",
        "replaced_by",
        "draft",
        "organisation__division",
    )


@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """核费单: one version with its steps, next to the one it replaces."""
    row = get_object_or_404(visible_assessments(request), pk=pk)
    sees_papers = request.scope.may("view_fee_papers", row)
    papers = list(IssuedDocument.objects.of(row).with_state()) if sees_papers else []
    context = {
        "assessment": row,
        "capitals": capital_amount(row.payable, prefix="人民币"),
        "rulebook": find_book(row.rulebook).title,
        "comparison": compare(row.replaces, row) if row.replaces else [],
        "decisions": ReliefDecision.objects.filter(draft__assessment=row).select_related(
            "attachment"
        ),
        "papers": papers,
        "presses": [
            step.press_button(row)
            for step in ASSESSMENT_STEPS.offered(row, lambda it: request.scope.may(it, row))
        ],
    }
    return render(request, "fees/assessments/assessment.html", context)


@require_POST
def issue_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """出具核定表."""
    row = get_object_or_404(visible_assessments(request), pk=pk)
    document = issue_assessment_sheet(row.pk, by=request.user, on=timezone.localdate())
    messages.success(request, f"已出具{document}")
    return redirect("document", pk=document.pk)
