"""Grades, coordinates and openings of shelters: shown to few, to them for a reason, never by GET.

Every page that a post may open is read for the canary that the register holds of a shelter.
"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from engineering.models import Opening, Shelter
from tests.sweep.asking import Asking, text_of, undone
from tests.sweep.bureau import STAFF
from tests.sweep.halves import asked_here
from tests.sweep.judging import url_of
from tests.sweep.lines import CLERK, HEAD, REVIEWER
from tests.sweep.table import PAGES
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

CLEARED = (CLERK, REVIEWER, HEAD)
LONGITUDE, LATITUDE, PLACE = "103.876543", "36.012345", "东侧绿地第七棵树"
GRADE = re.compile(r"核[456]B?级|常[56]级|防化[甲乙丙丁]级")


@pytest.fixture
def canary(world: World):
    """The bureau's shelters with positions and openings that stand nowhere else."""
    with undone():
        shelters = Shelter.objects.filter(organisation=world.east.organisation)
        shelters.update(longitude=LONGITUDE, latitude=LATITUDE)
        for shelter in shelters:
            shelter.openings.all().delete()
            Opening.objects.create(shelter=shelter, number="K7", kind="main_exit", place=PLACE)
        yield world.east


def told(ask: Asking, bureau, actor: str) -> dict[str, str]:
    """Everything that this person reads on the pages that open to them, and are theirs to read."""
    pages = {}
    for page in PAGES:
        if page.get and actor in page.get and asked_here(page, actor):
            answer = ask(bureau, actor, "GET", url_of(page, page.of(bureau)))
            pages[str(page)] = text_of(answer.body, answer.headers.get("Content-Type", ""))
    return pages


@pytest.mark.parametrize("actor", STAFF)
def test_no_page_or_paper_shows_where_a_shelter_lies_or_its_grade(
    actor: str, canary, ask: Asking
) -> None:
    """Even users who may know the place have to ask for it, and that is on record."""
    pages = told(ask, canary, actor)
    places = [
        f"{name}: {secret}"
        for name, text in pages.items()
        for secret in (LONGITUDE, LATITUDE, PLACE)
        if secret in text
    ]
    grades = {name: match[0] for name, text in pages.items() if (match := GRADE.search(text))}
    assert not places
    assert actor in CLEARED or not grades, grades


@pytest.mark.parametrize("name", ["document_pdf", "engineering:shelters_export"])
def test_what_is_looked_through_is_masked_for_everybody(name: str, canary, ask: Asking) -> None:
    thing = canary.things["certificate"] if name == "document_pdf" else {}
    for actor in CLEARED:
        answer = ask(canary, actor, "GET", reverse(name, kwargs=thing))
        assert not GRADE.search(text_of(answer.body, ""))


def test_who_asks_with_a_reason_is_told_and_noted(canary, ask: Asking) -> None:
    """Otherwise the tests above would prove nothing."""
    for name, thing, form in (
        ("engineering:shelter_reveal", "shelter_standing", {"reason": "竣工验收核对"}),
        ("engineering:shelters_export_whole", "", {"reason": "上报年度人防工程统计"}),
        ("document_whole", "certificate", {"reason": "核对抗力等级"}),
    ):
        url = reverse(name, kwargs=canary.things.get(thing, {}))
        answer = ask(canary, "clerk", "POST", url, form)
        text = text_of(answer.body, answer.headers.get("Content-Type", ""))
        assert GRADE.search(text), name
        if thing != "certificate":
            assert LONGITUDE in text
            assert PLACE in text
        assert any("history_event" in write for write in answer.writes), answer.writes


def test_a_grade_can_be_neither_filtered_nor_searched_for(canary, ask: Asking) -> None:
    shelters = reverse("engineering:shelters")
    every = ask(canary, "printer", "GET", shelters)
    for grade in ("5", "6", "4B"):
        assert ask(canary, "printer", "GET", f"{shelters}?nuclear_grade={grade}").status == 200
        found = ask(canary, "printer", "GET", f"{shelters}?nuclear_grade={grade}").body
        assert found.count(b"data-row>") == every.body.count(b"data-row>")
    for words in ("核5级", LONGITUDE, PLACE):
        answer = ask(canary, "clerk", "GET", f"{reverse('search')}?q={words}")
        assert answer.status == 200
        assert "shelters/" not in answer.body.decode().split("<main", 1)[1]
