"""What rooms add to the proof: their checks, and the rows of theirs that are watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from renfang.database.protection import (
    FrozenFrom,
    FrozenWith,
    Protection,
    protected_models,
    protections,
)
from renfang.hooks import Hook
from renfang.proof.rows import columns_of


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
    out rows that change without an event (drafts); ``chosen`` are the columns that are watched
    where others change without one (numbers that a new key encrypts).
    """

    model: type[models.Model]
    subject: str
    path: str
    rows: Callable[[], models.QuerySet[Any]] | None = None
    chosen: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The table, as it stands with what was noted."""
        return self.model._meta.label

    @property
    def columns(self) -> list[str]:
        """The columns that are noted."""
        return list(self.chosen) or columns_of(self.model)

    def queryset(self) -> models.QuerySet[Any]:
        """The rows, in the order of their keys."""
        found = self.rows() if self.rows else self.model._base_manager.all()
        return found.order_by("pk")


@dataclass(frozen=True)
class Fixed:
    """Columns of rows that change no more, and rows that go no more: no event explains it.

    ``where`` tells which rows are so already; ``part`` what tells this from others of the table.
    Rows may hang on an ``owner``, ``path`` is the key of it: where the owner was fixed before,
    none may be added to it either.
    """

    model: type[models.Model]
    part: str
    columns: list[str]
    where: models.Q = field(default_factory=models.Q)
    path: str = "pk"
    owner: Fixed | None = None

    @property
    def label(self) -> str:
        """Table and part, as they stand with what was noted."""
        return f"{self.model._meta.label}/{self.part}"

    def queryset(self) -> models.QuerySet[Any]:
        """The rows that are fixed, in the order of their keys."""
        return self.model._base_manager.filter(self.where).order_by("pk")


_watched: list[Watched] = []
_fixed: list[Fixed] = []


def watch(*watched: Watched) -> None:
    """Have the state of rows noted at each seal."""
    _watched.extend(watched)


def fix(*fixed: Fixed) -> None:
    """Have rows noted that stand still, besides those that the database itself protects so."""
    _fixed.extend(fixed)


def watched_tables() -> Iterator[Watched]:
    """What was registered."""
    yield from _watched


def fixed_tables() -> Iterator[Fixed]:
    """What the models declare to be frozen, and what was registered."""
    found = {each.label: each for each in _fixed}
    for model in protected_models():
        for protection in protections(model):
            found |= {each.label: each for each in _frozen(model, protection)}
    yield from found.values()


def _frozen(model: type[models.Model], protection: Protection) -> Iterator[Fixed]:
    """What the protection lets nobody change, with the owner that it hangs on."""
    if isinstance(protection, FrozenFrom):
        still = models.Q(state=protection.state)
        columns = [name for name in columns_of(model) if name not in protection.once]
        yield Fixed(model, "frozen", columns, still)
        for name in protection.once:
            yield Fixed(model, name, [name], still & models.Q(**{f"{name}__isnull": False}))
    elif isinstance(protection, FrozenWith):
        states = protection.states
        if not protection.path:
            yield Fixed(model, "frozen", columns_of(model), models.Q(state__in=states))
            return
        path = "__".join(protection.path)
        owner: type[models.Model] = model
        for name in protection.path:
            owner = owner._meta.get_field(name).related_model  # type: ignore[assignment]
        still = Fixed(owner, "-".join(states), ["id"], models.Q(state__in=states))
        yield still
        where = models.Q(**{f"{path}__state__in": states})
        yield Fixed(model, "frozen", columns_of(model), where, f"{path}_id", still)
