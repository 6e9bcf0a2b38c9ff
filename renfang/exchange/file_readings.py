"""A whole file as a register reads it: its tables, the account of every cell, what is asked.

What people decide about a file (``Layout``) is read with it again; nothing of the file is kept
besides its rows and what the preview tells.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection

from renfang.acts import Incomplete
from renfang.exchange.cells import as_shown, pack
from renfang.exchange.reading.account import (
    ASKED,
    PASSED,
    USED,
    Fate,
    SheetAccount,
    runs_of,
    veiled,
)
from renfang.exchange.reading.headings import UNITS, Column, Head, Layout, column_letter
from renfang.exchange.reading.spreadsheet import Sheet, UnreadableFile
from renfang.exchange.reading.table import UploadedTable, read_table, read_tables
from renfang.exchange.workbook import EXPORT_NOTES, TEMPLATE_NOTES

_MOST_ON_SQLITE = 5_000
_SAMPLES = 3
_SAMPLE = 20
NOT_CHOSEN = Fate(PASSED, "按选择不读的工作表")
WITHOUT_HEADING = Fate(PASSED, "没有找到表头的工作表")
# Sheets of our own templates and exports that explain them.
NOTES = (TEMPLATE_NOTES, EXPORT_NOTES)
EXPLAINING = Fate(PASSED, "说明")
CONCEALED = Fate(PASSED, "隐藏的工作表")


class Register(Protocol):
    """What is asked of a register (``resources.RegisterResource``) to read a file for it."""

    part_resources: Mapping[str, Any]
    most_rows: int

    @property
    def columns(self) -> list[Column]:
        """Its columns."""
        ...

    @property
    def unneeded(self) -> set[str]:
        """Headings that carry nothing to enter."""
        ...


@dataclass(frozen=True)
class FoundTable:
    """A table of a file: the sheet of its part ("" for the register itself), and what it holds."""

    part: str
    table: UploadedTable

    @property
    def told(self) -> dict[str, Any]:
        """What the preview tells of it."""
        return {
            "sheet": self.table.sheet,
            "header_row": self.table.header_row,
            "rows": len(self.table.rows),
            "unknown": self.table.unknown,
            "ignored": [list(pair) for pair in self.table.ignored],
        }


@dataclass
class FileReading:
    """The tables of a file, those of the register before those of its parts; the account of each
    sheet; the sheets that could be read."""

    resource: Register
    layout: Layout
    tables: list[FoundTable]
    accounts: list[SheetAccount]
    candidates: list[UploadedTable]
    strays: list[str] = field(default_factory=list)

    @property
    def main(self) -> list[UploadedTable]:
        """The tables of the register itself."""
        return [found.table for found in self.tables if not found.part]

    @property
    def fingerprint(self) -> str:
        """By what files of the same layout are told: the headings, in whatever order."""
        keys = sorted({head.key for table in self.candidates for head in table.heads})
        return hashlib.sha256("\n".join(keys).encode()).hexdigest()

    @property
    def lacking(self) -> list[Column]:
        """Columns that a row needs and no table has, whether a constant stands for them or not."""
        present = set.intersection(*(set(table.columns) for table in self.main))
        constant = self.layout.constants
        return [
            column
            for column in self.resource.columns
            if column.field not in present and (column.required or column.field in constant)
        ]

    def told(self) -> dict[str, Any]:
        """What is kept of the reading, for the preview."""
        accounts = [account.told() for account in self.accounts]
        sums: Counter[str] = Counter()
        for account in accounts:
            sums.update(dict(account["sums"]))
        read = {table.sheet for table in self.main}
        return {
            "sheets": [found.told for found in self.tables],
            "unread": [
                account.sheet.name
                for account in self.accounts
                if account.whole not in (None, EXPLAINING)
            ],
            "strays": self.strays,
            "accounts": [account for account in accounts if account["cells"]],
            "cells": sums.total(),
            "sums": [[state, sums[state]] for state in (USED, PASSED, ASKED)],
            "notes": [
                f"“{found.table.sheet}”{note}" if len(self.tables) > 1 else note
                for found in self.tables
                for note in found.table.notes
            ],
            "columns": list(self._columns()),
            "choices": [
                {"id": place_of(table.sheet), "sheet": table.sheet, "rows": len(table.rows),
                 "chosen": table.sheet in read}
                for table in self.candidates
            ],
            "questions": list(self._questions()),
            "lacking": [
                {"field": column.field, "title": column.title,
                 "value": self.layout.constants.get(column.field, "")}
                for column in self.lacking
            ],
            "hidden": self._hidden(),
            "layout": vars(self.layout) | {"sheets": self.layout.sheets and [*self.layout.sheets]},
            "many": len(self.main) > 1,
            "fingerprint": self.fingerprint,
        }  # fmt: skip

    def _hidden(self) -> str:
        """The hidden rows of data, in words."""
        tables = [found.table for found in self.tables if found.table.hidden]
        return "；".join(f"“{table.sheet}”第 {runs_of(table.hidden)} 行" for table in tables)

    def _questions(self) -> Iterator[str]:
        """What whoever brought the file has to decide before it is entered."""
        seen: set[str] = set()
        for found in self.tables:
            for head in found.table.asked:
                if head.key not in seen:
                    seen.add(head.key)
                    yield (
                        f"{column_letter(head.position)} 列“{head.text}”可能改变各行的含义。"
                        "选择它对应的登记项，或者选择“不用这一列”"
                    )
        if hidden := self._hidden():
            yield f"{hidden}在文件中是隐藏行或者被筛选掉。选择读入，或者不读"

    def _columns(self) -> Iterator[dict[str, Any]]:
        """Each column of the register's tables, once for all sheets."""
        seen: set[str] = set()
        for table in self.main:
            fields = {place: name for name, place in table.columns.items()}
            asked = {head.key for head in table.asked}
            for head in table.heads:
                if head.key in seen:
                    continue
                seen.add(head.key)
                name = fields.get(head.position, "")
                yield {
                    "id": place_of(head.key),
                    "key": head.key,
                    "text": head.text,
                    "letter": column_letter(head.position),
                    # What is registered is shown by the rows below, masked where it must be.
                    "samples": [] if name else _samples(self._sheet(table.sheet), table, head),
                    "field": name,
                    "is_asked": head.key in asked,
                    "is_set": head.key in self.layout.columns,
                    "unit": self.layout.units.get(head.key) or head.unit or "",
                    "units": self._units(name),
                }

    def _sheet(self, name: str) -> Sheet:
        return next(a.sheet for a in self.accounts if a.sheet.name == name)

    def _units(self, name: str) -> list[str]:
        """The units that the numbers of a field may be in."""
        own = next((c.unit for c in self.resource.columns if c.field == name), "")
        if own not in UNITS:
            return []
        measured = UNITS[own][0]
        return [unit for unit, (kind, _) in UNITS.items() if kind == measured]


