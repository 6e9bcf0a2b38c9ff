"""What payments put into the menu, on the to-do list and on the page of an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.hooks import COMPENSATION_CHECKS, COMPENSATION_LISTENERS
from fees.ledger.hooks import ACCOUNT_PARTS, BLOCKERS, PROOFS, Link, Part
from fees.ledger.models import Compensation, FeeAccount
from fees.menu import GROUP
from fees.payments.acts.compensation import open_compensation, unpaid
from fees.payments.models import Slip
from fees.payments.queries import broken_slips, open_slips
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _slips(scope: Scope, today: date) -> QuerySet[Slip]:
    """What others recorded, the oldest first."""
    return (
        Slip.objects.visible_to(scope, "check_slip")
        .filter(state=Slip.State.RECORDED)
        .exclude(recorded_by=scope.user)
        .select_related("account__project", "compensation__demolition__shelter", "recorded_by")
        .order_by("id")
    )


def _to_check(slip: Slip, today: date) -> Task:
    return Task(
        title=f"复核{slip.get_kind_display()}",
        subject=slip.holder.title,
        url=reverse("fees:slip", args=[slip.pk]),
        note=f"{abs(slip.amount):,} 元，{slip.recorded_by} 登记",
    )


def _uncompensated(scope: Scope, today: date) -> QuerySet[Compensation]:
    """Compensations for demolished works that are still owed, the oldest first."""
    return (
        Compensation.objects.visible_to(scope, "record_payment")
        .with_sums()
        .filter(owed__gt=0)
        .select_related("demolition__shelter")
        .order_by("due_on", "id")
    )


def _to_compensate(row: Any, today: date) -> Task:
    return Task(
        title="核对拆除补偿费缴款",
        subject=row.demolition.shelter.name,
        url=row.get_absolute_url(),
        due=row.due_on,
        light=light_until(row.due_on, today, current_calendar()) if row.due_on else None,
        note=f"{row.demolition.applicant}，欠缴 {row.owed:,} 元",
    )


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """What waits for a check, and the ways to record a payment or carry a surplus over."""
    scope = request.scope
    buttons = []
    if scope.may("record_payment", account):
        url = reverse("fees:new_payment", args=[account.pk])
        buttons.append(Link("登记缴款", url, rank=20, is_next=not account.is_settled))
    if account.surplus and scope.may("record_refund", account):
        url = reverse("fees:new_carry_over", args=[account.pk])
        buttons.append(Link("结转多缴", url, rank=40))
    waiting = account.slips.filter(state=Slip.State.RECORDED).select_related("recorded_by")
    context = {
        "waiting": waiting,
        "may_check": scope.may("check_slip", account),
        "user": request.user,
    }
    return Part(
        buttons=buttons,
        above=render_to_string("fees/payments/on_account.html", context),
    )


def register() -> None:
    """Register the room's menu entries and tasks, its part of the ledger's pages, 拆除补偿费."""
    register_entries(
        GROUP,
        Entry("拆除补偿费", "fees:compensations", "receipt", "view_fees", rank=50),
        Entry("记账单复核", "fees:slips", "receipt", "view_fees", rank=70),
    )
    register_piles(
        Pile(("check_slip",), _slips, _to_check),
        Pile(("record_payment",), _uncompensated, _to_compensate),
    )
    COMPENSATION_LISTENERS.register(open_compensation)
    COMPENSATION_CHECKS.register(unpaid)
    ACCOUNT_PARTS.register(_on_account)
    BLOCKERS.register(open_slips)
    PROOFS.register(broken_slips)
