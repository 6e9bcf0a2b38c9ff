"""Money that goes out is listed and never a receipt; what cannot be understood stops the file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import Workbook

from fees.ledger.posting import Kind, Movement, post_entry
from fees.models import LedgerEntry, Slip, Statement
from fees.payments.acts.slips import record_payment
from fees.reconciliation.acts.statements import accept_line
from fees.reconciliation.exchange.statements import import_statement
from renfang.acts import Incomplete, Refused
from renfang.organisations.permissions import Role
from tests.fees.reconciliation.test_statements import finished, taken

DAY = "{day}"


def read(desk, text: str, **options) -> Statement:
    text = text.replace("{day}", desk.today.isoformat())
    return taken(desk, text.encode("gb18030"), **{"source": "bank", **options})


def moved(statement: Statement) -> list[tuple[Decimal, bool]]:
    lines = statement.lines.order_by("number").values_list("amount", "is_outgoing")
    return [(amount.normalize(), out) for amount, out in lines]


OUT_AND_IN = [(Decimal("-12"), True), (Decimal("5"), False)]


@pytest.mark.parametrize(
    "text",
    [
        "交易日期,交易金额,流水号\n{day},-12,S1\n{day},5,S2",
        "交易日期,借贷标志,交易金额,流水号\n{day},借,12,S1\n{day},贷,5,S2",
        "交易日期,收/支,交易金额,流水号\n{day},支出,12,S1\n{day},收入,5,S2",
        "交易日期,借方发生额,贷方发生额,余额\n{day},12.00,0.00,1\n{day},,5.00,6",
        "交易日期,支出（元）,收入（元）,余额\n{day},12.00,,1\n{day},0,5.00,6",
        "交易日期,转出金额,转入金额,摘要\n{day},12.00,,手续费\n{day},,5.00,缴费",
        "交易日期,交易金额,付款人,收款人\n{day},12,某市财政专户,甲公司\n{day},5,乙公司,某市财政专户",
        "户名：某市账户,,,\n交易日期,交易金额,付款人,收款人\n{day},12,某市账户,甲\n{day},5,甲,某市账户",
    ],
)
def test_direction_is_read_however_it_is_written(desk, text):
    desk.assessed()
    statement = read(desk, text)
    assert moved(statement) == OUT_AND_IN
    lanes = list(statement.lines.order_by("number").values_list("lane", flat=True))
    assert lanes == ["outgoing", "unclaimed"]


@pytest.mark.parametrize("source", ["bank", "tax", "treasury", "non_tax"])
def test_outgoing_money_pays_no_debt_though_all_else_agrees(desk, read_back, source):
    account = desk.assessed()
    code, sum_ = account.project.code, account.balance
    text = (
        f"交易日期,借贷标志,交易金额,项目代码,摘要,流水号\n{DAY},借,{sum_},{code},退回多缴款,S1\n"
    )
    statement = read(desk, text, source=source)
    line = statement.lines.get()
    assert (line.lane, line.amount) == ("outgoing", -sum_)
    with pytest.raises(Refused, match="支出"):
        accept_line(line.pk, by=desk.officer, parts={account.pk: sum_})
    finished(desk, statement)
    assert read_back(account).balance == sum_


def test_a_receipt_that_went_back_the_same_day_is_asked_about(desk):
    account = desk.assessed()
    sum_, code = account.balance, account.project.code
    heads = "交易日期,借方发生额,贷方发生额,项目代码,流水号"
    text = f"{heads}\n{DAY},,{sum_},{code},S1\n{DAY},{sum_},,,S1\n"
    statement = read(desk, text)
    assert {line.lane for line in statement.lines.all()} == {"different", "outgoing"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("交易日期,借贷标志,交易金额\n{day},往来,5", "第 2 行：借贷标志：“往来”"),
        ("交易日期,借贷标志,交易金额\n{day},,5", "借贷标志"),
        ("交易日期,进出标识,交易金额\n{day},进,5", "“进出标识”"),
        ("交易日期,类别,交易金额\n{day},借,5", "“类别”"),
        ("交易日期,币种,交易金额\n{day},美元,5", "币种：“美元”"),
        ("交易日期,状态,交易金额\n{day},已作废,5", "状态：“已作废”"),
        ("交易日期,是否冲正,交易金额\n{day},否,5", "“是否冲正”"),
        ("交易日期,红冲,交易金额\n{day},否,5", "“红冲”"),
        ("交易日期,有效,交易金额\n{day},否,5", "“有效”"),
        ("交易日期,实缴金额（万元）,交易金额\n{day},1,5", "在 B 列和 C 列重复。"),
        ("交易日期,交易金额（万元）\n{day},1", "“交易金额（万元）”不是以元为单位"),
        ("交易日期,金额单位,交易金额\n{day},千元,5", "金额单位：“千元”"),
        ("单位：万元,,\n交易日期,摘要,交易金额\n{day},缴费,5", "单位：万元"),
        ("交易日期,借方发生额,贷方发生额\n{day},5,5", "同时有发生额"),
        ("交易日期,交易金额,付款人,收款人\n{day},5,甲,乙", "不能判断收支方向"),
        ("交易日期,交易金额,金额\n{day},5,5", "重复"),
        ("交易日期,税票号码\n{day},T9", "缺少列：实缴金额"),
    ],
)
def test_what_is_not_understood_stops_the_file_and_nobody_is_told_to_edit_it(desk, text, told):
    desk.assessed()
    with pytest.raises(Incomplete, match=told) as refusal:
        read(desk, text)
    assert not Statement.objects.exists()
    for advice in ("删除", "补上", "填写后", "另存", "补齐", "设为文本", "取消合并"):
        assert advice not in refusal.value.message


def test_what_is_understood_and_usual_does_not_stop_a_file(desk):
    desk.assessed()
    heads = "交易日期,记账日期,币种,状态,交易金额,余额,对方户名,对方账号,摘要,附言,用途"
    line = read(desk, f"{heads}\n{DAY},{DAY},人民币,成功,5,6,甲,1,a,b,c").lines.get()
    assert (line.payer, line.remark) == ("甲", "a；b；c")


def test_every_sheet_is_read_or_the_file_is_refused_naming_it(desk):
    one, two = desk.assessed(), desk.assessed(name="新苑")
    book = Workbook()
    for name, account in (("10月", one), ("11月", two)):
        sheet = book.create_sheet(name)
        sheet.append(["入库日期", "实缴金额", "税票号码", "项目代码"])
        sheet.append([desk.today.isoformat(), float(account.balance), name, account.project.code])
        sheet.append(["合计", float(account.balance), "", ""])
    statement = taken(desk, saved(book))
    assert (statement.line_count, statement.total) == (2, one.balance + two.balance)
    assert [line.number for line in statement.lines.order_by("id")] == [2, 5]
    book.create_sheet("12月").append(["日子", "钱", 12345.00])
    with pytest.raises(Incomplete, match="工作表“12月”"):
        taken(desk, saved(book))


def test_a_hidden_sheet_that_holds_anything_stops_the_file(desk):
    book = Workbook()
    for name, state in (("流水", "visible"), ("另账", "hidden")):
        sheet = book.create_sheet(name)
        sheet.append(["入库日期", "实缴金额", "税票号码"])
        sheet.append([desk.today.isoformat(), 5, name])
        sheet.sheet_state = state
    with pytest.raises(Incomplete, match="“另账”是隐藏的，有 6 格内容没有读取。请出具单位"):
        taken(desk, saved(book))
    book["另账"].delete_rows(1, 2)
    assert taken(desk, saved(book)).line_count == 1


def saved(book: Workbook) -> bytes:
    if "Sheet" in book.sheetnames:
        book.remove(book["Sheet"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# What no door may take: (day from today, amount, number, what it is told).
HOSTILE = [
    (1, "5.00", "R1", "晚于今天"),
    (26_000, "5.00", "R1", "晚于今天"),
    (-9_800, "5.00", "R1", "早于"),
    (-40, "5.00", "R1", "早于"),
    (0, "5.00", "3.62011E+17", "科学计数法"),
    (0, "5.00", "３．６２e17", "科学计数法"),
    (0, "5.00", "362011000000000000", "舍入"),
    (0, "5.001", "R1", "小数|两位"),
    (0, "0", "R1", "0"),
]


def by_slip(desk, account, day, amount, number) -> None:
    record_payment(
        account.pk, by=desk.officer, amount=amount, paid_on=day, voucher=number, key=uuid4()
    )


def by_statement(desk, account, day, amount, number) -> None:
    heads = "入库日期,实缴金额,税票号码,项目代码"
    statement = taken(desk, f"{heads}\n{day},{amount},{number},{account.project.code}\n".encode())
    line = statement.lines.get()
    if line.lane == "different" and "早于" in line.finding:
        raise Incomplete(line.finding)


def by_claim(desk, account, day, amount, number) -> None:
    heads = "入库日期,实缴金额,税票号码"
    content = f"{heads}\n{day},{amount},{number}\n".encode()
    given = {"organisation": desk.office.east, "source": "tax", "by": desk.officer}
    line = import_statement(content, "回单.csv", **given).lines.get()
    accept_line(line.pk, by=desk.officer, parts={account.pk: amount})


def by_posting(desk, account, day, amount, number) -> None:
    movement = Movement(kind=Kind.PAYMENT, amount=-amount, on=day, key=uuid4(), voucher=number)
    post_entry(account, movement, by=desk.office.who(Role.HEAD))


@pytest.mark.parametrize("door", [by_slip, by_statement, by_claim, by_posting])
@pytest.mark.parametrize(("days", "amount", "number", "told"), HOSTILE)
def test_no_door_takes_what_cannot_be(desk, door, days, amount, number, told):
    account = desk.assessed()
    day = desk.today + timedelta(days=days)
    with pytest.raises(Incomplete, match=told):
        door(desk, account, day, Decimal(amount), number)
    assert not LedgerEntry.objects.filter(kind="payment").exists()
    assert not Slip.objects.exists()
