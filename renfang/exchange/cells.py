"""Cells of an uploaded table as JSON, with their types: a date is not the text that shows it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from renfang.exchange.reading.spreadsheet import Cell


def pack(cell: Cell) -> Any:
    """A cell as JSON: text and nothing as they are, all else as [type, text]."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return ["truth", str(int(cell))]
    if isinstance(cell, Decimal):
        return ["number", format(cell, "f")]
    if isinstance(cell, datetime):
        return ["instant", cell.isoformat()]
    return ["date", cell.isoformat()]


def unpack(stored: Any) -> Cell:
    """The cell that ``pack`` was given."""
    if not isinstance(stored, list):
        return stored
    kind, text = stored
    readers = {
        "truth": lambda text: text == "1",
        "number": Decimal,
        "instant": datetime.fromisoformat,
        "date": date.fromisoformat,
    }
    return readers[kind](text)


def as_shown(stored: Any) -> str:
    """What the user saw in the cell, for the preview and the mending box."""
    cell = unpack(stored)
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
