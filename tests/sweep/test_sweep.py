"""Every address, asked by everybody about their own, a stranger's and an unknown record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from renfang.organisations.permissions import Role
from tests.sweep.asking import Answer, Asking
from tests.sweep.table import EVERYONE, KNOWN_TO, PAGES, READERS, Page
from tests.sweep.world import ACTORS, DISABLED, NO_POST, UNKNOWN_PK, VISITOR, Bureau, World

pytestmark = pytest.mark.django_db

EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=str)
ABOUT_SOMETHING = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.about in KNOWN_TO], ids=str
)
SENDING = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.post is not None], ids=str
)
OUTSIDE = (VISITOR, DISABLED)
OTHER_METHODS = ("HEAD", "PUT", "DELETE", "OPTIONS")


# --- the table and the resolver say the same -----------------------------------------------------


def url_names(patterns: Any = None, namespace: str = "") -> Iterator[str]:
    """The name of every URL pattern, with its namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"URL pattern {pattern.pattern} has no name: give it one"
            yield namespace + pattern.name


def test_every_address_stands_in_the_table() -> None:
    missing = set(url_names()) - {page.name for page in PAGES}
    assert not missing, (
        "URL patterns without a line in tests/sweep/table.py. Add one for each, saying which "
        "posts may GET and POST, on what, and what a proper form says:\n"
        + "\n".join(f'    page("{name}", …),' for name in sorted(missing))
    )


def test_every_line_of_the_table_has_an_address() -> None:
    stale = {page.name for page in PAGES} - set(url_names())
    assert not stale, f"lines of tests/sweep/table.py without a URL pattern: {sorted(stale)}"


def test_the_table_knows_every_post() -> None:
    assert {*Role.values, NO_POST} == EVERYONE, (
        "a role was added or dropped: say in tests/sweep/table.py what it may do at each address"
    )
    assert all(readers <= EVERYONE for readers in (*KNOWN_TO.values(), *READERS.values()))


# --- what is allowed ---------------------------------------------------------------------------


def url_of(page: Page, kwargs: dict[str, Any]) -> str:
    return reverse(page.name, kwargs=kwargs)


def expected(page: Page, actor: str, allowed: frozenset[str] | None) -> set[int]:
    """The statuses with which an address may answer about the actor's own thing."""
    if actor in OUTSIDE:
        return {200, 302, 404, 405} if page.public else {302}
    if allowed is None:
        return {405}
    if actor in allowed:
        return {200, 302}
    return {403} if actor in page.known_to else {404}


def deviation(page: Page, actor: str, what: str, answer: Answer, wanted: set[int]) -> list[str]:
    """In words, what is wrong with an answer."""
    wrong = list(answer.faults)
    if answer.status not in wanted:
        wrong.append(f"answers {answer.status} instead of {sorted(wanted)}")
    if actor in OUTSIDE and not page.public and "/login/" not in answer.headers.get("Location", ""):
        wrong.append("does not lead to the login page")
    if answer.status >= 400 and answer.status not in (409, 422) and answer.writes:
        wrong.append(f"was refused and wrote {answer.writes}")
    return [f"{actor} {what}: {fault}" for fault in wrong]


def check(deviations: list[str]) -> None:
    assert not deviations, "\n" + "\n".join(deviations)


@EVERY_PAGE
def test_looking_is_for_the_posts_of_the_table(page: Page, world: World, ask: Asking) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    for actor in ACTORS:
        answer = ask(world.east, actor, "GET", url)
        deviations += deviation(page, actor, "GET", answer, expected(page, actor, page.get))
        if answer.writes and not page.logs_visits:
            deviations.append(f"{actor} GET: wrote {answer.writes}")
    check(deviations)


@SENDING
def test_acting_is_for_the_posts_of_the_table(page: Page, world: World, ask: Asking) -> None:
    url, form, deviations = url_of(page, page.of(world.east)), page.sends(world.east), []
    for actor in ACTORS:
        answer = ask(world.east, actor, "POST", url, form)
        deviations += deviation(page, actor, "POST", answer, expected(page, actor, page.post))
    check(deviations)


@SENDING
def test_an_empty_form_is_refused_to_the_same_people(
    page: Page, world: World, ask: Asking
) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    for actor in ACTORS:
        wanted = expected(page, actor, page.post)
        if wanted == {200, 302}:
            wanted = {200, 302, 404, 409, 422}
        answer = ask(world.east, actor, "POST", url)
        deviations += deviation(page, actor, "empty POST", answer, wanted)
    check(deviations)


