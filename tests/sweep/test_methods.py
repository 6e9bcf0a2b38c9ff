"""Methods that an address does not know do nothing: read off every view, and asked of it too.

Where the guard of Django's ``require_http_methods`` stands outermost, nothing of the view runs
before it, whoever asks and about whatever record: what it lets in is compared with the table for
every page. What stands in front of all views, the middleware, is heard live, by the person who
may do the most with the page and by a visitor; where the guard cannot be read, by everybody.
"""

from __future__ import annotations

from functools import wraps

import pytest
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from tests.sweep.asking import Asking
from tests.sweep.bureau import ACTORS, VISITOR
from tests.sweep.halves import heard
from tests.sweep.judging import OUTSIDE, check, deviation, url_of
from tests.sweep.table import PAGES, Page
from tests.sweep.views import methods_let_in, views_by_name
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

OTHER_METHODS = ("HEAD", "PUT", "DELETE", "OPTIONS")
# Views of Django's own, and two that are counted before they are looked at.
UNREADABLE = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "verify",
    "verify_by_number",
}
VIEWS = views_by_name()
READABLE = [page for page in PAGES if page.name not in UNREADABLE]
OURS = [page for page in PAGES if not page.of_django]


def test_the_guard_stands_in_front_of_every_view_but_six() -> None:
    """Others are asked by everybody: a new one among them costs a minute of every run."""
    assert {name for name, view in VIEWS.items() if methods_let_in(view) is None} == UNREADABLE


def test_every_view_lets_in_the_methods_of_the_table() -> None:
    read = {str(page): methods_let_in(VIEWS[page.name]) for page in READABLE}
    assert read == {
        str(page): {
            method
            for method, posts in (("GET", page.get), ("POST", page.post))
            if posts is not None
        }
        for page in READABLE
    }


def test_a_guard_behind_anything_else_is_not_read() -> None:
    """Otherwise the test above would prove nothing."""

    @require_http_methods(["GET", "PUT"])
    def guarded(request: HttpRequest) -> None: ...

    @wraps(guarded)
    def acts_first(request: HttpRequest) -> None: ...

    assert methods_let_in(guarded) == {"GET", "PUT"}
    assert methods_let_in(acts_first) is None
    assert methods_let_in(guarded.__wrapped__) is None


def test_every_view_is_open_to_visitors_where_the_table_says_so() -> None:
    """Before anything else, whatever the method, the others lead to the login page."""
    read = {page.name: getattr(VIEWS[page.name], "login_required", True) for page in OURS}
    assert read == {page.name: not page.public for page in OURS}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_other_methods_do_nothing(page: Page, world: World, ask: Asking) -> None:
    if page.name in UNREADABLE:
        actors = list(ACTORS)
    else:
        actors = heard(page, "GET", (min(page.post or page.get or ()), VISITOR))
    url, deviations = url_of(page, page.of(world.east)), []
    methods = [*OTHER_METHODS, *(["POST"] if page.post is None else [])]
    for actor in actors:
        for method in methods:
            answer = ask(world.east, actor, method, url)
            wanted = {302} if actor in OUTSIDE and not page.public else {405}
            if page.of_django:
                wanted |= {200, 302}
            deviations += deviation(page, actor, method, answer, wanted)
            if answer.writes:
                deviations.append(f"{actor} {method}: wrote {answer.writes}")
    check(deviations)
