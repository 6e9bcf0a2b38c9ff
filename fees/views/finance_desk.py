"""财务工作台: what is owed, how old it is, and what waits; and one account's list for printing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fees.collection.desk import lapsed_tracks, promises_due
from fees.models import FeeAccount, Refund, Slip, Statement, StatementLine, WriteOff
from fees.models.accounts import ZERO
from fees.reconciliation import UNSETTLED
from fees.statement_papers import account_statement as statement_of
from fees.views.accounts import visible_accounts
from renfang.acts import Refused
from renfang.documents.typefaces import MissingGlyph

# Days overdue at which a bucket begins.
_BUCKETS = (
    ("1 至 30 天", 1, 30),
    ("31 至 60 天", 31, 60),
    ("61 至 90 天", 61, 90),
    ("91 至 120 天", 91, 120),
    ("120 天以上", 121, None),
)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """财务工作台 with its tiles."""
    today = timezone.localdate()
    accounts = FeeAccount.objects.visible_to(request.scope)
    totals = accounts.totals()
    context = {
        "totals": totals,
        "ageing": _ageing(accounts, today),
        "waiting": _waiting(request),
        "lapsed": lapsed_tracks(request.scope, today)[:10],
        "promises": promises_due(request.scope, today),
        "due_soon": accounts.owing()
        .filter(due_on__range=(today, today + timedelta(days=7)))
        .select_related("project__developer")
        .order_by("due_on", "id")[:10],
    }
    return render(request, "fees/desk.html", context)


def _ageing(accounts: Any, today: date) -> list[dict[str, Any]]:
    """Count and sum overdue by bucket; a bar's width in twentieths of the largest."""
    sums: dict[str, Any] = {}
    for number, (_, first, last) in enumerate(_BUCKETS):
        inside = Q(due_on__lte=today - timedelta(days=first), balance__gt=ZERO)
        if last is not None:
            inside &= Q(due_on__gte=today - timedelta(days=last))
        sums[f"sum{number}"] = Sum("balance", filter=inside)
        sums[f"count{number}"] = Count("id", filter=inside)
    found = accounts.aggregate(**sums)
    rows = [
        {
            "label": label,
            "count": found[f"count{number}"],
            "sum": found[f"sum{number}"] or ZERO,
        }
        for number, (label, _, _) in enumerate(_BUCKETS)
    ]
    largest = max(row["sum"] for row in rows)
    for row in rows:
        row["share"] = int(row["sum"] * 100 / largest) if largest else 0
    return rows


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for somebody: label, count, address."""
    scope = request.scope
    slips = Slip.objects.visible_to(scope).filter(state=Slip.State.RECORDED)
    statements = Statement.objects.visible_to(scope)
    lines = StatementLine.objects.visible_to(scope).filter(
        statement__state=Statement.State.OPEN, lane__in=UNSETTLED
    )
    refunds = Refund.objects.visible_to(scope).filter(
        state__in=[Refund.State.REQUESTED, Refund.State.VERIFIED, Refund.State.APPROVED]
    )
    write_offs = WriteOff.objects.visible_to(scope).filter(state=WriteOff.State.REQUESTED)
    submitted = statements.filter(state=Statement.State.SUBMITTED)
    return [
        {"label": "待复核记账单", "count": slips.count(), "url": reverse("fees:slips")},
        {"label": "未处理流水", "count": lines.count(), "url": reverse("fees:statements")},
        {
            "label": "待复核对账",
            "count": submitted.count(),
            "url": f"{reverse('fees:statements')}?state=submitted",
        },
        {"label": "在办退付", "count": refunds.count(), "url": reverse("fees:refunds")},
        {
            "label": "待审批核销",
            "count": write_offs.count(),
            "url": f"{reverse('fees:write_offs')}?state=requested",
        },
    ]


@require_GET
def account_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """缴费对账清单 of account ``pk`` as PDF."""
    account = get_object_or_404(visible_accounts(request), pk=pk)
    try:
        content = statement_of(account, timezone.localdate())
    except MissingGlyph as error:
        raise Refused(str(error)) from error
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{account.project.name}-缴费对账清单.pdf"
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
