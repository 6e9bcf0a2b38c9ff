"""The office's table: titles above, merged cells, totals and signatures below."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from renfang.exchange.reading.headings import Column, column_letter, heading_key
from renfang.exchange.reading.spreadsheet import Merge, Row, Sheet, UnreadableFile, read_spreadsheet
from renfang.exchange.reading.table import read_table

SAMPLE = Path(__file__).parents[2] / "data" / "sample-projects.xlsx"
COLUMNS = [
    Column("project_code", "项目代码", merged=True),
    Column("name", "项目名称", ("工程名称",), merged=True),
    Column("developer", "建设单位", merged=True),
    Column("credit_code", "统一社会信用代码", merged=True),
    Column("contact", "联系人", merged=True),
    Column("phone", "联系电话", merged=True),
    Column("address", "建设地点", merged=True),
    Column("division", "行政区划代码", merged=True),
    Column("building", "楼栋号"),
    Column("use", "用途"),
    Column("storeys", "地上层数"),
    Column("foundation_depth", "基础埋深"),
    Column("ground_floor_area", "首层建筑面积"),
    Column("above_ground_area", "地上建筑面积"),
    Column("built_area", "拟建人防面积", required=False),
    Column("applied_on", "申请日期"),
    Column("note", "备注", required=False),
]
TWO = [Column("name", "项目名称", merged=True), Column("area", "面积", ("建筑面积",))]


def sheet(*rows, merged=()):
    cells = [Row(number, tuple(row)) for number, row in enumerate(rows, start=1)]
    return [Sheet("台账", cells, tuple(merged))]


def test_sample_ledger_of_a_city():
    table = read_table(read_spreadsheet(SAMPLE.read_bytes()), COLUMNS)
    assert (table.sheet, table.header_row) == ("2026年报建台账", 3)
    assert (table.missing, table.unknown) == ([], [])
    assert [row.number for row in table.rows] == list(range(4, 30))
    assert dict(table.ignored) == {
        1: "表头以上的标题",
        2: "表头以上的标题",
        30: "合计行",
        31: "空行",
        32: "签字或说明行",
    }
    buildings = Counter(row.cells["name"] for row in table.rows)
    assert len(buildings) == 12
    assert (buildings["金水湾"], buildings["老街更新一期"]) == (4, 4)
    fourth = table.rows[3].cells
    assert (fourth["project_code"], fourth["building"]) == ("2603-620102-47-01-281816", "4#楼")
    assert fourth["ground_floor_area"] == Decimal("998.26")


def test_heading_is_found_by_alias_and_with_its_unit():
    table = read_table(sheet(["台账"], ["项目 名称*", "建筑面积\n（㎡）"], ["甲", 1]), TWO)
    assert table.header_row == 2
    assert table.rows[0].cells == {"name": "甲", "area": 1}


def test_column_in_another_unit_is_unknown_not_misread():
    table = read_table(
        sheet(["项目名称", "面积", "金额（万元）"], ["甲", 1, 2]),
        [*TWO, Column("amount", "金额")],
    )
    assert (table.missing, table.unknown) == (["金额"], ["金额（万元）"])


def test_own_numbering_of_the_ledger_is_no_unknown_column():
    assert read_table(sheet(["序号", "项目名称", "面积"], [1, "甲", 1]), TWO).unknown == []


def test_subtotals_repeated_headings_and_notes_are_listed_not_read():
    table = read_table(
        sheet(
            ["项目名称", "面积"],
            ["甲", 1],
            ["小 计", 1],
            ["项目名称", "面积"],
            ["合计家园", 2],
            ["合 计：", 3],
            ["本表一式三份"],
            ["填表人：张三", None],
        ),
        TWO,
    )
    assert [row.cells["name"] for row in table.rows] == ["甲", "合计家园"]
    assert table.ignored == [
        (3, "合计行"),
        (4, "重复的表头"),
        (6, "合计行"),
        (7, "合计行以下的说明"),
        (8, "签字或说明行"),
    ]


def test_data_below_a_total_at_the_top_are_still_read():
    table = read_table(sheet(["项目名称", "面积"], ["合计", 3], ["甲", 1], ["乙", 2]), TWO)
    assert [row.cells["name"] for row in table.rows] == ["甲", "乙"]


def test_every_row_is_either_data_or_accounted_for():
    sheets = read_spreadsheet(SAMPLE.read_bytes())
    table = read_table(sheets, COLUMNS)
    numbers = [row.number for row in table.rows] + [number for number, _ in table.ignored]
    assert sorted([*numbers, table.header_row]) == [row.number for row in sheets[0].rows]


def test_merged_cell_fills_its_rows_and_an_empty_cell_stays_empty():
    rows = (["项目名称", "面积"], ["甲", 1], [None, 2], [None, 3], ["乙", None])
    table = read_table(sheet(*rows, merged=[Merge(2, 0, 3, 0), Merge(4, 1, 5, 1)]), TWO)
    assert [tuple(row.cells.values()) for row in table.rows] == [
        ("甲", 1),
        ("甲", 2),
        (None, 3),
        ("乙", None),
    ]


def test_merge_that_runs_on_below_the_table_is_clipped():
    rows = (["项目名称", "面积"], ["甲", 1], [None, 2])
    table = read_table(sheet(*rows, merged=[Merge(2, 0, 1_048_576, 0)]), TWO)
    assert [row.cells["name"] for row in table.rows] == ["甲", "甲"]


def test_overlapping_merges_are_refused():
    rows = (["项目名称", "面积"], ["甲", 1], [None, 2], [None, 3])
    with pytest.raises(UnreadableFile, match="A3 互相重叠"):
        read_table(sheet(*rows, merged=[Merge(2, 0, 3, 0), Merge(2, 0, 4, 0)]), TWO)


def test_sheet_with_the_best_heading_is_taken():
    sheets = sheet(["说明"], ["面积"]) + sheet(["项目名称", "面积"], ["甲", 1])
    assert read_table(sheets, TWO).rows[0].cells["name"] == "甲"


def test_no_heading_names_what_it_must_hold():
    for sheets in ([], sheet(), sheet(["甲", 1], ["面积"])):
        with pytest.raises(UnreadableFile, match="表头须包含：项目名称、面积"):
            read_table(sheets, TWO)


def test_heading_that_stands_twice_is_refused_with_both_places():
    with pytest.raises(UnreadableFile, match="B 列和 C 列重复"):
        read_table(sheet(["项目名称", "面积", "建筑面积"], ["甲", 1, 2]), TWO)


def test_missing_and_unknown_columns_are_reported_by_their_headings():
    columns = [*TWO, Column("note", "备注", required=False), Column("use", "用途")]
    table = read_table(sheet(["项目名称", "面积", "层高"], ["甲", 1, 3]), columns)
    assert (table.missing, table.unknown) == (["用途"], ["层高"])


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("首层建筑面积（㎡）", "首层建筑面积"),
        ("*基础埋深(m)", "基础埋深"),
        ("金额（元）*（必填）", "金额"),
        ("金额(万元)", "金额(万元)"),
        (" 申请\n日期：", "申请日期"),
    ],
)
def test_heading_keys(heading, key):
    assert heading_key(heading) == key


def test_column_letters():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
