"""Rows of one XLSX or CSV file, as lines for ``process``.

For each sheet ``{"sheet": name, "merged": [[first row, first column, last row, last column], …],
"hidden_rows": [[first, last], …], "hidden_columns": [column, …], "is_1904": …}`` (with
``"format": "csv"`` for a CSV file) followed by its rows ``[number, [cell, …]]``; of a hidden sheet
only ``{"sheet": name, "concealed": filled cells}``. Rows count from 1, columns from 0. An error is
its word (#N/A), a number that its format pads with zeros or gives a unit is the text that shows
(00123, 12.5万元); a formula without a stored value and a number whose format shows it in another
size have words of their own (NEVER_COMPUTED, UNCLEAR). A cell is null, a string, true or false,
``["n", "12.5"]``, ``["d", "2024-03-05"]`` or ``["t", "2024-03-05T09:30:00"]``.
"""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from renfang.uploads.confined.number_formats import UNCLEAR
from renfang.uploads.confined.refusals import Refusal
from renfang.uploads.confined.worksheets import Facts, Marks, facts_of, marks_of

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY_MAGICS: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"PK",
)
SAVE_AS: Final = "在 Excel 或 WPS 中“另存为 .xlsx”，再上传。"
DAMAGED: Final = f"文件已损坏或不完整，读不出内容。{SAVE_AS}"
ZIP_ENTRIES: Final = 200
ZIP_ENTRY_BYTES: Final = 200 * 2**20
ZIP_TOTAL_BYTES: Final = 400 * 2**20
ZIP_RATIO: Final = 100
MAX_MERGED: Final = 100_000
MAX_SHEETS: Final = 60
# Excel itself shows and compares fifteen significant digits; further ones are binary dust.
SIGNIFICANT_DIGITS: Final = 15


def read(content: bytes, limits: dict[str, int]) -> Iterator[Any]:
    """Lines of output for a workbook or a CSV file, told apart by content, never by name."""
    if not content:
        raise Refusal("文件是空的。核对后重新选择文件。")
    if content.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refusal("工作簿设有打开密码。取消密码后另存，再上传。")
        raise Refusal(f"这是旧版 Excel（.xls）。{SAVE_AS}")
    if content.startswith(b"PK\x03\x04"):
        yield from read_workbook(content, limits)
        return
    if content.startswith(BINARY_MAGICS):
        raise Refusal("这不是表格文件。上传 .xlsx 或 CSV 文件。")
    yield from read_csv(content, limits)


# Workbooks


def read_workbook(content: bytes, limits: dict[str, int]) -> Iterator[Any]:
    check_archive(content)
    # A third-party parser is loaded only after the archive has been looked over.
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise Refusal("工作簿设有打开密码。取消密码后另存，再上传。") from None
    budget = Budget(limits)
    every = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if len(every) > MAX_SHEETS:
        raise Refusal(f"工作簿超过 {MAX_SHEETS} 张工作表。只保留要导入的，另存后再上传。")
    shown = [sheet.name for sheet in every if sheet.visible is SheetVisibleEnum.Visible]
    if not shown:
        raise Refusal("工作簿里没有可见的工作表。取消隐藏后另存，再上传。")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        facts = facts_of(package)
        for name in shown:
            sheet = workbook.get_sheet_by_name(name)
            marks = marks_of(package, facts.parts.get(name, ""), facts.styles)
            yield from read_worksheet(sheet, budget, facts, marks)
    for metadata in every:
        if metadata.name not in shown:
            yield concealed(workbook.get_sheet_by_name(metadata.name), budget)


def concealed(sheet: Any, budget: "Budget") -> dict[str, Any]:
    """How much stands on a hidden sheet, which is not read."""
    bottom, right = sheet.end or (-1, -1)
    budget.check_size(sheet.name, bottom + 1, right + 1)
    budget.check_grid((bottom + 1) * (right + 1))
    rows = sheet.iter_rows() if bottom >= 0 else ()
    filled = sum(value not in (None, "") for values in rows for value in values)
    return {"sheet": sheet.name, "concealed": filled}


