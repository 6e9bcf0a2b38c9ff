"""The days that tables keep and the calendar decides: what a change of it moves, and moving them.

A row keeps its last day so that lists can filter and order by it. Each room that keeps such a day
registers it (``register_clock`` in its ``register()``), with the rows in which it still runs and
how it is counted. Whoever changes the calendar asks ``foreseen`` beforehand what would move, and
calls ``recount`` in the same transaction. docs/clocks.md lists all, and the days that stand still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from renfang.clocks.calendars import as_if, calendar_read_once
from renfang.clocks.rules import ESTIMATE, WorkingCalendar
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.records import Versioned

ACT = "重新计算期限"


def _itself(row: Any) -> Any:
    return row


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredClock:
    """The days of one table that the calendar decides.

    ``days`` gives each field the name that pages have for it, ``estimate`` is the field that says
    whether they are estimates. ``running()`` are the rows in which a day can still move, with what
    ``count`` reads of them. ``count(row)`` gives the value of each field by the calendar as it
    stands, and writes nothing. ``subject(row)`` is the record whose history keeps the move, where
    it is another one.
    """

    model: type[Model]
    days: Mapping[str, str]
    running: Callable[[], QuerySet[Any]]
    count: Callable[[Any], Mapping[str, Any]]
    estimate: str = ""
    subject: Callable[[Any], Any] = _itself


@dataclass(frozen=True)
class Moved:
    """One day of one row: ``label`` is what it is called, ``before`` and ``after`` as shown."""

    clock: StoredClock
    row: Any
    label: str
    before: str
    after: str

    @property
    def subject(self) -> Any:
        """The record to which the row belongs; scoped."""
        return self.clock.subject(self.row)


_clocks: list[StoredClock] = []


def register_clock(clock: StoredClock) -> None:
    """Make stored days known: from now on they follow the calendar."""
    _clocks.append(clock)


def all_clocks() -> list[StoredClock]:
    """Every registered one, in the order of the rooms."""
    return list(_clocks)


def foreseen(calendar: WorkingCalendar | None = None) -> list[Moved]:
    """What ``recount`` would move: by the calendar as it stands, or as if it were ``calendar``."""
    with as_if(calendar) if calendar else calendar_read_once():
        return [
            moved
            for clock in _clocks
            for row in clock.running().order_by("pk")
            for moved in _moved(clock, row, clock.count(row))
        ]


def recount(by: User, reason: str) -> list[Moved]:
    """重新计算期限: bring every stored day to the calendar as it stands; gives what moved.

    For acts that have changed the calendar, inside their transaction. The history of each record
    keeps the earlier figure, who moved it, and ``reason``.
    """
    done: list[Moved] = []
    with calendar_read_once():
        for clock, pk in dict.fromkeys((each.clock, each.row.pk) for each in foreseen()):
            done.extend(_recount_row(clock, pk, by, reason))
    return done


def _recount_row(clock: StoredClock, pk: Any, by: User, reason: str) -> list[Moved]:
    """Lock the record and its row, count once more, write."""
    seen = clock.running().filter(pk=pk).first()
    if seen is None:
        return []
    subject = clock.subject(seen)
    if subject is not seen:
        _locked(type(subject)._default_manager.all()).get(pk=subject.pk)
    row = _locked(clock.running()).filter(pk=pk).first()
    if row is None:
        return []
    values = clock.count(row)
    moves = list(_moved(clock, row, values))
    if not moves:
        return []
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Versioned):
        row.save_next(*values)
    else:
        row.save(update_fields=list(values))
    record(
        by,
        ACT,
        clock.subject(row),
        before={move.label: move.before for move in moves},
        after={move.label: move.after for move in moves},
        note=reason,
    )
    return moves


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Lock the rows themselves, not what is read along with them."""
    if connection.features.has_select_for_update_of:
        return rows.select_for_update(of=("self",))
    return rows.select_for_update()


def _moved(clock: StoredClock, row: Any, values: Mapping[str, Any]) -> Iterator[Moved]:
    was, will = getattr(row, clock.estimate, False), values.get(clock.estimate, False)
    for name, label in clock.days.items():
        if name not in values:
            continue
        before, after = _shown(getattr(row, name), was), _shown(values[name], will)
        if before != after:
            yield Moved(clock, row, label, before, after)


def _shown(day: date | None, is_estimated: bool) -> str:
    if day is None:
        return "-"
    return f"{day}{ESTIMATE if is_estimated else ''}"
