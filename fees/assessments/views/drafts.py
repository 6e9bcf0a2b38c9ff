"""核定复核: drafts that wait for a second person, and the page on which one is judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.assessments.acts.assessment import review_draft, withdraw_draft
from fees.assessments.forms import DraftQuery, ReviewForm, WithdrawForm
from fees.assessments.models import AssessmentDraft
from fees.assessments.proposal import compare
from fees.assessments.queries import refund_after
from fees.assessments.views.pending import facts_in_words
from fees.ledger.models import FeeAccount
from renfang.acts import NotPermitted, Refused, require_state
from renfang.history.record import events_of
from renfang.pages.lists import page_of, refuse_on_form
from renfang.quantities.capitals import capital_amount

State = AssessmentDraft.State


def _visible(request: HttpRequest) -> Any:
    return AssessmentDraft.objects.visible_to(request.scope).select_related(
        "project__developer",
        "organisation",
        "prepared_by",
        "reviewed_by",
        "replaces",
        "assessment",
        "application",
        "omission",
    )


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """Every draft, those that wait for their review first."""
    found = _visible(request)
    form = DraftQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(project__name__contains=wanted["name"])
                | Q(project__developer__name__contains=wanted["name"])
            )
        if wanted["state"]:
            found = found.filter(state=wanted["state"])
        if wanted["prepared_from"]:
            found = found.filter(prepared_on__gte=wanted["prepared_from"])
        if wanted["prepared_to"]:
            found = found.filter(prepared_on__lte=wanted["prepared_to"])
    waits = Q(state=State.SUBMITTED)
    rows = found.annotate(waits=ExpressionWrapper(waits, output_field=BooleanField())).order_by(
        "-waits", "-id"
    )
    page = page_of(request, Paginator(rows, 20))
    waiting = AssessmentDraft.objects.visible_to(request.scope).filter(waits).count()
    return render(
        request, "fees/assessments/drafts.html", {"form": form, "page": page, "waiting": waiting}
    )


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: figures, comparison, reliefs, and the second person's verdict."""
    row = get_object_or_404(_visible(request), pk=pk)
    form, status = ReviewForm(request.POST or None), 200
    if request.method == "POST":
        if not request.scope.may("review_assessment", row):
            raise NotPermitted.lacking("review_assessment")
        if row.prepared_by_id == request.user.pk:
            raise NotPermitted("核定人不能复核自己提出的核定。由另一名复核人员办理")
        status = 422
        if form.is_valid():
            approve = form.cleaned_data["verdict"] == "approve"
            try:
                done = review_draft(
                    pk,
                    by=request.user,
                    on=timezone.localdate(),
                    approve=approve,
                    opinion=form.cleaned_data["opinion"],
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return _reviewed(request, done)
    return render(
        request, "fees/assessments/draft.html", _context(request, row, form), status=status
    )


def _reviewed(request: HttpRequest, done: AssessmentDraft) -> HttpResponse:
    if done.assessment is None:
        messages.success(request, "已退回核定人，按复核意见修改后重新提出")
        return redirect(done)
    messages.success(
        request,
        f"已复核并入账：实缴金额 {done.payable:,} 元。下一步由财务签发缴费通知书或征收决定书",
    )
    return redirect("fees:account", pk=done.assessment.account_id)


def _context(request: HttpRequest, row: AssessmentDraft, form: ReviewForm) -> dict[str, Any]:
    waits = row.state == State.SUBMITTED
    is_mine = row.prepared_by_id == request.user.pk
    account = FeeAccount.objects.filter(project=row.project_id).first()
    return {
        "draft": row,
        "form": form,
        "facts": facts_in_words(row),
        "capitals": capital_amount(row.payable, prefix="人民币"),
        "comparison": compare(row.replaces, row),
        "refund": refund_after(account, row.payable) if waits and account else None,
        "decisions": row.relief_decisions.select_related("attachment"),
        "events": events_of(row),
        "may_review": waits and not is_mine and request.scope.may("review_assessment", row),
        "may_withdraw": waits and is_mine,
        "is_mine": waits and is_mine,
    }


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回核定稿: by the officer who submitted it."""
    row = get_object_or_404(_visible(request), pk=pk)
    if not request.scope.may("assess_fee", row):
        raise NotPermitted.lacking("assess_fee")
    require_state(row, State.SUBMITTED, to="撤回")
    form, status = WithdrawForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = withdraw_draft(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, "已撤回核定稿，可以修改后重新提出")
                return redirect(done)
    return render(
        request, "fees/assessments/draft_withdraw.html", {"draft": row, "form": form}, status=status
    )