def check_archive(content: bytes) -> None:
    """Look at the table of contents before anything is unpacked."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception as error:
        raise Refusal(DAMAGED) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Refusal(f"这个文件不是 .xlsx 工作簿。{SAVE_AS}")
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > ZIP_ENTRIES
        or total > ZIP_TOTAL_BYTES
        or any(entry.file_size > ZIP_ENTRY_BYTES for entry in entries)
        or any(entry.file_size > 2**20 and suspicious(entry) for entry in entries)
    ):
        raise Refusal("工作簿展开后过大。只保留要导入的工作表，另存后再上传。")


def suspicious(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > ZIP_RATIO * max(entry.compress_size, 1)


def read_worksheet(sheet: Any, budget: "Budget", facts: Facts, marks: Marks) -> Iterator[Any]:
    # Positions of the used area, counted from 0; None when the sheet is empty.
    (_, left), (bottom, right) = sheet.start or (0, 0), sheet.end or (-1, -1)
    budget.check_size(sheet.name, bottom + 1, right + 1)
    budget.check_grid((bottom + 1) * (right + 1))
    merged = sheet.merged_cell_ranges or []
    budget.merged += len(merged)
    if budget.merged > MAX_MERGED:
        raise Refusal(f"工作表“{sheet.name}”的合并单元格过多。取消合并后另存，再上传。")
    yield {
        "sheet": sheet.name,
        "merged": sorted([start[0] + 1, start[1], end[0] + 1, end[1]] for start, end in merged),
        "hidden_rows": ranges(row for row in marks.hidden_rows if row <= bottom + 1),
        "hidden_columns": [place for place in marks.hidden_columns if place <= right],
        "is_1904": facts.is_1904,
    }
    marked = marked_rows(marks)
    # calamine gives the blank rows above the used area, but not the blank columns left of it.
    for number, values in enumerate(sheet.iter_rows() if bottom >= 0 else (), start=1):
        cells = [None] * left + [encode(value) for value in values]
        if number in marked:
            mark(cells, number, marks, marked[number])
        budget.spend(sheet.name, number, cells)
        yield [number, cells]
    # To calamine a formula that was never computed does not belong to the used area.
    for number in sorted(row for row in marked if row > bottom + 1):
        budget.check_size(sheet.name, number, marked[number])
        cells = []
        mark(cells, number, marks, marked[number])
        budget.check_grid(len(cells))
        budget.spend(sheet.name, number, cells)
        yield [number, cells]


def marked_rows(marks: Marks) -> dict[int, int]:
    """Rows with something to mark, each with how many cells it has at least."""
    rows = dict.fromkeys((row for row, _ in marks.formats), 0)
    for row, place in marks.errors:
        rows[row] = max(rows.get(row, 0), place + 1)
    return rows


def mark(cells: list[Any], row: int, marks: Marks, least: int) -> None:
    """Errors by their word, numbers as they show."""
    cells.extend([None] * (least - len(cells)))
    for place, cell in enumerate(cells):
        error = marks.errors.get((row, place))
        if error is not None:
            cells[place] = error or "#N/A"
        elif isinstance(cell, list) and cell[0] == "n":
            cells[place] = shown_as(cell, marks.formats.get((row, place)))


def shown_as(cell: list[str], said: int | str | None) -> list[str] | str:
    """A number with what its format says of it: zeros before it, a unit, or that it is unclear."""
    number = cell[1]
    if said is None or (isinstance(said, int) and not number.isdigit()):
        return cell
    if isinstance(said, int):
        return number.zfill(said)
    # Nothing is nothing in any size.
    if said == UNCLEAR:
        return cell if number == "0" else UNCLEAR
    return f"{number}{said}"


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Whole numbers in order as first and last of each run."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def encode(value: Any) -> Any:
    """A cell as JSON. Numbers travel as decimal text, so that no further binary rounding occurs."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return ["n", number_text(value)] if math.isfinite(value) else None
    if kind is int:
        return ["n", str(value)]
    if kind is datetime:
        midnight = value.time() == datetime.min.time()
        return ["d", value.date().isoformat()] if midnight else ["t", value.isoformat()]
    if kind is date:
        return ["d", value.isoformat()]
    # A truth value or nothing stays; a time of day or a duration is shown as text.
    return value if value is None or kind is bool else str(value)


