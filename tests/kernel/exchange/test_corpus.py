"""Tables as offices keep them: every layout of ``corpus`` is read to its right values.

To add one, add a file: ``register``, ``[[sheets]]`` with ``rows`` (a line a row, cells divided by
``|``; ``n:`` a number, ``d:`` a day, ``e:`` an error, else text), what the user says of it
(``[layout]``), and ``[expect]``. The values are those that the register would be given.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from renfang.exchange.kinds import kind_of
from renfang.exchange.reading.account import is_filled
from renfang.exchange.reading.headings import Layout
from renfang.exchange.reading.spreadsheet import Merge, Row, Sheet, read_whole
from renfang.exchange.resources import kept

LAYOUTS = sorted(Path(__file__).with_name("corpus").glob("*.toml"))
_BLOCK = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def told(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cell(text):
    text = text.strip()
    kind, _, rest = text.partition(":")
    if kind == "n":
        number, _, digits = rest.partition(" as ")
        return number.zfill(len(digits)) if digits else Decimal(number)
    if kind == "d":
        return date.fromisoformat(rest)
    return rest if kind == "e" else text or None


def position(letters):
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def merge(block):
    left, top, right, bottom = _BLOCK.fullmatch(block).groups()
    return Merge(int(top), position(left), int(bottom), position(right))


def sheet_of(said):
    lines = said["rows"].strip("\n").split("\n")
    rows = [
        Row(number, () if line == "-" else tuple(cell(text) for text in line.split("|")))
        for number, line in enumerate(lines, 1)
    ]
    return Sheet(
        said["name"],
        rows,
        tuple(merge(block) for block in said.get("merged", ())),
        tuple((row, row) for row in said.get("hidden_rows", ())),
        is_1904=said.get("is_1904", False),
        concealed=said.get("concealed"),
    )


@pytest.fixture(params=LAYOUTS, ids=lambda path: path.stem)
def layout(request):
    return told(request.param)


def read(layout):
    resource = kind_of(layout["register"]).load()()
    sheets = [sheet_of(said) for said in layout["sheets"]]
    reading = resource.read_file(sheets, Layout.of(layout.get("layout", {})))
    return resource, sheets, reading


def test_a_layout_is_read_to_its_right_values(layout):
    resource, _, reading = read(layout)
    expected = layout["expect"]
    cells = {}
    for found in reading.tables:
        for row in found.table.rows:
            for name, one in resource.read_row(kept(row, sheet=found.part)).cells.items():
                cells[f"{row.number}.{name}"] = one
                cells[f"{found.table.sheet}!{row.number}.{name}"] = one
    assert sum(len(table.rows) for table in reading.main) == expected["rows"]
    groups = sum(
        len({group for group, _ in resource.grouped(table.rows)}) for table in reading.main
    )
    assert groups == expected.get("things", expected["rows"])
    problems = {place: one.problem for place, one in cells.items() if one.problem}
    for place, words in expected.get("problems", {}).items():
        assert words in problems.pop(place, ""), place
    unexpected = {place: words for place, words in problems.items() if "!" not in place}
    if not expected.get("more_problems"):
        assert not unexpected
    for place, value in expected.get("values", {}).items():
        assert str(cells[place].value) == str(value), place
    for place, words in expected.get("doubts", {}).items():
        assert words in cells[place].doubt, place
    questions = list(reading.told()["questions"])
    for words in expected.get("questions", ()):
        assert any(words in question for question in questions), words
    assert len(questions) == len(expected.get("questions", ()))
    assert {column.field for column in reading.lacking} == set(expected.get("lacking", ()))


def test_the_account_of_a_layout_is_the_whole_file(layout):
    _, sheets, reading = read(layout)
    filled = sum(is_filled(cell) for sheet in sheets for row in sheet.rows for cell in row.cells)
    filled += sum(sheet.concealed or 0 for sheet in sheets)
    account = reading.told()
    assert account["cells"] == filled
    assert sum(count for _, count in account["sums"]) == filled


def test_a_workbook_gives_the_sheets_that_the_corpus_describes():
    """One layout as real bytes: merged cells, a hidden row, an error, zeros of a format."""
    import io

    import openpyxl

    book, target = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    page.append(["税票号码", "金额", "日期"])
    page.append([12345, 7, date(2026, 3, 5)])
    page.append(["甲", None, None])
    page.append([None, "#N/A", None])
    page["A2"].number_format = "00000000"
    page["B4"].data_type = "e"
    page.merge_cells("A3:A4")
    page.row_dimensions[3].hidden = True
    book.create_sheet("底稿").append(["乙", 1])
    book["底稿"].sheet_state = "hidden"
    book.save(target)
    sheet, concealed = read_whole(target.getvalue())
    assert sheet.rows[1].cells == ("00012345", Decimal(7), date(2026, 3, 5))
    assert sheet.rows[3].cell(1) == "#N/A"
    assert (sheet.hidden_rows, sheet.merged) == (((3, 3),), (Merge(3, 0, 4, 0),))
    assert (concealed.name, concealed.concealed, concealed.rows) == ("底稿", 2, [])
