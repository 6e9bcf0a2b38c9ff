"""Find the tables in an office's spreadsheet: titles above them, totals and signatures below.

Nothing is dropped in silence: the account of a table tells what became of each of its cells.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Final

from renfang.exchange.reading.account import (
    ASKED,
    NO_HEADING,
    PASSED,
    TAKEN,
    Fate,
    SheetAccount,
    is_filled,
)
from renfang.exchange.reading.headings import (
    UNITS,
    Column,
    Head,
    Heading,
    Layout,
    Names,
    column_letter,
    factor,
    find_heading,
    require_once,
    unit_alone,
    unneeded_keys,
)
from renfang.exchange.reading.headings import (
    in_order as heading_in_order,
)
from renfang.exchange.reading.spreadsheet import Cell, Row, Sheet, UnreadableFile
from renfang.quantities.parsing import FIRST_SERIAL

# The table's own numbering, and what a file that was given back says beside its rows.
REMARK: Final = "需改正的内容"
UNNEEDED: Final = frozenset({"序号", "行号", REMARK})
# What stands for the cell above.
DITTO: Final = frozenset({"同上", "同", "〃", "″", '"', "”", "''"})

_TOTAL: Final = re.compile(
    r"(?:本页|本表|本月|本年|全年|全部)?(?:合计|总计|小计|累计|共计)"
    r"(?:笔数|金额|人数|面积|数量|数)?(?:[（(:：].*)?|[^合总小累共]{1,12}小计"
)
_SIGNATURE: Final = re.compile(
    r"(?:填表|填报|制表|经办|审核|复核|负责|联系)(?:人|单位|日期|时间)?[:：]|"
    r"(?:单位负责人|分管领导|填表说明|备注|说明|注)[:：]"
)
_QUANTITY: Final = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*([^0-9.,\s]*)")
# Days between 1900-01-01 and 1904-01-01, the two calendars of workbooks.
_CALENDARS_APART: Final = 1_462


@dataclass(frozen=True)
class UploadedRow:
    """One data row: its number in the file and its raw cells by field name."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class UploadedTable:
    """The table as found. ``columns`` maps fields to column positions counted from 0;
    ``missing`` and ``unknown`` are headings; ``ignored`` pairs row numbers with reasons;
    ``notes`` say what was made of values (units, merged cells, 同上); ``asked`` are columns that
    somebody must decide about; ``hidden`` are data rows that the file hides."""

    sheet: str
    header_row: int
    columns: dict[str, int]
    rows: list[UploadedRow]
    ignored: list[tuple[int, str]]
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    heads: tuple[Head, ...] = ()
    notes: list[str] = field(default_factory=list)
    asked: list[Head] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    account: SheetAccount | None = None
    # The last row of the heading; 0 where there is none.
    heads_row: int = 0


def read_table(
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    unneeded: Collection[str] = UNNEEDED,
    in_order: bool = False,
    layout: Layout | None = None,
) -> UploadedTable:
    """The table on the sheet whose heading matches best.

    With ``in_order`` rows without a heading are taken to be in the order of ``columns``, as far as
    they reach. Raises UnreadableFile when no row looks like the heading, or a heading stands there
    twice. Missing and unknown columns are reported, not raised: the import page decides.
    """
    names = Names(columns, layout or Layout())
    found = [(find_heading(sheet, names), sheet) for sheet in sheets]
    (score, heading), sheet = max(found, key=lambda pair: pair[0][0], default=((0, None), None))
    is_found = score >= min(2, len(columns))
    if sheet and in_order and not is_found:
        heading, is_found = heading_in_order(columns, _width(sheet)), True
    if sheet is None or heading is None or not is_found:
        raise UnreadableFile(no_heading(columns))
    return _Reader(sheet, heading, names, unneeded).table()


def read_tables(
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    unneeded: Collection[str] = UNNEEDED,
    layout: Layout | None = None,
) -> list[UploadedTable]:
    """The tables of all sheets that have a heading of the register, in the order of the file.

    Raises UnreadableFile when none has.
    """
    names = Names(columns, layout or Layout())
    needed = {column.field for column in columns if column.required}
    tables = []
    for sheet in sheets:
        score, heading = find_heading(sheet, names)
        if heading and score >= min(2, len(columns)) and needed & set(heading.fields.values()):
            tables.append(_Reader(sheet, heading, names, unneeded).table())
    if not tables:
        raise UnreadableFile(no_heading(columns))
    return tables


