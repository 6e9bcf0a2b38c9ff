"""A table inside a record's page: the columns of a list, over rows that are at hand.

context["entries"] = Table("分录", ENTRY_COLUMNS, account.entries.all())
{% load lists %}{% table entries %}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from renfang.pages.columns import Column, read, row_html


@dataclass(frozen=True)
class Table:
    """What the table is called by screen readers, its columns, its rows.

    ``foot`` is what a last row of sums is called and what its cells read: the columns of figures,
    as of any row. ``is_dense`` is for small rows, ``has_keys`` for a page on which j and k walk
    from row to row. ``picks`` names the tick boxes before the rows, ``picked`` what a row is.
    A row can be led to as ``#<anchor>-<pk>``.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any] | QuerySet
    _: KW_ONLY
    foot: tuple[str, Any] | None = None
    is_dense: bool = False
    has_keys: bool = False
    picks: str = ""
    picked: str = "记录"
    anchor: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

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

    @property
    def foot_cells(self) -> str:
        """The cells of the last row; empty without one."""
        if self.foot is None:
            return ""
        label, sums = self.foot
        before = len(list(takewhile(lambda column: not column.is_number, self.columns)))
        head = format_html('<th scope="row" colspan="{}">{}</th>', before, label)
        return head + format_html_join(
            "", "{}", ((_sum(column, sums),) for column in self.columns[before:])
        )


def _sum(column: Column, sums: Any) -> SafeString:
    return column.cell(sums) if column.is_number else format_html("<td></td>")
