"""Every step of a statement in every state."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fees.models import Statement
from fees.reconciliation import steps
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import (
    discard_statement,
    rematch,
    reopen_statement,
    submit_statement,
)
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
        },
        who=lambda desk, step: desk.office.who(Role.HEAD) if step is steps.FINISH else desk.officer,
        page=lambda statement: reverse("fees:statement", args=[statement.pk]),
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_step_of_a_statement_in_every_state(desk: Desk, step: Step) -> None:
    walk(desk, WALKS[0], step)
