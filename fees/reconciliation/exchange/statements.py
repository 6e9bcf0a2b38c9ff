"""Reading statements: whatever tax bureau, treasury, bank or non-tax system export as a table.

A file is taken whole or not at all: with one row unread its totals could not be proven. Its lines
are looked through and mended in their lanes, not on a preview. Loading this module loads
import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fees.reconciliation.acts.statements import keep_statement
from fees.reconciliation.models import Statement
from fees.reconciliation.reading import REPEATED, ReadLine, ReadStatement, key_of
from renfang.acts import Incomplete
from renfang.exchange.acts import read_sheets
from renfang.exchange.reading.spreadsheet import Sheet
from renfang.exchange.reading.table import UploadedRow, UploadedTable
from renfang.exchange.resources import Heading, RegisterResource, kept
from renfang.exchange.widgets import AmountWidget, DateWidget, TextWidget
from renfang.organisations.models import Organisation, User
from renfang.quantities.parsing import Unreadable, normalise_digits, parse_amount
from renfang.uploads.keeping import clean_name

SHOWN_PROBLEMS = 10


class PaidWidget(AmountWidget):
    """Yuan, negative for what the source took back; never nothing."""

    def read(self, value: Any) -> Decimal:
        amount = super().read(value)
        if not amount:
            raise Unreadable("金额为 0。删除该行，或补上金额。")
        return amount


class CodeWidget(TextWidget):
    """A number as the source writes it, without blanks; half-width capitals."""

    def read(self, value: Any) -> str:
        if isinstance(value, Decimal) and len(value.as_tuple().digits) > 15:
            raise Unreadable("号码被 Excel 存成了数字，末位已丢失。把该列设为文本后重新填写。")
        return "".join(normalise_digits(super().read(value)).upper().split())


class StatementResource(RegisterResource):
    """The columns that sources write."""

    booked_on = Heading(
        "入库日期",
        DateWidget(required=True),
        ("入账日期", "缴款日期", "缴费日期", "交易日期", "记账日期", "到账日期", "日期"),
    )
    amount = Heading(
        "实缴金额",
        PaidWidget(required=True, name="金额", signed=True),
        ("金额", "缴款金额", "缴费金额", "入库金额", "交易金额", "贷方发生额", "收入金额"),
    )
    voucher = Heading(
        "凭证号",
        CodeWidget(max_length=60),
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
    )
    notice_number = Heading(
        "缴费通知书文号",
        CodeWidget(max_length=80),
        ("费源编号", "通知书文号", "核定文号", "文号", "应征凭证号"),
    )
    project_code = Heading("项目代码", CodeWidget(max_length=60), ("项目编号", "投资项目代码"))
    payer = Heading(
        "缴费人名称",
        TextWidget(max_length=200),
        (
            "缴费人",
            "纳税人名称",
            "缴款人",
            "缴款单位",
            "付款人名称",
            "付款人",
            "对方户名",
        ),
    )
    credit_code = Heading(
        "统一社会信用代码",
        CodeWidget(max_length=40),
        ("缴费人识别号", "纳税人识别号", "社会信用代码"),
    )
    remark = Heading("摘要", TextWidget(max_length=300), ("备注", "用途", "附言"))


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
    read = read_statement(content)
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
    """What the sender's cover says must be what the file holds."""
    if stated_count is not None and stated_count != len(read.lines):
        raise Incomplete(
            f"填写 {stated_count} 笔，文件中有 {len(read.lines)} 笔。核对文件是否完整",
            field="stated_count",
        )
    if stated_total is not None and stated_total != read.total:
        raise Incomplete(
            f"填写合计 {stated_total:,} 元，文件各行相加为 {read.total:,} 元。核对文件是否完整",
            field="stated_total",
        )


def read_statement(content: bytes) -> ReadStatement:
    """The lines of an XLSX or CSV file (UTF-8 or GB18030).

    Raises Incomplete, naming the rows to mend, when any row cannot be read, when the file has no
    line, or when its own total differs from the sum of its lines.
    """
    resource = StatementResource()
    sheets = read_sheets(content)
    (found,) = resource.find_tables(sheets)
    lines = _read_rows(resource, found.table.rows)
    total = sum((line.amount for line in lines), Decimal(0))
    _require_own_total(sheets, found.table, total)
    told = found.told
    # What is told of a file of thousands of rows stays short.
    told |= {name: told[name][:40] for name in ("unknown", "ignored")}
    return ReadStatement(lines, total, told)


def _read_rows(resource: StatementResource, rows: Sequence[UploadedRow]) -> list[ReadLine]:
    problems: list[str] = []
    lines: list[ReadLine] = []
    seen: Counter[str] = Counter()
    for row in rows:
        read = resource.read_row(kept(row))
        wrong = [f"{cell.title}：{cell.problem}" for cell in read.cells.values() if cell.problem]
        if wrong:
            problems.append(f"第 {row.number} 行：{wrong[0]}")
            continue
        values = {**dict.fromkeys(resource.fields, ""), **read.values}
        base = key_of(values)
        seen[base] += 1
        key = base if seen[base] == 1 else f"{base}{REPEATED}{seen[base]}"
        lines.append(ReadLine(number=row.number, key=key, **values))
    if problems:
        more = f"……共 {len(problems)} 行" if len(problems) > SHOWN_PROBLEMS else ""
        raise Incomplete(
            f"{'；'.join(text.rstrip('。') for text in problems[:SHOWN_PROBLEMS])}{more}。"
            "修改后重新上传，本次没有写入。",
            field="file",
        )
    return lines


def _require_own_total(sheets: Sequence[Sheet], table: UploadedTable, total: Decimal) -> None:
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
            raise Incomplete(
                f"第 {row.number} 行合计 {stated:,} 元，各行相加为 {total:,} 元，控制总额不符。"
                "核对文件是否完整，重新导出后再上传。",
                field="file",
            )
