"""Reading a roster copied from a spreadsheet: tab-separated lines, as Excel copies them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from drills.models import Sex, Team
from drills.roster import MemberFacts, refusals, warnings
from renfang.quantities.identifiers import mask_phone, read_phone
from renfang.quantities.parsing import Unreadable, clean_text, parse_date

MOST_ROWS = 1000

# Field → the heads that offices write over it; the first is the one that pages show.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "队员姓名"),
    "sex": ("性别",),
    "born_on": ("出生日期", "出生年月日", "出生年月"),
    "post": ("职务", "队内职务"),
    "speciality": ("专业", "专业特长"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码"),
    "raising_unit": ("所在单位", "工作单位", "单位"),
    "joined_on": ("入队日期", "入队时间"),
}
_IGNORED = ("序号", "编号", "备注", "年龄")
_SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE}
_LENGTHS = {"name": 50, "post": 50, "speciality": 50, "raising_unit": 100}


@dataclass
class PastedRow:
    """One line: its cells as typed, what was understood, and what needs mending."""

    number: int
    cells: dict[str, str]
    facts: MemberFacts | None = None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """What was understood, in the order of COLUMNS; what was typed where nothing was."""
        if self.facts is None:
            return [self.cells.get(name, "") for name in COLUMNS]
        return [_show(name, getattr(self.facts, name)) for name in COLUMNS]


@dataclass
class Pasted:
    """A whole roster. Nothing of it may be written while ``errors`` or a row's errors are left."""

    rows: list[PastedRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every line was understood and can be enlisted."""
        return bool(self.rows) and not self.errors and not self.wrong

    @property
    def wrong(self) -> list[PastedRow]:
        """Lines that need mending."""
        return [row for row in self.rows if row.errors]

    @property
    def roll(self) -> list[MemberFacts]:
        """The people, for the act."""
        return [row.facts for row in self.rows if row.facts is not None]


def read_roster(text: str, team: Team, today: date) -> Pasted:
    """Read pasted lines for ``team``. Columns are found by their heads, else taken in our order."""
    try:
        lines = [
            (number, [cell.strip() for cell in line])
            for number, line in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), 1)
            if any(cell.strip() for cell in line)
        ]
    except csv.Error:
        return Pasted(errors=["有一个单元格过长或含有控制字符。从 Excel 中重新复制名单各行"])
    if not lines:
        return Pasted(errors=["名单是空的。在 Excel 中选中各行，复制后粘贴到上面的框中"])
    columns, errors = _columns(lines[0][1])
    if columns is None:
        columns = list(COLUMNS)
    else:
        lines = lines[1:]
    if len(lines) > MOST_ROWS:
        errors.append(f"共 {len(lines):,} 行，一次最多 {MOST_ROWS:,} 行。分几次粘贴")
        lines = lines[:MOST_ROWS]
    if not lines and not errors:
        errors.append("只有标题行，没有队员。连同队员各行一起复制")
    pasted = Pasted([_row(number, cells, columns, today) for number, cells in lines], errors)
    _judge(pasted, team, today)
    return pasted


def _columns(first: list[str]) -> tuple[list[str] | None, list[str]]:
    """Field by position if the first line is a head (it names 姓名); and unknown heads."""
    known = {head: name for name, heads in COLUMNS.items() for head in heads}
    heads = [cell.replace(" ", "").replace("\u3000", "") for cell in first]
    if not any(known.get(head) == "name" for head in heads):
        return None, []
    unknown = [head for head in heads if head and head not in known and head not in _IGNORED]
    columns = [known.get(head, "") for head in heads]
    twice = {COLUMNS[name][0] for name in columns if name and columns.count(name) > 1}
    errors = [f"不认识的列“{head}”。改为 {_heads()} 之一，或删除该列" for head in unknown]
    errors += [f"“{head}”列出现了两次，删除其中一列" for head in sorted(twice)]
    return columns, errors


def _heads() -> str:
    return "、".join(heads[0] for heads in COLUMNS.values())


def _row(number: int, cells: list[str], columns: list[str], today: date) -> PastedRow:
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    row = PastedRow(number, given)
    if any(cells[len(columns) :]):
        row.errors.append(f"有 {len(cells)} 列，多于 {len(columns)} 列。核对是否错列")
    values: dict[str, Any] = {}
    for name in COLUMNS:
        try:
            values[name] = _read(name, given.get(name, ""), today)
        except Unreadable as error:
            row.errors.append(f"{COLUMNS[name][0]}：{error.message}")
    if not row.errors:
        row.facts = MemberFacts(**values)
    return row


def _read(name: str, text: str, today: date) -> Any:
    """One cell. Raises ``Unreadable``."""
    readers: dict[str, Callable[[str], Any]] = {
        "sex": _read_sex,
        "born_on": lambda cell: parse_date(cell) if cell else None,
        "joined_on": lambda cell: parse_date(cell) if cell else today,
        "phone": lambda cell: read_phone(cell) if cell else "",
    }
    if name in readers:
        return readers[name](text)
    value = clean_text(text, max_length=_LENGTHS[name])
    if name == "name" and len(value) < 2:
        raise Unreadable("填写 2 个字以上的姓名。")
    return value


def _read_sex(text: str) -> str:
    if text not in _SEXES:
        raise Unreadable("填写“男”或“女”。")
    return _SEXES[text]


def _judge(pasted: Pasted, team: Team, today: date) -> None:
    """The roster's own rules: no twins, dates in order; ages as warnings."""
    read = [row for row in pasted.rows if row.facts is not None]
    roll = [row.facts for row in read if row.facts is not None]
    for index, message in refusals(team, roll).items():
        read[index].errors.append(message)
    for row in read:
        if row.facts is not None:
            row.warnings = warnings(team, row.facts, today)


def _show(name: str, value: Any) -> str:
    if name == "sex":
        return str(Sex(value).label)
    if name == "phone":
        return mask_phone(value)
    return "" if value is None else str(value)
