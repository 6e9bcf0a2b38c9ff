"""The to-do list: what a quiet day costs, and what a pile gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench import tasks
from renfang.workbench.tasks import Pile, Task
from tests.builders.office import Office, make_user

TODAY = date(2026, 3, 2)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[Pile]:
    """The piles of the test alone."""
    piles: list[Pile] = []
    monkeypatch.setattr(tasks, "_piles", piles)
    monkeypatch.setattr(tasks, "_sources", [])
    return piles


def people(scope: Scope, today: date) -> Any:
    """The people of the user's offices, as something that waits."""
    return User.objects.filter(organisation__in=scope.organisations("view_projects")).order_by("id")


def nobody(scope: Scope, today: date) -> Any:
    """An empty pile."""
    return Organisation.objects.none()


def line(person: User, today: date) -> Task:
    """Due sooner for whoever came later."""
    return Task("问候", person.full_name, "/", today - timedelta(days=person.pk))


def unwanted(row: Any, today: date) -> Task:
    """The line of a pile that must not be read."""
    raise AssertionError(row)


def test_a_post_that_does_everything_stays_within_the_queries_of_a_page(
    office: Office, client: Client, django_assert_max_num_queries: Any
) -> None:
    for name in (Role.CLERK, Role.REVIEWER, Role.HEAD, Role.FINANCE):
        client.force_login(make_user(name, name, Role.TRAINER, Role.PRINTER, at=office.city))
        client.get("/")  # content types are read once a process
        with django_assert_max_num_queries(15):
            client.get("/")


def test_one_query_finds_the_piles_that_hold_something(
    office: Office, registered: list[Pile], django_assert_num_queries: Any
) -> None:
    scope = Scope(office.who(Role.CLERK))
    scope.holds("view_projects")  # the posts are read once a request
    registered += [Pile(("view_projects",), nobody, unwanted) for _ in range(9)]
    with django_assert_num_queries(1):
        assert tasks.open_tasks(scope, TODAY) == []
    registered.append(Pile(("view_projects",), people, line, most=1))
    with django_assert_num_queries(2):
        [task] = tasks.open_tasks(scope, TODAY)
    assert task.subject == scope.user.full_name


def test_a_pile_is_not_asked_for_whom_it_does_not_concern(
    office: Office, registered: list[Pile]
) -> None:
    registered.append(Pile(("handle_collection", "manage_roles"), people, unwanted))
    assert tasks.open_tasks(Scope(office.who(Role.CLERK)), TODAY) == []


def test_any_of_the_posts_named_is_enough_and_the_most_urgent_comes_first(
    office: Office, registered: list[Pile]
) -> None:
    clerk, colleague = office.who(Role.CLERK), office.who(Role.REVIEWER)
    registered.append(Pile(("manage_roles", "view_projects"), people, line))
    found = tasks.open_tasks(Scope(clerk), TODAY)
    assert [task.subject for task in found] == [colleague.full_name, clerk.full_name]


def test_a_right_about_to_be_lost_stands_above_what_is_merely_late(
    office: Office, registered: list[Pile]
) -> None:
    def forfeit(person: User, today: date) -> Task:
        return Task("申请", person.full_name, "/", today + timedelta(days=9), is_forfeit=True)

    clerk = office.who(Role.CLERK)
    registered += [
        Pile(("view_projects",), people, line),
        Pile(("view_projects",), people, forfeit),
    ]
    titles = [task.title for task in tasks.open_tasks(Scope(clerk), TODAY)]
    assert titles == ["申请", "问候"]
