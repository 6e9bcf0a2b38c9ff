"""What a register is to a file: its columns, how rows are understood, what a row becomes.

A room derives its register from ``RegisterResource`` (a Resource of django-import-export) and
declares each column once, as a ``Heading``: reading, preview, mending and export all follow.
Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar

from import_export.fields import Field  # noqa: TID253 - this module is itself imported late
from import_export.resources import Resource  # noqa: TID253

from renfang.acts import Incomplete
from renfang.exchange.cells import as_shown, pack, unpack
from renfang.exchange.file_readings import FileReading, read_file
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.headings import Column, Layout, split_unit
from renfang.exchange.reading.spreadsheet import Cell, Sheet, UnreadableFile
from renfang.exchange.reading.table import (
    UNNEEDED,
    UploadedRow,
    UploadedTable,
    read_table,
)
from renfang.exchange.readings import CellReading, Reading, RowReading
from renfang.exchange.widgets import CleaningWidget, refuse_error
from renfang.exchange.workbook import ExportColumn, ExportSheet, Kind
from renfang.organisations.scope import Scope

# What a person can look through before confirming, and what one act can write.
MOST_ROWS = 20_000


class Heading(Field):
    """One column: the headings it goes by, how its cells are read, where its value stands.

    The first heading is the one that exports and pages show. A column whose cells must be filled
    (``required`` of the widget) must be there. ``merged``: one merged cell stands for all rows
    that it spans, as it does in columns of words and days where nothing is said; a number would
    count twice. ``attribute`` is the way from a record to the value, the column's own name where
    nothing is said; ``width`` is that of an export, in characters.
    """

    def __init__(
        self,
        title: str,
        widget: CleaningWidget,
        aliases: Sequence[str] = (),
        *,
        attribute: str = "",
        merged: bool | None = None,
        width: int = 16,
    ) -> None:
        super().__init__(attribute=attribute or None, column_name=title, widget=widget)
        self.aliases = tuple(aliases)
        self.merged = widget.kind in (Kind.TEXT, Kind.DATE) if merged is None else merged
        self.width = width

    def as_column(self, name: str) -> Column:
        """The column as the reader of tables knows it."""
        widget = self.widget
        return Column(
            name,
            self.column_name,
            self.aliases,
            widget.required,
            self.merged,
            split_unit(self.column_name)[1] or widget.unit,
            widget.kind is Kind.DATE,
        )


class RegisterResource(Resource):
    """A register. ``save_instance`` is the room's act, never a bare save.

    ``unread`` are headings that exports write and imports need not read; ``preview`` names the
    columns of the preview, all where nothing is said; ``parts`` are further sheets by name, whose
    rows belong to rows of the first (``names``, ``owner_of``).
    """

    sheet_name: ClassVar[str] = "导出"
    unread: ClassVar[Collection[str]] = ()
    preview: ClassVar[Sequence[str]] = ()
    parts: ClassVar[Mapping[str, type[RegisterResource]]] = {}
    most_rows: ClassVar[int] = MOST_ROWS
    # Whether exports number their rows.
    is_numbered: ClassVar[bool] = False

    def __init__(
        self,
        scope: Scope | None = None,
        batch: ImportBatch | None = None,
        subject_id: int | None = None,
    ) -> None:
        super().__init__()
        self.scope, self.batch = scope, batch
        # The row that the file belongs to, by which a register may have columns of its own.
        self.subject_id = batch.subject_id if batch else subject_id
        self.fields.update(self.own_fields())
        # What the person who confirms is told besides; what they ticked.
        self.remarks: list[str] = []
        self.options: Collection[str] = ()
        for name, field in self.fields.items():
            field.attribute = field.attribute or name
        self.part_resources = {name: part() for name, part in self.parts.items()}

    def own_fields(self) -> dict[str, Heading]:
        """Columns that only this row's files have: the subjects of an examination."""
        return {}

    @property
    def columns(self) -> list[Column]:
        """The columns as the reader of tables knows them: the one table of aliases."""
        return [field.as_column(name) for name, field in self.fields.items()]

    @property
    def unneeded(self) -> set[str]:
        """Headings that are known and carry nothing to enter."""
        return UNNEEDED | set(self.unread)

    @property
    def titles(self) -> dict[str, str]:
        """Heading of each column."""
        return {name: field.column_name for name, field in self.fields.items()}

    # Reading a file

    def read_file(
        self, sheets: Sequence[Sheet], layout: Layout | None = None, *, in_order: bool = False
    ) -> FileReading:
        """Every sheet of a file with its account. Raises Incomplete at ``file``."""
        return read_file(self, sheets, layout, in_order=in_order)

    def find_table(self, sheets: Sequence[Sheet], in_order: bool = False) -> UploadedTable:
        """The table that fits best, whole. Raises Incomplete at ``file``."""
        try:
            table = read_table(sheets, self.columns, unneeded=self.unneeded, in_order=in_order)
        except UnreadableFile as error:
            raise Incomplete(error.message, field="file") from error
        if table.missing:
            missing = "、".join(table.missing)
            raise Incomplete(
                f"工作表“{table.sheet}”缺少列：{missing}。补齐表头后重新上传", field="file"
            )
        if len(table.rows) > self.most_rows:
            raise Incomplete(
                f"工作表“{table.sheet}”超过 {self.most_rows:,} 行。分成几个文件上传", field="file"
            )
        return table

    def grouped(self, rows: Sequence[UploadedRow]) -> Iterator[tuple[int, UploadedRow]]:
        """Each row of the table with the number of the thing that it belongs to, from 1."""
        return iter(enumerate(rows, 1))

    def names(self, row: UploadedRow) -> set[str]:
        """The words by which rows of parts name this row of the table."""
        raise NotImplementedError

    def owner_of(self, part: UploadedRow) -> str:
        """The words by which a row of a part names the row that it belongs to."""
        raise NotImplementedError

    # Understanding what was read

    def read_batch(self) -> list[Reading]:
        """Everything that is understood of the file, checked against what is registered now."""
        assert self.batch is not None
        rows = self.batch.rows.order_by("group", "id")
        readings = [
            Reading(group, [self.read_row(row) for row in rows])
            for group, rows in groupby(rows, key=lambda row: row.group)
        ]
        self.look_over(readings)
        return readings

    def read_row(self, row: ImportRow) -> RowReading:
        """One row: its cells by column, in the order of the columns."""
        resource = self.part_resources[row.sheet] if row.sheet else self
        return RowReading(
            row,
            {
                name: resource.read_cell(name, row)
                for name in resource.fields
                if name in row.cells or name in row.mended
            },
        )

    def read_cell(self, name: str, row: ImportRow) -> CellReading:
        """One cell, as mended where it was."""
        is_mended = name in row.mended
        raw = row.mended[name] if is_mended else unpack(row.cells.get(name))
        shown = row.mended[name] if is_mended else as_shown(row.cells.get(name))
        field = self.fields[name]
        cell = CellReading(name, field.column_name, shown, is_mended=is_mended)
        try:
            refuse_error(raw)
            cell.value = field.widget.clean(raw)
        except ValueError as error:
            cell.problem = str(error)
        else:
            if cell.value not in (None, ""):
                cell.doubt = field.widget.warning(raw) or ""
                cell.told = field.widget.told(cell.value)
        return cell

    def look_over(self, readings: list[Reading]) -> None:
        """Hold the things against each other and against the register: faults, doubts, records
        that they bring up to date. Queries do not grow with the rows."""

    def compare(self, reading: Reading, present: Any, but: Collection[str] = ()) -> None:
        """Note that the thing is on record already, and what the file changes of it.

        Columns named in ``but`` are not compared.
        """
        reading.present = present
        for name, cell in reading.first.cells.items():
            if name in but:
                continue
            before = self.written(name, self.fields[name].get_value(present))
            after = self.written(name, cell.value)
            if not cell.problem and before != after:
                reading.changes.append(f"{cell.title}：{before or '空'} → {after or '空'}")

    def written(self, name: str, value: Any) -> str:
        """A value of the column in words."""
        return str(self.fields[name].widget.render(value) or "")

    # Entering it

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> Any:
        """Enter one thing by the room's act; gives the record where it has a page of its own.

        ``row`` is what was understood of its first row. Where ``look_over`` found it on record,
        ``is_create`` is False and ``instance.present`` is that record. A register that changes as
        a whole (a roster, an equipment list) notes the thing here and calls its act in ``finish``.
        """
        raise NotImplementedError("rows are entered by the room's act")

    def finish(self) -> None:
        """After the last thing: the act of a register that changes as a whole."""

    def summary(self, entered: Sequence[Reading]) -> str:
        """What was done, in words, for the person who confirmed."""
        raise NotImplementedError

    # Giving it out

    def export_columns(self) -> list[ExportColumn]:
        """The columns of a workbook, which the import reads again."""
        return [
            ExportColumn(field.column_name, field.widget.kind, field.width)
            for field in self.fields.values()
        ]

    def exported(self, instance: Any) -> list[Any]:
        """The cells of one record, in the order of the columns."""
        return [self.exported_cell(name, instance) for name in self.fields]

    def exported_cell(self, name: str, instance: Any) -> Any:
        """One cell: numbers and days as they are, all else in words."""
        field = self.fields[name]
        value = field.get_value(instance)
        return field.widget.render(value) if field.widget.kind is Kind.TEXT else value

    def sheet(self, instances: Iterable[Any]) -> ExportSheet:
        """The records as a sheet."""
        columns = self.export_columns()
        rows: Iterable[list[Any]] = map(self.exported, instances)
        if self.is_numbered:
            columns = [ExportColumn("序号", Kind.INTEGER, 6), *columns]
            rows = ([number, *cells] for number, cells in enumerate(rows, 1))
        return ExportSheet(self.sheet_name, columns, rows)


def kept(row: UploadedRow, group: int = 1, sheet: str = "", worksheet: str = "") -> ImportRow:
    """A row as it is kept with its file."""
    cells = {name: pack(cell) for name, cell in row.cells.items()}
    return ImportRow(sheet=sheet, worksheet=worksheet, number=row.number, group=group, cells=cells)


def filled(cell: Cell) -> str:
    """What a cell shows, without any blanks: by this rows name each other."""
    return "".join(as_shown(pack(cell)).split())
