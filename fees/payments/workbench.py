"""What payments put on the to-do list: slips and statements to check, refunds, write-offs."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from fees.payments.models import Slip
from fees.reconciliation.acts.statements import UNSETTLED
from fees.reconciliation.models import Statement
from fees.refunds.acts.refunds import due_on, standing_of_refund
from fees.refunds.models import Refund, WriteOff
from renfang.clocks.calendars import current_calendar
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task


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


def _submitted(scope: Scope, today: date) -> QuerySet[Statement]:
    return (
        Statement.objects.visible_to(scope, "finish_statement")
        .filter(state=Statement.State.SUBMITTED)
        .exclude(submitted_by=scope.user)
        .order_by("id")
    )


def _to_finish(statement: Statement, today: date) -> Task:
    return Task(
        title="复核对账",
        subject=statement.file_name,
        url=reverse("fees:statement", args=[statement.pk]),
        note=f"{statement.line_count} 笔，{statement.total:,} 元",
    )


def _unsettled(scope: Scope, today: date) -> QuerySet[Statement]:
    """Statements with lines that no account has taken yet."""
    found = Statement.objects.visible_to(scope, "reconcile").filter(
        state=Statement.State.OPEN, lines__lane__in=UNSETTLED
    )
    return found.distinct().order_by("id")


def _to_work_through(statement: Statement, today: date) -> Task:
    return Task(
        title="处理对账流水",
        subject=statement.file_name,
        url=reverse("fees:statement", args=[statement.pk]),
        note=f"{statement.get_source_display()}，{statement.line_count} 笔",
    )


def _refunds(title: str, permission: str, state: str) -> Pile:
    """The refunds that wait for one step; who verified a refund does not approve it."""

    def waiting(scope: Scope, today: date) -> QuerySet[Refund]:
        found = Refund.objects.visible_to(scope, permission).filter(state=state)
        if state == Refund.State.VERIFIED:
            found = found.exclude(verified_by=scope.user)
        return found.select_related("account__project").order_by("id")

    def line(refund: Refund, today: date) -> Task:
        calendar = current_calendar()
        return Task(
            title=title,
            subject=refund.account.project.name,
            url=reverse("fees:refund", args=[refund.pk]),
            due=due_on(refund, calendar),
            light=standing_of_refund(refund, today, calendar),
            note=f"{refund.amount:,} 元",
        )

    return Pile((permission,), waiting, line)


def _write_offs(scope: Scope, today: date) -> QuerySet[WriteOff]:
    return (
        WriteOff.objects.visible_to(scope, "decide_write_off")
        .filter(state=WriteOff.State.REQUESTED)
        .exclude(requested_by=scope.user)
        .select_related("account__project", "requested_by")
        .order_by("id")
    )


def _to_decide(row: WriteOff, today: date) -> Task:
    return Task(
        title="审批核销",
        subject=row.account.project.name,
        url=reverse("fees:write_off", args=[row.pk]),
        note=f"{row.amount:,} 元，{row.requested_by} 申请",
    )


PILES = (
    Pile(("check_slip",), _slips, _to_check),
    Pile(("finish_statement",), _submitted, _to_finish),
    Pile(("reconcile",), _unsettled, _to_work_through),
    _refunds("核实退付", "record_refund", Refund.State.REQUESTED),
    _refunds("登记退付审批", "approve_refund", Refund.State.VERIFIED),
    _refunds("登记退付", "record_refund", Refund.State.APPROVED),
    Pile(("decide_write_off",), _write_offs, _to_decide),
)
