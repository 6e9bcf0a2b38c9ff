"""What is understood of an uploaded file: cells, rows, and the things that they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from renfang.exchange.models import ImportRow

TO_MEND, CHANGED, NEW, SAME, DONE = "需改正", "变更", "新增", "未变", "已导入"
# The order of the preview: what has to be mended comes first.
OUTCOMES = (TO_MEND, CHANGED, NEW, SAME, DONE)


@dataclass
class CellReading:
    """One cell: what the file shows, what was understood, and what is wrong or doubtful.

    ``told`` is what the preview shows in place of ``shown`` (a masked telephone number).
    """

    field: str
    title: str
    shown: str
    value: Any = None
    problem: str = ""
    doubt: str = ""
    is_mended: bool = False
    told: str = ""


@dataclass
class RowReading:
    """One row of the table, or of a sheet of parts."""

    row: ImportRow
    cells: dict[str, CellReading]

    def value(self, name: str) -> Any:
        """The understood value; None for a column that the file lacks or could not be read."""
        cell = self.cells.get(name)
        return cell.value if cell else None

    @property
    def values(self) -> dict[str, Any]:
        """What was understood, by columns that the file has; nothing of cells to mend."""
        return {name: cell.value for name, cell in self.cells.items() if not cell.problem}


@dataclass
class Reading:
    """One thing of the file (a project with its buildings, a siren, a member) as it was understood.

    ``faults`` are what stands in its way besides its cells. ``present`` is the record that it
    brings up to date, ``changes`` say how; ``found`` keeps what the register looked up for
    entering it.
    """

    group: int
    rows: list[RowReading]
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    present: Any = None
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> RowReading:
        return self.rows[0]

    @property
    def number(self) -> int:
        """The row of the file at which the thing begins."""
        return self.first.row.number

    @property
    def own_rows(self) -> list[RowReading]:
        """The rows of the table itself."""
        return [row for row in self.rows if not row.row.sheet]

    @property
    def part_rows(self) -> list[RowReading]:
        """The rows of sheets of parts that belong to the thing."""
        return [row for row in self.rows if row.row.sheet]

    @property
    def values(self) -> dict[str, Any]:
        """What was understood of the first row."""
        return self.first.values

    def value(self, name: str) -> Any:
        """The value that the first row gives a column."""
        return self.first.value(name)

    @property
    def problems(self) -> list[str]:
        """What has to be mended before the thing can be entered, each cell by its place."""
        return [*self._told("problem"), *self.faults]

    @property
    def all_doubts(self) -> list[str]:
        """What stops nobody and is worth a look."""
        return [*self._told("doubt"), *self.doubts]

    def _told(self, kind: str) -> list[str]:
        return [
            f"{self._place(row)}{cell.title}{'' if self._is_alone(row) else '”'}：{text}"
            for row in self.rows
            for cell in row.cells.values()
            if (text := getattr(cell, kind))
        ]

    def _place(self, row: RowReading) -> str:
        return "" if self._is_alone(row) else f"{row.row}“"

    def _is_alone(self, row: RowReading) -> bool:
        return not row.row.sheet and len(self.own_rows) == 1

    @property
    def is_entered(self) -> bool:
        return self.first.row.is_entered

    @property
    def is_ready(self) -> bool:
        """Whether confirming enters it."""
        return not self.is_entered and not self.problems

    @property
    def outcome(self) -> str:
        """One of ``OUTCOMES``."""
        if self.is_entered:
            return DONE
        if self.problems:
            return TO_MEND
        if self.present is None:
            return NEW
        return CHANGED if self.changes else SAME
