"""What a register is: its table, its columns, and what its pages show besides; the list of all.

A register is described by its columns; forms, pages, import and export all follow from them, so
that a column is added in one place. Rooms above describe registers of their own, and add to those
below them what they know of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from renfang.hooks import Hook
from renfang.organisations.scope import Scope
from renfang.pages.tables import Table
from renfang.steps import Steps


@dataclass(frozen=True)
class Figure:
    """One figure above the list."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Register:
    """One register: its model, the names of its addresses, its columns in the order of the table.

    ``shown`` are the columns of the list; ``searched`` those that words are looked for in.
    ``tones`` gives the tone of each state of a row, where rows have one. ``aliases`` are headings
    of other people's tables by column, ``words`` what they write for its choices.
    """

    slug: str
    model: type[Any]
    noun: str
    symbol: str
    columns: Sequence[str]
    shown: Sequence[str]
    searched: Sequence[str]
    lead: str = ""
    filters: Sequence[str] = ()
    tones: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # What rooms add to the pages: figures above the list, tables below a row, what can be done to
    # a row, and pages beside the list as (label, name of the address).
    figures: Hook[Callable[[Scope], list[Figure]]] = field(default_factory=Hook)
    tables: Hook[Callable[[Any, Scope], list[Table]]] = field(default_factory=Hook)
    steps: list[Steps] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def plural(self) -> str:
        """The name of the list's address."""
        return f"{self.slug}s" if not self.slug.endswith("y") else f"{self.slug[:-1]}ies"

    @property
    def title(self) -> str:
        """The register's name in Chinese."""
        return str(self.model._meta.verbose_name)

    def label(self, name: str) -> str:
        """The Chinese name of a column."""
        return str(self.model._meta.get_field(name).verbose_name)

    def tone(self, row: models.Model) -> str:
        """The tone in which a row's state is shown; "" where rows have no state."""
        state = getattr(row, "state", "")
        return self.tones.get(state, "waiting") if state else ""


# Every register, in the order in which the rooms registered them.
REGISTERS: list[Register] = []


def register(*registers: Register) -> None:
    """Add registers to the list of all."""
    REGISTERS.extend(registers)


def stated(register: Register, row: models.Model) -> dict[str, Any]:
    """A row as the history and spreadsheets have it, by Chinese names."""
    return {register.label(name): shown(row, name) for name in register.columns}


def shown(row: models.Model, name: str) -> Any:
    """One value in words: labels of choices, 是 and 否, dates as 2026-03-05."""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display()
    value = getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
