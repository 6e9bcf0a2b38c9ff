"""竣工核费: surveys that found less built than approved, and their supplementary assessment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fees.assessments.acts.completion import application_of, propose_completion, submit_completion
from fees.assessments.forms import AssessForm, CompletionQuery
from fees.assessments.models import AssessmentDraft, CompletionReview
from fees.assessments.proposal import Proposal
from fees.assessments.queries import latest_version
from fees.assessments.steps import COMPLETE
from fees.assessments.views.pending import relief_forms
from fees.assessments.views.tables import comparison
from fees.ledger.models import ZERO
from renfang.acts import Refused
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.quantities.capitals import capital_amount


def _visible(request: HttpRequest) -> Any:
    return CompletionReview.objects.visible_to(request.scope).select_related(
        "acceptance__shelter__project__developer",
        "acceptance__shelter__approval",
        "assessment",
        "organisation",
    )


class CompletionList(ListPage):
    """Every review, the open ones first."""

    model, query, title, noun = CompletionReview, CompletionQuery, "竣工核费", "件"
    permission = CompletionReview.view_permission
    order = ("-state", "opened_on", "pk")
    columns = (
        col.Title("项目", "acceptance.shelter.project.name", link="fees:completion", width=32),
        col.Name("建设单位", "acceptance.shelter.project.developer.name", width=32),
        col.Area("批准面积（㎡）", "approved_area"),
        col.Area("实测面积（㎡）", "surveyed_area"),
        col.Area("少建（㎡）", "shortfall"),
        col.Day("提出日期", "opened_on"),
        col.State("状态", "state", "open=todo"),
        col.Short("主管机构", "organisation.short_name"),
    )
    nothing = (
        Nothing(
            "没有竣工核费事项。竣工实测面积少于批准面积的，自动列入本页", symbol="circle-check"
        ),
    )
    nothing_found = "没有符合条件的竣工核费"


@require_http_methods(["GET", "POST"])
def completion(request: HttpRequest, pk: int) -> HttpResponse:
    """核对 approved, surveyed and what it means for the fee; then the button that posts."""
    review = get_object_or_404(_visible(request), pk=pk)
    if request.method == "POST":
        request.scope.require(COMPLETE.permission, review)
    application, form = application_of(review), AssessForm(sent(request), with_rate=False)
    reliefs, judgements = relief_forms(request, application, lambda: propose_completion(review))
    page = FormPage(
        COMPLETE.label,
        COMPLETE.press,
        (("竣工核费", reverse("fees:completions")), (str(review), request.path)),
        parts=[reliefs] if reliefs else [],
        template="fees/assessments/completion.html",
        extra={
            "review": review,
            "application": application,
            "reliefs": reliefs,
            "waiting": review.drafts.filter(state=AssessmentDraft.State.SUBMITTED).first(),
            "may_assess": COMPLETE.fits(review) and request.scope.may(COMPLETE.permission, review),
            **_figures(review, judgements or ()),
        },
    )
    return act_form(
        request,
        form,
        page,
        lambda: submit_completion(
            pk,
            by=request.user,
            on=timezone.localdate(),
            expected=form.cleaned_data["expected"],
            judgements=judgements or (),
        ),
        done=_done,
        to=lambda draft: draft.get_absolute_url() if draft else request.path,
    )


def _done(draft: AssessmentDraft | None) -> str:
    if draft is None:
        return "按实测面积核定无需补缴，备案证明可以签发"
    return f"已提交复核：补缴 {draft.difference:,} 元。由另一名复核人员复核后生效"


def _figures(review: CompletionReview, judgements: Any) -> dict[str, Any]:
    """The proposal and its difference, or why there is none yet."""
    if review.state != CompletionReview.State.OPEN:
        return {}
    previous = latest_version(application_of(review).project)
    try:
        proposal: Proposal = propose_completion(review, judgements=judgements)
    except Refused as refusal:
        return {"refusal": refusal.message, "previous": previous}
    return {
        "proposal": proposal,
        "previous": previous,
        "difference": proposal.payable - (previous.payable if previous else ZERO),
        "comparison": comparison(previous, proposal, "竣工核定"),
        "capitals": capital_amount(proposal.payable, prefix="人民币"),
    }
