"""财务工作台: what is owed, how old it is, and what waits; and one account's list for printing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fees.collection.queries import lapsed_tracks, promises_due
from fees.ledger.models import ZERO, FeeAccount
from fees.payments.models import Slip
from fees.reconciliation.models import UNSETTLED, Statement, StatementLine
from fees.refunds.models import Refund, WriteOff
from fees.reports.queries.ageing import ageing_in
from fees.reports.views.charts import WIDTH, ageing_bar
from renfang.pages import columns as col
from renfang.pages.tables import Table

_DUE = (
    col.Title("项目", "title", link="fees:account"),
    col.Name("缴费单位", "payer"),
    col.Day("缴款期限", "due_on"),
    col.Owed("欠缴", "balance"),
)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """财务工作台 with its tiles."""
    today = timezone.localdate()
    accounts = FeeAccount.objects.visible_to(request.scope)
    picture = ageing_in(request.scope, today)
    late = sum(debt.overdue > ZERO for debt in picture.debts)
    in_a_week = accounts.owing().filter(due_on__range=(today, today + timedelta(days=7)))
    due_soon = in_a_week.with_subject().order_by("due_on", "id")
    context = {
        "totals": accounts.totals(),
        "bar": ageing_bar(picture.total),
        "width": WIDTH,
        "ageing_note": f"欠缴 {len(picture.debts)} 户，其中逾期 {late} 户",
        "waiting": _waiting(request),
        "lapsed": lapsed_tracks(request.scope, today)[:10],
        "promises": promises_due(request.scope, today),
        "due_soon": Table("七日内到期", _DUE, due_soon[:10], has_keys=True),
    }
    return render(request, "fees/reports/desk.html", context)


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for somebody: label, count, address."""
    scope = request.scope
    slips = Slip.objects.visible_to(scope).filter(state=Slip.State.RECORDED)
    statements = Statement.objects.visible_to(scope)
    lines = StatementLine.objects.visible_to(scope).filter(
        statement__state=Statement.State.OPEN, lane__in=UNSETTLED
    )
    refunds = Refund.objects.visible_to(scope).filter(state__in=Refund.OPEN)
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
