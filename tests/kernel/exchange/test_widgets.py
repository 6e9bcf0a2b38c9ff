"""Columns of an import: one cell in, one clean value or one sentence out."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from renfang.exchange.reading.headings import Column
from renfang.exchange.reading.spreadsheet import read_spreadsheet
from renfang.exchange.reading.table import read_table
from renfang.exchange.widgets import (
    AmountWidget,
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.quantities.identifiers import read_credit_code, read_phone, read_project_code

SAMPLE = Path(__file__).parents[2] / "data" / "sample-projects.xlsx"

USES = ChoiceWidget(
    [("residential", "住宅"), ("public", "公共建筑")], aliases={"住宅楼": "residential"}
)


@pytest.mark.parametrize(
    ("widget", "cell", "value", "written"),
    [
        (AmountWidget(), "12.5万元", Decimal("125000.00"), "125000.00"),
        (AmountWidget(signed=True), Decimal(-5), Decimal("-5.00"), "-5.00"),
        (AreaWidget(), "９０９．２６", Decimal("909.26"), "909.26"),
        (IntegerWidget(units="层"), Decimal("18.0"), 18, "18"),
        (DateWidget(), "2026.10.21", date(2026, 10, 21), "2026-10-21"),
        (DateWidget(), date(2026, 8, 19), date(2026, 8, 19), "2026-08-19"),
        (TextWidget(), " 张 敏 ", "张 敏", "张 敏"),
        (TextWidget(), Decimal(620102), "620102", "620102"),
        (USES, "住 宅", "residential", "住宅"),
        (USES, "住宅楼", "residential", "住宅"),
        (
            IdentifierWidget(read_credit_code),
            "91350211m0000xuf46",
            "91350211M0000XUF46",
            "91350211M0000XUF46",
        ),
        (IdentifierWidget(read_phone), Decimal(13812340000), "13812340000", "13812340000"),
    ],
)
def test_cell_is_cleaned_written_and_read_back(widget, cell, value, written):
    assert widget.clean(cell) == value
    assert widget.render(value) == written
    assert widget.clean(written) == value


@pytest.mark.parametrize(
    ("widget", "empty"),
    [(AmountWidget(), None), (DateWidget(), None), (TextWidget(), ""), (USES, None)],
)
def test_blank_cell(widget, empty):
    for cell in (None, "", "  ", "\u3000"):
        assert widget.clean(cell) == empty
    assert widget.render(None) == ""


@pytest.mark.parametrize(
    ("widget", "cell", "said"),
    [
        (AmountWidget(required=True), " ", "缺少内容"),
        (AmountWidget(name="应缴金额"), "1e3", "应缴金额须为数字"),
        (AmountWidget(allow_wan=False), "5万", "写出完整数字"),
        (IntegerWidget(), "18.5", "须为整数"),
        (DateWidget(), "2024-02-30", "2024年2月没有30日"),
        (TextWidget(max_length=2), "张三丰", "最多 2 个字"),
        (TextWidget(), "张\u202e三", "看不见"),
        (TextWidget(), True, "不是文字"),
        (USES, "别墅", "可填：住宅、公共建筑"),
        (IdentifierWidget(read_credit_code), Decimal(911101066976941872), "末位已丢失"),
    ],
)
def test_unreadable_cell_says_what_to_write(widget, cell, said):
    with pytest.raises(ValueError, match=said):
        widget.clean(cell)


def test_doubt_about_a_code_is_kept_for_the_preview():
    codes = IdentifierWidget(read_credit_code)
    assert "校验码" in codes.warning("91350211M0000XUF46")
    assert codes.warning("91110000101623741K") is None
    assert codes.warning(None) is None


def test_typed_export_keeps_the_value():
    assert AmountWidget(coerce_to_string=False).render(Decimal("1.50")) == Decimal("1.50")
    assert DateWidget(coerce_to_string=False).render(None) is None


def test_every_cell_of_the_sample_ledger_is_readable():
    columns = {
        "项目代码": IdentifierWidget(read_project_code, required=True),
        "项目名称": TextWidget(required=True, max_length=100),
        "统一社会信用代码": IdentifierWidget(read_credit_code),
        "联系电话": IdentifierWidget(read_phone),
        "地上层数": IntegerWidget(units="层"),
        "基础埋深": AreaWidget(name="基础埋深"),
        "首层建筑面积": AreaWidget(required=True),
        "地上建筑面积": AreaWidget(required=True),
        "申请日期": DateWidget(required=True),
    }
    identity = {"项目代码", "项目名称", "统一社会信用代码", "联系电话", "基础埋深"}
    table = read_table(
        read_spreadsheet(SAMPLE.read_bytes()),
        [Column(title, title, merged=title in identity) for title in columns],
    )
    rows = [
        {title: widget.clean(row.cells[title]) for title, widget in columns.items()}
        for row in table.rows
    ]
    assert len(rows) == 26
    assert rows[1] == {
        "项目代码": "2603-620102-47-01-281816",
        "项目名称": "金水湾",
        "统一社会信用代码": "91620100MA85231521",
        "联系电话": "13000007955",
        "地上层数": 18,
        "基础埋深": Decimal("4.80"),
        "首层建筑面积": Decimal("909.26"),
        "地上建筑面积": Decimal("15811.73"),
        "申请日期": date(2026, 1, 2),
    }
    assert {row["申请日期"].year for row in rows} == {2026}
