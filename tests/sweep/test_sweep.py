"""Every address, asked by everybody about a record of their own bureau: looking and acting."""

from __future__ import annotations

import re

import pytest

from renfang.exchange.kinds import all_kinds
from renfang.exchange.models import ImportBatch
from renfang.organisations.permissions import Role
from tests.sweep.asking import Answer, Asking, text_of
from tests.sweep.bureau import NO_POST, STAFF
from tests.sweep.halves import heard
from tests.sweep.judging import OUTSIDE, check, deviation, expected, url_of
from tests.sweep.table import EVERYONE, KNOWN_TO, PAGES, READERS, Page
from tests.sweep.views import views_by_name
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=str)
SENDING = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.post is not None], ids=str
)


# --- the table and the resolver say the same -----------------------------------------------------


def test_every_address_stands_in_the_table() -> None:
    missing = views_by_name().keys() - {page.name for page in PAGES}
    assert not missing, (
        "URL patterns without a line in a tests/sweep/table*.py. Add one for each, saying which "
        "posts may GET and POST, on what, and what a proper form says (docs/testing.md, "
        "The sweep):\n" + "\n".join(f'    page("{name}", …),' for name in sorted(missing))
    )


def test_every_line_of_the_table_has_an_address() -> None:
    stale = {page.name for page in PAGES} - views_by_name().keys()
    assert not stale, f"lines of tests/sweep/table.py without a URL pattern: {sorted(stale)}"


def test_the_table_knows_every_post() -> None:
    assert {*Role.values, NO_POST} == EVERYONE, (
        "a role was added or dropped: say in tests/sweep/table.py what it may do at each address"
    )
    assert all(readers <= EVERYONE for readers in (*KNOWN_TO.values(), *READERS.values()))


def test_every_kind_of_file_that_comes_in_lies_in_the_world(world: World) -> None:
    """All share the addresses of preview and confirmation, so no address would be missing."""
    files = ImportBatch.objects.filter(organisation=world.east.organisation)
    there = set(files.values_list("kind", flat=True))
    missing = {kind.code for kind in all_kinds()} - there
    assert not missing, (
        f"upload one of {sorted(missing)} in a tests/sweep/casework*.py, name it by "
        "bureau.keep_file, and add the lines of imported(…) to the table"
    )


# --- what is allowed -----------------------------------------------------------------------------


@EVERY_PAGE
def test_looking_is_for_the_posts_of_the_table(page: Page, world: World, ask: Asking) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    for actor in heard(page, "GET"):
        answer = ask(world.east, actor, "GET", url)
        deviations += deviation(page, actor, "GET", answer, expected(page, actor, page.get))
        if answer.writes and not page.logs_visits:
            deviations.append(f"{actor} GET: wrote {answer.writes}")
    check(deviations)


@pytest.mark.parametrize("page", [page for page in PAGES if page.shows], ids=str)
def test_a_list_that_opens_for_everybody_is_empty_for_most(
    page: Page, world: World, ask: Asking
) -> None:
    """Other posts see what somebody without a post sees."""
    url, pages = url_of(page, page.of(world.east)), {}
    for actor in {NO_POST, *heard(page, "GET", STAFF)}:
        answer = ask(world.east, actor, "GET", url)
        pages[actor] = content_of(answer)
    blank = pages[NO_POST]
    assert {actor for actor in pages if pages[actor] != blank} == page.shows & pages.keys()


def content_of(answer: Answer) -> str:
    """What a page says beside its frame, which names the reader; the cells of a workbook."""
    text = text_of(answer.body, "")
    main = re.search(r"<main(.*)</main>|<sheetData>(.*)</sheetData>", text, re.DOTALL)
    assert main, "the page has neither <main> nor a sheet"
    return re.sub(r'<p class="print-head.*?</p>', "", main[0], flags=re.DOTALL)


@SENDING
def test_acting_is_for_the_posts_of_the_table(page: Page, world: World, ask: Asking) -> None:
    url, form, deviations = url_of(page, page.of(world.east)), page.sends(world.east), []
    for actor in heard(page, "POST"):
        answer = ask(world.east, actor, "POST", url, form)
        deviations += deviation(page, actor, "POST", answer, expected(page, actor, page.post))
    check(deviations)


@SENDING
def test_an_empty_form_is_refused_to_the_same_people(page: Page, world: World, ask: Asking) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    for actor in heard(page, "POST", sorted(page.known_to | {NO_POST, *OUTSIDE})):
        wanted = expected(page, actor, page.post)
        if wanted == {200, 302}:
            wanted = {200, 302, 404, 409, 422}
        elif page.names and actor not in OUTSIDE:
            # The address is about nothing: an empty form asks for nobody's record.
            wanted = wanted | {409}
        answer = ask(world.east, actor, "POST", url)
        deviations += deviation(page, actor, "empty POST", answer, wanted)
    check(deviations)


def test_the_city_sees_its_districts(world: World, ask: Asking) -> None:
    """Otherwise all those 404 would prove nothing."""
    deviations = []
    for page in PAGES:
        if page.about in KNOWN_TO and not page.about.startswith("batch") and page.get:
            actor = min(page.get)
            answer = ask(world.city, actor, "GET", url_of(page, page.of(world.east)))
            wanted = {403} if page.by_author else {200, 302}
            deviations += deviation(page, actor, f"{page} GET", answer, wanted)
    check(deviations)
