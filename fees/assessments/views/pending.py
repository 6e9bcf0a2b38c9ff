"""待核定, 应建未建, and the pages on which an assessment is computed and submitted for review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.models import Application, Project
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
from fees.assessments.proposal import Proposal, compare, propose, propose_violation
from fees.assessments.queries import (
    awaiting_assessment,
    awaiting_violation,
    latest_version,
    under_review,
)
from fees.assessments.reliefs import Judgement
from fees.ledger.models import ZERO
from renfang.acts import NotPermitted, Refused, require_state
from renfang.pages.lists import page_of, refuse_on_form
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book


@require_GET
def pending(request: HttpRequest) -> HttpResponse:
    """待核定: decisions with a shortfall that nobody has charged yet, the oldest first."""
    found = awaiting_assessment(request.scope)
    form = PendingQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(project__name__contains=wanted["name"])
                | Q(project__developer__name__contains=wanted["name"])
            )
        if wanted["decided_from"]:
            found = found.filter(decided_on__gte=wanted["decided_from"])
        if wanted["decided_to"]:
            found = found.filter(decided_on__lte=wanted["decided_to"])
    rows = found.select_related("project__developer", "organisation").order_by("decided_on", "id")
    page = page_of(request, Paginator(rows, 20))
    today = timezone.localdate()
    for application in page:
        application.waiting_days = (today - application.decided_on).days
    context = {
        "form": form,
        "page": page,
        "may_assess": request.scope.holds("assess_fee"),
    }
    return render(request, "fees/assessments/pending.html", context)


@require_GET
def violations(request: HttpRequest) -> HttpResponse:
    """应建未建待核定: verified projects that never applied and are not charged yet."""
    found = awaiting_violation(request.scope)
    form = ViolationQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(project__name__contains=wanted["name"])
                | Q(developer_name__contains=wanted["name"])
            )
        if wanted["found_from"]:
            found = found.filter(found_on__gte=wanted["found_from"])
        if wanted["found_to"]:
            found = found.filter(found_on__lte=wanted["found_to"])
    rows = found.select_related("project__developer", "organisation").order_by("found_on", "id")
    context = {
        "form": form,
        "page": page_of(request, Paginator(rows, 20)),
        "may_assess": request.scope.holds("assess_fee"),
    }
    return render(request, "fees/assessments/violations.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """核定: all figures with their steps, then the button that submits; of application ``pk``."""
    application = _to_assess(request, pk)
    rate_form = RateForm(request.GET or None)
    form, status = AssessForm(request.POST or None), 200
    chosen = rate_form.cleaned_data if rate_form.is_bound and rate_form.is_valid() else {}
    reliefs, judgements = relief_forms(
        request, application, lambda **more: propose(application, **chosen, **more)
    )
    if request.method == "POST":
        status = 422
        if form.is_valid() and judgements is not None:
            try:
                draft = submit_assessment(
                    pk,
                    by=request.user,
                    on=timezone.localdate(),
                    judgements=judgements,
                    **form.cleaned_data,
                )
            except Refused as refusal:
                status = refuse_on_claims(form, reliefs, refusal)
            else:
                return submitted(request, draft)
    context = {
        "application": application,
        "rate_form": rate_form,
        "form": form,
        "reliefs": reliefs,
        "chosen": chosen,
        **_proposed(
            application.project,
            lambda: propose(application, judgements=judgements or (), **chosen),
        ),
    }
    return render(request, "fees/assessments/assess.html", context, status=status)


def _to_assess(request: HttpRequest, pk: int) -> Application:
    application = get_object_or_404(
        Application.objects.visible_to(request.scope, "view_fees").select_related(
            "project__developer", "organisation"
        ),
        pk=pk,
    )
    if not request.scope.may("assess_fee", application):
        raise NotPermitted.lacking("assess_fee")
    require_state(application, Application.State.GRANTED, to="核定易地建设费")
    return application


def relief_forms(
    request: HttpRequest, application: Application, proposing: Any
) -> tuple[Any, list[Judgement] | None]:
    """The forms of the claims, and what was judged: None while that cannot be read."""
    try:
        claims = proposing().claims
    except Refused:
        return None, []
    if not claims:
        return None, []
    files = list(application.attachments.filter(removed_reason="").values_list("pk", "name"))
    reliefs = ReliefFormSet(request.POST or None, claims=claims, files=files)
    if request.method != "POST" or not reliefs.is_valid():
        return reliefs, None
    return reliefs, reliefs.judgements()


def refuse_on_claims(form: Any, reliefs: Any, refusal: Refused) -> int:
    """Show a refusal at the claim's field where it names one, else above the form."""
    prefix, _, rest = (refusal.field or "").partition("-")
    number, _, name = rest.partition("-")
    if reliefs is not None and prefix == "reliefs" and number.isdigit():
        reliefs.forms[int(number)].add_error(name, refusal.message)
        return refusal.status
    return refuse_on_form(form, refusal)


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
        "comparison": compare(previous, proposal) if previous else [],
    }


def submitted(request: HttpRequest, draft: AssessmentDraft) -> HttpResponse:
    """To the draft that was submitted, with what happens next."""
    messages.success(
        request, f"已提交复核：实缴金额 {draft.payable:,} 元。由另一名复核人员复核后生效"
    )
    return redirect(draft)


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
    if not request.scope.may("assess_fee", project):
        raise NotPermitted.lacking("assess_fee")
    today = timezone.localdate()
    asked = ViolationFacts(request.GET or None, initial={"as_of": today})
    chosen: dict[str, Any] = {"as_of": today}
    if asked.is_bound and asked.is_valid():
        chosen = {**asked.cleaned_data, "built_area": asked.cleaned_data["built_area"] or ZERO}
    form, status = ViolationForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = submit_violation(
                    pk, by=request.user, on=today, **chosen, **form.cleaned_data
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return submitted(request, draft)
    context = {
        "project": project,
        "omission": project.omissions.order_by("-id").first(),
        "asked": asked,
        "form": form,
        **_proposed(project, lambda: propose_violation(project, **chosen)),
    }
    return render(request, "fees/assessments/assess_violation.html", context, status=status)
