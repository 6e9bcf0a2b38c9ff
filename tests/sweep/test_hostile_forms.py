"""Whatever is typed, pasted or made up: a form answers in words, never with a failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from renfang.acts import Refused
from renfang.exchange.acts import upload
from tests.sweep.asking import Asking, undone
from tests.sweep.casework import project_file
from tests.sweep.halves import asked_here, shared
from tests.sweep.judging import check, deviation, url_of
from tests.sweep.table import PAGES, Page
from tests.sweep.test_canary import QueryFields
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

SENDING = [page for page in PAGES if page.post is not None]
# What breaks parsers, columns and engines (PostgreSQL refuses NUL and more than a column holds).
BREAKING: dict[str, Any] = {
    "NUL": "好\x00好",
    "too long": "长" * 20_000,
    "too many digits": "9" * 5_000,
    "too large for the column": str(2**63),
    "not UTF-8": b"\xff\xfe\xe4\xba",
    "a day beyond time zones": "9999-12-31",
    "the first day": "0001-01-01",
}
ODD: dict[str, Any] = {
    "blank": "　",
    "full width": "１２３４",
    "negative": "-1",
    "zero": "0",
    "float": "1e400",
    "NaN": "NaN",
    "infinite": "-Infinity",
    "Arabic digits": "١٢",
    "superscript": "²",
    "grouped": "1_000",
    "markup": '<img src=x onerror="1">&amp;</td>{{ x }}{% x %}',
    "formula": "=1+1",
    "no such day": "2026-02-30",
    "day zero": "0000-00-00",
    "turned around": "\u202e\u200b\u2066",
    "rare character": "𠮷",
    "JSON": '{"a": [1]}',
    "wildcards": "%_\\'\"",
    "twice": ["1", "2"],
    "a file": SimpleUploadedFile("x.csv", b"x"),
}
NEVER = (200, 302, 403, 404, 409, 422)


_KINDS = list(BREAKING)
# What the engines themselves refuse in ways of their own is sent to every form on both.
_ON_BOTH = ("NUL", "too large for the column")
# How many odd values one filling tries.
_AT_ONCE = 7
FILLINGS = (*BREAKING, *(f"odd values from the {turn}th" for turn in range(0, len(ODD), _AT_ONCE)))


def nonsense(names: Sequence[str], *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Fillings of all fields: with one breaking value each time, then with odd ones in turn."""
    for kind in kinds:
        yield kind, dict.fromkeys(names, BREAKING[kind])
    for turn in range(0, len(ODD), _AT_ONCE):
        yield (
            f"odd values from the {turn}th",
            {name: list(ODD.values())[(turn + at) % len(ODD)] for at, name in enumerate(names)},
        )


def somebody(page: Page) -> str:
    """A post that may send the form."""
    return min(page.post or ())


@pytest.mark.parametrize("page", SENDING, ids=str)
def test_a_form_full_of_nonsense_is_refused_in_words(page: Page, world: World, ask: Asking) -> None:
    url, form, actor = url_of(page, page.of(world.east)), page.sends(world.east), somebody(page)
    deviations = []
    for what, sent in nonsense(list(form), *BREAKING):
        if what not in _ON_BOTH and not asked_here(page, what, "POST"):
            continue
        # How many rows there are is known to the form; what stands in them is not.
        counts = {name: text for name, text in form.items() if name.endswith("_FORMS")}
        answer = ask(world.east, actor, "POST", url, {**sent, **counts})
        deviations += deviation(page, actor, what, answer, set(NEVER))
    check(deviations)


