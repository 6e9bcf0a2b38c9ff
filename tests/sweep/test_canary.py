"""No byte of a bureau's reaches another: pages, lists, counts, workbooks, PDF, search, filters.

Each answer of every test of this package is searched for strangers' marks (tests/sweep/asking.py).
Here the search itself is put to the proof, the other district reads everything it may, and words
that only a stranger's records hold are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote_plus, urlencode

import pytest
from django.urls import reverse

from drills.models import Member
from engineering.models import Project
from renfang.documents.models import IssuedDocument
from renfang.quantities.identifiers import mask_phone
from tests.sweep.asking import Answer, Asking, leaks, text_of, undone
from tests.sweep.bureau import STAFF, Bureau
from tests.sweep.casework import open_cases
from tests.sweep.halves import asked_here, shared
from tests.sweep.judging import check, deviation, url_of
from tests.sweep.table import PAGES, Page
from tests.sweep.training import train
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

# As long as the words it stands beside, and in no record.
_NONSENSE = "龘"
# A number that nobody has: whoever may look for numbers is asked why for any whole one.
_NOBODY = "19900000000"
_PASSING = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?|[A-Za-z0-9]{64}"
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|value=\"\d\d:\d\d\""  # the time of day that a form begins with
    r"|[\w-]+:\w{6}:[\w-]{43}"  # a signed link, which names its moment
    r"|[\d.,]+\s(bytes|字节|[KMGTP]B)"  # what is left of the disk, which others fill too
)


@pytest.mark.parametrize(
    ("actor", "name", "thing", "kind"),
    [
        ("clerk", "engineering:project", "project", "案"),
        ("clerk", "engineering:ledger_export", "", "案"),
        ("clerk", "engineering:imports", "", "账"),
        ("clerk", "document_pdf", "relocation_approval", "案"),
        ("printer", "document_pdf", "certificate", "案"),
        ("finance", "document_pdf", "payment_notice", "案"),
        ("finance", "fees:account", "account", "费"),
        ("trainer", "document_pdf", "drill_record", "演"),
        ("trainer", "drills:team", "team", "队"),
        ("auditor", "events", "", "演"),
        ("auditor", "person", "person", "人"),
    ],
)
def test_the_canary_sings(
    actor: str, name: str, thing: str, kind: str, world: World, ask: Asking
) -> None:
    """What must not be found in others' answers is found in one's own: the search works."""
    own = world.east
    answer = ask(own, actor, "GET", reverse(name, kwargs=own.things.get(thing, {})))
    assert answer.status == 200
    assert list(leaks(answer, [own.marked(kind)])) == [f"shows {own.marked(kind)}"]


@pytest.mark.parametrize("name", ["drills:roster_export", "drills:roll_export"])
def test_the_canary_sings_in_workbooks_that_are_asked_for(
    name: str, world: World, ask: Asking
) -> None:
    thing = "team" if "roster" in name else "filed_roll"
    answer = ask(world.east, "trainer", "POST", reverse(name, kwargs=world.east.things[thing]))
    assert list(leaks(answer, [world.east.marked("队")]))


def test_numbers_of_members_are_shown_when_asked_for(world: World, ask: Asking) -> None:
    url = reverse("drills:team_contacts", kwargs=world.east.things["team"])
    members = Member.objects.filter(team=world.east.pk("team"))
    numbers = {number.whole for number in members.values_list("phone", flat=True)} - {""}
    answer = ask(world.east, "trainer", "POST", url, {"reason": "通知集结时间"})
    assert numbers
    assert numbers <= set(world.east.contacts)
    assert all(number in answer.body.decode() for number in numbers)


# A new key at each look, and what nobody of the world has set up.
_OWN_FACTOR = {
    "second_factor_app",
    "second_factor_app_off",
    "second_factor_codes",
    "passkey_off",
}
# It counts the rows of the whole installation that wait for a seal, and names none.
_OF_ALL_OFFICES = {"verification"}


def opened_by(actor: str) -> list[Page]:
    """Every page that this person may open and that is about records."""
    left_out = _OWN_FACTOR | _OF_ALL_OFFICES
    return [page for page in PAGES if page.get and actor in page.get and page.name not in left_out]


def seen(ask: Asking, bureau: Bureau, actor: str, pages: Iterable[Page]) -> dict[Page, Answer]:
    """What stands on these pages for this person."""
    return {page: ask(bureau, actor, "GET", url_of(page, page.of(bureau))) for page in pages}


def test_what_strangers_do_changes_nothing_of_what_one_sees(world: World, ask: Asking) -> None:
    """Not a row, not a count, not a sum: the other offices work on, and every page stays as it is.

    The people of the other district are the ones who look, so that both have been heard.
    """
    looking, deviations = world.west, []
    theirs = {
        actor: [page for page in opened_by(actor) if asked_here(page, actor)] for actor in STAFF
    }
    before = {actor: seen(ask, looking, actor, theirs[actor]) for actor in STAFF}
    with undone():
        for other in world.strangers_to(looking):
            # Another set of records, under names of its own.
            again = replace(other, things={}, contacts=[])
            open_cases(again)
            train(again)
        after = {actor: seen(ask, looking, actor, theirs[actor]) for actor in STAFF}
    for actor, pages in before.items():
        for page, answer in pages.items():
            deviations += deviation(page, actor, f"{page} GET", answer, {200, 302})
            if lasting(answer) != lasting(after[actor][page]):
                deviations.append(f"{actor} {page}: shows that strangers have been at work")
    check(deviations)


def lasting(answer: Answer) -> str:
    """What an answer says, but for the time and for marks and keys that are new each time."""
    text = text_of(answer.body, answer.headers.get("Content-Type", ""))
    return _PASSING.sub("", text)


def test_what_ones_own_office_does_shows(world: World, ask: Asking) -> None:
    """Otherwise the test above would prove nothing."""
    before = seen(ask, world.east, "head", opened_by("head"))
    with undone():
        again = replace(world.east, things={}, contacts=[])
        open_cases(again)
        train(again)
        after = seen(ask, world.east, "head", opened_by("head"))
    changed = {page.name for page in before if lasting(before[page]) != lasting(after[page])}
    assert changed >= {
        "workbench",
        "documents",
        "engineering:projects",
        "engineering:applications",
        "engineering:shelters",
        "engineering:ledger_export",
        "fees:accounts",
        "fees:pending",
        "fees:figures",
        "fees:figures_export",
        "drills:teams",
        "drills:drills",
        "drills:calendar",
    }


def words_of(bureau: Bureau) -> list[str]:
    """What only this bureau's records hold, as people type it into a search box."""
    project = Project.objects.select_related("developer").get(pk=bureau.pk("project"))
    paper = IssuedDocument.objects.get(pk=bureau.pk("certificate"))
    return [
        project.name,
        project.code,
        project.developer.name,
        project.developer.credit_code,
        paper.number,
        paper.token,
        bureau.marked("费"),
        bureau.marked("队"),
        bureau.marked("演"),
        bureau.contacts[0],
        bureau.who("clerk").username,
    ]


