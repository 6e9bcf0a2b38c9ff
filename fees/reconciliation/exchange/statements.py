"""Reading statements: whatever tax bureau, treasury, bank or non-tax system export as a table.

A file is taken whole or not at all: with one row unread its totals could not be proven. Its lines
are looked through and mended in their lanes, not on a preview. It is evidence: no message asks
anybody to change it, only to have it exported anew by whoever keeps the account. Loading this
module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fees.ledger.models import LedgerEntry
from fees.reconciliation.acts.statements import keep_statement
from fees.reconciliation.exchange.columns import (
    IN,
    OUT,
    StatementResource,
    missing_in,
    own_names,
    side_of,
    why_not_ignorable,
)
from fees.reconciliation.known import office_since
from fees.reconciliation.models import Statement
from fees.reconciliation.reading import REPEATED, ReadLine, ReadStatement, key_of
from renfang.acts import Incomplete
from renfang.exchange.acts import read_sheets
from renfang.exchange.reading.spreadsheet import Sheet, UnreadableFile
from renfang.exchange.reading.table import UNNEEDED, UploadedRow, UploadedTable, read_table
from renfang.exchange.resources import kept
from renfang.organisations.models import Organisation, User
from renfang.quantities.parsing import Unreadable, parse_amount
from renfang.uploads.keeping import clean_name

SHOWN_PROBLEMS = 10
_ADVICE = "请出具单位核对后重新导出，不要改动原件。本次没有写入"


def import_statement(
    content: bytes,
    file_name: str,
    *,
    organisation: Organisation,
    source: str,
    by: User,
    stated_count: int | None = None,
    stated_total: Decimal | None = None,
) -> Statement:
    """导入对账文件: read it whole, prove its totals, sort its lines; nothing is posted.

    The same bytes are taken once. Raises Incomplete on the form's fields.
    """
    read = read_statement(content, office_since(organisation))
    if source == LedgerEntry.Source.BANK:
        # What a tax bureau takes back it reported before; what a bank shows below nought it paid.
        lines = [replace(line, is_outgoing=line.amount < 0) for line in read.lines]
        read = replace(read, lines=lines)
    _require_stated(read, stated_count, stated_total)
    return keep_statement(
        read,
        hashlib.sha256(content).hexdigest(),
        clean_name(file_name),
        organisation=organisation,
        source=source,
        by=by,
    )


def _require_stated(
    read: ReadStatement, stated_count: int | None, stated_total: Decimal | None
) -> None:
    """What the sender's cover says must be what the file holds, of all rows or of receipts."""
    received = [line for line in read.lines if not line.is_outgoing]
    if stated_count is not None and stated_count not in (len(read.lines), len(received)):
        raise Incomplete(
            f"填写 {stated_count} 笔，文件中有 {len(read.lines)} 笔"
            f"{_of_which(len(read.lines), len(received))}。核对文件是否完整",
            field="stated_count",
        )
    total = sum((line.amount for line in received), Decimal(0))
    if stated_total is not None and stated_total not in (read.total, total):
        raise Incomplete(
            f"填写合计 {stated_total:,} 元，文件各行相加为 {total:,} 元。核对文件是否完整",
            field="stated_total",
        )


def _of_which(lines: int, received: int) -> str:
    return "" if lines == received else f"（其中收入 {received} 笔）"


