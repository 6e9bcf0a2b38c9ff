"""What payments put on the to-do list: slips and statements to check, refunds, write-offs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from fees.models import Refund, Slip, Statement, WriteOff
from fees.reconciliation import UNSETTLED
from fees.refunds import due_on, standing_of_refund
from renfang.clocks.calendars import current_calendar
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Task

MOST = 50


def payment_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """For finance and the head: what others recorded, and what waits for its next step."""
    if scope.holds("check_slip"):
        yield from _slips(scope)
    if scope.holds("reconcile") or scope.holds("finish_statement"):
        yield from _statements(scope)
    if scope.holds("record_refund") or scope.holds("approve_refund"):
        yield from _refunds(scope, today)
    if scope.holds("decide_write_off"):
        yield from _write_offs(scope)


def _slips(scope: Scope) -> Iterator[Task]:
    waiting = (
        Slip.objects.visible_to(scope, "check_slip")
        .filter(state=Slip.State.RECORDED)
        .exclude(recorded_by=scope.user)
        .select_related("account__project", "recorded_by")
        .order_by("id")
    )
    for slip in waiting[:MOST]:
        yield Task(
            title=f"复核{slip.get_kind_display()}",
            subject=slip.account.project.name,
            url=reverse("fees:slip", args=[slip.pk]),
            note=f"{abs(slip.amount):,} 元，{slip.recorded_by} 登记",
        )


def _statements(scope: Scope) -> Iterator[Task]:
    to_check = (
        Statement.objects.visible_to(scope, "finish_statement")
        .filter(state=Statement.State.SUBMITTED)
        .exclude(submitted_by=scope.user)
    )
    for statement in to_check.order_by("id")[:MOST]:
        yield Task(
            title="复核对账",
            subject=statement.file_name,
            url=reverse("fees:statement", args=[statement.pk]),
            note=f"{statement.line_count} 笔，{statement.total:,} 元",
        )
    to_work = Statement.objects.visible_to(scope, "reconcile").filter(
        state=Statement.State.OPEN, lines__lane__in=UNSETTLED
    )
    for statement in to_work.distinct().order_by("id")[:MOST]:
        yield Task(
            title="处理对账流水",
            subject=statement.file_name,
            url=reverse("fees:statement", args=[statement.pk]),
            note=f"{statement.get_source_display()}，{statement.line_count} 笔",
        )


_REFUND_STEPS = {
    Refund.State.REQUESTED: ("核实退付", "record_refund"),
    Refund.State.VERIFIED: ("登记退付审批", "approve_refund"),
    Refund.State.APPROVED: ("登记退付", "record_refund"),
}


def _refunds(scope: Scope, today: date) -> Iterator[Task]:
    calendar = current_calendar()
    for state, (title, permission) in _REFUND_STEPS.items():
        waiting = Refund.objects.visible_to(scope, permission).filter(state=state)
        if state == Refund.State.VERIFIED:
            waiting = waiting.exclude(verified_by=scope.user)
        for refund in waiting.select_related("account__project").order_by("id")[:MOST]:
            yield Task(
                title=title,
                subject=refund.account.project.name,
                url=reverse("fees:refund", args=[refund.pk]),
                due=due_on(refund, calendar),
                light=standing_of_refund(refund, today, calendar),
                note=f"{refund.amount:,} 元",
            )


def _write_offs(scope: Scope) -> Iterator[Task]:
    waiting = (
        WriteOff.objects.visible_to(scope, "decide_write_off")
        .filter(state=WriteOff.State.REQUESTED)
        .exclude(requested_by=scope.user)
        .select_related("account__project", "requested_by")
    )
    for row in waiting.order_by("id")[:MOST]:
        yield Task(
            title="审批核销",
            subject=row.account.project.name,
            url=reverse("fees:write_off", args=[row.pk]),
            note=f"{row.amount:,} 元，{row.requested_by} 申请",
        )
