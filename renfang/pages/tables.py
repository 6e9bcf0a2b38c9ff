"""A table inside a record's page: the columns of a list, over rows that are at hand.

context["entries"] = Table("分录", ENTRY_COLUMNS, account.entries.all())
{% load lists %}{% table entries %}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from renfang.pages.columns import Column, read, row_html


@dataclass(frozen=True)
class Table:
    """What the table is called by screen readers, its columns, its rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns."""
        return [
            {"label": column.label, "is_number": column.is_number, "key": ""}
            for column in self.columns
        ]

    @property
    def lines(self) -> list[tuple[Any, Any, str]]:
        """Each row, what it is called, and its cells."""
        called = self.columns[0].value
        return [(row, read(row, called), row_html(self.columns, row)) for row in self.rows]
