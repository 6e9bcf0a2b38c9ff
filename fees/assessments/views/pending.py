"""待核定, 应建未建, and the pages on which an assessment is computed and submitted for review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.models import Application, OmissionCase, Project
from fees.assessments.acts.assessment import submit_assessment, submit_violation
from fees.assessments.forms import (
    AssessForm,
    PendingQuery,
    RateForm,
    ReliefFormSet,
    ViolationFacts,
    ViolationForm,
    ViolationQuery,
)
from fees.assessments.models import AssessmentDraft
from fees.assessments.proposal import Proposal, propose, propose_violation
from fees.assessments.queries import (
    awaiting_assessment,
    awaiting_violation,
    earlier_judgements,
    files_of,
    latest_version,
    under_review,
)
from fees.assessments.reliefs import Judgement
from fees.assessments.steps import ASSESS, ASSESS_VIOLATION
from fees.assessments.views.tables import comparison
from fees.ledger.models import ZERO
from renfang.acts import Refused
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import step_page
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book


class PendingList(ListPage):
    """待核定: decisions with a shortfall that nobody has charged yet, the oldest first."""

    model, query, title, noun = Application, PendingQuery, "待核定", "件"
    file_permission = "view_fees"
    order = ("decided_on", "pk")
    columns = (
        col.Title(
            "项目", "project.name", link="fees:assess", link_permission="assess_fee", width=32
        ),
        col.Name("建设单位", "project.developer.name", width=32),
        col.Short("申请事项", "kind"),
        col.Area("应建面积（㎡）", "required_area", sort="required_area"),
        col.Area("易地建设面积（㎡）", "shortfall_area", sort="shortfall_area", total=True),
        col.Day("决定日期", "decided_on"),
        col.Short("已等待", "waiting"),
        col.Short("主管机构", "organisation.short_name"),
    )
    links = (Link("应建未建待核定", "fees:violations"), Link("核定复核", "fees:drafts"))
    nothing = (
        Nothing(
            "没有待核定的审批。准予许可且有易地建设面积的，自动列入本页",
            "查看应收台账",
            "fees:accounts",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的审批"

    def rows(self) -> ScopedQuerySet:
        """What waits, with its areas."""
        return awaiting_assessment(self.scope)

    def prepare(self, rows: Sequence[Application]) -> None:
        """How long each has waited."""
        for application in rows:
            application.waiting = f"{(self.today - application.decided_on).days} 天"


class ViolationList(ListPage):
    """应建未建待核定: verified projects that never applied and are not charged yet."""

    model, query, title, noun = OmissionCase, ViolationQuery, "应建未建待核定", "件"
    file_permission = "view_fees"
    parents = (("待核定", "fees:pending"),)
    order = ("found_on", "pk")
    columns = (
        col.Title(
            "项目",
            "project.name",
            link="fees:assess_violation",
            link_by="project_id",
            link_permission="assess_fee",
            width=32,
        ),
        col.Name("建设单位", "project.developer.name", width=32),
        col.Area("应建面积（㎡）", "required_area"),
        col.Day("发现日期", "found_on"),
        col.Short("案件状态", "state"),
        col.Short("主管机构", "organisation.short_name"),
    )
    nothing = (
        Nothing(
            "没有应建未建待核定的项目。案件核查并登记项目后，自动列入本页",
            "查看待核定",
            "fees:pending",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的案件"

    def rows(self) -> ScopedQuerySet:
        """What waits."""
        return awaiting_violation(self.scope)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """核定: all figures with their steps, then the button that submits; of application ``pk``."""
    visible = Application.objects.visible_to(request.scope, "view_fees")
    application = get_object_or_404(
        visible.select_related("project__developer", "organisation"), pk=pk
    )
    request.scope.require(ASSESS.permission, application)
    rate_form = RateForm(request.GET or None)
    chosen = rate_form.cleaned_data if rate_form.is_bound and rate_form.is_valid() else {}
    form = AssessForm(sent(request), request.FILES or None, with_rate=_has_rate(request, chosen))
    reliefs, judgements = relief_forms(
        request, application, lambda **more: propose(application, **chosen, **more)
    )

    def perform() -> AssessmentDraft:
        given = {"judgements": judgements or (), **form.kept()}
        return submit_assessment(pk, by=request.user, on=timezone.localdate(), **given)

    return step_page(
        request,
        ASSESS,
        application,
        form,
        perform,
        trail=(("待核定", reverse("fees:pending")),),
        parts=[reliefs] if reliefs else [],
        template="fees/assessments/assess.html",
        extra={
            "application": application,
            "rate_form": rate_form,
            "reliefs": reliefs,
            "chosen": chosen,
            **_proposed(
                application.project,
                lambda: propose(application, judgements=judgements or (), **chosen),
            ),
        },
        done=submitted,
        to=AssessmentDraft.get_absolute_url,
    )


def relief_forms(
    request: HttpRequest, application: Application, proposing: Any
) -> tuple[Any, list[Judgement] | None]:
    """The forms of the claims, and what was judged: None while that cannot be read.

    They begin with what an earlier version judged, and so does the sum that is shown.
    """
    try:
        claims = proposing().claims
    except Refused:
        return None, []
    if not claims:
        return None, []
    files = list(files_of(application.project_id).values_list("pk", "name"))
    earlier = earlier_judgements(application.project_id, claims)
    by_key = {judgement.key: judgement for judgement in earlier}
    reliefs = ReliefFormSet(
        request.POST or None,
        claims=claims,
        files=files,
        initial=[_as_judged(by_key.get(claim.key)) for claim in claims],
    )
    if request.method != "POST":
        return reliefs, earlier or None
    if not reliefs.is_valid():
        return reliefs, None
    return reliefs, reliefs.judgements()


def _as_judged(judgement: Judgement | None) -> dict[str, Any]:
    """What the form of a claim begins with."""
    if judgement is None:
        return {}
    return {
        "outcome": judgement.outcome,
        "evidence": judgement.evidence,
        "reason": judgement.reason,
        "attachment": judgement.attachment_id,
    }


def _has_rate(request: HttpRequest, chosen: dict[str, Any]) -> bool:
    """Whether another rate was chosen above, or comes with the form itself."""
    return bool(chosen.get("rate") or request.POST.get("rate"))


def _proposed(project: Project, compute: Any) -> dict[str, Any]:
    """The figures of the check page next to the version in force, or why there are none yet."""
    previous = latest_version(project)
    waiting = under_review().filter(project=project).first()
    context: dict[str, Any] = {"previous": previous, "waiting": waiting}
    try:
        proposal: Proposal = compute()
    except Refused as refusal:
        return {**context, "refusal": refusal.message}
    return {
        **context,
        "proposal": proposal,
        "facts": facts_in_words(proposal),
        "capitals": capital_amount(proposal.payable, prefix="人民币"),
        "difference": proposal.payable - (previous.payable if previous else ZERO),
        "comparison": comparison(previous, proposal, "本次核定"),
    }


def submitted(draft: AssessmentDraft) -> str:
    """What the officer is told, and who goes on."""
    return f"已提交复核：实缴金额 {draft.payable:,} 元。由另一名复核人员复核后生效"


def facts_in_words(figures: Any) -> str:
    """Which book, which version and which day the figures rest on."""
    title = find_book(figures.rulebook).title
    return f"{title}（{figures.rulebook_version}），{figures.as_of} 施行的条款"


@require_http_methods(["GET", "POST"])
def assess_violation(request: HttpRequest, pk: int) -> HttpResponse:
    """违法未建核定 of project ``pk``: the facts are chosen above, submitted below."""
    project = get_object_or_404(
        Project.objects.visible_to(request.scope, "view_fees").select_related("developer"), pk=pk
    )
    request.scope.require(ASSESS_VIOLATION.permission, project)
    today = timezone.localdate()
    asked = ViolationFacts(request.GET or None, initial={"as_of": today})
    chosen: dict[str, Any] = {"as_of": today}
    if asked.is_bound and asked.is_valid():
        chosen = {**asked.cleaned_data, "built_area": asked.cleaned_data["built_area"] or ZERO}
    form = ViolationForm(sent(request), request.FILES or None, with_rate=_has_rate(request, chosen))
    return step_page(
        request,
        ASSESS_VIOLATION,
        project,
        form,
        lambda: submit_violation(pk, by=request.user, on=today, **chosen, **form.kept()),
        trail=(("应建未建待核定", reverse("fees:violations")),),
        template="fees/assessments/assess_violation.html",
        extra={
            "project": project,
            "omission": project.omissions.order_by("-id").first(),
            "asked": asked,
            **_proposed(project, lambda: propose_violation(project, **chosen)),
        },
        done=submitted,
        to=AssessmentDraft.get_absolute_url,
    )
