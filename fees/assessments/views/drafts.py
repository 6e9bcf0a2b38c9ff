"""核定复核: drafts that wait for a second person, and the page on which one is judged."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fees.assessments.acts.assessment import review_draft, withdraw_draft
from fees.assessments.forms import DraftQuery, ReviewForm
from fees.assessments.models import AssessmentDraft
from fees.assessments.queries import refund_after
from fees.assessments.steps import DRAFT_STEPS, REVIEW, WITHDRAW
from fees.assessments.views.pending import facts_in_words
from fees.assessments.views.tables import comparison, reliefs_judged
from fees.ledger.models import FeeAccount
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, act_view
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
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
    row = _find(request, pk)
    if request.method == "POST":
        request.scope.require(REVIEW.permission, row)
        REVIEW.require(row, request.user)
    form = ReviewForm(sent(request))

    def perform() -> AssessmentDraft:
        return review_draft(
            pk,
            by=request.user,
            on=timezone.localdate(),
            approve=form.cleaned_data["verdict"] == "approve",
            opinion=form.cleaned_data["opinion"],
        )

    page = FormPage(
        REVIEW.label,
        REVIEW.press,
        _trail(row),
        template="fees/assessments/draft.html",
        extra=_context(request, row),
    )
    return act_form(request, form, page, perform, done=_reviewed, to=_after_review)


def _reviewed(done: AssessmentDraft) -> str:
    if done.assessment is None:
        return "已退回核定人，按复核意见修改后重新提出"
    return f"已复核并入账：实缴金额 {done.payable:,} 元。下一步由财务签发缴费通知书或征收决定书"


def _after_review(done: AssessmentDraft) -> str:
    account = done.assessment.account if done.assessment else None
    return account.get_absolute_url() if account else done.get_absolute_url()


def _trail(row: AssessmentDraft) -> tuple[tuple[str, str], ...]:
    return (("核定复核", reverse("fees:drafts")), (row.project.name, row.get_absolute_url()))


def _context(request: HttpRequest, row: AssessmentDraft) -> dict[str, Any]:
    def may(needed: str) -> bool:
        return request.scope.may(needed, row)

    waits = REVIEW.fits(row)
    account = FeeAccount.objects.filter(project=row.project_id).first()
    return {
        "draft": row,
        "facts": facts_in_words(row),
        "capitals": capital_amount(row.payable, prefix="人民币"),
        "comparison": comparison(row.replaces, row),
        "refund": refund_after(account, row.payable) if waits and account else None,
        "decisions": reliefs_judged(row.relief_decisions.all()),
        "events": events_of(row),
        "review": REVIEW if REVIEW in DRAFT_STEPS.offered(row, may, request.user) else None,
        "obstacle": REVIEW.obstacle(row, request.user) if waits else "",
        "buttons": DRAFT_STEPS.buttons(row, may, request.user),
    }


def _find(request: HttpRequest, pk: int) -> AssessmentDraft:
    row: AssessmentDraft = get_object_or_404(_visible(request), pk=pk)
    return row


withdraw = act_view(
    WITHDRAW,
    find=_find,
    form=lambda data, row: ReasonForm(data, label="撤回原因"),
    act=withdraw_draft,
    show=lambda row: {"trail": _trail(row)},
    done="已撤回核定稿，可以修改后重新提出",
)