@EVERY_PAGE
def test_other_methods_do_nothing(page: Page, world: World, ask: Asking) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    methods = [*OTHER_METHODS, *(["POST"] if page.post is None else [])]
    for actor in ACTORS:
        for method in methods:
            answer = ask(world.east, actor, method, url)
            wanted = {302} if actor in OUTSIDE and not page.public else {405}
            if page.of_django:
                wanted |= {200, 302}
            deviations += deviation(page, actor, method, answer, wanted)
            if answer.writes:
                deviations.append(f"{actor} {method}: wrote {answer.writes}")
    check(deviations)


# --- a stranger's record is like one that does not exist -----------------------------------------


def unknown(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same address about a record that nobody has."""
    return {**kwargs, "pk": UNKNOWN_PK}


def compared(
    page: Page,
    bureau: Bureau,
    actor: str,
    method: str,
    ask: Asking,
    strangers: dict[str, Any],
    form: Any = None,
    **headers: str,
) -> list[str]:
    """How the answers about a stranger's record and about none differ, if they do."""
    theirs, none = url_of(page, strangers), url_of(page, unknown(strangers))
    answer = ask(bureau, actor, method, theirs, form, **headers)
    other = ask(bureau, actor, method, none, form, **headers)
    told = deviation(page, actor, f"{method} stranger's", answer, {302, 404, 405})
    told += deviation(page, actor, f"{method} unknown", other, {302, 404, 405})
    if answer.without(theirs) != other.without(none):
        told.append(
            f"{actor} {method}: a stranger's record answers {answer.status}, "
            f"one that does not exist {other.status}, or their pages or headers differ"
        )
    if answer.writes or other.writes:
        told.append(f"{actor} {method}: wrote {answer.writes or other.writes}")
    return told


@ABOUT_SOMETHING
def test_a_strangers_record_is_like_none(page: Page, world: World, ask: Asking) -> None:
    strangers, deviations = page.of(world.west), []
    form = page.sends(world.west)
    for actor in ACTORS:
        for method in ("GET", *OTHER_METHODS):
            deviations += compared(page, world.east, actor, method, ask, strangers)
        deviations += compared(page, world.east, actor, "POST", ask, strangers, form)
    check(deviations)


@ABOUT_SOMETHING
def test_a_record_of_the_bureau_above_is_like_none(
    page: Page, world: World, ask: Asking
) -> None:
    deviations = []
    for actor in page.known_to:
        for method, form in (("GET", None), ("POST", page.sends(world.city))):
            deviations += compared(
                page, world.east, actor, method, ask, page.of(world.city), form
            )
    check(deviations)


@ABOUT_SOMETHING
def test_what_a_post_may_not_know_of_is_like_none(page: Page, world: World, ask: Asking) -> None:
    own, form, deviations = page.of(world.east), page.sends(world.east), []
    for actor in EVERYONE - page.known_to:
        for method in ("GET", "POST"):
            deviations += compared(page, world.east, actor, method, ask, own, form)
    check(deviations)


@ABOUT_SOMETHING
def test_requests_of_scripts_are_no_side_door(page: Page, world: World, ask: Asking) -> None:
    """The same as htmx asks, on the methods that do something."""
    deviations = []
    for actor in page.known_to:
        for method, form in (("GET", None), ("POST", page.sends(world.west))):
            deviations += compared(
                page, world.east, actor, method, ask, page.of(world.west), form, HX_Request="true"
            )
    check(deviations)


@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page in PAGES for name in page.refers], ids=str
)
def test_a_form_cannot_reach_a_strangers_record(
    page: Page, name: str, world: World, ask: Asking
) -> None:
    """The id of a stranger's record in a field: refused like an id that nobody has."""
    url, form, theirs = (
        url_of(page, page.of(world.east)), page.sends(world.east), page.sends(world.west),
    )  # fmt: skip
    deviations = []
    for actor in page.post or ():
        answer = ask(world.east, actor, "POST", url, {**form, name: theirs[name]})
        other = ask(world.east, actor, "POST", url, {**form, name: UNKNOWN_PK})
        deviations += [*answer.faults, *other.faults]
        bodies = [
            reply.without(url)[1].replace(str(value).encode(), b"ID")
            for reply, value in ((answer, theirs[name]), (other, UNKNOWN_PK))
        ]
        if answer.status != other.status or bodies[0] != bodies[1]:
            deviations.append(
                f"{actor}: {name} of a stranger answers {answer.status}, unknown {other.status}"
            )
        if answer.status in (200, 302) and answer.writes != other.writes:
            deviations.append(f"{actor}: {name} of a stranger wrote {answer.writes}")
    check(deviations)