def answered(ask: Asking, bureau: Bureau, actor: str, url: str, words: str) -> tuple[int, str]:
    """The answer to a question, without the words of the question, which are echoed."""
    answer = ask(bureau, actor, "GET", url)
    return answer.status, lasting(answer).replace(words, "").replace(quote_plus(words), "")


@pytest.mark.parametrize("actor", STAFF)
def test_searching_for_a_strangers_words_finds_nothing(
    actor: str, world: World, ask: Asking
) -> None:
    for words in words_of(world.west):
        nonsense = _NOBODY if words == world.west.contacts[0] else _NONSENSE * len(words)
        found, nothing = (
            answered(ask, world.east, actor, f"{reverse('search')}?{urlencode({'q': text})}", text)
            for text in (words, nonsense)
        )
        assert found == nothing, f"{actor} finds something of {words}"


@pytest.mark.parametrize("actor", STAFF)
def test_a_strangers_number_finds_no_more_than_nobodys(
    actor: str, world: World, ask: Asking
) -> None:
    answers = []
    for number in (world.west.contacts[0], _NOBODY):
        sent = {"number": number, "reason": "未接来电回复当事人"}
        answer = ask(world.east, actor, "POST", reverse("search_number"), sent)
        told = lasting(answer).replace(number, "").replace(mask_phone(number), "")
        answers.append((answer.status, told))
    assert answers[0] == answers[1]


def test_ones_own_number_finds_the_project(world: World, ask: Asking) -> None:
    """Otherwise the test above would prove nothing."""
    project = Project.objects.get(pk=world.east.pk("project"))
    sent = {"number": project.developer.phone.whole, "reason": "未接来电回复当事人"}
    answer = ask(world.east, "clerk", "POST", reverse("search_number"), sent)
    assert project.get_absolute_url() in answer.body.decode()


def test_searching_for_ones_own_words_finds_them(world: World, ask: Asking) -> None:
    """Otherwise the test above would prove nothing."""
    project = Project.objects.get(pk=world.east.pk("project"))
    answer = ask(
        world.east, "clerk", "GET", f"{reverse('search')}?{urlencode({'q': project.code})}"
    )
    assert (answer.status, answer.headers["Location"]) == (302, project.get_absolute_url())


class QueryFields(HTMLParser):
    """The names of the boxes to type into of the forms that send a GET."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self._asks = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._asks = (given.get("method") or "get").lower() == "get"
        elif tag == "input" and self._asks and given.get("type", "text") in ("text", "search"):
            self.names.append(given.get("name") or "")


@pytest.mark.parametrize(
    "page",
    shared(
        [page for page in PAGES if page.get and not page.about and page.name != "search"],
        "strangers' words",
    ),
    ids=str,
)
def test_filtering_by_a_strangers_words_counts_nothing(
    page: Page, world: World, ask: Asking
) -> None:
    """Rows, counts and sums are the same for a stranger's words as for words nobody wrote."""
    url, actor = url_of(page, page.of(world.east)), min(page.shows or page.get or ())
    shown = ask(world.east, actor, "GET", url).body.decode("utf-8", "replace")
    # The box on top of every page leads to the search.
    for name in set(QueryFields(shown).names) - {"q"}:
        for words in words_of(world.west)[:4]:
            found, nothing = (
                answered(ask, world.east, actor, f"{url}?{urlencode({name: text})}", text)
                for text in (words, _NONSENSE * len(words))
            )
            assert found == nothing, f"{actor} finds something by {name}={words}"
