"""Find a table's heading: one row or several levels of them, with the units that they state.

A column of two levels goes by what both say together (建筑面积 over 首层 is 首层建筑面积), by the
lower one, or where that says nothing of its own (单位名称) by the upper one. A column whose unit
measures something else than its field, or whose unit nobody knows, is not recognised: it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from renfang.exchange.reading.spreadsheet import Row, Sheet, UnreadableFile

HEADER_SEARCH_ROWS: Final = 30
_MOST_LEVELS: Final = 3
# Unit → what it measures, and how many of the first unit it is.
UNITS: Final[dict[str, tuple[str, Decimal]]] = {
    "㎡": ("面积", Decimal(1)),
    "万㎡": ("面积", Decimal(10_000)),
    "公顷": ("面积", Decimal(10_000)),
    "亩": ("面积", Decimal("666.666666666667")),
    "元": ("金额", Decimal(1)),
    "千元": ("金额", Decimal(1_000)),
    "万元": ("金额", Decimal(10_000)),
    "亿元": ("金额", Decimal(100_000_000)),
    "米": ("长度", Decimal(1)),
    "公里": ("长度", Decimal(1_000)),
    "瓦": ("功率", Decimal(1)),
    "千瓦": ("功率", Decimal(1_000)),
}
_SPELT: Final = {
    "m2": "㎡", "m²": "㎡", "m^2": "㎡", "平方米": "㎡", "平米": "㎡",
    "万m2": "万㎡", "万m²": "万㎡", "万平方米": "万㎡", "万平米": "万㎡", "万平": "万㎡",
    "人民币元": "元", "人民币万元": "万元", "m": "米", "km": "公里", "千米": "公里",
    "w": "瓦", "kw": "千瓦", **{unit: unit for unit in UNITS},
}  # fmt: skip
# What is counted, and what only tells how to fill in: they change no number.
_COUNTED: Final = frozenset(("分贝", "db", "度", "°", "必填", "选填", *"层人个台套件座辆栋户处"))
_NOTE: Final = re.compile(r"[（(](?:单位[:：])?([^（）()]*)[）)]$")
_SUFFIX: Final = re.compile(r"[/／,，]?((?:万)?(?:㎡|m²|m2|平方米)|[千万亿]元|[kK]?[wW]|千?瓦)$")
_MARKS: Final = re.compile(r"^[*＊]+|[*＊:：]+$")
# Units that ``heading_key`` leaves out, because no field has another.
_NEUTRAL: Final = frozenset({"㎡", "米", "元"})
# What a lower level says that has nothing of its own to say.
_GENERAL: Final = frozenset({"单位名称", "名称", "全称", "单位", "内容", "情况"})
# Headings that may turn the meaning of a row round: they are never passed over unasked.
_DECISIVE: Final = re.compile(
    r"借|贷|收支|收付|方向|正负|状态|作废|注销|撤销|失效|有效|停用|冲销|冲正|红冲|退款标|"
    r"完好情况|使用情况|是否|币种|币别|货币|^单位$|计量单位|金额单位|面积单位|数量单位"
)


@dataclass(frozen=True)
class Column:
    """A column that the import knows. ``title`` and ``aliases`` are headings it goes by;
    ``merged``: one merged cell stands for all rows that it spans; ``unit`` is what its numbers
    count; numbers of an ``is_day`` column may be days of a calendar from 1904."""

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    merged: bool = False
    unit: str = ""
    is_day: bool = False


@dataclass(frozen=True)
class Layout:
    """What people said of a file: which sheets to read (None: all), the field of a column by the
    key of its heading ("" for none), its unit, what stands for a field that the file lacks, and
    whether hidden rows are read ("read" or "skip")."""

    sheets: tuple[str, ...] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    hidden: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> Layout:
        """The layout as JSON has it."""
        told = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        if isinstance(told.get("sheets"), list):
            told["sheets"] = tuple(told["sheets"])  # type: ignore[arg-type]
        return cls(**told)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Head:
    """The heading of one column: as it stands there, the names that it may go by (the best first),
    and the unit that it states ("" where none, None where nobody knows it)."""

    position: int
    text: str
    names: tuple[str, ...]
    unit: str | None = ""

    @property
    def key(self) -> str:
        """By what the column is told again in another file."""
        return "".join(self.text.split()).lower()

    @property
    def is_decisive(self) -> bool:
        """Whether it is about direction, state, currency, unit or validity."""
        return bool(self.names) and is_decisive(self.names[0])


@dataclass(frozen=True)
class Heading:
    """The rows of a heading (none where columns are in order) and what stands over each column.

    ``fields`` are the recognised ones by their position.
    """

    rows: tuple[Row, ...]
    heads: tuple[Head, ...]
    fields: dict[int, str]

    @property
    def last(self) -> int:
        """Number of its last row; 0 without one."""
        return self.rows[-1].number if self.rows else 0


def is_decisive(heading: str) -> bool:
    """Whether a heading is about direction, state, currency, unit or validity of its rows."""
    return _DECISIVE.search(heading) is not None


def plain_heading(text: str) -> str:
    """A heading without blanks, line breaks and asterisks, brackets in one width."""
    key = "".join(text.split())
    previous = None
    while key != previous:
        previous, key = key, _MARKS.sub("", key)
    return key.replace("（", "(").replace("）", ")").lower()


def heading_key(text: str) -> str:
    """A heading without marks and units that change no number, for comparison."""
    key, unit = split_unit(text)
    return key if not unit or unit in _NEUTRAL else plain_heading(text)


def split_unit(text: str) -> tuple[str, str | None]:
    """A heading and its unit: "" where it states none, None where nobody knows it."""
    key, unit = plain_heading(text), ""
    while found := _NOTE.search(key):
        inner = found[1]
        if inner in _SPELT:
            unit = unit or _SPELT[inner]
        elif inner not in _COUNTED:
            return key, unit
        key = plain_heading(key[: found.start()])
    found = None if unit else _SUFFIX.search(key)
    if found and found.start() and found[1].lower() in _SPELT:
        return key[: found.start()], _SPELT[found[1].lower()]
    return key, unit


def unit_alone(text: str) -> str:
    """The unit that a cell of a heading's second line is, and nothing else; "" for other text."""
    key = plain_heading(text)
    inner = found[1] if (found := re.fullmatch(r"[（(](?:单位[:：])?(.*)[）)]", key)) else key
    return _SPELT.get(inner, "") or ("个" if inner in _COUNTED else "")


