"""核对并签发缴费通知书 or 征收决定书."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fees.assessments.models import Assessment
from fees.assessments.views.versions import visible_assessments
from fees.ledger.models import FeeAccount
from fees.notices.acts import issue_payment_notice
from fees.notices.forms import NoticeForm
from fees.notices.queries import proposed_due_day, proposed_kind
from renfang.acts import NotPermitted, Refused, WrongState
from renfang.documents.kinds import kind_of
from renfang.documents.passages import worded
from renfang.pages.lists import refuse_on_form
from renfang.quantities.capitals import capital_amount


@require_http_methods(["GET", "POST"])
def issue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """核对并签发缴费通知书 or 征收决定书; ``pk`` is the assessment's."""
    row = get_object_or_404(visible_assessments(request), pk=pk)
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
        "wording": _wording(row, today),
    }
    return render(request, "fees/notices/issue_notice.html", context, status=status)


def _wording(assessment: Assessment, today: date) -> dict[str, str]:
    """The passages that the proposed demand will print."""
    office, project = assessment.organisation, assessment.account.project
    stated = {
        "project": project.name,
        "project_code": project.code,
        "payer": project.developer.name,
    }
    kind = kind_of(proposed_kind(assessment))
    return worded(kind, stated, organisation=office, issuer=office, on=today)


def _require_something_due(account: FeeAccount) -> None:
    if account.is_settled:
        raise WrongState(f"{account}没有欠缴，不需签发缴费通知书")
