"""Find the table in an office's spreadsheet: titles above it, totals and signatures below.

Nothing is dropped in silence: every row that is not data is listed with the reason.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from renfang.exchange.reading.spreadsheet import Cell, Row, Sheet, UnreadableFile

HEADER_SEARCH_ROWS: Final = 30
# 序号 is the table's own numbering and carries no fact.
UNNEEDED: Final = frozenset({"序号", "行号"})

# Units that change no number. 万元 or 亩 stay part of the heading, so that such a column is
# reported as unknown and not read as yuan or square metres.
_NEUTRAL_NOTE: Final = re.compile(
    r"[（(](?:㎡|m²|m2|m|米|平方米|元|层|人|个|必填|选填)[）)]$", re.IGNORECASE
)
_MARKS: Final = re.compile(r"^[*＊]+|[*＊:：]+$")
_TOTAL: Final = re.compile(r"(?:本页|本表)?(?:合计|总计|小计|累计)(?:[（(:：].*)?")
_SIGNATURE: Final = re.compile(
    r"(?:填表|填报|制表|经办|审核|复核|负责|联系)(?:人|单位|日期|时间)?[:：]|"
    r"(?:单位负责人|分管领导|填表说明|备注|说明|注)[:：]"
)


@dataclass(frozen=True)
class Column:
    """A column that the import knows. ``title`` and ``aliases`` are headings it goes by;
    ``merged``: one merged cell stands for all rows that it spans."""

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    merged: bool = False


@dataclass(frozen=True)
class UploadedRow:
    """One data row: its number in the file and its raw cells by field name."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class UploadedTable:
    """The table as found. ``columns`` maps fields to column positions counted from 0;
    ``missing`` and ``unknown`` are headings; ``ignored`` pairs row numbers with reasons."""

    sheet: str
    header_row: int
    columns: dict[str, int]
    rows: list[UploadedRow]
    ignored: list[tuple[int, str]]
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_table(
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    unneeded: Collection[str] = UNNEEDED,
    in_order: bool = False,
) -> UploadedTable:
    """The table on the sheet whose heading matches best.

    With ``in_order`` rows without a heading are taken to be in the order of ``columns``, as far as
    they reach. Raises UnreadableFile when no row looks like the heading, or a heading stands there
    twice. Missing and unknown columns are reported, not raised: the import page decides.
    """
    names = _headings(columns)
    found = [(_best_heading(sheet, names), sheet) for sheet in sheets]
    (score, header), sheet = max(found, key=lambda pair: pair[0][0], default=((0, None), None))
    is_found = score >= min(2, len(columns))
    if sheet and in_order and not is_found:
        header, is_found = Row(0, tuple(c.title for c in columns[: _width(sheet)])), True
    if sheet is None or header is None or not is_found:
        expected = "、".join(column.title for column in columns if column.required)
        raise UnreadableFile(f"没有找到表头行。表头须包含：{expected}。可下载模板对照。")
    positions, unknown = _positions(header, names, {heading_key(name) for name in unneeded})
    filled = _fill_merged(
        sheet,
        header.number,
        [positions[c.field] for c in columns if c.merged and c.field in positions],
    )
    rows, ignored = _split_rows(sheet, header, positions, filled)
    unknown += _without_heading(sheet, header, {row.number for row in rows})
    missing = [c.title for c in columns if c.required and c.field not in positions]
    return UploadedTable(sheet.name, header.number, positions, rows, ignored, missing, unknown)


def heading_key(text: str) -> str:
    """A heading without blanks, line breaks, asterisks and neutral units, for comparison."""
    key = "".join(text.split())
    previous = None
    while key != previous:
        previous = key
        key = _NEUTRAL_NOTE.sub("", _MARKS.sub("", key))
    return key.replace("（", "(").replace("）", ")").lower()