def factor(unit: str | None, own: str) -> Decimal | None:
    """By what a number in ``unit`` is multiplied to be one in ``own``; None where it cannot be."""
    if unit == own or (not unit and unit is not None):
        return Decimal(1)
    if unit is None or unit not in UNITS:
        return None
    if not own:
        return Decimal(1) if unit in _NEUTRAL else None
    (measured, many), (wanted, base) = UNITS[unit], UNITS.get(own, ("", Decimal(1)))
    return many / base if measured == wanted else None


class Names:
    """The headings that columns go by, and how a heading becomes a field."""

    def __init__(self, columns: Sequence[Column], layout: Layout) -> None:
        self.columns = {column.field: column for column in columns}
        self.layout = layout
        self.fields: dict[str, str] = {}
        for column in columns:
            for name in (column.title, *column.aliases):
                for key in (plain_heading(name), heading_key(name), split_unit(name)[0]):
                    self.fields.setdefault(key, column.field)

    def field_of(self, head: Head) -> str:
        """The field of a column, as people said or by its heading; "" where it is not known."""
        if head.key in self.layout.columns:
            name = self.layout.columns[head.key]
            return name if name in self.columns else ""
        for name in head.names:
            found = self.fields.get(name)
            if found and factor(self.unit_of(head, found), self.columns[found].unit) is not None:
                return found
        return ""

    def unit_of(self, head: Head, name: str) -> str | None:
        """The unit of a column's numbers, as people said or by its heading."""
        said = self.layout.units.get(head.key)
        return said or (head.unit if head.unit != "" else self.columns[name].unit)


def find_heading(sheet: Sheet, names: Names) -> tuple[int, Heading | None]:
    """The best heading of a sheet and how many different fields it has.

    Several levels are taken for a heading only where they tell more than one row does.
    """
    best: tuple[int, Heading | None] = (0, None)
    rows = sheet.rows[: HEADER_SEARCH_ROWS + _MOST_LEVELS]
    for depth in range(1, _MOST_LEVELS + 1):
        for first in range(min(len(rows), HEADER_SEARCH_ROWS) - depth + 1):
            levels = rows[first : first + depth]
            if depth > 1 and not _are_levels(levels):
                continue
            heading = _made(sheet, levels, names)
            score = len(set(heading.fields.values()))
            # Data below a heading are not its second level, even where a word fits.
            if depth > 1 and 2 * len(heading.fields) < len(heading.heads):
                continue
            if score > best[0]:
                best = (score, heading)
    score, heading = best
    return (score, _with_units(sheet, heading, names)) if heading else best


def _are_levels(levels: Sequence[Row]) -> bool:
    """Rows of words alone, one below the other."""
    follows = all(b.number == a.number + 1 for a, b in pairwise(levels))
    return follows and all(
        any(cell is not None for cell in row.cells)
        and all(cell is None or isinstance(cell, str) for cell in row.cells)
        for row in levels
    )


