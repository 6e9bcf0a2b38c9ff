"""待办: what a user should do today, gathered from the apps through registered piles and sources.

A pile is a register's rows that wait for one act. Most piles are empty on most days, so one
query asks which of them hold anything for the user, and only those are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from renfang.database.presence import present
from renfang.organisations.scope import Scope

if TYPE_CHECKING:
    from renfang.clocks.rules import Standing


@dataclass(frozen=True)
class Task:
    """One line of the to-do list: what to do, on what, by when, and where to click."""

    title: str
    subject: str
    url: str
    due: date | None = None
    light: Standing | None = None
    # Who handles it and since when, for the line's small print.
    note: str = ""
    # Whether the office waits for the applicant: 补正中.
    is_awaited: bool = False
    # Whether the office loses a right for good when the day passes: such lines come first.
    is_forfeit: bool = False


Source = Callable[[Scope, date], Iterable[Task]]


@dataclass(frozen=True)
class Pile:
    """Rows that wait for one act: who may do it, which rows, and the line each becomes.

    ``waiting`` gives the rows as a query, the most urgent first; it is asked only for who holds
    one of ``permissions`` somewhere (a function where upper rooms add to them later). A long list
    helps nobody: beyond ``most`` the registers show the rest.
    """

    permissions: tuple[str, ...] | Callable[[], Iterable[str]]
    waiting: Callable[[Scope, date], QuerySet[Any]]
    line: Callable[[Any, date], Task]
    most: int = 50

    def is_for(self, scope: Scope) -> bool:
        """Whether the user may do the act anywhere."""
        asked = self.permissions() if callable(self.permissions) else self.permissions
        return any(scope.holds(permission) for permission in asked)


_sources: list[Source] = []
_piles: list[Pile] = []


def register_tasks(source: Source) -> None:
    """Add a source: called with the scope and today's date, gives the user's open tasks."""
    _sources.append(source)


def register_piles(*piles: Pile) -> None:
    """Add piles whose rows become lines of the to-do list."""
    _piles.extend(piles)


def open_tasks(scope: Scope, today: date) -> list[Task]:
    """All open tasks of the user: rights about to be lost, then by day, undated ones last."""
    tasks = [task for source in _sources for task in source(scope, today)]
    for pile, rows in _not_empty(scope, today):
        tasks.extend(pile.line(row, today) for row in rows[: pile.most])
    return sorted(tasks, key=lambda task: _urgency(task, today))


def _urgency(task: Task, today: date) -> tuple[bool, bool, date, str]:
    return not task.is_forfeit, task.due is None, task.due or today, task.title


def _not_empty(scope: Scope, today: date) -> list[tuple[Pile, QuerySet[Any]]]:
    """The user's piles that hold something, found by one query."""
    mine = [(pile, pile.waiting(scope, today)) for pile in _piles if pile.is_for(scope)]
    holding = present(scope.user, *(rows for _, rows in mine))
    return [found for found, holds in zip(mine, holding, strict=True) if holds]
