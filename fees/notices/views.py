"""核对并签发缴费通知书 or 征收决定书."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fees.assessments.models import Assessment
from fees.assessments.views.versions import visible_assessments
from fees.notices.acts import issue_payment_notice
from fees.notices.forms import NoticeForm
from fees.notices.queries import proposed_due_day, proposed_kind
from fees.notices.steps import ISSUE
from renfang.documents.kinds import kind_of
from renfang.documents.passages import worded
from renfang.pages.act_forms import step_page
from renfang.pages.lists import sent
from renfang.quantities.capitals import capital_amount


@require_http_methods(["GET", "POST"])
def issue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """核对并签发缴费通知书 or 征收决定书; ``pk`` is the assessment's."""
    row = get_object_or_404(visible_assessments(request), pk=pk)
    request.scope.require(ISSUE.permission, row)
    today = timezone.localdate()
    initial = {"due_on": proposed_due_day(today), "kind": proposed_kind(row)}
    form = NoticeForm(sent(request), initial=initial)
    return step_page(
        request,
        ISSUE,
        row,
        form,
        lambda: issue_payment_notice(pk, by=request.user, on=today, **form.cleaned_data),
        trail=(
            ("应收台账", reverse("fees:accounts")),
            (row.account.project.name, row.account.get_absolute_url()),
        ),
        template="fees/notices/issue_notice.html",
        extra={
            "assessment": row,
            "account": row.account,
            "capitals": capital_amount(row.account.balance, prefix="人民币"),
            "wording": _wording(row, today),
        },
        done=lambda notice: f"已签发{notice.document}，打开打印后送达缴费单位",
        to=lambda notice: reverse("document", args=[notice.document_id]),
    )


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