def column_letter(position: int) -> str:
    """Excel's name of a column counted from 0: A … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _headings(columns: Sequence[Column]) -> dict[str, str]:
    return {
        heading_key(name): column.field
        for column in columns
        for name in (column.title, *column.aliases)
    }


def _best_heading(sheet: Sheet, names: dict[str, str]) -> tuple[int, Row | None]:
    best: tuple[int, Row | None] = (0, None)
    for row in sheet.rows[:HEADER_SEARCH_ROWS]:
        matches = len({names[key] for key in _keys(row) if key in names})
        if matches > best[0]:
            best = (matches, row)
    return best


def _keys(row: Row) -> list[str]:
    return [heading_key(cell) if isinstance(cell, str) else "" for cell in row.cells]


def _positions(
    header: Row, names: dict[str, str], unneeded: set[str]
) -> tuple[dict[str, int], list[str]]:
    positions: dict[str, int] = {}
    unknown = []
    for index, key in enumerate(_keys(header)):
        name = names.get(key)
        if name is None:
            if key and key not in unneeded:
                unknown.append(str(header.cells[index]).strip())
        elif name in positions:
            places = f"{column_letter(positions[name])} 列和 {column_letter(index)} 列"
            raise UnreadableFile(
                f"表头“{header.cells[index]}”在 {places}重复。删除其中一列，再上传。"
            )
        else:
            positions[name] = index
    return positions, unknown


def _width(sheet: Sheet) -> int:
    return max((len(row.cells) for row in sheet.rows), default=0)


def _without_heading(sheet: Sheet, header: Row, data: Collection[int]) -> list[str]:
    """Columns that hold something in a data row and have no heading."""
    keys = _keys(header)
    bare = [place for place in range(_width(sheet)) if not "".join(keys[place : place + 1])]
    return [
        f"{column_letter(place)} 列（没有表头）"
        for place in bare
        if any(row.number in data and row.cell(place) not in (None, "") for row in sheet.rows)
    ]


def _fill_merged(sheet: Sheet, header: int, wanted: Sequence[int]) -> dict[tuple[int, int], Cell]:
    """Values for the cells below the first of each merged block in the wanted columns."""
    by_number = {row.number: row for row in sheet.rows}
    last = max(by_number, default=0)
    filled: dict[tuple[int, int], Cell] = {}
    for block in sheet.merged:
        column, top = block.first_column, block.first_row
        if column not in wanted or top <= header or top not in by_number:
            continue
        value = by_number[top].cell(column)
        for number in range(top + 1, min(block.last_row, last) + 1):
            if (number, column) in filled:
                place = f"{column_letter(column)}{number}"
                raise UnreadableFile(f"合并单元格在 {place} 互相重叠。取消合并后另存，再上传。")
            filled[number, column] = value
    return filled


def _split_rows(
    sheet: Sheet,
    header: Row,
    positions: dict[str, int],
    filled: dict[tuple[int, int], Cell],
) -> tuple[list[UploadedRow], list[tuple[int, str]]]:
    rows: list[UploadedRow] = []
    ignored: list[tuple[int, str]] = []
    after_total = False
    headings = set(_texts(header))
    for row in sheet.rows:
        if row.number == header.number:
            continue
        if row.number < header.number:
            reason: str | None = "表头以上的标题" if any(_texts(row)) else "空行"
        else:
            reason = _why_not_data(row, headings, after_total)
        if reason is None:
            cells = {
                name: filled.get((row.number, index), row.cell(index))
                for name, index in positions.items()
            }
            rows.append(UploadedRow(row.number, cells))
        else:
            after_total = after_total or reason == "合计行"
            ignored.append((row.number, reason))
    return rows, ignored


def _texts(row: Row) -> Iterator[str]:
    """The filled cells of a row, left to right, without any blanks."""
    for cell in row.cells:
        if cell is not None and (text := "".join(str(cell).split())):
            yield text


def _why_not_data(row: Row, headings: set[str], after_total: bool) -> str | None:
    """The reason to pass over a row below the heading; None for a data row."""
    # Three cells decide nearly every row: a table may have a hundred thousand of them.
    texts = list(islice(_texts(row), 3))
    if not texts:
        return "空行"
    if any(_TOTAL.fullmatch(text) for text in texts):
        return "合计行"
    if _SIGNATURE.match(texts[0]):
        return "签字或说明行"
    if after_total and len(texts) == 1:
        return "合计行以下的说明"
    if texts[0] in headings and len(texts) > 1 and headings.issuperset(_texts(row)):
        return "重复的表头"
    return None
