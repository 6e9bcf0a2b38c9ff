"""Two people publish books for the same days at the same moment: one of them only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction

from fees.rule_books.acts import publish_book, submit_book
from renfang.acts import Refused
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.rules.models import BookEdition
from tests.fees.rule_books.test_books import copied, with_rate

STARTS = date(2026, 1, 1)


@pytest.fixture
def people(office) -> tuple[User, User]:
    """Who edits, who publishes."""
    return tuple(office.who(role, at=office.city) for role in (Role.FINANCE, Role.HEAD))


def submitted(office, editor: User, version: str) -> BookEdition:
    book = with_rate(copied(office, editor, version=version, starts=STARTS), editor)
    submit_book(book.pk, by=editor)
    return book


def at_once(*jobs: Callable[[], Any]) -> list[Exception | None]:
    """Run the jobs in threads of their own, begun together; what each ended with."""
    start = Barrier(len(jobs))
    ends: dict[int, Exception | None] = {}

    def run(number: int, job: Callable[[], Any]) -> None:
        ends[number] = None
        start.wait(timeout=30)
        try:
            job()
        except (Refused, IntegrityError) as error:
            ends[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return list(ends.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
@pytest.mark.parametrize("round_", range(3))
def test_of_two_who_publish_at_once_one_is_refused_in_words(office, people, round_):
    editor, head = people
    books = [submitted(office, editor, f"2026.{number}") for number in (1, 2)]

    ends = at_once(*(_publishing(book, head) for book in books))

    assert sorted(type(end) for end in ends if end) == [Refused]
    assert BookEdition.objects.filter(organisation=office.city, state="published").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_the_database_refuses_the_second_even_when_the_act_sees_nothing(office, people):
    editor, head = people
    books = [submitted(office, editor, f"2026.{number}") for number in (1, 2)]
    both = Barrier(2)

    def blind(book: BookEdition) -> list[BookEdition]:
        both.wait(timeout=30)
        return []

    with mock.patch("fees.rule_books.acts._others", blind):
        ends = at_once(*(_publishing(book, head) for book in books))

    assert [type(end) for end in ends if end] == [IntegrityError]
    assert BookEdition.objects.filter(organisation=office.city, state="published").count() == 1


def test_overlap_is_refused_by_the_database_on_both_engines(office, people):
    editor, head = people
    first, second = (submitted(office, editor, f"2026.{number}") for number in (1, 2))
    publish_book(first.pk, on=STARTS, by=head)
    published = {"state": "published", "published_by": head, "published_on": STARTS}
    rows = BookEdition.objects.filter(pk=second.pk)
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        rows.update(**published)
    # Behind the last day of the first there is room.
    BookEdition.objects.filter(pk=first.pk).update(ended_on=date(2026, 6, 30))
    assert rows.update(**published, effective_from=date(2026, 7, 1)) == 1


def _publishing(book: BookEdition, head: User) -> Callable[[], Any]:
    return lambda: publish_book(book.pk, on=STARTS, by=head)
