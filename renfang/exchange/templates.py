"""The template of a register: an empty workbook with its headings, choices to pick, and notes.

What is filled in comes back as the import reads it. Loading this module loads xlsxwriter late.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from renfang.exchange.workbook import NUMBER_FORMATS, TEMPLATE_NOTES, Kind

if TYPE_CHECKING:
    from renfang.exchange.resources import RegisterResource

# Rows below the heading that are formatted and have choices.
_ROWS: Final = 500
# Excel takes a list of choices up to this length beside the cell.
_LONGEST_LIST: Final = 255
_FORMATS: Final = {**NUMBER_FORMATS, Kind.INTEGER: "0"}
_WORDS: Final = {
    Kind.TEXT: "文字",
    Kind.AMOUNT: "数字，最多 2 位小数",
    Kind.AREA: "数字，最多 2 位小数",
    Kind.INTEGER: "整数",
    Kind.RATE: "数字",
    Kind.DATE: "日期，例如 2024-03-05",
}
_NOTES: Final = ("列", "是否必填", "单位", "填写内容", "也可写作")


def write_template(resource: RegisterResource) -> bytes:
    """The workbook: a sheet for the register, one for each part, and 填写说明."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        needed = book.add_format({"bold": True, "bg_color": "#F6D9D5", "border": 1})
        heading = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        tables = {resource.sheet_name: resource, **resource.part_resources}
        for name, table in tables.items():
            _write_table(book, name, table, needed, heading)
        notes = book.add_worksheet(TEMPLATE_NOTES)
        notes.set_column(0, 2, 18)
        notes.set_column(3, 4, 60)
        lines = [
            [title if len(tables) == 1 else f"{name}：{title}", *rest]
            for name, table in tables.items()
            for title, *rest in map(_note, table.columns, table.fields.values())
        ]
        for place, text in enumerate(_NOTES):
            notes.write_string(0, place, text, heading)
        for number, line in enumerate(lines, 1):
            for place, text in enumerate(line):
                notes.write_string(number, place, text)
    return target.getvalue()


def _write_table(book: Any, name: str, table: RegisterResource, needed: Any, heading: Any) -> None:
    sheet = book.add_worksheet(name)
    for place, (column, field) in enumerate(zip(table.columns, table.fields.values(), strict=True)):
        style = book.add_format({"num_format": _FORMATS[field.widget.kind]})
        sheet.set_column(place, place, max(field.width, 2 * len(column.title) + 4), style)
        sheet.write_string(0, place, column.title, needed if column.required else heading)
        choices = _choices(field)
        if choices and len(",".join(choices)) <= _LONGEST_LIST:
            sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 0)


def _choices(field: Any) -> list[str]:
    return [word for word in getattr(field.widget, "labels", {}).values() if word]


def _note(column: Any, field: Any) -> tuple[str, str, str, str, str]:
    choices = _choices(field)
    content = f"从中选一项：{'、'.join(choices)}" if choices else _WORDS[field.widget.kind]
    return (
        column.title,
        "必填" if column.required else "可不填",
        column.unit,
        content,
        "、".join(column.aliases),
    )
