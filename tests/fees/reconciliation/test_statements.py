"""Statements: exact voucher and amount match, the rest waits for a person; nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry, Statement, StatementLine
from fees.notices.acts import issue_payment_notice
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import (
    accept_line,
    discard_statement,
    mark_irrelevant,
    rematch,
    submit_statement,
    undo_line,
)
from fees.reconciliation.exchange.statements import import_statement
from renfang.acts import Incomplete, NotFound, Refused
from renfang.documents.registry import read_pdf
from renfang.organisations.permissions import Role
from tests.builders.demolitions import decided

HEADS = "税票号码,入库日期,缴费人名称,统一社会信用代码,项目代码,实缴金额,摘要"


def file_of(*rows: Sequence[str], heads: str = HEADS, encoding: str = "utf-8-sig") -> bytes:
    return "\n".join([heads, *(",".join(row) for row in rows)]).encode(encoding)


def row(desk, account=None, *, ref: str, amount: str, code: bool = True, payer: str = "") -> list:
    project = account.project if account else None
    return [
        ref,
        desk.today.strftime("%Y年%-m月%-d日"),
        payer or (project.developer.name if project else "某公司"),
        "",
        project.code if project and code else "",
        amount if "," not in amount else f'"{amount}"',
        "",
    ]


def taken(desk, content: bytes, name: str = "回单.csv", **options) -> Statement:
    given = {"organisation": desk.office.east, "source": "tax", "by": desk.officer, **options}
    return import_statement(content, name, **given)


def lanes(statement: Statement) -> dict[str, str]:
    return dict(statement.lines.values_list("voucher", "lane"))


def line_of(statement: Statement, voucher: str) -> StatementLine:
    return statement.lines.get(voucher=voucher)


def finished(desk, statement: Statement) -> Statement:
    submit_statement(statement.pk, by=desk.officer)
    return finish_statement(statement.pk, by=desk.office.who(Role.HEAD))


def sound() -> bool:
    return not list(map(str, findings())) and not list(discrepancies())


def test_exact_lines_match_the_rest_waits_and_another_person_posts(desk, read_back):
    exact, part, named = desk.assessed(), desk.assessed(name="新苑"), desk.assessed(name="文苑")
    statement = taken(
        desk,
        file_of(
            row(desk, exact, ref="T1", amount="￥1,275,000.00"),
            row(desk, part, ref="T2", amount="12.5万元"),
            row(desk, named, ref="T3", amount="1275000", code=False),
            row(desk, ref="T4", amount="88.00"),
        ),
    )
    assert lanes(statement) == {
        "T1": "matched",
        "T2": "different",
        "T3": "suggested",
        "T4": "unclaimed",
    }
    assert "接受后尚欠 1,150,000.00 元" in line_of(statement, "T2").finding
    with pytest.raises(Refused, match="还有 3 笔"):
        submit_statement(statement.pk, by=desk.officer)
    accept_line(line_of(statement, "T2").pk, by=desk.officer)
    accept_line(line_of(statement, "T3").pk, by=desk.officer)
    with pytest.raises(Incomplete, match="选择账户"):
        accept_line(line_of(statement, "T4").pk, by=desk.officer)
    mark_irrelevant(line_of(statement, "T4").pk, by=desk.officer, reason="其他非税收入")
    assert not LedgerEntry.objects.filter(kind="payment").exists()

    submit_statement(statement.pk, by=desk.officer)
    with pytest.raises(Refused, match="对账人不能复核"):
        finish_statement(statement.pk, by=desk.officer)
    done = finish_statement(statement.pk, by=desk.office.who(Role.HEAD))

    assert read_back(exact).balance == 0
    assert read_back(part).balance == Decimal("1150000.00")
    assert read_back(named).balance == 0
    assert done.paper.snapshot["posted_total"] == "2,675,000.00"
    assert read_pdf(done.paper).startswith(b"%PDF")
    entry = LedgerEntry.objects.get(voucher="T1")
    assert (entry.source, entry.recorded_by) == ("tax", desk.officer)
    assert sound()


def test_the_same_file_and_an_overlapping_one_post_nothing_twice(desk, read_back):
    account, other = desk.assessed(), desk.assessed(name="新苑")
    first = row(desk, account, ref="T1", amount="1275000.00")
    content = file_of(first)
    finished(desk, taken(desk, content))
    with pytest.raises(Incomplete, match=r"该文件已于 .* 导入"):
        taken(desk, content)

    again = taken(desk, file_of(first, row(desk, other, ref="T2", amount="1275000.00")))
    assert lanes(again) == {"T1": "repeated", "T2": "matched"}
    finished(desk, again)

    assert read_back(account).paid == read_back(other).paid == Decimal("1275000.00")
    assert LedgerEntry.objects.filter(kind="payment").count() == 2
    assert sound()


def test_the_treasury_confirms_what_the_tax_bureau_reported(desk):
    account = desk.assessed()
    content = file_of(row(desk, account, ref="T1", amount="1275000.00"))
    finished(desk, taken(desk, content))
    treasury = taken(desk, content + b"\n", source="treasury")
    assert "已入账的缴款相符" in line_of(treasury, "T1").finding
    finished(desk, treasury)
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert sound()


def test_gb18030_and_a_sum_row_are_read_and_a_wrong_sum_is_refused(desk):
    account = desk.assessed()
    line = row(desk, account, ref="T1", amount="1275000.00")
    total = ["合计", "", "", "", "", "1275000.00", ""]
    statement = taken(desk, file_of(line, total, encoding="gb18030"))
    assert (statement.line_count, statement.total) == (1, Decimal("1275000.00"))
    discard_statement(statement.pk, by=desk.officer)

    wrong = [*total[:5], "1275000.01", ""]
    with pytest.raises(Incomplete, match="控制总额不符"):
        taken(desk, file_of(line, wrong))
    with pytest.raises(Incomplete, match="填写 2 笔，文件中有 1 笔"):
        taken(desk, file_of(line), stated_count=2)
    with pytest.raises(Incomplete, match="填写合计"):
        taken(desk, file_of(line), stated_total=Decimal("1.00"))


def test_a_row_that_cannot_be_read_refuses_the_whole_file_and_is_named(desk):
    good = row(desk, desk.assessed(), ref="T1", amount="1275000.00")
    bad = row(desk, ref="T2", amount="约三万")
    undated = [*row(desk, ref="T3", amount="1.00")]
    undated[1] = "2026-02-30"
    told = r"第 3 行：实缴金额：金额须为数字.*第 4 行：入库日期：2026年2月没有30日"
    with pytest.raises(Incomplete, match=told):
        taken(desk, file_of(good, bad, undated))
    assert not Statement.objects.exists()


def test_a_combined_payment_is_divided_and_must_add_up(desk, read_back):
    one, two = desk.assessed(), desk.assessed(name="新苑")
    statement = taken(desk, file_of(row(desk, ref="T1", amount="2000.00")))
    line = line_of(statement, "T1")
    with pytest.raises(Incomplete, match="分配到与流水相等"):
        accept_line(line.pk, by=desk.officer, parts={one.pk: Decimal("1999.99")})
    with pytest.raises(NotFound):
        accept_line(line.pk, by=desk.officer, parts={999999: Decimal("2000.00")})
    parts = {one.pk: Decimal("1500.00"), two.pk: Decimal("500.00")}
    accept_line(line.pk, by=desk.officer, parts=parts)
    finished(desk, statement)
    assert read_back(one).paid == Decimal("1500.00")
    assert read_back(two).paid == Decimal("500.00")
    assert sound()


def test_undo_puts_a_line_back_where_it_was(desk):
    account = desk.assessed()
    statement = taken(desk, file_of(row(desk, account, ref="T1", amount="5.00")))
    accept_line(line_of(statement, "T1").pk, by=desk.officer)
    undo_line(line_of(statement, "T1").pk, by=desk.officer)
    assert lanes(statement) == {"T1": "different"}
    with pytest.raises(Refused, match="没有可撤销"):
        undo_line(line_of(statement, "T1").pk, by=desk.officer)


def test_a_line_taken_back_by_the_source_reverses_its_payment(desk, read_back):
    account = desk.assessed()
    finished(desk, taken(desk, file_of(row(desk, account, ref="T1", amount="1275000.00"))))
    back = taken(desk, file_of(row(desk, account, ref="T1", amount="-1275000.00")), "冲正.csv")
    assert line_of(back, "T1").lane == "matched"
    finished(desk, back)
    assert read_back(account).balance == Decimal("1275000.00")
    assert sound()


def test_a_payment_recorded_by_hand_is_found_again_after_its_check(desk):
    account = desk.assessed()
    slip = desk.record(account, "1275000.00", "T1").slip
    statement = taken(desk, file_of(row(desk, account, ref="T1", amount="1275000.00")))
    assert "待复核" in line_of(statement, "T1").finding
    desk.check(slip)
    rematch(statement.pk, by=desk.officer)
    assert "相符" in line_of(statement, "T1").finding
    finished(desk, statement)
    assert LedgerEntry.objects.filter(kind="payment").count() == 1


def test_a_notice_number_with_brackets_of_any_width_names_its_account(desk):
    account = desk.assessed()
    notice = issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today.replace(year=desk.today.year + 1),
    )
    typed = notice.document.number.replace("〔", "（").replace("〕", "）")
    day = desk.today.isoformat()
    content = f"通知书文号,入库日期,金额,流水号\n{typed},{day},1275000,B1\n".encode()
    statement = taken(desk, content, source="bank")
    assert line_of(statement, "B1").lane == "matched"


def test_what_was_matched_is_refused_when_the_debt_is_gone_by_the_check(desk):
    account = desk.assessed()
    statement = taken(desk, file_of(row(desk, account, ref="T1", amount="1275000.00")))
    submit_statement(statement.pk, by=desk.officer)
    desk.pay(account, "1275000.00", "TP9")
    with pytest.raises(Refused, match="第 2 行不再相符"):
        finish_statement(statement.pk, by=desk.office.who(Role.HEAD))
    assert LedgerEntry.objects.filter(kind="payment").count() == 1


def test_the_other_district_sees_and_takes_nothing(desk, office):
    content = file_of(row(desk, desk.assessed(), ref="T1", amount="1.00"))
    stranger = office.who(Role.FINANCE, at=office.west)
    with pytest.raises(NotFound):
        taken(desk, content, by=stranger)
    statement = taken(desk, content)
    with pytest.raises(NotFound):
        accept_line(line_of(statement, "T1").pk, by=stranger)


def test_a_line_of_a_compensation_is_suggested_by_its_payer_and_never_overpays_it(
    desk, office, read_back
):
    account = FeeAccount.objects.get(demolition=decided(office))
    fee = desk.assessed()
    statement = taken(
        desk,
        file_of(
            row(desk, ref="T1", amount="780000.00", payer="某城投公司"),
            row(desk, ref="T2", amount="780000.01", payer="某城投公司"),
            row(desk, fee, ref="T3", amount="1275000.00"),
        ),
    )
    assert lanes(statement) == {"T1": "suggested", "T2": "suggested", "T3": "matched"}
    with pytest.raises(Incomplete, match=r"大于应缴余额 780,000\.00 元"):
        accept_line(line_of(statement, "T2").pk, by=desk.officer)
    accept_line(line_of(statement, "T1").pk, by=desk.officer)
    mark_irrelevant(line_of(statement, "T2").pk, by=desk.officer, reason="其他非税收入")
    assert read_back(account).balance == Decimal("780000.00")

    paper = finished(desk, statement).paper

    assert read_back(account).balance == 0
    assert paper.title == "防空地下室易地建设费、拆除补偿费对账单"
    assert account.title in str(paper.snapshot["lines"])
    entry = account.entries.get(kind="payment")
    assert (entry.fee, entry.source, entry.voucher) == ("compensation", "tax", "T1")
    assert sound()


def test_columns_that_were_not_used_are_named_on_the_page_and_missing_ones_refuse_the_file(
    desk, client
):
    heads = "入库日期,实缴金额,窗口,经手人"
    statement = taken(desk, f"{heads}\n2026-03-05,1.00,三号,王\n".encode())
    assert statement.reading["unknown"] == ["窗口", "经手人"]
    client.force_login(desk.officer)
    page = client.get(f"/fees/statements/{statement.pk}/").content.decode()
    assert "窗口、经手人" in page
    with pytest.raises(Incomplete, match="缺少列：入库日期。请出具单位核对后重新导出") as refusal:
        taken(desk, "实缴金额,税票号码\n1.00,T9\n".encode())
    assert refusal.value.field == "file"
