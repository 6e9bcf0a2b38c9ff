"""Every list, whole and in every order: a file or a print view tells no more than the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renfang.organisations.scope import Scope
from tests.sweep.asking import Asking
from tests.sweep.bureau import STAFF
from tests.sweep.halves import heard
from tests.sweep.judging import check, deviation, expected
from tests.sweep.table import PAGES, Page
from tests.sweep.views import views_by_name
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

LISTS = {
    name: view.list_page for name, view in views_by_name().items() if hasattr(view, "list_page")
}
# What nobody in the world has entered.
BARE = {"engineering:shelter_limits", "drills:siren_coverage"}
EVERY_LIST = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name in LISTS], ids=str
)


def listing_of(page: Page, world: World, post: str, query: str = "") -> Any:
    """The list as the city's holder of the post sees it."""
    user = world.city.people[post]
    request = RequestFactory().get(f"{reverse(page.name)}?{query}")
    request.user, request.scope = user, Scope(user)
    return LISTS[page.name](request)


@EVERY_LIST
def test_whole_result_is_for_whoever_sees_the_rows(page: Page, world: World, ask: Asking) -> None:
    url, deviations = reverse(page.name), []
    for actor in heard(page, "GET", STAFF):
        for kind in ("xlsx", "csv", "print"):
            wanted = expected(page, actor, page.get)
            if kind != "print" and page.shows and actor not in page.shows:
                # The page opens and is empty; a file is refused, but where each row is asked.
                wanted = {200, 403}
            answer = ask(world.east, actor, "GET", f"{url}?format={kind}")
            deviations += deviation(page, actor, f"GET {kind}", answer, wanted)
            if answer.writes:
                deviations.append(f"{actor} GET {kind}: wrote {answer.writes}")
    check(deviations)


@EVERY_LIST
def test_every_head_sorts_both_ways_and_loses_no_row(page: Page, world: World) -> None:
    assert page.get
    post = min(page.shows or page.get)
    plain = listing_of(page, world, post)
    rows = sorted(row.pk for row in plain.sorted_rows)
    for key in [head["key"] for head in plain.heads if head["key"]]:
        for order in (key, f"-{key}"):
            listing = listing_of(page, world, post, f"order={order}")
            assert sorted(row.pk for row in listing.sorted_rows) == rows, order
            assert listing.lines or not rows


@EVERY_LIST
def test_no_cell_asks_the_database(page: Page, world: World) -> None:
    """What a page costs does not grow with its rows: all is read before the first cell."""
    assert page.get
    listing = listing_of(page, world, min(page.shows or page.get))
    assert listing.page.object_list or page.name in BARE
    with CaptureQueriesContext(connection) as asked:
        assert len(listing.lines) == len(listing.page.object_list)
        for column in listing.columns:
            for row in listing.page.object_list:
                column.filed(row)
    assert [query["sql"] for query in asked] == []
