"""Where working calendars come from: the program (published years) or the office's table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from renfang.clocks.rules import WorkingCalendar

OFFICIAL_DAYS = Path(__file__).with_name("official_days.json")


@cache
def built_in_calendar() -> WorkingCalendar:
    """The published years known when this version was made; needs no database."""
    data = json.loads(OFFICIAL_DAYS.read_text(encoding="utf-8"))
    days = {date.fromisoformat(day): entry for day, entry in data["days"].items()}
    return WorkingCalendar(
        days={day: working for day, (working, _) in days.items()},
        official_years=frozenset(data["years"]),
        names={day: name for day, (_, name) in days.items()},
    )


# The calendar read for the request that is being answered; None outside requests.
_held: ContextVar[list[WorkingCalendar] | None] = ContextVar("renfang_calendar", default=None)


def current_calendar() -> WorkingCalendar:
    """The office's calendar as it stands now: one small query, once a request.

    Not kept any longer: a day entered in one process must count at once in all others.
    """
    held = _held.get()
    if held:
        return held[0]
    calendar = _read()
    if held is not None:
        held.append(calendar)
    return calendar


@contextmanager
def calendar_read_once() -> Iterator[None]:
    """Inside, the table is read at most once; within such a stretch the same reading goes on."""
    if _held.get() is not None:
        yield
        return
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def as_if(calendar: WorkingCalendar) -> Iterator[None]:
    """Inside, everybody counts by ``calendar``: to see beforehand what a change would do."""
    token = _held.set([calendar])
    try:
        yield
    finally:
        _held.reset(token)


def forget_calendar() -> None:
    """The table was changed: whoever asks next reads it anew."""
    held = _held.get()
    if held is not None:
        held.clear()


# Days and years in one round trip: a year's row has no day. As plain text, because the table is
# read in every request and act, and only ever differs after somebody changed it.
_TABLE = """
    SELECT date, is_working, name, NULL AS year FROM clocks_specialday
    UNION ALL
    SELECT NULL, NULL, NULL, year FROM clocks_calendaryear WHERE official
"""


def _read() -> WorkingCalendar:
    """The calendar that the table holds at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        return _calendar(tuple(cursor.fetchall()))


@lru_cache(maxsize=4)
def _calendar(rows: tuple[tuple[Any, ...], ...]) -> WorkingCalendar:
    """What rows of the table say. SQLite gives days as text, and truth as a number."""
    days = [
        (day if isinstance(day, date) else date.fromisoformat(day), bool(working), name)
        for day, working, name, _ in rows
        if day
    ]
    return WorkingCalendar(
        days={day: working for day, working, _ in days},
        official_years=frozenset(year for *_, year in rows if year),
        names={day: name for day, _, name in days},
    )
