"""Nothing of a file is lost in silence: whatever cell is written anywhere into a table is used,
passed over with its reason, or asked about, and the page says where."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from renfang.acts import Incomplete
from renfang.exchange.kinds import kind_of
from renfang.exchange.reading.account import ASKED, PASSED, USED, is_filled
from renfang.exchange.reading.headings import column_letter
from renfang.exchange.reading.spreadsheet import Row, Sheet

HEADS = ("序号", "编号", "设置点", "类型", "安装位置", "控制方式", "状态", "颜色", None, "备注")
WIDTH = len(HEADS) + 3
words = st.sampled_from(
    [
        "甲",
        "合计",
        "小计",
        "注：见附件",
        "同上",
        "备注",
        "编号",
        "作废",
        "#N/A",
        "13800000001",
        "（㎡）",
    ]
)
values = st.one_of(words, st.text("甲乙丙丁一二三", min_size=1, max_size=4), st.just(Decimal(7)))


@st.composite
def files(draw):
    """A ledger with titles, data, subtotals and signatures in some number, on one or two sheets."""
    sheets = []
    for name in draw(st.sampled_from([("甲表",), ("甲表", "乙表"), ("甲表", "随笔")])):
        lines = [["警报器台账"]] * draw(st.integers(0, 2))
        lines = [*lines, [] if name == "随笔" else list(HEADS)]
        for number in range(draw(st.integers(1, 4))):
            row = [number, f"J{name}{number}", "一中", "电声警报器", "楼顶", "无线", "完好", "红"]
            lines.append(row if name != "随笔" else ["随便", "写的"])
            if draw(st.booleans()):
                lines.append(["小计", None, 3])
        lines += [["填表人：张三"], []]
        sheets.append((name, lines))
    return sheets


def made(files):
    return [
        Sheet(
            name,
            [
                Row(number, tuple(Decimal(c) if isinstance(c, int) else c for c in line))
                for number, line in enumerate(lines, 1)
            ],
        )
        for name, lines in files
    ]


@settings(max_examples=150, deadline=None)
@given(files=files(), value=values, data=st.data())
def test_a_cell_written_anywhere_is_found_in_the_account(files, value, data):
    name, lines = data.draw(st.sampled_from(files))
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, WIDTH - 1))
    line = lines[row] = [*lines[row], *[None] * (column + 1 - len(lines[row]))]
    line[column] = value
    sheets = made(files)
    try:
        reading = kind_of("drills.siren").load()().read_file(sheets)
    except Incomplete:
        return  # refused as a whole, with the reason
    told = reading.told()
    filled = sum(is_filled(cell) for sheet in sheets for row in sheet.rows for cell in row.cells)
    assert told["cells"] == filled
    assert sum(count for _, count in told["sums"]) == filled
    account = next(each for each in reading.accounts if each.sheet.name == name)
    fate = account.fate(row + 1, column)
    assert fate.state in (USED, PASSED, ASKED)
    assert fate.reason
    if fate.state == USED:
        table = next(table for table in reading.main if table.sheet == name)
        field = {place: field for field, place in table.columns.items()}[column]
        assert any(each.number == row + 1 and field in each.cells for each in table.rows)
        return
    (shown,) = (each for each in told["accounts"] if each["sheet"] == name)
    items = [item for item in shown["items"] if item["reason"] == fate.reason]
    assert items
    is_placed = any(
        item["places"] == "整张工作表"
        or column_letter(column) in item["places"]
        or any(number == row + 1 for number, _ in item["quotes"])
        for item in items
    )
    assert is_placed
