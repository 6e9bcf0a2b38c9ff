"""The account of a file: what became of every filled cell.

Each is used, passed over with a reason, or a question to whoever brought the file; the three
together are the file. A fate stands with the sheet, the row, the column or the single cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from renfang.exchange.reading.headings import column_letter
from renfang.exchange.reading.spreadsheet import Cell, Row, Sheet

USED, PASSED, ASKED = "采用", "跳过", "待确认"
# Rows whose words are shown with their reason; further ones by their numbers alone.
_QUOTED: Final = 60
_QUOTE: Final = 40
_NUMBERS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])"
)


@dataclass(frozen=True)
class Fate:
    """What became of a cell, and why."""

    state: str
    reason: str


TAKEN: Final = Fate(USED, "登记内容")
NO_HEADING: Final = Fate(PASSED, "没有表头的列")


@dataclass
class SheetAccount:
    """Of one sheet: the fate of the whole, of rows that are no data, of columns, of single cells
    as (row, column)."""

    sheet: Sheet
    whole: Fate | None = None
    rows: dict[int, Fate] = field(default_factory=dict)
    columns: dict[int, Fate] = field(default_factory=dict)
    places: dict[tuple[int, int], Fate] = field(default_factory=dict)

    def fate(self, row: int, column: int) -> Fate:
        """What became of one cell; the row counts from 1, the column from 0."""
        if self.whole is not None:
            return self.whole
        return (
            self.places.get((row, column))
            or self.rows.get(row)
            or self.columns.get(column, NO_HEADING)
        )

    def counts(self) -> Counter[Fate]:
        """How many filled cells have each fate."""
        if self.whole is not None:
            concealed = self.sheet.concealed
            cells = concealed if concealed is not None else sum(map(_filled_in, self.sheet.rows))
            return Counter({self.whole: cells})
        counts: Counter[Fate] = Counter()
        for row in self.sheet.rows:
            for place, cell in enumerate(row.cells):
                if is_filled(cell):
                    counts[self.fate(row.number, place)] += 1
        return counts

    def told(self) -> dict[str, Any]:
        """The account as the preview shows it: sums, and each reason with its places."""
        counts = self.counts()
        states: Counter[str] = Counter()
        for fate, count in counts.items():
            states[fate.state] += count
        items = [
            {"state": fate.state, "reason": fate.reason, "cells": count, **self._placed(fate)}
            for fate, count in counts.items()
            if fate != TAKEN and count
        ]
        return {
            "sheet": self.sheet.name,
            "cells": states.total(),
            "sums": [[state, states[state]] for state in (USED, PASSED, ASKED)],
            "items": sorted(items, key=lambda item: item["state"] != ASKED),
        }

    def _placed(self, fate: Fate) -> dict[str, Any]:
        """Where the cells of a fate stand, and what the first rows of them say."""
        if self.whole is not None:
            return {"places": "整张工作表", "quotes": []}
        rows = [number for number, each in self.rows.items() if each == fate]
        quotes = [
            [row.number, words] for row in self._those(rows) if (words := "　".join(_words(row)))
        ][:_QUOTED]
        letters = [
            column_letter(place)
            for place in self._columns()
            if self.columns.get(place, NO_HEADING) == fate
        ]
        cells = [
            f"{column_letter(column)}{row}"
            for (row, column), each in self.places.items()
            if each == fate
        ]
        places = [
            f"第 {runs_of(rows)} 行" if rows else "",
            f"{'、'.join(letters)} 列" if letters else "",
            "、".join(cells[:_QUOTED]) + ("等" if len(cells) > _QUOTED else ""),
        ]
        return {"places": "；".join(filter(None, places)), "quotes": quotes}

    def _those(self, numbers: Iterable[int]) -> Iterator[Row]:
        wanted = set(numbers)
        return (row for row in self.sheet.rows if row.number in wanted)

    def _columns(self) -> range:
        return range(max((len(row.cells) for row in self.sheet.rows), default=0))


def is_filled(cell: Cell) -> bool:
    """Whether a cell says anything."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _filled_in(row: Row) -> int:
    return sum(map(is_filled, row.cells))


def _words(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if is_filled(cell):
            yield veiled(str(cell).strip())[:_QUOTE]


def veiled(text: str) -> str:
    """Text without the middle of telephone and identity numbers: what is passed over is quoted on
    a page, and it may hold what the register would mask."""
    return _NUMBERS.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)


def runs_of(numbers: Sequence[int]) -> str:
    """Whole numbers in words: 3、7–9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
