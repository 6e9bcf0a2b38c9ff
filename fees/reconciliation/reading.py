"""Reading statements: whatever tax bureau, treasury, bank or non-tax system export as a table.

A file is taken whole or not at all: with one row unread its totals could not be proven.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from renfang.exchange.reading.spreadsheet import Cell, Sheet, UnreadableFile, read_spreadsheet
from renfang.exchange.reading.table import Column, UploadedRow, UploadedTable, read_table
from renfang.quantities.parsing import (
    Unreadable,
    clean_text,
    normalise_digits,
    parse_amount,
    parse_date,
)

MOST_LINES = 5000
SHOWN_PROBLEMS = 10
# Between a key and the count of its equals in the same file.
REPEATED = "~"

COLUMNS = (
    Column(
        "booked_on",
        "入库日期",
        ("入账日期", "缴款日期", "缴费日期", "交易日期", "记账日期", "到账日期", "日期"),
    ),
    Column(
        "amount",
        "实缴金额",
        ("金额", "缴款金额", "缴费金额", "入库金额", "交易金额", "贷方发生额", "收入金额"),
    ),
    Column(
        "voucher",
        "凭证号",
        (
            "税票号码",
            "电子税票号码",
            "完税证明号码",
            "缴款书号码",
            "缴款书编号",
            "凭证号码",
            "交易流水号",
            "流水号",
            "缴款码",
        ),
        required=False,
    ),
    Column(
        "notice_number",
        "缴费通知书文号",
        ("费源编号", "通知书文号", "核定文号", "文号", "应征凭证号"),
        required=False,
    ),
    Column("project_code", "项目代码", ("项目编号", "投资项目代码"), required=False),
    Column(
        "payer",
        "缴费人名称",
        ("缴费人", "纳税人名称", "缴款人", "缴款单位", "付款人名称", "付款人", "对方户名"),
        required=False,
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        ("缴费人识别号", "纳税人识别号", "社会信用代码"),
        required=False,
    ),
    Column("remark", "摘要", ("备注", "用途", "附言"), required=False),
)
_TEXTS = {
    "voucher": 60,
    "notice_number": 80,
    "project_code": 60,
    "payer": 200,
    "credit_code": 40,
    "remark": 300,
}
_CODES = ("voucher", "project_code", "credit_code", "notice_number")


@dataclass(frozen=True)
class ReadLine:
    """One line as read: ``amount`` in yuan, negative for what the source took back."""

    number: int
    key: str
    booked_on: date
    amount: Decimal
    voucher: str = ""
    notice_number: str = ""
    project_code: str = ""
    payer: str = ""
    credit_code: str = ""
    remark: str = ""


@dataclass(frozen=True)
class ReadStatement:
    """A file as read: its lines, their sum (yuan), and what was passed over."""

    lines: list[ReadLine]
    total: Decimal
    reading: dict[str, Any]


def read_statement(content: bytes) -> ReadStatement:
    """The lines of an XLSX or CSV file (UTF-8 or GB18030).

    Raises UnreadableFile, naming the rows to mend, when any row cannot be read, when the file has
    no line, or when its own total differs from the sum of its lines.
    """
    sheets = read_spreadsheet(content)
    table = read_table(sheets, COLUMNS)
    if table.missing:
        raise UnreadableFile(f"缺少列：{'、'.join(table.missing)}。补充后再上传。")
    if not table.rows:
        raise UnreadableFile("表头以下没有流水。核对文件后再上传。")
    if len(table.rows) > MOST_LINES:
        raise UnreadableFile(f"文件超过 {MOST_LINES:,} 笔。按日期分成几个文件，再上传。")
    lines = _read_rows(table.rows)
    total = sum((line.amount for line in lines), Decimal(0))
    _require_own_total(sheets, table, total)
    reading = {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "unknown": table.unknown[:40],
        "ignored": [list(pair) for pair in table.ignored[:40]],
    }
    return ReadStatement(lines, total, reading)


def _read_rows(rows: list[UploadedRow]) -> list[ReadLine]:
    problems: list[str] = []
    lines: list[ReadLine] = []
    seen: Counter[str] = Counter()
    for row in rows:
        try:
            values = dict(_values(row))
        except Unreadable as error:
            problems.append(f"第 {row.number} 行：{error.message}")
            continue
        base = _key_of(values)
        seen[base] += 1
        key = base if seen[base] == 1 else f"{base}{REPEATED}{seen[base]}"
        lines.append(ReadLine(number=row.number, key=key, **values))
    if problems:
        more = f"……共 {len(problems)} 行" if len(problems) > SHOWN_PROBLEMS else ""
        raise UnreadableFile(
            f"{'；'.join(text.rstrip('。') for text in problems[:SHOWN_PROBLEMS])}{more}。"
            "修改后重新上传，本次没有写入。"
        )
    return lines


def _values(row: UploadedRow) -> Iterator[tuple[str, Any]]:
    """The fields of one row. Raises Unreadable with what to write instead."""
    cells = row.cells
    yield "booked_on", parse_date(_filled(cells.get("booked_on"), "入库日期"))
    amount = parse_amount(_filled(cells.get("amount"), "实缴金额"), name="金额", signed=True)
    if not amount:
        raise Unreadable("金额为 0。删除该行，或补上金额。")
    yield "amount", amount
    for name, longest in _TEXTS.items():
        yield name, _text(cells.get(name), longest, is_code=name in _CODES)


def _filled(cell: Cell, label: str) -> Cell:
    if cell is None or cell == "":
        raise Unreadable(f"“{label}”没有填写。")
    return cell


def _text(cell: Cell, longest: int, *, is_code: bool) -> str:
    if cell is None:
        return ""
    if is_code and isinstance(cell, Decimal) and len(cell.as_tuple().digits) > 15:
        raise Unreadable("号码被 Excel 存成了数字，末位已丢失。把该列设为文本后重新填写。")
    text = clean_text(cell, max_length=longest)
    return "".join(normalise_digits(text).upper().split()) if is_code else text


def _key_of(values: dict[str, Any]) -> str:
    """What names the payment in whatever file it comes: its voucher number, else all it says."""
    sign = "-" if values["amount"] < 0 else "+"
    if values["voucher"]:
        return f"{sign}{values['voucher']}"
    content = "|".join(
        str(values[name])
        for name in ("booked_on", "amount", "payer", "credit_code", "notice_number", "remark")
    )
    return f"{sign}#{hashlib.sha256(content.encode()).hexdigest()[:40]}"


def _require_own_total(sheets: list[Sheet], table: UploadedTable, total: Decimal) -> None:
    """The sum row of the file, where it has one, must be the sum of the lines."""
    totals = {number for number, reason in table.ignored if reason == "合计行"}
    sheet = next(sheet for sheet in sheets if sheet.name == table.sheet)
    for row in sheet.rows:
        if row.number not in totals:
            continue
        cell = row.cell(table.columns["amount"])
        try:
            stated = parse_amount(cell, signed=True) if cell not in (None, "") else None
        except Unreadable:
            continue
        is_last = row.number == max(totals)
        if stated is not None and is_last and stated != total:
            raise UnreadableFile(
                f"第 {row.number} 行合计 {stated:,} 元，各行相加为 {total:,} 元，控制总额不符。"
                "核对文件是否完整，重新导出后再上传。"
            )
