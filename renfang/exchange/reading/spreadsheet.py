"""Guarded reading of uploaded XLSX and CSV files into typed rows.

The file itself is opened by ``renfang.uploads.confined`` under limits; here its answer becomes
values, line by line: neither the answer nor the file as a whole is ever held beside them.
"""

import csv
import io
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from renfang.exchange.safe_cells import unguard
from renfang.uploads.confinement import Busy, Declined, Unfinished, confined

logger = logging.getLogger(__name__)

# A cell as the file holds it: text, a number (exact decimal of what Excel shows), a date or an
# instant without time zone, a truth value, or nothing. Formulas come as their stored values.
Cell = str | Decimal | date | datetime | bool | None


class UnreadableFile(ValueError):
    """The upload is not read at all; ``message`` is one Chinese sentence on what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Limits:
    """What one upload may cost, so that what the server holds of it stays below 200 MB.

    Sizes in bytes; ``rows`` and ``columns`` a sheet; of all sheets together ``grid_cells`` of the
    used areas, ``filled_cells`` with something in them, ``characters`` of text, and
    ``output_bytes`` of the answer; ``wall_seconds`` until the reading process is killed.
    """

    file_bytes: int = 20 * 2**20
    rows: int = 100_100
    columns: int = 100
    grid_cells: int = 2_500_000
    filled_cells: int = 1_000_000
    cell_characters: int = 2_000
    characters: int = 10_000_000
    output_bytes: int = 64 * 2**20
    memory: int = 768 * 2**20
    cpu_seconds: int = 20
    wall_seconds: int = 40


DEFAULT_LIMITS: Final = Limits()
_WRAPPED: Final = re.compile(r'="((?:[^"]|"")*)"')


@dataclass(frozen=True)
class Row:
    """One row as the user sees it: ``number`` counts from 1 as in the left margin of Excel."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The value in a column counted from 0; None beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True)
class Merge:
    """A merged block; rows from 1, columns from 0, both ends included. Its value is top left."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """A worksheet, or the one table of a CSV file.

    ``hidden_rows`` are runs as (first, last); rows that a filter hides are among them. With
    ``is_1904`` its days count from 1904. Of a hidden sheet only ``concealed`` is known: how many
    cells of it are filled.
    """

    name: str
    rows: list[Row]
    merged: tuple[Merge, ...] = ()
    hidden_rows: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[int, ...] = ()
    is_1904: bool = False
    concealed: int | None = None


def read_spreadsheet(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """All visible sheets of an XLSX workbook, or one sheet for a CSV file.

    Raises UnreadableFile and nothing else, whatever the bytes (``read_whole`` says more).
    """
    return [sheet for sheet in read_whole(content, limits=limits) if sheet.concealed is None]


def read_whole(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a file, those that are hidden by how much stands on them.

    The kind is told by content, not by file name. CSV: UTF-8 (with or without mark), UTF-16 with
    mark, or GB18030; separated by comma, tab or semicolon; text cells lose the guard of our own
    exports. Raises UnreadableFile and nothing else, whatever the bytes.
    """
    if len(content) > limits.file_bytes:
        raise UnreadableFile(f"文件超过 {limits.file_bytes // 2**20} MB。分成几个文件，再上传。")
    try:
        with confined("spreadsheet", content, limits) as answer:
            return _assemble(answer.lines())
    except Declined as declined:
        raise UnreadableFile(declined.words) from None
    except Busy:
        raise UnreadableFile("正在读取的文件较多。稍后再上传。") from None
    except Unfinished as unfinished:
        if unfinished.is_slow:
            raise UnreadableFile(
                "文件过于复杂，未能在限定时间内读完。分成几个文件，再上传。"
            ) from None
        # Killed for memory or processor time, or the parser itself aborted.
        raise UnreadableFile(
            "表格范围过大或文件已损坏。删除多余的空行空列后另存，再上传。"
        ) from None
    except (ValueError, KeyError, TypeError, IndexError):
        logger.exception("the reading process gave an unfinished answer")
        raise UnreadableFile("文件已损坏或不完整，读不出内容。另存为 .xlsx 后再上传。") from None


def read_pasted(text: str) -> list[Sheet]:
    """Lines as a spreadsheet copies them (cells divided by tabs) as one sheet, named 粘贴的内容.

    The form that took the text has limited its length. Raises UnreadableFile.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        raise UnreadableFile("有一个单元格过长或含有控制字符。从 Excel 中重新复制各行。") from None
    rows = [
        Row(number, tuple(_plain(cell.strip()) or None for cell in line))
        for number, line in enumerate(lines, 1)
    ]
    return [Sheet("粘贴的内容", rows)]


def _assemble(lines: Iterable[Any]) -> list[Sheet]:
    sheets: list[Sheet] = []
    as_text: Callable[[str], str] = str
    for line in lines:
        if isinstance(line, list):
            number, cells = line
            sheets[-1].rows.append(Row(number, tuple(_decode(cell, as_text) for cell in cells)))
        else:
            sheets.append(_begun(line))
            as_text = _plain if line.get("format") == "csv" else str
    return sheets


def _begun(line: dict[str, Any]) -> Sheet:
    return Sheet(
        line["sheet"],
        [],
        tuple(Merge(*block) for block in line.get("merged", ())),
        tuple((first, last) for first, last in line.get("hidden_rows", ())),
        tuple(line.get("hidden_columns", ())),
        line.get("is_1904", False),
        line.get("concealed"),
    )


def _plain(text: str) -> str:
    """Text of a CSV cell without the guard of our own exports, or the formula around it that keeps
    Excel from making a number of a code: ="00123"."""
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1].replace('""', '"') if wrapped else unguard(text)


def _decode(cell: Any, as_text: Callable[[str], str]) -> Cell:
    if isinstance(cell, str):
        return as_text(cell)
    if not isinstance(cell, list):
        return cell
    kind, text = cell
    return _READERS[kind](text)


# A table repeats a few hundred dates many thousand times.
_READERS: Final[dict[str, Callable[[str], Cell]]] = {
    "n": Decimal,
    "d": lru_cache(maxsize=4096)(date.fromisoformat),
    "t": datetime.fromisoformat,
}