def no_heading(columns: Sequence[Column]) -> str:
    """That no heading was found, and what it must hold."""
    expected = "、".join(column.title for column in columns if column.required)
    return f"没有找到表头行。表头须包含：{expected}。可在导入页“下载模板”对照。"


class _Reader:
    """Reads one sheet below its heading."""

    def __init__(
        self, sheet: Sheet, heading: Heading, names: Names, unneeded: Collection[str]
    ) -> None:
        self.sheet, self.heading, self.names = sheet, heading, names
        self.bare = self._without_heading()
        self.heads = (*heading.heads, *self.bare)
        require_once(heading)
        self.unneeded = unneeded_keys(unneeded)
        self.positions = {name: place for place, name in heading.fields.items()}
        self.account = SheetAccount(sheet)
        self.notes: list[str] = []
        self.factors = self._factors()

    def _without_heading(self) -> list[Head]:
        """Columns without a heading; people may have said what they are."""
        headed = {head.position for head in self.heading.heads}
        bare = [
            Head(place, f"{column_letter(place)} 列（没有表头）", ())
            for place in range(_width(self.sheet))
            if place not in headed
        ]
        for head in bare:
            if name := self.names.field_of(head):
                self.heading.fields[head.position] = name
        return bare

    def _factors(self) -> dict[str, Decimal]:
        """By what the numbers of each column are multiplied."""
        factors = {}
        for head in self.heads:
            name = self.heading.fields.get(head.position)
            if not name:
                continue
            unit, own = self.names.unit_of(head, name), self.names.columns[name].unit
            many = factor(unit, own)
            if many not in (None, 1):
                factors[name] = many
                self.notes.append(
                    f"{column_letter(head.position)} 列“{head.text}”按{unit}换算为{own}"
                )
        return factors

    def table(self) -> UploadedTable:
        """The table with its account."""
        columns = self.names.columns.values()
        filled = _fill_merged(
            self.sheet,
            self.heading.last,
            {self.positions[c.field] for c in columns if c.merged and c.field in self.positions},
        )
        data, ignored = self._rows()
        hidden = self._hidden(data, ignored)
        rows = self._values(data, filled)
        asked = self._columns(data)
        first = self.heading.rows[0].number if self.heading.rows else 0
        return UploadedTable(
            self.sheet.name,
            first,
            self.positions,
            rows,
            sorted(ignored),
            [c.title for c in columns if c.required and c.field not in self.positions],
            self._unknown(data),
            tuple(head for head in self.heads if head.names or self._holds(head, data)),
            self.notes,
            asked,
            hidden,
            self.account,
            self.heading.last,
        )

    def _rows(self) -> tuple[list[Row], list[tuple[int, str]]]:
        """Rows of data, and the others with the reason."""
        data: list[Row] = []
        ignored: list[tuple[int, str]] = []
        levels = [row.number for row in self.heading.rows]
        texts = {text for row in self.heading.rows for text in _texts(row)}
        after_total = False
        for row in self.sheet.rows:
            if row.number in levels:
                reason: str | None = "表头"
            elif levels and row.number < levels[0]:
                reason = "表头以上的标题" if any(_texts(row)) else "空行"
            else:
                reason = _why_not_data(row, texts, after_total)
            if reason is None:
                data.append(row)
                continue
            after_total = after_total or reason == "合计行"
            self.account.rows[row.number] = Fate(PASSED, reason)
            if levels[:1] != [row.number]:
                ignored.append((row.number, reason))
        return data, ignored

    def _hidden(self, data: list[Row], ignored: list[tuple[int, str]]) -> list[int]:
        """Rows of data that the file hides; they leave the data where people said so."""
        runs = self.sheet.hidden_rows
        if not runs:
            return []
        concealed = {number for first, last in runs for number in range(first, last + 1)}
        hidden = [row.number for row in data if row.number in concealed]
        said = self.names.layout.hidden
        for number in hidden:
            if said == "skip":
                self.account.rows[number] = Fate(PASSED, "隐藏的行，按选择不读")
                ignored.append((number, "隐藏的行，按选择不读"))
            elif not said:
                self.account.rows[number] = Fate(ASKED, "隐藏的行")
        if said == "skip":
            data[:] = [row for row in data if row.number not in concealed]
        elif said and hidden:
            self.notes.append(f"隐藏的 {len(hidden)} 行按选择读入")
        return [] if said else hidden

    def _values(
        self, data: Sequence[Row], filled: Mapping[tuple[int, int], Cell]
    ) -> list[UploadedRow]:
        """The rows with merged cells filled, 同上 resolved, numbers in the register's units."""
        rows: list[UploadedRow] = []
        above: dict[str, Cell] = {}
        repeated: list[str] = []
        for row in data:
            cells: dict[str, Cell] = {}
            for name, place in self.positions.items():
                cell = row.cell(place)
                if (row.number, place) in filled:
                    if is_filled(cell):
                        self.account.places[row.number, place] = Fate(
                            PASSED, "合并单元格遮住的内容"
                        )
                    cell = filled[row.number, place]
                elif isinstance(cell, str) and cell.strip() in DITTO and name in above:
                    repeated.append(f"{column_letter(place)}{row.number}")
                    cells[name] = above[name]
                    continue
                cells[name] = self._settled(name, cell)
            above |= {name: cell for name, cell in cells.items() if is_filled(cell)}
            rows.append(UploadedRow(row.number, cells))
        if repeated:
            told = "、".join(repeated[:20]) + ("等" if len(repeated) > 20 else "")
            self.notes.append(f"“同上”等 {len(repeated)} 格按上一行填写：{told}")
        return rows

    def _settled(self, name: str, cell: Cell) -> Cell:
        """A cell in the unit and the calendar of the register; what is no plain number stays."""
        column = self.names.columns[name]
        if column.is_day:
            is_day = isinstance(cell, Decimal) and self.sheet.is_1904
            if is_day and FIRST_SERIAL - _CALENDARS_APART <= cell < 100_000:  # type: ignore[operator]
                return cell + _CALENDARS_APART  # type: ignore[operator]
            return cell
        many = self.factors.get(name)
        if isinstance(cell, Decimal):
            return _plain_number(cell * many) if many else cell
        if not isinstance(cell, str) or not (many or column.unit):
            return cell
        found = _QUANTITY.fullmatch(cell.strip())
        stated = unit_alone(found[2]) if found and found[2] else ""
        if not found or (found[2] and stated not in UNITS):
            return cell
        by = factor(stated, column.unit) if stated else many
        if by is None:
            return cell
        return _plain_number(Decimal(found[1].replace(",", "")) * by)

    def _columns(self, data: Sequence[Row]) -> list[Head]:
        """Say what becomes of each column; gives those that somebody must decide about."""
        said = self.names.layout.columns
        asked = []
        for head in self.heads:
            place = head.position
            if place in self.heading.fields:
                fate = TAKEN
            elif head.key in said:
                fate = Fate(PASSED, f"按选择不用的列“{head.text}”")
            elif self.unneeded.intersection(head.names):
                fate = Fate(PASSED, f"不登记的列“{head.text}”")
            elif self._must_ask(head) and self._holds(head, data):
                fate = Fate(ASKED, f"列“{head.text}”")
                asked.append(head)
            elif not head.names:
                fate = NO_HEADING
            else:
                fate = Fate(PASSED, f"没有用到的列“{head.text}”")
            self.account.columns[place] = fate
        return asked

    def _must_ask(self, head: Head) -> bool:
        """Direction, state, unit, currency, validity; or a field with a unit that nobody knows."""
        names = (name.partition("(")[0] for name in head.names)
        near = {self.names.fields[name] for name in names if name in self.names.fields}
        return head.is_decisive or (bool(near) and near.isdisjoint(self.positions))

    def _unknown(self, data: Sequence[Row]) -> list[str]:
        """Headings that no field has, and columns that hold something and have no heading."""
        return [
            head.text
            for head in self.heads
            if head.position not in self.heading.fields
            and not self.unneeded.intersection(head.names)
            and (head.names or self._holds(head, data))
        ]

    def _holds(self, head: Head, data: Sequence[Row]) -> bool:
        """Whether the column says anything in the data."""
        return any(is_filled(row.cell(head.position)) for row in data)


def _plain_number(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


def _width(sheet: Sheet) -> int:
    return max((len(row.cells) for row in sheet.rows), default=0)


def _fill_merged(sheet: Sheet, header: int, wanted: Collection[int]) -> dict[tuple[int, int], Cell]:
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
