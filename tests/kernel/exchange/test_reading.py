"""Uploads of all kinds: what is read, how it is typed, and what is said when it is not."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from renfang.exchange.reading.spreadsheet import Limits, Merge, UnreadableFile, read_spreadsheet


def workbook(*rows, first="A1", prepare=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    top, left = sheet[first].row, sheet[first].column
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            sheet.cell(top + down, left + right).value = value
    if prepare:
        prepare(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_rows(content, **kwargs):
    return [row.cells for row in read_spreadsheet(content, **kwargs)[0].rows]


def refusal(content, **kwargs):
    with pytest.raises(UnreadableFile) as error:
        read_spreadsheet(content, **kwargs)
    assert error.value.message.endswith("。")
    return error.value.message


def test_cells_keep_their_types():
    content = workbook(
        ["金水湾", 18, 1221.48, 0.1 + 0.2, date(2026, 8, 19), datetime(2026, 8, 19, 9, 30)],
        [None, -0.01, True, "０９", " 张 敏 ", "=1+1"],
    )
    assert read_rows(content) == [
        (
            "金水湾",
            Decimal(18),
            Decimal("1221.48"),
            Decimal("0.3"),
            date(2026, 8, 19),
            datetime(2026, 8, 19, 9, 30),
        ),
        (None, Decimal("-0.01"), True, "０９", " 张 敏 ", "#公式没有结果"),
    ]


def test_code_that_excel_cut_is_seen_as_a_long_number():
    ((number,),) = read_rows(workbook([110101199003071234]))
    assert isinstance(number, Decimal)
    assert len(str(number)) == 18


def test_rows_keep_the_number_in_the_margin_of_excel():
    sheet = read_spreadsheet(workbook(["甲"], [None], ["乙"], first="C3"))[0]
    assert [(row.number, row.cell(2)) for row in sheet.rows if row.cell(2)] == [
        (3, "甲"),
        (5, "乙"),
    ]
    assert sheet.rows[-1].cell(0) is None
    assert sheet.rows[-1].cell(99) is None


def test_merged_blocks_are_reported():
    content = workbook(["甲", 1], [None, 2], prepare=lambda book, sheet: sheet.merge_cells("A1:A2"))
    assert read_spreadsheet(content)[0].merged == (Merge(1, 0, 2, 0),)


def test_every_visible_sheet_is_read_and_hidden_ones_are_not():
    def prepare(book, sheet):
        book.create_sheet("二月")["A1"] = "乙"
        book.create_sheet("底稿").sheet_state = "hidden"

    sheets = read_spreadsheet(workbook(["甲"], prepare=prepare))
    assert [sheet.name for sheet in sheets] == ["台账", "二月"]


def test_empty_sheet_has_no_rows():
    assert read_rows(workbook()) == []


@pytest.mark.parametrize(
    "content",
    [
        '项目,面积\r\n𠮷祥里,"1,234.50"\r\n'.encode(),
        '\ufeff项目,面积\r\n𠮷祥里,"1,234.50"\r\n'.encode(),
        '项目,面积\r\n𠮷祥里,"1,234.50"\r\n'.encode("gb18030"),
        "项目\t面积\r\n𠮷祥里\t1,234.50\r\n".encode("utf-16"),
        "项目;面积\n𠮷祥里;1,234.50\n".encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16 with tabs", "semicolons"],
)
def test_csv_in_every_usual_encoding(content):
    assert read_rows(content) == [("项目", "面积"), ("𠮷祥里", "1,234.50")]


def test_short_gb18030_file_is_not_taken_for_korean():
    assert read_rows("姓名\n张三\n".encode("gb18030")) == [("姓名",), ("张三",)]


def test_csv_text_loses_the_guard_of_our_exports_and_blank_lines_count():
    sheet = read_spreadsheet("备注\n\n'=1+1\n'甲\n".encode())[0]
    assert [(row.number, row.cell(0)) for row in sheet.rows] == [
        (1, "备注"),
        (2, None),
        (3, "=1+1"),
        (4, "'甲"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Excel（.xls）"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        (b"%PDF-1.7\n", "不是表格文件"),
        (b"\x89PNG\r\n\x1a\n", "不是表格文件"),
        (b"PK\x03\x04", "已损坏"),
        (b"<html><table><tr><td>1</td></tr></table>", "网页或 XML"),
        ('\ufeff<?xml version="1.0"?><Workbook/>'.encode(), "网页或 XML"),
        (b"a,b\x00c\n", "不是表格文件"),
        (b"\xff\xff\xff\xff", "文字编码"),
        (b"\xff\xfe\x00", "文字编码"),
    ],
)
def test_wrong_file_is_told_by_its_content(content, said):
    assert said in refusal(content)


def archive(files, **kwargs):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **kwargs) as book:
        for name, content in files.items():
            book.writestr(name, content)
    return target.getvalue()


def rewritten(content, changes):
    """The workbook with some of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        files = {name: book.read(name) for name in book.namelist()}
    return archive(files | changes)


def sheet_xml(rows, extra=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{extra}</worksheet>"
    ).encode()


def test_other_archives_are_refused():
    assert "不是 .xlsx 工作簿" in refusal(archive({"word/document.xml": "<w/>"}))


def test_one_cell_in_the_last_corner_of_the_sheet_is_refused_quickly():
    cells = "".join(
        f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
        for column, row in (("A", 1), ("XFD", 1048576))
    )
    content = rewritten(workbook(["甲"]), {"xl/worksheets/sheet1.xml": sheet_xml(cells)})
    assert len(content) < 10_000
    assert "表格范围过大" in refusal(content)


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"A" * 150_000_000}</v></c></row>')
    content = rewritten(workbook(["甲"]), {"xl/worksheets/sheet1.xml": bomb})
    assert "展开后过大" in refusal(content)
    many = archive({"xl/workbook.xml": ""} | {f"xl/{n}": "" for n in range(300)})
    assert "展开后过大" in refusal(many)


def test_entities_of_another_file_are_not_read():
    xml = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="str"><v>a&e;b</v></c></row></sheetData></worksheet>'
    )
    content = rewritten(workbook(["甲"]), {"xl/worksheets/sheet1.xml": xml.encode()})
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123 - Linux only
        secret = file.read().strip()
    try:
        rows = read_rows(content)
    except UnreadableFile:
        rows = []
    assert secret not in str(rows)


SMALL = Limits(file_bytes=2**20, rows=10, columns=5, cell_characters=20, characters=100)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(2**20 + 1), "超过 1 MB"),
        (b"a\n" * 11, "超过 10 行"),
        (b"a,b,c,d,e,f\n", "超过 5 列"),
        (b"a\n" + b"x" * 21, "第 2 行第 1 列超过 20 个字"),
        (b"0123456789,0123456789\n" * 6, "文字过多"),
        (workbook(*[[1]] * 11), "超过 10 行"),
        (workbook([1] * 6), "超过 5 列"),
        (workbook(["x" * 21]), "第 1 行第 1 列超过 20 个字"),
    ],
)
def test_limits_are_told_with_the_place(content, said):
    assert said in refusal(content, limits=SMALL)


def test_reader_that_takes_too_long_is_stopped():
    lines = b'"a,b",c\n' * 90_000
    assert "限定时间" in refusal(lines, limits=Limits(wall_seconds=0))


def test_reader_out_of_memory_is_a_refusal():
    content = "面积,".encode() * 2_000_000
    assert "表格范围过大" in refusal(content, limits=Limits(memory=48 * 2**20))
