"""核定复核: drafts that wait for a second person, and the page on which one is judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fees.assessments.acts.assessment import review_draft, withdraw_draft
from fees.assessments.forms import DraftQuery, ReviewForm, WithdrawForm
from fees.assessments.models import AssessmentDraft
from fees.assessments.proposal import compare
from fees.assessments.queries import refund_after
from fees.assessments.views.pending import facts_in_words
from fees.ledger.models import FeeAccount
from renfang.acts import NotPermitted, Refused, require_state
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import refuse_on_form
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


class DraftList(ListPage):
    """Every draft, those that wait for their review first."""

    model, query, title, noun = AssessmentDraft, DraftQuery, "核定复核", "件"
    order = ("-waits", "-pk")
    columns = (
        col.Title("项目", "project.name", link="fees:draft", width=32),
        col.Name("建设单位", "project.developer.name", width=32),
        col.Short("核定类别", "kind"),
        col.Owed("实缴金额", "payable"),
        col.Money("入账差额", "difference"),
        col.Short("核定人", "prepared_by"),
        col.Day("核定日期", "prepared_on"),
        col.State("状态", "state", "submitted=todo approved=plain *=blocked"),
    )
    nothing = (
        Nothing(
            "没有核定稿。财务在待核定中提出后，在本页复核",
            "查看待核定",
            "fees:pending",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的核定稿"

    def rows(self) -> Any:
        """With what each draft would replace, and whether it waits."""
        waits = ExpressionWrapper(Q(state=State.SUBMITTED), output_field=BooleanField())
        return _visible(self.request).annotate(waits=waits)

    def count_words(self) -> str:
        """Those that wait are told apart from the rest."""
        visible = AssessmentDraft.objects.visible_to(self.scope)
        waiting = visible.filter(state=State.SUBMITTED).count()
        return f"待复核 {waiting} 件，共 {self.total} 件"


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
