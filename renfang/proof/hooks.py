"""What rooms add to the proof: their checks, and the rows of theirs that are watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from renfang.hooks import Hook


@dataclass
class Section:
    """One part of a report: what was looked at, how many, and what differs, in Chinese.

    ``upto``: the last row up to which nothing differed, where the next one goes on from there.
    """

    label: str
    counted: int = 0
    unit: str = "条"
    findings: list[str] = field(default_factory=list)
    upto: int | None = None

    def add(self, findings: Iterable[str]) -> Section:
        """Take up what differs."""
        self.findings.extend(findings)
        return self


# Each gives one part of the report. It only reads.
CHECKS: Hook[Callable[[], Section]] = Hook()


@dataclass(frozen=True)
class Watched:
    """Rows that may lawfully change, each time with an event of the record that they belong to.

    ``subject`` names that record's model, ``path`` leads from the row to its key. ``rows`` leaves
    out rows that change without an event (drafts).
    """

    model: type[models.Model]
    subject: str
    path: str
    rows: Callable[[], models.QuerySet[Any]] | None = None

    def queryset(self) -> models.QuerySet[Any]:
        """The rows, in the order of their keys."""
        found = self.rows() if self.rows else self.model._base_manager.all()
        return found.order_by("pk")


_watched: list[Watched] = []


def watch(*watched: Watched) -> None:
    """Have the state of rows noted at each seal."""
    _watched.extend(watched)


def watched_tables() -> Iterator[Watched]:
    """What was registered."""
    yield from _watched
