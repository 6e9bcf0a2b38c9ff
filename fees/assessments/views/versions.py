"""核费单: one version of the chain, its papers, and the demand that rests on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.assessments.forms import NoticeForm
from fees.assessments.models import Assessment, ReliefDecision
from fees.assessments.papers import issue_assessment_sheet
from fees.assessments.proposal import compare
from fees.ledger.models import FeeAccount
from fees.notices.acts import issue_payment_notice, proposed_due_day, proposed_kind
from fees.notices.papers import channel_on
from renfang.acts import NotPermitted, Refused, WrongState
from renfang.documents.models import IssuedDocument
from renfang.pages.lists import refuse_on_form
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book


def _visible(request: HttpRequest) -> Any:
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
    row = get_object_or_404(_visible(request), pk=pk)
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
        "may_issue_sheet": request.scope.may("issue_payment_notice", row)
        and not any(paper.kind == "assessment_sheet" and not paper.is_void for paper in papers),
    }
    return render(request, "fees/assessments/assessment.html", context)


@require_POST
def issue_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """出具核定表."""
    row = get_object_or_404(_visible(request), pk=pk)
    document = issue_assessment_sheet(row.pk, by=request.user, on=timezone.localdate())
    messages.success(request, f"已出具{document}")
    return redirect("document", pk=document.pk)


@require_http_methods(["GET", "POST"])
def issue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """核对并签发缴费通知书 or 征收决定书; ``pk`` is the assessment's."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may("issue_payment_notice", row):
        raise NotPermitted.lacking("issue_payment_notice")
    today = timezone.localdate()
    _require_something_due(row.account)
    initial = {"due_on": proposed_due_day(today), "kind": proposed_kind(row)}
    form = NoticeForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                notice = issue_payment_notice(pk, by=request.user, on=today, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"已签发{notice.document}，打开打印后送达缴费单位")
                return redirect("document", pk=notice.document_id)
    context = {
        "assessment": row,
        "account": row.account,
        "form": form,
        "capitals": capital_amount(row.account.balance, prefix="人民币"),
        "channel": channel_on(today),
    }
    return render(request, "fees/assessments/issue_notice.html", context, status=status)


def _require_something_due(account: FeeAccount) -> None:
    if account.is_settled:
        raise WrongState(f"{account}没有欠缴，不需签发缴费通知书")
