"""What a workbook says besides the values of its cells.

The parser of values gives nothing for an error (#N/A) and for a formula that was never computed,
drops what only a number format shows (zeros, units), and does not know which rows and columns are
hidden. Here the parts are read for that alone:
by expat, without document types, and only where a glance at the bytes says that there is something.
Source: ECMA-376 part 1, 18.2.28 (date1904), 18.3.1 (rows, columns, cells), 18.8 (formats).
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat  # expat alone, and every document type is refused

from renfang.uploads.confined.number_formats import said_by
from renfang.uploads.confined.refusals import Refusal

_PIECE: Final = 2**20
_TRUE: Final = ("1", "true")
# In place of what a formula without a stored value comes to.
NEVER_COMPUTED: Final = "#公式没有结果"
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_MARKS: Final = 100_000
# A unit in the format of every cell of a large table.
MOST_FORMATS: Final = 500_000
# More columns than any sheet that is taken; the last named ones reach to XFD.
_MOST_COLUMNS: Final = 200

Attributes = dict[str, str]


@dataclass
class Facts:
    """Of the workbook: whether its days count from 1904, where each sheet's part is, and what
    styles say of their numbers (index of the style → ``number_formats.said_by``)."""

    is_1904: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    styles: dict[int, int | str] = field(default_factory=dict)


@dataclass
class Marks:
    """Of a sheet: hidden rows (from 1) and columns (from 0); cells, as (row, column), with the
    word of their error, or with what their format says of the number."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], int | str] = field(default_factory=dict)


def facts_of(package: zipfile.ZipFile) -> Facts:
    """What the workbook's own parts say."""
    facts, ids, targets = Facts(), {}, {}

    def started(name: str, told: Attributes) -> None:
        if name == "workbookPr":
            facts.is_1904 = told.get("date1904") in _TRUE
        elif name == "sheet" and "name" in told:
            ids[told["name"]] = next((told[key] for key in told if key.endswith(":id")), "")
        elif name == "Relationship":
            targets[told.get("Id", "")] = told.get("Target", "")

    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        _read(package, part, started)
    for name, key in ids.items():
        target = targets.get(key, "")
        facts.parts[name] = target[1:] if target.startswith("/") else f"xl/{target}"
    facts.styles = _telling_styles(package)
    return facts


def _telling_styles(package: zipfile.ZipFile) -> dict[int, int | str]:
    formats: dict[str, int | str] = {}
    styles: dict[int, int | str] = {}
    count, inside = 0, False

    def started(name: str, told: Attributes) -> None:
        nonlocal count, inside
        if name == "numFmt":
            # No format that anybody typed is longer.
            said = said_by(told.get("formatCode", "")[:255])
            if said is not None:
                formats[told.get("numFmtId", "")] = said
        elif name in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            if told.get("numFmtId") in formats:
                styles[count] = formats[told["numFmtId"]]
            count += 1

    _read(package, "xl/styles.xml", started)
    return styles


def marks_of(package: zipfile.ZipFile, part: str, styles: dict[int, int | str]) -> Marks:
    """What a sheet's part says, where a glance at its bytes finds anything to say."""
    marks = Marks()
    if part not in package.namelist() or not _has_marks(package, part, styles):
        return marks
    looker = _Looker(marks, styles)
    _read(package, part, looker.started, looker.ended, looker.text)
    return marks


def _has_marks(package: zipfile.ZipFile, part: str, styles: dict[int, int | str]) -> bool:
    wanted = rb"""\st\s*=\s*["']e["']|hidden\s*=|zeroHeight\s*="""
    # A formula, and behind it no value or an empty one.
    wanted += rb"""|(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*<(?:/|(?:\w+:)?v\s*(?:/>|></))"""
    if styles:
        wanted += rb"""|\ss\s*=\s*["'](?:%s)["']""" % "|".join(map(str, styles)).encode()
    pattern = re.compile(wanted)
    with package.open(part) as stream:
        end = b""
        while piece := stream.read(_PIECE):
            # Another encoding than that of all writers is looked through in full.
            if not end and not piece.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
                return True
            if pattern.search(end + piece):
                return True
            end = piece[-256:]
    return False


class _Looker:
    """Follows one sheet's part, row by row; what it finds goes into the marks."""

    def __init__(self, marks: Marks, styles: dict[int, int | str]) -> None:
        self.marks, self.styles = marks, styles
        self.row = self.column = 0
        self.are_hidden = self.is_error = self.in_value = False
        self.is_text = self.has_formula = self.has_value = False

    def started(self, name: str, told: Attributes) -> None:
        if name == "c":
            self._cell(told)
        elif name == "v":
            self.in_value = True
            # Nothing is what a formula of text may well come to.
            self.has_value = self.is_text
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.row = int(told.get("r", self.row + 1))
            self.column = -1
            hidden = told.get("hidden")
            if hidden in _TRUE or (self.are_hidden and hidden is None):
                _add(self.marks.hidden_rows, self.row)
        elif name == "col" and told.get("hidden") in _TRUE:
            first, last = int(told["min"]) - 1, min(int(told["max"]), _MOST_COLUMNS)
            self.marks.hidden_columns.extend(range(first, last))
        elif name == "sheetFormatPr":
            self.are_hidden = told.get("zeroHeight") in _TRUE

    def _cell(self, told: Attributes) -> None:
        found = _PLACE.fullmatch(told.get("r", ""))
        self.column = _position(found[1]) if found else self.column + 1
        kind = told.get("t", "n")
        self.is_error, self.is_text = kind == "e", kind == "str"
        self.has_formula = self.has_value = False
        if self.is_error:
            _require_few(self.marks.errors)
            self.marks.errors[self.row, self.column] = ""
        elif self.styles and kind == "n" and int(told.get("s", 0)) in self.styles:
            _require_few(self.marks.formats, MOST_FORMATS)
            self.marks.formats[self.row, self.column] = self.styles[int(told.get("s", 0))]

    def ended(self, name: str) -> None:
        if name == "v":
            self.in_value = False
        elif name == "c" and self.has_formula and not self.has_value and not self.is_error:
            _require_few(self.marks.errors)
            self.marks.errors[self.row, self.column] = NEVER_COMPUTED

    def text(self, piece: str) -> None:
        if not self.in_value:
            return
        self.has_value = True
        if self.is_error:
            place = self.row, self.column
            self.marks.errors[place] = (self.marks.errors[place] + piece)[:20]


def _add(rows: list[int], row: int) -> None:
    _require_few(rows)
    rows.append(row)


def _require_few(
    marks: list[int] | dict[tuple[int, int], str] | dict[tuple[int, int], int | str],
    most: int = MOST_MARKS,
) -> None:
    if len(marks) >= most:
        raise Refusal("隐藏的行、显示错误或者带单位格式的单元格过多。整理后另存，再上传。")


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1


def _read(
    package: zipfile.ZipFile,
    part: str,
    started: Callable[[str, Attributes], None],
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through one part, element by element, by names without their prefix."""
    if part not in package.namelist():
        return
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, told: started(name.rpartition(":")[2], told)
    if ended is not None:
        parser.EndElementHandler = lambda name: ended(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Refusal("文件已损坏或不完整，读不出内容。在 Excel 或 WPS 中“另存为 .xlsx”，再上传。")
