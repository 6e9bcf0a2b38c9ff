"""The step of the reports: the debts of an office are frozen, whatever they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fees.models import LedgerBook
from fees.reports import steps
from fees.reports.acts import freeze_statement
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk


def of_march(desk: Desk, step: Step) -> Any:
    """The book of an office that assessed in March."""
    with time_machine.travel("2026-03-10 02:00Z", tick=False):
        desk.pay(desk.assessed(), "1000.00", "TP001")
    return LedgerBook.objects.get(organisation=desk.office.east)


WALKS = [
    Walk(
        steps.STEPS,
        of_march,
        {
            steps.FREEZE: lambda row, by: freeze_statement(
                row.organisation_id, as_of=date(2026, 3, 31), by=by
            )
        },
        who=lambda desk, step: desk.officer,
        page=lambda book: reverse("fees:ageing"),
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_the_step_of_the_reports(desk: Desk, step: Step) -> None:
    with time_machine.travel("2026-05-08 02:00Z", tick=False):
        walk(desk, WALKS[0], step)
