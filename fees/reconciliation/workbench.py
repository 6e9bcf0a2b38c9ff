"""What reconciliation puts into the menu and on the to-do list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from fees.ledger.hooks import BLOCKERS, PROOFS
from fees.ledger.models import LedgerEntry
from fees.menu import GROUP
from fees.reconciliation import papers
from fees.reconciliation.models import UNSETTLED, Statement, StatementClaim, StatementLine
from fees.reconciliation.queries import broken_claims, open_statements
from fees.reconciliation.steps import FINISH, SUBMIT
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _submitted(scope: Scope, today: date) -> QuerySet[Statement]:
    return (
        Statement.objects.visible_to(scope, FINISH.permission)
        .filter(state__in=FINISH.start)
        .exclude(submitted_by=scope.user)
        .order_by("id")
    )


def _to_finish(statement: Statement, today: date) -> Task:
    return Task(
        title=FINISH.label,
        subject=statement.file_name,
        url=reverse("fees:statement", args=[statement.pk]),
        note=f"{statement.line_count} 笔，{statement.total:,} 元",
    )


def _unsettled(scope: Scope, today: date) -> QuerySet[Statement]:
    """Statements with lines that no account has taken yet."""
    found = Statement.objects.visible_to(scope, SUBMIT.permission).filter(
        state__in=SUBMIT.start, lines__lane__in=UNSETTLED
    )
    return found.distinct().order_by("id")


def _to_work_through(statement: Statement, today: date) -> Task:
    return Task(
        title="处理对账流水",
        subject=statement.file_name,
        url=reverse("fees:statement", args=[statement.pk]),
        note=f"{statement.get_source_display()}，{statement.line_count} 笔",
    )


def on_entry(entry: LedgerEntry, ending: Ending | None) -> Iterator[Resting]:
    """Lines of statements that were matched with an entry, or became it."""
    matched = Q(found_entry=entry) | Q(claims__entry=entry)
    for line in StatementLine.objects.filter(matched).distinct():
        words = "对账结果不随之改动，冲正后下次对账会列为差异"
        yield Resting(row=line, label="对账流水", effect=Effect.REMAINS, words=words)


def on_statement(statement: Statement, ending: Ending | None) -> Iterator[Resting]:
    """What was claimed of a file that is given up goes with it."""
    claimed = StatementClaim.objects.filter(line__statement=statement)
    count = claimed.count()
    if count and ending is Ending.WITHDRAW:
        row, name = claimed[0], f"共 {count} 笔"
        yield Resting(row=row, label="认领", name=name, effect=Effect.FOLLOWS, words="一并取消")


def register() -> None:
    """Register the room's paper, menu entries and tasks, and its part of closing and proof."""
    papers.register()
    register_entries(
        GROUP,
        Entry("对账", "fees:statements", "file-import", "view_fees", rank=80),
        Entry("费源信息", "fees:fee_sources", "file-export", "view_fees", rank=90),
    )
    register_piles(
        Pile((FINISH.permission,), _submitted, _to_finish),
        Pile((SUBMIT.permission,), _unsettled, _to_work_through),
    )
    BLOCKERS.register(open_statements)
    PROOFS.register(broken_claims)
    rests_on(LedgerEntry, on_entry)
    rests_on(Statement, on_statement)
