"""Every step of the months of an office's book, in what they may be found in."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fees.ledger import steps
from fees.ledger.acts import (
    answer_reopening,
    ask_reopening,
    close_empty_months,
    close_month,
    set_fee_handling,
)
from fees.ledger.queries import next_month
from fees.models import LedgerBook
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.finance import Desk
from tests.builders.walking import Walk, name_of, walk


def of_march(desk: Desk, step: Step) -> Any:
    """The book of an office that assessed and was paid in March; today is 8 June."""
    with time_machine.travel("2026-03-10 02:00Z", tick=False):
        desk.pay(desk.assessed(), "1000.00", "TP001")
    book: Any = LedgerBook.objects.get(organisation=desk.office.east)
    book.desk = desk
    return book


def _close(book: Any, by: User) -> None:
    close_month(book.organisation_id, next_month(book, book.organisation), by=by)


def _ask(book: Any, by: User) -> None:
    ask_reopening(book.organisation_id, by=by, reason="漏记一笔缴款")


def _set(book: Any, by: User) -> None:
    set_fee_handling(
        book.organisation_id, letter_interval=7, joint_letters=True, needs_evidence=True, by=by
    )


def _asked(book: Any) -> None:
    _close(book, book.desk.officer)
    _ask(book, book.desk.officer)


WALKS = [
    Walk(
        steps.STEPS,
        of_march,
        {
            steps.CLOSE: _close,
            steps.ASK: _ask,
            steps.ANSWER: lambda row, by: answer_reopening(row.organisation_id, by=by, agree=True),
            steps.CLOSE_EMPTY: lambda row, by: close_empty_months(row.organisation_id, by=by),
            steps.SET: _set,
        },
        who=lambda desk, step: (
            desk.office.who(Role.HEAD) if step in (steps.ANSWER, steps.SET) else desk.officer
        ),
        by_act={"closed": lambda book: _close(book, book.desk.officer), "asked": _asked},
        page=lambda book: f"{reverse('fees:months')}?office={book.organisation_id}",
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_step_of_a_month_in_every_situation(desk: Desk, step: Step) -> None:
    with time_machine.travel("2026-06-08 02:00Z", tick=False):
        walk(desk, WALKS[0], step)


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_where_nothing_was_booked_there_is_nothing_to_close(desk: Desk, step: Step) -> None:
    book = LedgerBook(organisation=desk.office.east)
    assert step.fits(book) is (step is steps.SET)
