"""One payment is one payment: a number used again, or the same money under another, is asked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fees.assessments.acts.assessment import review_draft, submit_assessment
from fees.models import LedgerEntry, Statement
from fees.notices.acts import issue_payment_notice
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import (
    accept_line,
    confirm_line,
    rematch,
    submit_statement,
    undo_line,
)
from renfang.acts import Refused
from renfang.organisations.permissions import Role
from tests.fees.reconciliation.test_statements import (
    file_of,
    finished,
    lanes,
    line_of,
    row,
    sound,
    taken,
)

FULL = "1275000.00"


def changed(line: list[str], **changes: str) -> list[str]:
    places = {"day": 1, "payer": 2, "code": 4, "amount": 5, "remark": 6}
    line = list(line)
    for name, value in changes.items():
        line[places[name]] = value
    return line


@pytest.mark.parametrize("what", ["amount", "day", "payer", "code"])
def test_a_number_used_again_for_something_else_is_a_difference(desk, what, read_back):
    account, other = desk.assessed(), desk.assessed(name="新苑")
    first = row(desk, account, ref="0001", amount=FULL)
    finished(desk, taken(desk, file_of(first), source="bank"))
    yesterday = (desk.today - timedelta(days=1)).isoformat()
    value = {"amount": "5.00", "day": yesterday, "payer": "别家", "code": other.project.code}[what]
    again = taken(desk, file_of(changed(first, **{what: value})), "下一日.csv", source="bank")
    line = again.lines.get()
    assert line.lane == "different"
    assert "不同" in line.finding
    assert read_back(account).paid == Decimal(FULL)


def assessed_yesterday(desk):
    day = desk.today - timedelta(days=1)
    application = desk.granted()
    judgements = desk.granting(application)
    draft = submit_assessment(application.pk, by=desk.officer, on=day, judgements=judgements)
    head = desk.office.who(Role.HEAD)
    return review_draft(draft.pk, by=head, on=day, approve=True, opinion="同意").assessment.account


def test_a_serial_that_restarts_is_taken_for_another_debt_after_somebody_looked(desk, read_back):
    account, other = assessed_yesterday(desk), desk.assessed(name="新苑")
    first = changed(
        row(desk, account, ref="0001", amount="100000.00"),
        day=(desk.today - timedelta(days=1)).isoformat(),
    )
    old = taken(desk, file_of(first), source="bank")
    accept_line(old.lines.get().pk, by=desk.officer)
    finished(desk, old)
    second = taken(
        desk, file_of(row(desk, other, ref="0001", amount=FULL)), "次日.csv", source="bank"
    )
    assert lanes(second) == {"0001": "different"}
    accept_line(second.lines.get().pk, by=desk.officer)
    finished(desk, second)
    assert (read_back(account).paid, read_back(other).balance) == (Decimal("100000.00"), 0)
    # The same two files once more: both are what they were.
    both = taken(desk, file_of(first, row(desk, other, ref="0001", amount=FULL)), source="bank")
    assert {line.lane for line in both.lines.all()} == {"repeated"}
    assert sound()


def test_the_same_money_under_another_number_is_asked_about_and_confirmed(desk, read_back):
    account = desk.assessed()
    half = "637500.00"
    earlier = (desk.today - timedelta(days=14)).isoformat()
    desk.pay(account, half, "62801959006598")
    treasury = taken(
        desk,
        file_of(changed(row(desk, account, ref="GK-77", amount=half), day=earlier)),
        source="treasury",
    )
    line = line_of(treasury, "GK-77")
    assert (line.lane, line.suggested) == ("different", None)
    assert "可能是同一笔" in line.finding
    with pytest.raises(Refused, match="还有 1 笔"):
        submit_statement(treasury.pk, by=desk.officer)
    confirm_line(line.pk, by=desk.officer)
    undo_line(line.pk, by=desk.officer)
    assert lanes(treasury) == {"GK-77": "different"}
    confirm_line(line.pk, by=desk.officer)
    finished(desk, treasury)
    assert read_back(account).paid == Decimal(half)
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert sound()


def test_a_second_instalment_of_the_same_sum_is_claimed_by_a_person(desk, read_back):
    account = desk.assessed()
    desk.pay(account, "637500.00", "T1")
    again = taken(desk, file_of(row(desk, account, ref="T2", amount="637500.00")))
    assert lanes(again) == {"T2": "different"}
    accept_line(again.lines.get().pk, by=desk.officer, parts={account.pk: Decimal("637500.00")})
    finished(desk, again)
    assert read_back(account).balance == 0
    assert sound()


def test_money_on_a_slip_or_in_another_open_file_is_asked_about(desk):
    account, other = desk.assessed(), desk.assessed(name="新苑")
    desk.record(account, FULL, "SLIP1")
    taken(desk, file_of(row(desk, other, ref="T1", amount=FULL)))
    bank = taken(
        desk,
        file_of(row(desk, account, ref="B1", amount=FULL), row(desk, other, ref="B2", amount=FULL)),
        "银行.csv",
        source="bank",
    )
    assert lanes(bank) == {"B1": "different", "B2": "different"}
    assert "待复核" in line_of(bank, "B1").finding
    assert "已匹配、待入账" in line_of(bank, "B2").finding


def test_a_file_under_another_name_waits_for_the_first_to_be_finished(desk):
    account = desk.assessed()
    content = file_of(row(desk, account, ref="T1", amount=FULL))
    first = taken(desk, content)
    second = taken(desk, content + b"\n", "改名.csv")
    assert lanes(second) == {"T1": "different"}
    finished(desk, first)
    rematch(second.pk, by=desk.officer)
    assert lanes(second) == {"T1": "repeated"}


def test_what_was_booked_by_hand_since_the_match_is_not_booked_again(desk):
    account = desk.assessed()
    desk.pay(account, "600000.00", "A")
    statement = taken(desk, file_of(row(desk, account, ref="T1", amount="675000.00")))
    assert lanes(statement) == {"T1": "matched"}
    submit_statement(statement.pk, by=desk.officer)
    desk.pay(account, "675000.00", "A2", keeps_surplus=True)
    with pytest.raises(Refused, match="不再相符"):
        finish_statement(statement.pk, by=desk.office.who(Role.HEAD))


def test_numbers_are_found_inside_a_remark_and_several_are_divided(desk, read_back):
    one, two = desk.assessed(), desk.assessed(name="新苑")
    remark = f"缴易地建设费{one.project.code}，{two.project.code}"
    line = changed(row(desk, ref="B1", amount="2550000.00"), remark=remark)
    statement = taken(desk, file_of(line), source="bank")
    assert lanes(statement) == {"B1": "matched"}
    finished(desk, statement)
    assert read_back(one).balance == read_back(two).balance == 0
    assert sound()


def test_a_papers_number_is_found_where_a_remark_runs_on_without_blanks(desk):
    account = desk.assessed()
    notice = issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today.replace(year=desk.today.year + 1),
    )
    typed = notice.document.number.replace("〔", "（").replace("〕", "）")
    line = changed(row(desk, ref="B1", amount=FULL), remark=f"缴纳建设费{typed}缴款码：AB12345")
    statement = taken(desk, file_of(line), source="bank")
    assert lanes(statement) == {"B1": "matched"}


def test_several_numbers_with_another_sum_wait_to_be_divided(desk, client):
    one, two = desk.assessed(), desk.assessed(name="新苑")
    line = changed(
        row(desk, ref="B1", amount="5.00"), remark=f"{one.project.code} {two.project.code}"
    )
    statement = taken(desk, file_of(line), source="bank")
    found = statement.lines.get()
    assert (found.lane, found.claims.count()) == ("different", 0)
    client.force_login(desk.officer)
    address = f"/fees/lines/{found.pk}/"
    sent = {"step": "find", "words": "新苑", f"amount-{one.pk}": "3.00"}
    page = client.post(f"{address}accept/", sent, follow=True)
    assert 'value="3.00"' in page.content.decode()
    assert "新苑" in page.content.decode()
    assert not found.claims.exists()
    sent = {"step": "divide", f"amount-{one.pk}": "3.00", f"amount-{two.pk}": "1.00"}
    refused = client.post(f"{address}accept/", sent)
    assert refused.status_code == 422
    assert 'value="1.00"' in refused.content.decode()


def test_what_is_no_evidence_is_not_confirmed(desk):
    account = desk.assessed()
    desk.pay(account, "600000.00", "T1")
    statement = taken(desk, file_of(row(desk, account, ref="T1", amount="600001.00")))
    line = line_of(statement, "T1")
    assert line.lane == "different"
    with pytest.raises(Refused, match="不是同一笔"):
        confirm_line(line.pk, by=desk.officer)
    with pytest.raises(Refused, match="当日已入账"):
        accept_line(line.pk, by=desk.officer, parts={account.pk: Decimal("600001.00")})
    assert Statement.objects.get().state == "open"


def test_whoever_records_by_hand_is_shown_the_same_money_and_refused_before_the_check(desk, client):
    account = desk.assessed()
    desk.pay(account, "600000.00", "T1")
    client.force_login(desk.officer)
    address = f"/fees/accounts/{account.pk}/payments/new/"
    sent = {
        "amount": "600000.00",
        "paid_on": desk.today.isoformat(),
        "voucher": "GK1",
        "key": "7b0f7c1e-0000-4000-8000-000000000001",
        "step": "check",
    }
    page = client.post(address, sent).content.decode()
    assert "可能是同一笔" in page
    for wrong in ({"voucher": "3.62E+17"}, {"paid_on": "2099-01-01"}, {"amount": "0"}):
        assert client.post(address, {**sent, **wrong}).status_code == 422