def place_of(key: str) -> str:
    """A name for a field of a form, made of a heading or the name of a sheet."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _samples(sheet: Sheet, table: UploadedTable, head: Head) -> list[str]:
    """The first values of a column, as the file shows them."""
    data = {row.number for row in table.rows[:50]}
    words = (
        veiled(as_shown(pack(row.cell(head.position))))[:_SAMPLE].strip()
        for row in sheet.rows
        if row.number in data
    )
    return list(dict.fromkeys(word for word in words if word))[:_SAMPLES]


def read_file(
    resource: Register,
    sheets: Sequence[Sheet],
    layout: Layout | None = None,
    *,
    in_order: bool = False,
) -> FileReading:
    """Read every sheet of a file. Raises Incomplete at ``file`` where no sheet has a heading."""
    layout = layout or Layout()
    aside = {*resource.part_resources, *NOTES}
    own = [s for s in sheets if s.concealed is None and s.name.strip() not in aside]
    try:
        candidates = _tables(resource, own, layout, in_order)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    chosen = [t for t in candidates if layout.sheets is None or t.sheet in layout.sheets]
    if not chosen:
        raise Incomplete("没有选择工作表。至少选择一张", field="file")
    tables = [FoundTable("", table) for table in chosen]
    for sheet in sheets:
        part = resource.part_resources.get(sheet.name.strip())
        if part is not None and sheet.concealed is None and len(sheet.rows) > 1:
            tables.append(FoundTable(sheet.name.strip(), part.find_table([sheet])))
    _require_rows(resource, tables)
    reading = FileReading(resource, layout, tables, [], candidates)
    reading.accounts = list(_accounts(sheets, tables, candidates))
    for found in tables:
        if not found.part:
            _fill_in(found.table, reading.lacking, layout)
    return reading


def _tables(
    resource: Register, own: Sequence[Sheet], layout: Layout, in_order: bool
) -> list[UploadedTable]:
    unneeded = resource.unneeded
    try:
        tables = read_tables(own, resource.columns, unneeded=unneeded, layout=layout)
    except UnreadableFile:
        if not in_order:
            raise
        table = read_table(own, resource.columns, unneeded=unneeded, in_order=True, layout=layout)
        if table.missing:
            missing = "、".join(table.missing)
            raise Incomplete(
                f"粘贴的内容没有表头，也缺少列：{missing}。连同表头一起粘贴，或补齐各列",
                field="file",
            ) from None
        tables = [table]
    # Sheets of a heading alone are no tables as long as another one has rows.
    return [table for table in tables if table.rows] or tables[:1]


def _require_rows(resource: Register, tables: Collection[FoundTable]) -> None:
    own = [found.table for found in tables if not found.part]
    count = sum(len(table.rows) for table in own)
    if not count:
        missing = "、".join(title for table in own for title in table.missing)
        also = f"，表头也缺少列：{missing}" if missing else ""
        raise Incomplete(f"表头以下没有数据行{also}。核对是否选错了工作表", field="file")
    most = most_rows_on(connection.vendor, resource)
    if count > most:
        names = "、".join(f"“{table.sheet}”" for table in own)
        raise Incomplete(f"工作表{names}超过 {most:,} 行。分成几个文件上传", field="file")


def most_rows_on(engine: str, resource: Register) -> int:
    """How many rows a file of the register may have; ``engine`` as Django names the vendor.

    While one writes to SQLite everybody else waits, with every page that notes that he was there,
    and after half a minute is told that the database is locked: 20,000 rows take longer.
    """
    return min(resource.most_rows, _MOST_ON_SQLITE) if engine == "sqlite" else resource.most_rows


def _accounts(
    sheets: Sequence[Sheet], tables: Sequence[FoundTable], candidates: Sequence[UploadedTable]
) -> Iterator[SheetAccount]:
    """The account of each sheet, in the order of the file."""
    read = {found.table.sheet: found.table.account for found in tables}
    able = {table.sheet for table in candidates}
    for sheet in sheets:
        account = read.get(sheet.name)
        if account is not None:
            yield account
        elif sheet.concealed is not None:
            yield SheetAccount(sheet, CONCEALED)
        elif sheet.name.strip() in NOTES:
            yield SheetAccount(sheet, EXPLAINING)
        else:
            yield SheetAccount(sheet, NOT_CHOSEN if sheet.name in able else WITHOUT_HEADING)


def _fill_in(table: UploadedTable, lacking: Sequence[Column], layout: Layout) -> None:
    """Give each row what the file lacks: the constant, or a blank to be filled in."""
    wanted = [column.field for column in lacking if column.field not in table.columns]
    for row in table.rows:
        for name in wanted:
            row.cells[name] = layout.constants.get(name)
