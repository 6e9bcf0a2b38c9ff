"""A form changes what its fields are for, and nothing else, whatever is sent beside them.

Every form is sent twice: as it should be, and with the name of every column of every table added
(organisation, state, version, balance, registered_by, id …). Both must write the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from itertools import count
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from tests.sweep.asking import BOOK_KEEPING, WRITE, Asking
from tests.sweep.bureau import Bureau
from tests.sweep.halves import shared
from tests.sweep.judging import url_of
from tests.sweep.table import PAGES, Page
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

OURS = ("organisations", "documents", "exchange", "engineering", "fees", "drills")
SENDING = [page for page in PAGES if page.post and not page.of_django and not page.proves]
# These tell and write nothing but the record: a number that is looked at, a list with its numbers,
# a preview, an echo, an answer to a link that was never given out, the end of other sessions where
# there are none.
TELLING = {
    "own_sessions",
    "personal_look",
    "search_number",
    "drills:checkin",
    "engineering:ledger_export_whole",
    "engineering:required_area_preview",
    "engineering:developer_lookup",
    "fees:amount_echo",
    "fees:what_if",
}
# Both sendings happen at this moment. A default that was taken before it could be held still shows
# fractions of a second.
NOW = datetime.now(UTC).replace(microsecond=0)
_RUNNING_CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+")
# Jobs of the queue are named at random.
_RANDOM_KEY = re.compile(r"\b[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b")
_ROWS = re.compile(r"^([a-z]+-\d+-)")
# App → name of a column and what is sent in it.
Columns = dict[str, list[tuple[str, str]]]


def intruding(field: models.Field, stranger: Bureau) -> str:
    """A value that would do harm if it reached this column."""
    if field.is_relation:
        if field.related_model._meta.label == "organisations.Organisation":
            return str(stranger.organisation.pk)
        if field.related_model._meta.label == "organisations.User":
            return str(stranger.who("clerk").pk)
        last = field.related_model._base_manager.order_by("-pk").first()
        return str(last.pk) if last else "1"
    if field.choices:
        return str(field.flatchoices[-1][0])
    if isinstance(field, models.DateField):
        return "2001-01-01"
    if isinstance(field, models.BooleanField):
        return "on"
    return "侵入" if isinstance(field, models.CharField | models.TextField) else "99"


@pytest.fixture(scope="package")
def columns(world: World) -> Columns:
    """By app, every column of its tables with an intruding value: the same before every form."""
    return {
        label: [
            (name, intruding(field, world.west))
            for model in apps.get_app_config(label).get_models()
            for field in model._meta.concrete_fields
            for name in {field.name, field.attname}
        ]
        for label in OURS
    }


def everything(page: Page, columns: Columns) -> dict[str, list[str]]:
    """Every column of our tables with its intruding values, those of the page's own app last."""
    app = page.name.partition(":")[0]
    found: dict[str, list[str]] = {}
    for label in sorted(OURS, key=lambda label: label == app):
        for name, value in columns[label]:
            found.setdefault(name, []).append(value)
    return found


class FieldNames(HTMLParser):
    """The names of all that can be filled in on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "select", "textarea", "button"):
            self.names.add(dict(attrs).get("name") or "")


@contextmanager
def noting_statements(found: list[tuple[str, Any]]) -> Iterator[None]:
    """Append every statement that writes, with what it writes."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITE.match(sql)
        if match and not match[2].startswith(BOOK_KEEPING):
            found.append((sql, [_plain(value) for value in params or ()]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _plain(value: Any) -> str:
    """A value to compare: JSON unwrapped, salts of passwords and the running clock left out."""
    text = _RUNNING_CLOCK.sub("now", str(getattr(value, "obj", value)))
    text = _RANDOM_KEY.sub("a key", text)
    # An account without a password yet has a random mark instead.
    return "a password" if re.match(r"md5\$|!\w{40}$", text) else text


@cache
def _sequence_reset() -> str:
    ours = [model for model in apps.get_models() if model._meta.managed]
    return "".join(connection.ops.sequence_reset_sql(no_style(), ours))


def written(
    ask: Asking, bureau: Bureau, actor: str, url: str, form: dict[str, Any]
) -> tuple[int, list[tuple[str, Any]]]:
    """The status of the answer, and all that was written on the way to it."""
    found: list[tuple[str, Any]] = []
    if connection.vendor == "postgresql":
        # Its sequences run on when a transaction is undone: both sendings count from the same.
        with connection.cursor() as cursor:
            cursor.execute(_sequence_reset())
    with (
        mock.patch.object(timezone, "now", return_value=NOW),
        mock.patch("secrets.token_urlsafe", side_effect=(f"{n:022d}" for n in count())),
        mock.patch("secrets.token_hex", return_value="f" * 32),
        # Nonces: a number is encrypted to the same text twice.
        mock.patch("secrets.token_bytes", side_effect=bytes),
        mock.patch("renfang.administration.acts.people.first_password", return_value="one-time"),
        noting_statements(found),
    ):
        status = ask(bureau, actor, "POST", url, form).status
    return status, found


@pytest.mark.parametrize("page", shared(SENDING, "columns of every table"), ids=str)
def test_a_form_changes_only_what_it_is_for(
    page: Page, world: World, ask: Asking, columns: Columns, settings: Any
) -> None:
    # All our columns together are more fields than any form of ours may send.
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    own, actor = world.east, min(page.post or ())
    url, form = url_of(page, page.of(own)), page.sends(own)
    known = {"", *form}
    if page.get:
        known |= FieldNames(ask(own, actor, "GET", url).body.decode()).names
    intruders = everything(page, columns)
    for prefix in {match[1] for name in form if (match := _ROWS.match(name))}:
        intruders |= {f"{prefix}{name}": values for name, values in intruders.items()}
    beside = {name: values for name, values in intruders.items() if name not in known}
    assert {"id", "pk_of_nothing"} & beside.keys(), "the page asks for an id: is that meant?"

    control = written(ask, own, actor, url, form)
    assert control[0] in (200, 302)
    assert control[1] or page.name in TELLING
    intruded = written(ask, own, actor, url, {**form, **beside})
    assert intruded[0] == control[0]
    for as_meant, as_sent in zip(control[1], intruded[1], strict=True):
        assert as_sent == as_meant
