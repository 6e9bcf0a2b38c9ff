"""待核定, the check page, one version, and the payment notice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.models import Application
from fees.assessment import Proposal, assess_fee, awaiting_assessment, propose
from fees.forms import AssessForm, NoticeForm, PendingQuery, RateForm
from fees.models import Assessment, FeeAccount
from fees.models.accounts import ZERO
from fees.papers import channel_on
from fees.payment_notice import issue_payment_notice, proposed_due_day
from renfang.acts import NotPermitted, Refused, WrongState, require_state
from renfang.documents.capitals import capital_amount
from renfang.rules.books import load
from renfang.workbench.lists import page_of, refuse_on_form


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
    return render(request, "fees/pending.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """核定: all figures with their steps, then the button that posts; of application ``pk``."""
    application = get_object_or_404(
        Application.objects.visible_to(request.scope, "view_fees").select_related(
            "project__developer", "organisation"
        ),
        pk=pk,
    )
    if not request.scope.may("assess_fee", application):
        raise NotPermitted.lacking("assess_fee")
    require_state(application, Application.State.GRANTED, to="核定易地建设费")
    rate_form = RateForm(request.GET or None)
    form, status = AssessForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                assessment = assess_fee(
                    pk, by=request.user, on=timezone.localdate(), **form.cleaned_data
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(
                    request,
                    f"已核定并入账：实缴金额 {assessment.payable:,} 元。下一步签发缴费通知书",
                )
                return redirect("fees:account", pk=assessment.account_id)
    context = _check_page(application, rate_form, form)
    return render(request, "fees/assess.html", context, status=status)


def _check_page(application: Application, rate_form: RateForm, form: AssessForm) -> dict[str, Any]:
    """The proposal under the chosen rate, or why there is none yet."""
    chosen: dict[str, Any] = {}
    if rate_form.is_bound and rate_form.is_valid():
        chosen = rate_form.cleaned_data
    previous = (
        Assessment.objects.filter(account__project=application.project).order_by("-version").first()
    )
    context: dict[str, Any] = {
        "application": application,
        "rate_form": rate_form,
        "form": form,
        "previous": previous,
    }
    try:
        proposal = propose(application, **chosen)
    except Refused as refusal:
        return {**context, "refusal": refusal.message}
    return {
        **context,
        "proposal": proposal,
        "facts": _facts_in_words(proposal),
        "capitals": capital_amount(proposal.payable, prefix="人民币"),
        "difference": proposal.payable - (previous.payable if previous else ZERO),
        "chosen": chosen,
    }


def _facts_in_words(proposal: Proposal) -> str:
    """Which book and local document the proposal rests on."""
    title = load(proposal.rulebook).title
    return f"{title}（{proposal.rulebook_version}），{proposal.as_of} 施行的条款"


@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """核费单: one version with its steps, next to the one it replaces."""
    row = get_object_or_404(_visible_assessments(request), pk=pk)
    context = {
        "assessment": row,
        "capitals": capital_amount(row.payable, prefix="人民币"),
        "rulebook": load(row.rulebook).title,
    }
    return render(request, "fees/assessment.html", context)


def _visible_assessments(request: HttpRequest) -> Any:
    return Assessment.objects.visible_to(request.scope).select_related(
        "account__project__developer",
        "application",
        "assessed_by",
        "replaces",
        "replaced_by",
        "organisation__division",
    )


@require_http_methods(["GET", "POST"])
def issue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """核对并签发缴费通知书; ``pk`` is the assessment's."""
    row = get_object_or_404(_visible_assessments(request), pk=pk)
    if not request.scope.may("issue_payment_notice", row):
        raise NotPermitted.lacking("issue_payment_notice")
    today = timezone.localdate()
    _require_something_due(row.account)
    form = NoticeForm(request.POST or None, initial={"due_on": proposed_due_day(today)})
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
    return render(request, "fees/issue_notice.html", context, status=status)


def _require_something_due(account: FeeAccount) -> None:
    if account.is_settled:
        raise WrongState(f"{account}没有欠缴，不需签发缴费通知书")
