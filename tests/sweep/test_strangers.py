"""A stranger's record answers like one that does not exist: to everybody, with every method.

So do records of the bureau above, and those of one's own bureau that one's post may not know of.
"""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve, reverse

from tests.sweep.asking import Asking
from tests.sweep.bureau import STAFF, UNKNOWN_PK, VISITOR
from tests.sweep.halves import heard, shared
from tests.sweep.judging import OUTSIDE, check, compared, deviation, unknown, url_of
from tests.sweep.table import KNOWN_TO, PAGES, Page
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

ABOUT_SOMETHING = [page for page in PAGES if page.about in KNOWN_TO]


@pytest.mark.parametrize("page", ABOUT_SOMETHING, ids=str)
def test_a_strangers_record_is_like_none(page: Page, world: World, ask: Asking) -> None:
    """So is one of the bureau above, and one of the own bureau that a post may not know of."""
    form, deviations = page.sends(world.east), []
    for method, sent in (("GET", None), ("POST", form)):
        for actor in heard(page, method, STAFF):
            others = [world.west, world.city if actor in page.known_to else world.east]
            deviations += compared(page, world.east, actor, method, ask, others, sent)
    for actor in heard(page, "GET", OUTSIDE):
        deviations += compared(page, world.east, actor, "GET", ask, [world.west])
    # Other methods are refused before the record is looked for: test_methods.
    for actor in heard(page, "GET", (min(page.known_to), VISITOR)):
        deviations += compared(page, world.east, actor, "DELETE", ask, [world.west])
    check(deviations)


@pytest.mark.parametrize("page", shared(ABOUT_SOMETHING, "scripts"), ids=str)
def test_requests_of_scripts_are_no_side_door(page: Page, world: World, ask: Asking) -> None:
    """The same as htmx asks, by somebody who may do all of it at home."""
    actor, deviations = min(page.post or page.get or ()), []
    for method, form in (("GET", None), ("POST", page.sends(world.west))):
        deviations += compared(
            page, world.east, actor, method, ask, [world.west], form, HX_Request="true"
        )
    check(deviations)


@pytest.mark.parametrize(
    ("page", "name"),
    [(page, name) for page in shared(PAGES, "a form's ids") for name in page.refers],
    ids=str,
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
        if answer.status != other.status or answer.shape != other.shape:
            deviations.append(
                f"{actor}: {name} of a stranger answers {answer.status}, unknown {other.status}"
            )
        if answer.status in (200, 302) and answer.writes != other.writes:
            deviations.append(f"{actor}: {name} of a stranger wrote {answer.writes}")
    check(deviations)


@pytest.mark.parametrize(
    ("page", "name"),
    [(page, name) for page in shared(PAGES, "a query's ids") for name in page.asks],
    ids=str,
)
def test_a_query_cannot_reach_a_strangers_record(
    page: Page, name: str, world: World, ask: Asking
) -> None:
    url, deviations = url_of(page, page.of(world.east)), []
    things = {"copy": "drill_closed", "with": "book_draft"}
    theirs = world.west.pk(things[name]) if name in things else world.west.organisation.pk
    for actor in page.get or ():
        answer = ask(world.east, actor, "GET", f"{url}?{name}={theirs}")
        other = ask(world.east, actor, "GET", f"{url}?{name}={UNKNOWN_PK}")
        deviations += [*answer.faults, *other.faults]
        if answer.status != other.status or answer.shape != other.shape:
            deviations.append(f"{actor}: {name} of a stranger is answered otherwise than unknown")
    check(deviations)


def test_a_new_office_takes_no_division_from_a_stranger(world: World, ask: Asking) -> None:
    """An office that serves a division ends the service of another: of none but one's own."""
    url = reverse("office_new", kwargs=world.east.things["office"])
    page = next(page for page in PAGES if page.name == "office_new")
    taken = world.west.organisation.division.code
    form = {**page.sends(world.east), "division_code": taken}
    answer = ask(world.east, "system_administrator", "POST", url, form)
    assert answer.status == 422
    assert "DELETE organisations_organisation_serves" not in answer.writes


def test_an_uploaded_ledger_is_its_uploaders_alone(world: World, ask: Asking) -> None:
    """Another clerk of the same office sees none of it."""
    deviations = []
    for page in PAGES:
        if page.about.startswith("batch"):
            for method, form in (("GET", None), ("POST", page.sends(world.east))):
                deviations += compared(
                    page, world.east, "colleague", method, ask, [world.east], form
                )
    check(deviations)
    answer = ask(world.east, "colleague", "GET", reverse("engineering:imports"))
    assert answer.status == 200
    assert world.east.marked("账") not in answer.body.decode()


# --- addresses that make no sense ----------------------------------------------------------------

_SENSELESS = ("0", "00", str(2**31), str(2**63), str(2**64), "9" * 200, "9" * 5000, "%00", "-1")
_MALFORMED = ("-1", "abc", "1.5", "１２", "1\0", "\0", "1e3", "../1", "1'--", "\ufffd", " 1", "")


@pytest.mark.parametrize("page", shared(ABOUT_SOMETHING, "senseless ids"), ids=str)
def test_senseless_ids_are_not_found(page: Page, world: World, ask: Asking) -> None:
    address = url_of(page, unknown(page.of(world.east)))
    for text in _MALFORMED:
        with pytest.raises(Resolver404):
            resolve(address.replace(str(UNKNOWN_PK), text))
    method, actors = ("GET", page.get) if page.get else ("POST", page.post)
    actor, deviations = min(actors or ()), []
    form = None if page.get else page.sends(world.east)
    for text in _SENSELESS:
        answer = ask(world.east, actor, method, address.replace(str(UNKNOWN_PK), text), form)
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
