"""What reconciliation puts into the menu and on the to-do list."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from fees.ledger.hooks import BLOCKERS, PROOFS
from fees.menu import GROUP
from fees.reconciliation import papers
from fees.reconciliation.models import UNSETTLED, Statement
from fees.reconciliation.queries import broken_claims, open_statements
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


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


def register() -> None:
    """Register the room's paper, menu entries and tasks, and its part of closing and proof."""
    papers.register()
    register_entries(
        GROUP,
        Entry("对账", "fees:statements", "file-import", "view_fees", rank=80),
        Entry("费源信息", "fees:fee_sources", "file-export", "view_fees", rank=90),
    )
    register_piles(
        Pile(("finish_statement",), _submitted, _to_finish),
        Pile(("reconcile",), _unsettled, _to_work_through),
    )
    BLOCKERS.register(open_statements)
    PROOFS.register(broken_claims)
