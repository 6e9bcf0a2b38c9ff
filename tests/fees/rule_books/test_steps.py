"""Every step of a rule book in every state."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from fees.rule_books import steps
from fees.rule_books.acts import (
    HEAD_FACTS,
    amend_head,
    copy_book,
    end_book,
    publish_book,
    return_book,
    submit_book,
)
from renfang.organisations.permissions import Role
from renfang.rules.models import BookEdition
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.fees.rule_books.test_books import copied, with_rate

WHY = "收费标准依据已经废止"
DAY = date(2026, 1, 1)
HEAD_OF_BOOK = {
    "title": "X市规则库",
    "basis": "X政发〔2026〕1号",
    "effective_from": DAY,
    "effective_to": None,
    **dict.fromkeys(HEAD_FACTS, ""),
}


def proved(office: Office, step: Step) -> BookEdition:
    """A draft that can be sent for approval."""
    finance = office.who(Role.FINANCE, at=office.city)
    book: Any = with_rate(copied(office, finance), finance)
    book.head = office.who(Role.HEAD, at=office.city)
    return book


def publish(book: Any) -> None:
    BookEdition.objects.filter(pk=book.pk).update(state="submitted")
    publish_book(book.pk, on=DAY, by=book.head)


def who(office: Office, step: Step) -> Any:
    role = Role.HEAD if step.permission == "publish_rulebooks" else Role.FINANCE
    return office.who(role, at=office.city)


def page(book: BookEdition) -> str:
    return reverse("fees:book", args=[book.pk])


WALKS = [
    Walk(
        steps.STEPS,
        proved,
        {
            steps.SUBMIT: lambda row, by: submit_book(row.pk, by=by),
            steps.EDIT: lambda row, by: amend_head(
                row.pk, HEAD_OF_BOOK, revision=row.revision, by=by
            ),
            steps.PUBLISH: lambda row, by: publish_book(row.pk, on=DAY, by=by),
            steps.RETURN: lambda row, by: return_book(row.pk, reason=WHY, by=by),
            steps.END: lambda row, by: end_book(
                row.pk, ended_on=date(2026, 6, 30), reason=WHY, by=by
            ),
        },
        who=who,
        by_act={"published": publish},
        page=page,
    ),
    Walk(
        steps.COPY_STEPS,
        proved,
        {
            steps.COPY: lambda row, by: copy_book(
                row.pk,
                organisation_id=row.organisation_id,
                version="2027.1",
                title="X市规则库",
                effective_from=date(2027, 1, 1),
                by=by,
            )
        },
        who=who,
        by_act={"published": publish},
        page=page,
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda each: name_of(each) if isinstance(each, Step) else "",
)
def test_every_step_of_a_book_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)
