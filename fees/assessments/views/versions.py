"""核费单: one version of the chain, its papers, and the demand that rests on it."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fees.assessments.acts.issuing import issue_assessment_sheet
from fees.assessments.models import Assessment, ReliefDecision
from fees.assessments.steps import ASSESSMENT_STEPS, ISSUE_SHEET
from fees.assessments.views.tables import comparison, reliefs_judged
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.pages.act_forms import act_view, fresh
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
        "comparison": comparison(row.replaces, row),
        "decisions": reliefs_judged(ReliefDecision.objects.filter(draft__assessment=row)),
        "papers": papers,
        "buttons": ASSESSMENT_STEPS.buttons(row, lambda it: request.scope.may(it, row)),
    }
    return render(request, "fees/assessments/assessment.html", context)


def _find(request: HttpRequest, pk: int) -> Assessment:
    found: Assessment = get_object_or_404(visible_assessments(request), pk=pk)
    return found


def _issue_today(pk: int, *, by: User) -> IssuedDocument:
    return issue_assessment_sheet(pk, by=by, on=timezone.localdate())


issue_sheet = act_view(
    ISSUE_SHEET,
    find=_find,
    form=fresh(Form),
    act=_issue_today,
    show=lambda row: {
        "trail": (
            (row.account.title, row.account.get_absolute_url()),
            (str(row), reverse("fees:assessment", args=[row.pk])),
        )
    },
    done=lambda document: f"已出具{document}",
    to=lambda document: reverse("document", args=[document.pk]),
)
