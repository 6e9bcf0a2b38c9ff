"""待办: what a user should do today, gathered from the apps through registered sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from renfang.organisations.scope import Scope

if TYPE_CHECKING:
    from renfang.clocks.statutory_clock import Standing


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


Source = Callable[[Scope, date], Iterable[Task]]
_sources: list[Source] = []


def register_tasks(source: Source) -> None:
    """Add a source: called with the scope and today's date, gives the user's open tasks."""
    _sources.append(source)


def open_tasks(scope: Scope, today: date) -> list[Task]:
    """All open tasks of the user, the most urgent first, undated ones last."""
    tasks = [task for source in _sources for task in source(scope, today)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or today, task.title))