@dataclass
class _Reading:
    """What a file comes to while its sheets are read one after another."""

    lines: list[ReadLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def read_statement(content: bytes, since: date | None = None) -> ReadStatement:
    """The lines of an XLSX or CSV file (UTF-8 or GB18030), of all its sheets.

    Rows on one sheet keep their numbers; those of further sheets are counted on. ``since``: the
    first day that a row may have. Raises Incomplete, naming rows, columns or sheets, when any row
    cannot be read, when a column that could change a meaning is not understood, when the file has
    no line, or when its own total differs from the sum of its lines.
    """
    resource = StatementResource()
    try:
        sheets = _shown(read_sheets(content))
    except Incomplete as refusal:
        raise Incomplete(_as_evidence(refusal.message), field="file") from refusal
    tables = [(sheet, table) for sheet in sheets if (table := _table_of(resource, sheet, sheets))]
    if not any(table.rows for _sheet, table in tables):
        raise Incomplete("表头以下没有数据行。核对是否选错了文件", field="file")
    if sum(len(table.rows) for _sheet, table in tables) > resource.most_rows:
        raise Incomplete(
            f"文件超过 {resource.most_rows:,} 行。请出具单位按期间分次导出", field="file"
        )
    reading, told, offset = _Reading(), [], 0
    for sheet, table in tables:
        first = len(reading.lines)
        _read_rows(resource, sheets, table, offset, since, reading)
        if not reading.problems:
            _require_own_total(sheet, table, reading.lines[first:])
        told.append([table.sheet, len(table.rows), offset])
        offset += max((row.number for row in sheet.rows), default=0)
    if reading.problems:
        raise Incomplete(_of_problems(reading.problems), field="file")
    if not reading.lines:
        raise Incomplete("文件没有一行发生额。核对是否选错了文件", field="file")
    total = sum((line.amount for line in reading.lines), Decimal(0))
    return ReadStatement(reading.lines, total, _told(tables, told, reading.ignored))


def _shown(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets that whoever brings the file sees. Raises Incomplete where others hold anything:
    money that nobody looked at is neither taken in nor passed over."""
    for sheet in sheets:
        if sheet.concealed:
            raise Incomplete(f"工作表“{sheet.name}”是隐藏的，有 {sheet.concealed:,} 格内容没有读取")
    return [sheet for sheet in sheets if sheet.concealed is None]


def _told(
    tables: Sequence[tuple[Sheet, UploadedTable]],
    sheets: list[list[Any]],
    ignored: Sequence[tuple[int, str]],
) -> dict[str, Any]:
    """What the page tells of the reading; of a file of thousands of rows it stays short."""
    first = tables[0][1]
    unknown = list(dict.fromkeys(name for _sheet, table in tables for name in table.unknown))
    return {
        "sheet": first.sheet,
        "header_row": first.header_row,
        "rows": sum(len(table.rows) for _sheet, table in tables),
        "sheets": sheets if len(sheets) > 1 else [],
        "unknown": unknown[:40],
        "ignored": [list(pair) for pair in ignored][:40],
    }


def _of_problems(problems: Sequence[str]) -> str:
    more = f"……共 {len(problems)} 行" if len(problems) > SHOWN_PROBLEMS else ""
    told = "；".join(text.rstrip("。") for text in problems[:SHOWN_PROBLEMS])
    return f"{told}{more}。{_ADVICE}"


def _table_of(
    resource: StatementResource, sheet: Sheet, sheets: Sequence[Sheet]
) -> UploadedTable | None:
    """The table of one sheet; None for a sheet without any sum. Raises Incomplete at ``file``."""
    try:
        table = read_table([sheet], resource.columns, unneeded=UNNEEDED)
    except UnreadableFile as error:
        if len(sheets) > 1 and not _holds_numbers(sheet):
            return None
        where = f"工作表“{sheet.name}”：" if len(sheets) > 1 else ""
        raise Incomplete(f"{where}{_as_evidence(error.message)}", field="file") from error
    if missing := missing_in(table):
        raise Incomplete(f"工作表“{table.sheet}”缺少列：{missing}。{_ADVICE}", field="file")
    if reason := why_not_ignorable(sheet, table):
        raise Incomplete(reason, field="file")
    return table


def _holds_numbers(sheet: Sheet) -> bool:
    cells = (cell for row in sheet.rows for cell in row.cells)
    return any(
        isinstance(cell, Decimal) or (isinstance(cell, str) and re.search(r"\d{3}", cell))
        for cell in cells
    )


_EDITING = re.compile(r"上传|删除|识读方式|补|填写|设为|另存|取消合并|分成|模板|改")


def _as_evidence(message: str) -> str:
    """A message of the common reader, and what to do with a file that is evidence."""
    return f"{_without_editing(message) or '文件不能读取'}。{_ADVICE}"


def _without_editing(message: str) -> str:
    """A message of the common reader or of a cell without its advice to edit the file."""
    parts = re.split(r"[。，；]", message)
    return "，".join(part for part in parts if part and not _EDITING.search(part))


def _read_rows(
    resource: StatementResource,
    sheets: Sequence[Sheet],
    table: UploadedTable,
    offset: int,
    since: date | None,
    reading: _Reading,
) -> None:
    """Add the lines of a table, what is wrong with its rows, and what was passed over."""
    where = f"工作表“{table.sheet}”" if len(sheets) > 1 else ""
    reading.ignored += [(number + offset, reason) for number, reason in table.ignored]
    rows = [(row, _values_of(resource, row, where, reading)) for row in table.rows]
    pairs = [(v.get("payer", ""), v.get("payee", "")) for _row, v in rows if v is not None]
    own = own_names(sheets, pairs) if "payee" in table.columns else set()
    for row, values in rows:
        if values is None:
            continue
        try:
            line = _line_of(values, table, own, since)
        except Unreadable as error:
            reading.problems.append(f"{where}第 {row.number} 行：{error.message}")
            continue
        if line is None:
            reading.ignored.append((row.number + offset, "没有发生额"))
            continue
        base = key_of(line)
        reading.seen[base] += 1
        count = reading.seen[base]
        key = base if count == 1 else f"{base}{REPEATED}{count}"
        reading.lines.append(ReadLine(number=row.number + offset, key=key, **line))


def _values_of(
    resource: StatementResource, row: UploadedRow, where: str, reading: _Reading
) -> dict[str, Any] | None:
    """The cells of a row as they are understood; None, with the reason noted, where one is not."""
    read = resource.read_row(kept(row))
    for cell in read.cells.values():
        if cell.problem:
            problem = _without_editing(cell.problem)
            reading.problems.append(f"{where}第 {row.number} 行：{cell.title}：{problem}")
            return None
    return read.values


def _line_of(
    values: Mapping[str, Any], table: UploadedTable, own: set[str], since: date | None
) -> dict[str, Any] | None:
    """The fields of a line; None for a row that moves nothing. Raises Unreadable."""
    day = values.get("booked_on") or values.get("paid_on")
    if day is None:
        raise Unreadable("入库日期：缺少内容")
    _require_plausible(day, since)
    moved = _moved(values, table, own)
    if moved is None:
        return None
    amount, is_outgoing = moved
    payer = values.get("payer") or values.get("other_side") or ""
    if is_outgoing:
        payer = values.get("payee") or values.get("other_side") or values.get("payer") or ""
    numbers = [values.get(name) for name in ("voucher", "serial", "payment_code")]
    numbers = [number for number in numbers if number]
    said = [values.get(name) for name in ("remark", "postscript", "purpose", "note")]
    said += [f"凭证号：{number}" for number in numbers[1:]]
    return {
        "booked_on": day,
        "amount": amount,
        "voucher": numbers[0] if numbers else "",
        "notice_number": values.get("notice_number") or "",
        "project_code": values.get("project_code") or "",
        "payer": payer,
        "credit_code": values.get("credit_code") or "",
        "remark": "；".join(dict.fromkeys(text for text in said if text)),
        "is_outgoing": is_outgoing,
    }


def _require_plausible(day: date, since: date | None) -> None:
    if day > timezone.localdate():
        raise Unreadable(f"入库日期：{day} 晚于今天")
    if since is not None and day < since:
        raise Unreadable(f"入库日期：{day} 早于本机构可能收费的日期 {since}")


def _moved(
    values: Mapping[str, Any], table: UploadedTable, own: set[str]
) -> tuple[Decimal, bool] | None:
    """Yuan, negative for what went out or was taken back, and whether it went out."""
    if {"credit", "debit"} & table.columns.keys():
        return _of_two_columns(values)
    amount = values.get("amount")
    if amount is None:
        raise Unreadable("实缴金额：缺少内容")
    if not amount:
        raise Unreadable("实缴金额：金额为 0")
    side = values["direction"] if "direction" in table.columns else ""
    if not side and "payee" in table.columns:
        side = side_of(values.get("payer") or "", values.get("payee") or "", own)
    return (-abs(amount), True) if side == OUT else (amount, False)


def _of_two_columns(values: Mapping[str, Any]) -> tuple[Decimal, bool] | None:
    credit, debit = values.get("credit") or Decimal(0), values.get("debit") or Decimal(0)
    if credit and debit:
        raise Unreadable(f"借方 {debit:,}、贷方 {credit:,} 同时有发生额，不能判断收支方向")
    amount = values.get("amount")
    if amount and abs(amount) != abs(credit or debit):
        raise Unreadable(f"金额 {amount:,} 与借贷发生额 {credit or debit:,} 不一致")
    side = values.get("direction")
    if side and (credit or debit) and side != (IN if credit else OUT):
        raise Unreadable("借贷标志与借贷发生额所在的列不一致")
    if debit:
        return -abs(debit), True
    return (credit, False) if credit else None


def _require_own_total(sheet: Sheet, table: UploadedTable, lines: Sequence[ReadLine]) -> None:
    """The last sum row of a sheet, where it has one, must be the sum of its lines."""
    totals = [number for number, reason in table.ignored if reason == "合计行"]
    row = next((row for row in sheet.rows if totals and row.number == totals[-1]), None)
    if row is None:
        return
    received = sum((line.amount for line in lines if not line.is_outgoing), Decimal(0))
    spent = -sum((line.amount for line in lines if line.is_outgoing), Decimal(0))
    sums = {
        "amount": {received, received - spent, received + spent},
        "credit": {received},
        "debit": {spent, -spent},
    }
    for name in sums.keys() & table.columns.keys():
        cell = row.cell(table.columns[name])
        try:
            stated = parse_amount(cell, signed=True) if cell not in (None, "") else None
        except Unreadable:
            continue
        if stated is not None and stated not in sums[name]:
            total = spent if name == "debit" else received
            raise Incomplete(
                f"第 {row.number} 行合计 {stated:,} 元，各行相加为 {total:,} 元，控制总额不符。"
                "核对文件是否完整，请出具单位重新导出后再上传",
                field="file",
            )
