"""Whatever way a table writes an amount, a day or a name: read right, or refused by its row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fees.models import Statement
from fees.reconciliation.exchange.statements import import_statement
from renfang.acts import Incomplete

HEADS = "税票号码,入库日期,缴费人名称,实缴金额"


def content(amount: str = "1.00", day: str = "2026-03-05", payer: str = "某公司") -> str:
    return f'{HEADS}\nT1,{day},{payer},"{amount}"\n'


def taken(desk, text: str, encoding: str = "utf-8") -> Statement:
    return import_statement(
        text.encode(encoding),
        "回单.csv",
        organisation=desk.office.east,
        source="tax",
        by=desk.officer,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("amount", "read"),
    [
        ("1,234.50", "1234.50"),
        ("１２３４.５０", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        ("12.5万元", "125000.00"),
        ("￥1,234.5", "1234.50"),
        ("-1,234.50", "-1234.50"),
    ],
)
def test_an_amount_is_read_however_it_is_written(desk, amount, read, encoding):
    line = taken(desk, content(amount=amount), encoding).lines.get()
    assert line.amount == Decimal(read)


@pytest.mark.parametrize(
    "day", ["2026年3月5日", "20260305", "2026.3.5", "２０２６－３－５", "2026/3/5"]
)
def test_a_day_is_read_however_it_is_written(desk, day):
    line = taken(desk, content(day=day)).lines.get()
    assert line.booked_on.isoformat() == "2026-03-05"


@pytest.mark.parametrize("brackets", ["（{}）", "({})", "（{})"])
def test_a_payer_is_known_with_brackets_of_either_width(desk, brackets):
    account = desk.assessed()
    developer = account.project.developer
    developer.name = "X市（东区）置业有限公司"
    developer.save()
    line = taken(
        desk, content(payer=f"X市{brackets.format('东区')}置业有限公司", amount="1275000.00")
    ).lines.get()
    assert (line.lane, line.suggested) == ("suggested", account)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"amount": "12.345"}, "第 2 行"),
        ({"amount": "一千元左右"}, "第 2 行：实缴金额：金额须为数字"),
        ({"amount": "9" * 5000}, "第 2 行"),
        ({"amount": "1e9"}, "第 2 行"),
        ({"amount": ""}, "第 2 行：实缴金额：缺少内容"),
        ({"day": "2026-02-30"}, "第 2 行：入库日期：2026年2月没有30日"),
        ({"day": "昨天"}, "第 2 行"),
        ({"payer": "某\x00公司"}, "第 2 行|文件"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_row_and_nothing_is_kept(desk, changes, told):
    with pytest.raises(Incomplete, match=told) as refusal:
        taken(desk, content(**changes))
    assert refusal.value.field == "file"
    assert not Statement.objects.exists()