def number_text(value: float) -> str:
    """What Excel shows: fifteen significant digits. Longer whole numbers are written in full, so
    that a code that Excel has cut is still recognised by its length."""
    if value.is_integer() and abs(value) < 1e22:
        return str(int(value))
    return format(value, f".{SIGNIFICANT_DIGITS}g")


# CSV


def read_csv(content: bytes, limits: dict[str, int]) -> Iterator[Any]:
    text = decode(content)
    if "\x00" in text:
        raise Refusal("这不是表格文件。上传 .xlsx 或 CSV 文件。")
    if re.match(r"\s*<(?:!doctype|html|table|\?xml|meta|head)", text, re.IGNORECASE):
        raise Refusal(f"这是网页或 XML 文件，扩展名虽是表格。{SAVE_AS}")
    csv.field_size_limit(limits["cell_characters"] * 50)
    budget = Budget(limits)
    yield {"sheet": "CSV", "merged": [], "format": "csv"}
    lines = io.StringIO(text, newline="")
    try:
        for number, values in enumerate(csv.reader(lines, delimiter=delimiter(text)), start=1):
            cells = [value if value != "" else None for value in values]
            budget.check_size("CSV", number, len(cells))
            budget.check_grid(len(cells))
            budget.spend("CSV", number, cells)
            yield [number, cells]
    except csv.Error as error:
        raise Refusal(f"CSV 文件的引号不成对。{SAVE_AS}") from error


def decode(content: bytes) -> str:
    """By byte-order mark, else strict UTF-8, else strict GB18030.

    Guessing by statistics takes short GB18030 files for Korean.
    """
    for mark, charset in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return decode_as(content, (charset,))
    return decode_as(content, ("utf-8", "gb18030"))


def decode_as(content: bytes, charsets: Iterable[str]) -> str:
    for charset in charsets:
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Refusal("文字编码认不出。在 Excel 中“另存为 CSV UTF-8”或 .xlsx，再上传。")


def delimiter(text: str) -> str:
    """The separator that is most frequent in the first twenty lines, a comma if there is none."""
    head = "\n".join(text.splitlines()[:20])
    return max((",", "\t", ";"), key=head.count)


# Limits


class Budget:
    """What one upload may cost, over all its sheets: what is empty and what is a number too."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.characters = self.filled = self.grid = self.merged = 0

    def check_size(self, sheet: str, rows: int, columns: int) -> None:
        for count, limit, unit, advice in (
            (rows, self.limits["rows"], "行", "分成几个文件"),
            (columns, self.limits["columns"], "列", "删除多余的列"),
        ):
            if count > limit:
                raise Refusal(f"工作表“{sheet}”超过 {limit:,} {unit}。{advice}，另存后再上传。")

    def check_grid(self, cells: int) -> None:
        """Count cells of the used area, empty ones too: each has its place in what is read."""
        self.grid += cells
        if self.grid > self.limits["grid_cells"]:
            raise Refusal("各工作表的范围合计过大。删除多余的空行空列和工作表后另存，再上传。")

    def spend(self, sheet: str, number: int, cells: list[Any]) -> None:
        limit = self.limits["cell_characters"]
        for index, cell in enumerate(cells):
            if cell is None:
                continue
            self.filled += 1
            if isinstance(cell, str):
                self.characters += len(cell)
                if len(cell) > limit:
                    raise Refusal(
                        f"工作表“{sheet}”第 {number} 行第 {index + 1} 列超过 {limit:,} 个字。"
                        "删减后再上传。"
                    )
        if self.filled > self.limits["filled_cells"]:
            raise Refusal("填有内容的单元格过多。分成几个文件，再上传。")
        if self.characters > self.limits["characters"]:
            raise Refusal("文件里的文字过多。分成几个文件，再上传。")
