"""Asking an address as somebody, and what is wrong with the answer whatever was asked.

Every answer of the sweep passes through here: no failure, all security headers, no byte of
another bureau's, no byte of what the post may not read, and nothing kept.
"""

from __future__ import annotations

import io
import json
import re
import traceback
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from renfang.organisations.second_factor import has_factor
from renfang.organisations.sessions import HAS_FACTOR
from tests.sweep.bureau import ACTORS, VISITOR, Bureau
from tests.sweep.table import READERS
from tests.sweep.world import World

_BACKEND = "renfang.organisations.backends.StaffBackend"
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b[^\"]*\"(\w+)\"", re.IGNORECASE)
# Of sessions and failed logins: written by whoever logs in, and by every minute of work.
BOOK_KEEPING = ("django_session", "axes_", "organisations_loginsession", "history_accessrecord")
# Parts of a page, which are no more on record than the rest of it: pictures, and what a script is
# told of the cell that it has sent.
PARTS = {
    "drills:photograph",
    "drills:muster_photo",
    "drills:session_code",
    "drills:assessment_scores",
}
# Another one in every answer: marks of Django's protection of forms, and the minute.
_PASSING = re.compile(rb"[A-Za-z0-9]{64}|\d{4}-\d\d-\d\d \d\d:\d\d")
_DIGITS = re.compile(rb"\d+")

# Where numbers are asked for with a reason, each time on record.
REVEALING = (
    "drills:team_contacts",
    "drills:roster_export_whole",
    "engineering:ledger_export_whole",
    "personal_look",
)
# Whoever brought a file in is shown what it says where he mends it: nobody else opens it.
OWN_FILES = ("import_mend", "import_file", "import_marked")
# A mobile number, or an identity number by its date, that stands alone.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,-])(?:1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
    r"[0-3][0-9]{4}[0-9Xx])(?![0-9A-Za-z]|[.,-][0-9])"
)
# A second clerk reads what a clerk reads.
POSTS_OF = {"colleague": "clerk"}

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}


@dataclass
class Answer:
    """What came back, what was written on the way, and what must never be."""

    status: int
    body: bytes
    headers: dict[str, str]
    writes: list[str] = field(default_factory=list)
    # What the next page will tell.
    messages: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def without(self, url: str) -> tuple[int, bytes, dict[str, str]]:
        """The answer but for what has to differ: what passes, and the address itself."""
        spellings = {url, quote(url), quote(url, safe="")}
        body, headers = _PASSING.sub(b"PASSING", self.body), dict(self.headers)
        headers.pop("Content-Length", None)
        for spelling in spellings:
            body = body.replace(spelling.encode(), b"URL")
            headers = {name: text.replace(spelling, "URL") for name, text in headers.items()}
        return self.status, body, headers

    @property
    def shape(self) -> bytes:
        """The page without what passes and without digits: ids that were sent come back in it."""
        return _DIGITS.sub(b"#", _PASSING.sub(b"PASSING", self.body))