def _with_units(sheet: Sheet, heading: Heading, names: Names) -> Heading:
    """The heading with the line of units below it, where there is one."""
    below = next((row for row in sheet.rows if row.number == heading.last + 1), None)
    if below is None:
        return heading
    words = [cell for cell in below.cells if cell is not None]
    if not words or not all(isinstance(word, str) and unit_alone(word) for word in words):
        return heading
    return _made(sheet, [*heading.rows, below], names)


def _made(sheet: Sheet, levels: Sequence[Row], names: Names) -> Heading:
    heads = tuple(heads_of(sheet, levels))
    fields = {head.position: name for head in heads if (name := names.field_of(head))}
    return Heading(tuple(levels), heads, fields)


def heads_of(sheet: Sheet, levels: Sequence[Row]) -> list[Head]:
    """What stands over each column, level by level."""
    width = max((len(row.cells) for row in levels), default=0)
    texts = [[_text(row, place) for place in range(width)] for row in levels]
    groups = _spread(sheet, levels, texts)
    heads = []
    for place in range(width):
        parts = [(texts[level][place], (level, place) in groups) for level in range(len(levels))]
        if head := _head(place, [part for part in parts if part[0]]):
            heads.append(head)
    return heads


def _text(row: Row, place: int) -> str:
    cell = row.cell(place)
    return cell.strip() if isinstance(cell, str) else ""


def _spread(sheet: Sheet, levels: Sequence[Row], texts: list[list[str]]) -> set[tuple[int, int]]:
    """Write upper words over all columns of their group; gives the places that are of groups."""
    groups: set[tuple[int, int]] = set()
    numbers = {row.number: level for level, row in enumerate(levels)}
    if len(levels) == 1:
        return groups
    for block in sheet.merged:
        level = numbers.get(block.first_row)
        if level is None or block.last_column == block.first_column:
            continue
        for place in range(block.first_column, min(block.last_column + 1, len(texts[0]))):
            texts[level][place] = texts[level][block.first_column]
            groups.add((level, place))
    for level in range(len(levels) - 1):
        for place in range(1, len(texts[level])):
            left, below = texts[level][place - 1], texts[level + 1]
            if not texts[level][place] and left and below[place] and below[place - 1]:
                texts[level][place] = left
                groups |= {(level, place - 1), (level, place)}
    return groups


def _head(place: int, parts: Sequence[tuple[str, bool]]) -> Head | None:
    if not parts:
        return None
    unit: str | None = ""
    words, grouped = [], False
    for index, (text, is_group) in enumerate(parts):
        alone = unit_alone(text) if index else ""
        if alone:
            unit = alone if alone in UNITS else unit
            continue
        word, stated = split_unit(text)
        unit = stated if stated != "" else unit
        grouped = grouped or is_group
        words.append(word)
    text = "/".join(text for text, _ in parts)
    return Head(place, text, tuple(dict.fromkeys(_names(words, grouped))), unit)


def _names(words: Sequence[str], grouped: bool) -> list[str]:
    if len(words) < 2:
        return list(words)
    names = ["".join(words), "".join(reversed(words))]
    if words[-1] in _GENERAL:
        return [*names, words[-2]]
    # What stands below a group is its own column; a second line goes on with the first.
    return [*names, words[-1], *([] if grouped else [words[0]])]


def require_once(heading: Heading) -> None:
    """Raise UnreadableFile where a field has two columns."""
    seen: dict[str, Head] = {}
    for head in heading.heads:
        name = heading.fields.get(head.position)
        if name in seen:
            places = f"{column_letter(seen[name].position)} 列和 {column_letter(head.position)} 列"
            raise UnreadableFile(
                f"表头“{head.text}”在 {places}重复。删除其中一列后再上传，"
                "或者在识读方式中选择不用其中一列。"
            )
        if name:
            seen[name] = head


def column_letter(position: int) -> str:
    """Excel's name of a column counted from 0: A … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def in_order(columns: Sequence[Column], width: int) -> Heading:
    """The heading of rows without one, whose columns are in the order of the register."""
    taken = columns[:width]
    heads = tuple(
        Head(place, column.title, (plain_heading(column.title),))
        for place, column in enumerate(taken)
    )
    return Heading((), heads, {place: column.field for place, column in enumerate(taken)})


def unneeded_keys(unneeded: Collection[str]) -> set[str]:
    """Headings that carry no fact, as ``Head.names`` have them."""
    return {key for name in unneeded for key in (heading_key(name), split_unit(name)[0])}
