"""Money given back and debts given up: by two persons, on a paper, never too much."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import Refund
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    end_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from renfang.acts import Incomplete, NotPermitted, Refused
from renfang.documents.registry import read_pdf, void_document
from renfang.organisations.permissions import Role


@pytest.fixture
def overpaid(desk):
    """An account on which 25,000 yuan too much was paid."""
    account = desk.assessed()
    desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    return account


def asked(desk, account, amount: str = "25000.00", **options) -> Refund:
    entry = RefundEntry(
        amount=Decimal(amount),
        ground=Refund.Ground.MISTAKE,
        reason="财务人员重复申报",
        payee="滨河雅苑置业有限公司",
        payee_bank="X市商业银行",
        payee_account="622200001111",
        applied_on=desk.today,
    )
    return request_refund(account.pk, entry, **{"by": desk.officer, "key": uuid4(), **options})


def verified(desk, refund: Refund) -> Refund:
    return verify_refund(refund.pk, by=desk.officer, on=desk.today, opinion="情况属实，同意退付")


def approved(desk, refund: Refund) -> Refund:
    head = desk.office.who(Role.HEAD)
    return approve_refund(refund.pk, by=head, on=desk.today, approval_number="X财综〔2026〕8号")


def test_a_refund_goes_through_its_four_steps_and_lowers_what_was_paid(desk, overpaid, read_back):
    refund = verified(desk, asked(desk, overpaid))
    with pytest.raises(Refused, match="核实人不能"):
        approve_refund(refund.pk, by=desk.officer, on=desk.today, approval_number="8号")
    approved(desk, refund)
    assert read_back(overpaid).paid == Decimal("1300000.00")

    paid = pay_refund(refund.pk, by=desk.officer, on=desk.today, voucher="TH001")

    account = read_back(overpaid)
    assert (account.paid, account.surplus) == (Decimal("1275000.00"), Decimal("0.00"))
    assert paid.entry.basis == paid.letter
    assert paid.entry.recorded_by == desk.office.who(Role.HEAD)
    assert read_pdf(paid.letter).startswith(b"%PDF")
    assert read_pdf(paid.application).startswith(b"%PDF")
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_no_more_is_refunded_than_is_free_of_the_surplus(desk, overpaid):
    with pytest.raises(Incomplete, match=r"可退付的多缴为 25,000\.00 元"):
        asked(desk, overpaid, "25000.01")
    first = asked(desk, overpaid, "20000.00")
    with pytest.raises(Incomplete, match=r"可退付的多缴为 5,000\.00 元"):
        asked(desk, overpaid, "5000.01")
    end_refund(first.pk, by=desk.officer, refuse=False, reason="缴费单位撤回申请")
    asked(desk, overpaid, "25000.00")


def test_the_same_application_form_counts_once(desk, overpaid):
    key = uuid4()
    assert asked(desk, overpaid, key=key) == asked(desk, overpaid, key=key)
    with pytest.raises(Refused, match="其他内容"):
        asked(desk, overpaid, "1.00", key=key)


def test_nothing_is_paid_on_a_void_letter(desk, overpaid):
    refund = approved(desk, verified(desk, asked(desk, overpaid)))
    void_document(refund.letter_id, by=desk.officer, reason="收款账号有误")
    with pytest.raises(Refused, match="已作废"):
        pay_refund(refund.pk, by=desk.officer, on=desk.today, voucher="TH001")


def test_a_letter_voided_after_payment_is_found_by_both_audits(desk, overpaid):
    refund = approved(desk, verified(desk, asked(desk, overpaid)))
    pay_refund(refund.pk, by=desk.officer, on=desk.today, voucher="TH001")
    void_document(refund.letter_id, by=desk.officer, reason="收款账号有误")
    assert any("已作废" in str(finding) for finding in findings())
    assert any("依据文书" in text for text in discrepancies())


def written_off(desk, account, amount: str = "1000000.00"):
    entry = WriteOffEntry(
        amount=Decimal(amount),
        ground="bankruptcy",
        ruling="（2026）X01破1号",
        decision="2026年第3次办公会议纪要",
        consent="X财综〔2026〕9号",
        reason="破产财产分配完毕，管理人已注销企业登记",
    )
    return request_write_off(account.pk, entry, by=desk.officer, key=uuid4())


def test_a_write_off_needs_the_head_and_can_be_revived(desk, read_back):
    account = desk.assessed()
    write_off = written_off(desk, account)
    with pytest.raises(NotPermitted):
        approve_write_off(write_off.pk, by=desk.officer, on=desk.today)
    write_off = approve_write_off(write_off.pk, by=desk.office.who(Role.HEAD), on=desk.today)

    account = read_back(account)
    assert (account.balance, account.paid) == (Decimal("275000.00"), Decimal("0.00"))
    assert read_pdf(write_off.paper).startswith(b"%PDF")
    desk.reverse(write_off.entry, reason="发现可供分配的财产，恢复追缴")
    assert read_back(account).balance == Decimal("1275000.00")
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_no_more_is_written_off_than_is_owed(desk):
    with pytest.raises(Incomplete, match="不能大于欠缴"):
        written_off(desk, desk.assessed(), "1275000.01")