@pytest.mark.parametrize("page", SENDING, ids=str)
def test_one_field_of_nonsense_breaks_nothing(page: Page, world: World, ask: Asking) -> None:
    """The rest is filled in as it should be, so the act itself meets the value."""
    url, form, actor = url_of(page, page.of(world.east)), page.sends(world.east), somebody(page)
    deviations = []
    for number, name in enumerate(form):
        what = _KINDS[number % len(_KINDS)]
        if what not in _ON_BOTH and not asked_here(page, f"{what} in {name}", "POST"):
            continue
        answer = ask(world.east, actor, "POST", url, {**form, name: BREAKING[what]})
        deviations += deviation(page, actor, f"{name} {what}", answer, set(NEVER))
    check(deviations)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (page, name)
        for page in PAGES
        if page.post and page.name in ("engineering:register_project", "drills:drill_new")
        for name in ("buildings-TOTAL_FORMS", "calls-TOTAL_FORMS", "phases-TOTAL_FORMS")
        if name.startswith("buildings") == page.name.startswith("engineering")
    ],
    ids=str,
)
def test_a_form_of_a_million_rows_is_refused(
    page: Page, name: str, world: World, ask: Asking
) -> None:
    url, form, actor = url_of(page, page.of(world.east)), page.sends(world.east), somebody(page)
    answer = ask(world.east, actor, "POST", url, {**form, name: "1000000"})
    assert answer.status == 422
    check(answer.faults)
    for button in ("add_row", "calculate", "find_developer"):
        pressed = {**form, name: "9" * 5000, button: name.removesuffix("-TOTAL_FORMS")}
        answer = ask(world.east, actor, "POST", url, pressed)
        check(deviation(page, actor, button, answer, set(NEVER)))


def test_a_row_of_nonsense_from_a_script_breaks_nothing(world: World, ask: Asking) -> None:
    """The attendance grid sends one row at a time."""
    url = reverse("drills:roll", kwargs=world.east.things["drill_roll"])
    for row in (*BREAKING.values(), "-1", "１", "²", ""):
        answer = ask(world.east, "trainer", "POST", url, {"row": row}, HX_Request="true")
        assert answer.status in NEVER
        check(answer.faults)


@pytest.mark.parametrize("odd", ["\x00", "\x01", "\u202e", "\ufeff", "𠮷", "长" * 3000, '"', "\t"])
def test_a_ledger_with_odd_characters_is_read_or_refused(
    odd: str, world: World, ask: Asking
) -> None:
    """Both engines keep what was read, and the preview shows it."""
    name = world.east.marked("账").encode()
    content = project_file(world.east).replace(name, name + odd.encode())
    with undone():
        try:
            batch = upload("projects", content, "台账.csv", by=world.east.who("clerk"))
        except Refused:
            return
        answer = ask(world.east, "clerk", "GET", reverse("import", args=[batch.pk]))
        assert answer.status == 200
        check(answer.faults)


# Names that pages read from the address beside the fields of their query form.
_ASKED = ("page", "size", "tab", "order", "sort", "q", "month", "copy", "year", "organisation")


@pytest.mark.parametrize(
    "page", shared([page for page in PAGES if page.get], "a query of nonsense"), ids=str
)
def test_a_query_of_nonsense_breaks_nothing(page: Page, world: World, ask: Asking) -> None:
    url, actor = url_of(page, page.of(world.east)), min(page.get or ())
    shown = ask(world.east, actor, "GET", url).body.decode("utf-8", "replace")
    names = sorted({*_ASKED, *QueryFields(shown).names})
    # A page about one record has no query form: the numbers of a list in it are all it reads.
    kinds = (
        ("too many digits",) if page.about else [kind for kind in BREAKING if kind != "too long"]
    )
    deviations = []
    for what, sent in nonsense(names, *kinds):
        asked = {name: value for name, value in sent.items() if not hasattr(value, "read")}
        answer = ask(world.east, actor, "GET", url, asked)
        deviations += deviation(page, actor, what, answer, {200, 302, 404})
        if page.about:
            break
    check(deviations)


@pytest.mark.parametrize("page", shared(SENDING, "another site"), ids=str)
def test_a_form_without_its_protection_mark_is_refused(
    page: Page, world: World, ask: Asking
) -> None:
    """Another site's page that posts here on the user's behalf."""
    actor, url = somebody(page), url_of(page, page.of(world.east))
    answer = ask(world.east, actor, "POST", url, page.sends(world.east), from_elsewhere=True)
    check(deviation(page, actor, "POST from elsewhere", answer, {403}))
    assert not answer.writes