@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page in PAGES for name in page.asks], ids=str
)
def test_a_query_cannot_reach_a_strangers_record(
    page: Page, name: str, world: World, ask: Asking
) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    theirs = world.west.pk("drill_closed") if name == "copy" else world.west.organisation.pk
    for actor in page.get or ():
        answer = ask(world.east, actor, "GET", f"{url}?{name}={theirs}")
        other = ask(world.east, actor, "GET", f"{url}?{name}={UNKNOWN_PK}")
        deviations += [*answer.faults, *other.faults]
        shown = answer.body.replace(str(theirs).encode(), b"ID")
        missing = other.body.replace(str(UNKNOWN_PK).encode(), b"ID")
        if answer.status != other.status or len(shown) != len(missing):
            deviations.append(f"{actor}: {name} of a stranger is answered otherwise than unknown")
    check(deviations)


def test_an_uploaded_ledger_is_its_uploaders_alone(world: World, ask: Asking) -> None:
    """Another clerk of the same office sees none of it."""
    deviations = []
    for page in PAGES:
        if page.about in ("batch", "batch_row"):
            for method in ("GET", "POST"):
                deviations += compared(
                    page, world.east, "colleague", method, ask, page.of(world.east),
                    page.sends(world.east),
                )  # fmt: skip
    assert "标记东账" not in ask(
        world.east, "colleague", "GET", reverse("engineering:imports")
    ).body.decode()
    check(deviations)


def test_the_city_sees_its_districts(world: World, ask: Asking) -> None:
    """Otherwise all those 404 would prove nothing."""
    deviations = []
    for page in PAGES:
        if page.about in KNOWN_TO and not page.about.startswith("batch") and page.get:
            actor = min(page.get)
            answer = ask(world.city, actor, "GET", url_of(page, page.of(world.east)))
            deviations += deviation(page, actor, f"{page} GET", answer, {200, 302})
    check(deviations)


# --- addresses that make no sense ------------------------------------------------------------------

_SENSELESS = ("0", "00", str(2**31), str(2**63), str(2**64), "9" * 200, "9" * 5000)
_MALFORMED = ("-1", "abc", "1.5", "１２", "1%00", "%00", "1e3", "..%2f1", "1'--", "%ED%A0%80")


@ABOUT_SOMETHING
def test_senseless_ids_are_not_found(page: Page, world: World, ask: Asking) -> None:
    address = url_of(page, unknown(page.of(world.east)))
    method, actors = ("GET", page.get) if page.get else ("POST", page.post)
    actor, deviations = min(actors or ()), []
    form = None if page.get else page.sends(world.east)
    for text in (*_SENSELESS, *_MALFORMED):
        answer = ask(
            world.east, actor, method, address.replace(str(UNKNOWN_PK), text), form
        )
        deviations += deviation(page, actor, text[:20], answer, {404})
    check(deviations)


@pytest.mark.parametrize("page", [page for page in PAGES if "year" in page.kwargs], ids=str)
def test_senseless_years_break_nothing(page: Page, world: World, ask: Asking) -> None:
    address = url_of(page, {"year": UNKNOWN_PK})
    method, form = ("GET", None) if page.get else ("POST", {})
    deviations = []
    for text in ("0", "1", "1949", "2100", "9999", "10000", str(2**64), "9" * 5000, "abc", "-1"):
        answer = ask(
            world.east,
            "system_administrator",
            method,
            address.replace(str(UNKNOWN_PK), text),
            form,
        )
        deviations += deviation(page, "system_administrator", text[:20], answer, {404, 422})
    check(deviations)


@pytest.mark.parametrize("token", ["x" * 22, "x", "x" * 5000, "%00", "标记", "a/b", "-_-"])
def test_an_unknown_token_is_not_genuine(token: str, world: World, ask: Asking) -> None:
    answer = ask(world.east, VISITOR, "GET", f"/v/{token}/")
    assert answer.status == 404
    check(answer.faults)