def security_faults(headers: Mapping[str, str]) -> list[str]:
    """The security headers that an answer lacks."""
    lacking = [
        f"header {name} is {headers.get(name)!r}"
        for name, value in HEADERS.items()
        if value not in headers.get(name, "")
    ]
    policy = headers.get("Content-Security-Policy", "")
    if headers.get("Content-Type", "").startswith("image/"):
        # The browser writes the style of its own viewer into the page around a picture.
        policy = policy.replace("style-src 'unsafe-inline'", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors" not in policy:
        lacking.append(f"header Content-Security-Policy is {policy!r}")
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        lacking.append(f"header Referrer-Policy is {headers.get('Referrer-Policy')!r}")
    return lacking


@cache
def _spellings(text: str) -> tuple[str, ...]:
    """Text as it may stand in an answer: plain, in JSON, in an address."""
    return (text, json.dumps(text).strip('"'), quote(text))


def text_of(body: bytes, content_type: str) -> str:
    """Everything that can be read in an answer: workbooks unpacked, PDF as text."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist()]
        return unescape("\n".join(parts))
    if body.startswith(b"%PDF"):
        return _pdf_text(body)
    return unescape(body.decode("utf-8", "replace")) if "image" not in content_type else ""


@lru_cache(maxsize=64)
def _pdf_text(body: bytes) -> str:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(body)).pages
    # Layout may break a line anywhere.
    return "".join("".join(page.extract_text().split()) for page in pages)


class Asking:
    """Browsers of everybody in the world, each logged in once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients = {
            (bureau.mark, actor): _browser(bureau, actor)
            for bureau in (world.city, world.east, world.west)
            for actor in (*ACTORS, "colleague")
        }

    def __call__(
        self,
        bureau: Bureau,
        actor: str,
        method: str,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        from_elsewhere: bool = False,
        **headers: str,
    ) -> Answer:
        """Ask as ``actor`` of ``bureau``; whatever the answer wrote is undone.

        ``from_elsewhere`` sends a form as another site's page would, without its protection mark.
        """
        client, cookies = self._clients[bureau.mark, actor]
        client.cookies = deepcopy(cookies)
        client.handler.enforce_csrf_checks = from_elsewhere
        for value in (data or {}).values():
            if hasattr(value, "seek"):
                value.seek(0)
        writes: list[str] = []
        records: list[str] = []
        with undone(), noting_writes(writes, records):
            send = getattr(client, method.lower())
            response = send(url, data or {}, headers=headers)
            body = b"".join(response) if response.streaming else response.content
        answer = Answer(response.status_code, body, dict(response.headers), writes)
        answer.messages = _messages(response)
        answer.faults = [*_failure(response), *security_faults(answer.headers)]
        answer.faults += unrecorded(answer, url, records)
        hidden = [*self._hidden_from(bureau, actor, url), *_private(bureau, method, url)]
        answer.faults += leaks(answer, hidden)
        if method == "GET" and "?" not in url and resolve_or_none(url) not in OWN_FILES:
            answer.faults += numbers_in_clear(answer)
        return answer

    def _hidden_from(self, bureau: Bureau, actor: str, url: str) -> Iterator[str]:
        for other in self.world.strangers_to(bureau):
            yield from (other.dialling, other.things["token"]["token"])
            # What the office above is called is no secret below; all it writes is.
            is_above = bureau.organisation.path.startswith(other.organisation.path)
            yield from map(other.marked, READERS) if is_above else (other.mark,)
        # Whoever holds a certificate may have it verified, and reads there what is printed on it.
        if not url.startswith(reverse("verify_by_number")):
            for kind, readers in READERS.items():
                if POSTS_OF.get(actor, actor) not in readers:
                    yield bureau.marked(kind)


def _private(bureau: Bureau, method: str, url: str) -> list[str]:
    """Numbers that only the act of looking them up may show; it answers 403 or 404 to others."""
    revealing = (resolve_or_none(url) or "") in REVEALING
    return [] if method == "POST" and revealing else bureau.contacts


def numbers_in_clear(answer: Answer) -> Iterator[str]:
    """Whole mobile and identity numbers in an answer, whoever's they are."""
    shown = text_of(answer.body, answer.headers.get("Content-Type", ""))
    yield from (f"shows the number {found}" for found in set(_NUMBER.findall(shown)))


def resolve_or_none(url: str) -> str | None:
    """The name of the page at an address, if there is one."""
    try:
        return resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return None


def has_print(url: str) -> bool:
    """Whether there is a print view; a list without one answers with its page, which stays."""
    try:
        view = resolve(url.partition("?")[0]).func
    except Resolver404:
        return False
    return getattr(getattr(view, "list_page", None), "has_print", True)


def leaks(answer: Answer, hidden: Iterable[str]) -> Iterator[str]:
    """Which of the hidden texts can be read in an answer."""
    shown = text_of(answer.body, answer.headers.get("Content-Type", ""))
    shown += "\n".join([*answer.headers.values(), *answer.messages])
    shown += unquote(answer.headers.get("Location", ""))
    for text in hidden:
        if any(spelling in shown for spelling in _spellings(text)):
            yield f"shows {text}"


def _browser(bureau: Bureau, actor: str) -> tuple[Client, Any]:
    """A browser and its cookies after logging in."""
    client = Client(raise_request_exception=False)
    if actor != VISITOR:
        client.force_login(bureau.who(actor), backend=_BACKEND)
        if has_factor(bureau.who(actor)):
            session = client.session
            session[HAS_FACTOR] = True
            session.save()
    return client, deepcopy(client.cookies)


def _failure(response: HttpResponse) -> Iterator[str]:
    """Where a view broke."""
    if response.status_code < 500:
        return
    error = getattr(response, "exc_info", None)
    if not error:
        yield f"answers {response.status_code}"
        return
    frames = [
        f"{Path(frame.filename).relative_to(settings.BASE_DIR)}:{frame.lineno}"
        for frame in traceback.extract_tb(error[2])
        if Path(frame.filename).is_relative_to(settings.BASE_DIR)
        and "site-packages" not in frame.filename
    ]
    yield f"breaks with {error[0].__name__}: {str(error[1])[:120]} at {' > '.join(frames[-3:])}"


def _messages(response: HttpResponse) -> list[str]:
    storage = getattr(getattr(response, "wsgi_request", None), "_messages", None)
    return [str(message) for message in getattr(storage, "_queued_messages", [])]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unrecorded(answer: Answer, url: str, records: list[str]) -> list[str]:
    """A file or print that left without a word in the record, or with several."""
    media = answer.headers.get("Content-Type", "text/html").partition(";")[0]
    leaves = answer.status == 200 and (
        "Content-Disposition" in answer.headers
        or (media not in ("text/html", "text/plain") and resolve_or_none(url) not in PARTS)
        or ("format=print" in url and has_print(url))
    )
    if leaves and len(records) != 1:
        return [f"leaves with {len(records)} access records: {media}"]
    return []


@contextmanager
def noting_writes(found: list[str], records: list[str] | None = None) -> Iterator[None]:
    """Append the verb and table of each statement that writes; access records to ``records``."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITE.match(sql)
        if match and match[2] == "history_accessrecord" and records is not None:
            records.append(sql)
        if match and not match[2].startswith(BOOK_KEEPING):
            found.append(f"{match[1]} {match[2]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
