"""What an answer should have been, by the table, and in words what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from tests.sweep.asking import Answer, Asking
from tests.sweep.bureau import DISABLED, UNKNOWN_PK, VISITOR, Bureau
from tests.sweep.table import Page

OUTSIDE = (VISITOR, DISABLED)


def url_of(page: Page, kwargs: dict[str, Any]) -> str:
    return reverse(page.name, kwargs=kwargs)


def expected(page: Page, actor: str, allowed: frozenset[str] | None) -> set[int]:
    """The statuses with which an address may answer about the actor's own thing."""
    if actor in OUTSIDE:
        return {200, 302, 404, 405} if page.public else {302}
    if allowed is None:
        return {405}
    if actor in allowed:
        return {200, 302, 404, 422} if page.proves else {200, 302}
    # Where a post is refused before the record is looked for, it learns nothing either:
    # test_what_a_post_may_not_know_of_is_like_none holds both against an unknown record.
    return {403} if actor in page.known_to else {403, 404}


def deviation(page: Page, actor: str, what: str, answer: Answer, wanted: set[int]) -> list[str]:
    """In words, what is wrong with an answer."""
    wrong = list(answer.faults)
    if answer.status not in wanted:
        wrong.append(f"answers {answer.status} instead of {sorted(wanted)}")
    if actor in OUTSIDE and not page.public and "/login/" not in answer.headers.get("Location", ""):
        wrong.append("does not lead to the login page")
    if answer.status in (403, 404) and answer.writes and actor not in (page.post or page.get or ()):
        wrong.append(f"was refused and wrote {answer.writes}")
    return [f"{actor} {what}: {fault}" for fault in wrong]


def check(deviations: list[str]) -> None:
    assert not deviations, "\n" + "\n".join(deviations)


def unknown(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same address about a record that nobody has."""
    return {**kwargs, "pk": UNKNOWN_PK}


def compared(
    page: Page,
    bureau: Bureau,
    actor: str,
    method: str,
    ask: Asking,
    others: Sequence[Bureau],
    form: Any = None,
    **headers: str,
) -> list[str]:
    """How the answers about these bureaus' records differ from the one about none, if they do."""
    none = url_of(page, unknown(page.of(bureau)))
    nothing = ask(bureau, actor, method, none, form, **headers)
    told = deviation(page, actor, f"{method} unknown", nothing, {302, 403, 404, 405})
    for other in others:
        theirs = url_of(page, page.of(other))
        answer = ask(bureau, actor, method, theirs, form, **headers)
        told += deviation(page, actor, f"{method} {other.mark}", answer, {302, 403, 404, 405})
        if answer.without(theirs) != nothing.without(none):
            told.append(
                f"{actor} {method}: a record of {other.mark} answers {answer.status}, one that "
                f"does not exist {nothing.status}, or their pages or headers differ"
            )
        if answer.writes:
            told.append(f"{actor} {method} {other.mark}: wrote {answer.writes}")
    return told
