"""Every step of a statement in every state, and of its lines in what they may be found in."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from fees.models import LedgerEntry, Statement, StatementLine
from fees.reconciliation import steps
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import (
    accept_line,
    confirm_line,
    discard_statement,
    mark_irrelevant,
    rematch,
    reopen_statement,
    submit_statement,
    undo_line,
    withdraw_statement,
)
from renfang.acts import NotPermitted, Refused
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk
from tests.fees.reconciliation.test_statements import file_of, row, taken


def matched(desk: Desk, step: Step) -> Statement:
    """One line, which its account takes."""
    line = row(desk, desk.assessed(), ref="T1", amount="1275000.00")
    statement = taken(desk, file_of(line))
    Statement.objects.filter(pk=statement.pk).update(submitted_by=desk.officer)
    return statement


def suggested(desk: Desk, step: Step) -> StatementLine:
    """One line, which resembles an account, or what was paid on it already."""
    account = desk.assessed()
    if step == steps.CONFIRM:
        desk.pay(account, "1275000.00", "T0")
    line = row(desk, account, ref="T1", amount="1275000.00", code=False)
    found: Any = taken(desk, file_of(line)).lines.get()
    StatementLine.objects.update(suggested=account)
    found.officer = desk.officer
    return found


WALKS = [
    Walk(
        steps.STEPS,
        matched,
        {
            steps.SUBMIT: lambda row, by: submit_statement(row.pk, by=by),
            steps.REMATCH: lambda row, by: rematch(row.pk, by=by),
            steps.DISCARD: lambda row, by: discard_statement(row.pk, by=by),
            steps.FINISH: lambda row, by: finish_statement(row.pk, by=by),
            steps.REOPEN: lambda row, by: reopen_statement(row.pk, by=by),
            steps.WITHDRAW: lambda row, by: withdraw_statement(row.pk, by=by),
        },
        who=lambda desk, step: (
            desk.office.who(Role.HEAD) if step in (steps.FINISH, steps.REOPEN) else desk.officer
        ),
        page=lambda statement: reverse("fees:statement", args=[statement.pk]),
    ),
    Walk(
        steps.LINE_STEPS,
        suggested,
        {
            steps.ACCEPT: lambda row, by: accept_line(row.pk, by=by),
            steps.CONFIRM: lambda row, by: confirm_line(row.pk, by=by),
            steps.SET_ASIDE: lambda row, by: mark_irrelevant(row.pk, by=by, reason="其他收入"),
            steps.UNDO: lambda row, by: undo_line(row.pk, by=by),
        },
        who=lambda desk, step: desk.officer,
        by_act={
            "accepted": lambda line: accept_line(line.pk, by=line.officer),
            "set aside": lambda line: mark_irrelevant(line.pk, by=line.officer, reason="其他收入"),
            **{
                state: lambda line, state=state: Statement.objects.update(state=state)
                for state in ("submitted", "finished", "discarded")
            },
            "taken back money": lambda line: StatementLine.objects.update(amount="-1.00"),
            "booked before": lambda line: StatementLine.objects.update(
                found_entry=LedgerEntry.objects.first()
            ),
        },
        page=lambda line: reverse("fees:statement_line", args=[line.pk]),
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda each: name_of(each) if isinstance(each, Step) else "",
)
def test_every_step_of_a_statement_in_every_state(desk: Desk, walked: Walk, step: Step) -> None:
    walk(desk, walked, step)


def test_who_sent_it_takes_it_back_and_another_returns_it(desk: Desk) -> None:
    statement = matched(desk, steps.REOPEN)
    head = desk.office.who(Role.HEAD)
    submit_statement(statement.pk, by=desk.officer)
    with pytest.raises(Refused, match="用“撤回送复核”办理"):
        reopen_statement(statement.pk, by=desk.officer)
    with pytest.raises(NotPermitted):
        withdraw_statement(statement.pk, by=head)

    withdraw_statement(statement.pk, by=desk.officer)
    submit_statement(statement.pk, by=desk.officer)
    done = reopen_statement(statement.pk, by=head)

    assert (done.state, done.submitted_by) == ("open", None)
    acts = [event.act for event in events_of(statement)]
    assert acts[:4] == ["退回对账", "对账送复核", "撤回送复核", "对账送复核"]
