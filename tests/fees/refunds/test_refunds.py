"""Money given back and debts given up: by two persons, on a paper, never too much."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from fees.ledger.acts import set_fee_handling
from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import CollectionTrack, Refund
from fees.payments.acts.slips import reverse_entry
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    end_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.documents.registry import read_pdf, void_document
from renfang.organisations.permissions import Role
from tests.builders.files import checked, pdf
from tests.builders.finance import TEN_STOREYS
from tests.builders.pursuit import Pursuit


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


def written_off(desk, account, amount: str = "1000000.00", ground: str = "bankruptcy", **options):
    entry = WriteOffEntry(
        amount=Decimal(amount),
        ground=ground,
        ruling="（2026）X01破1号",
        decision="2026年第3次办公会议纪要",
        consent="X财综〔2026〕9号",
        reason="破产财产分配完毕，管理人已注销企业登记",
    )
    return request_write_off(account.pk, entry, by=desk.officer, key=uuid4(), **options)


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


def test_a_refund_under_way_keeps_its_cover(desk, overpaid, read_back):
    """A9: the reversal that would take it is refused until the refund is ended or paid."""
    payment = overpaid.entries.get(kind="payment")
    refund = approved(desk, verified(desk, asked(desk, overpaid)))
    with pytest.raises(WrongState, match="冲正后多缴不足以退付"):
        desk.reverse(payment)
    end_refund(refund.pk, by=desk.officer, refuse=False, reason="缴费人撤回申请")
    desk.reverse(payment)
    assert read_back(overpaid).balance == Decimal("1275000.00")


def test_a_reversal_that_waits_has_taken_the_surplus(desk, overpaid):
    payment = overpaid.entries.get(kind="payment")
    reverse_entry(payment.pk, reason="金额录入错误", by=desk.officer, key=uuid4())
    with pytest.raises(Incomplete, match="待复核的冲正"):
        asked(desk, overpaid)


def test_what_the_treasury_has_paid_is_put_on_record_whatever_became_of_the_surplus(
    desk, overpaid, read_back
):
    """More is assessed after the approval: what was paid back is owed again."""
    refund = approved(desk, verified(desk, asked(desk, overpaid)))
    raised = {**TEN_STOREYS, "ground_floor_area": "900.00"}
    desk.assess(desk.granted(project=overpaid.project, buildings=[raised]))
    assert read_back(overpaid).surplus == Decimal("0.00")
    pay_refund(refund.pk, by=desk.officer, on=desk.today, voucher="TH001")
    account = read_back(overpaid)
    assert account.owed == account.payable - Decimal("1275000.00")
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_money_after_a_write_off_revives_the_debt_first(desk, read_back, client):
    account = desk.assessed()
    desk.pay(account, "275000.00", "TP001")
    row = written_off(desk, account)
    row = approve_write_off(row.pk, by=desk.office.who(Role.HEAD), on=desk.today)
    account = read_back(account)
    assert (account.settled_words, account.written_off) == ("已核销", Decimal("1000000.00"))
    with pytest.raises(WrongState, match="核销后收回"):
        desk.pay(account, "50000.00", "TP002", keeps_surplus=True)
    client.force_login(desk.officer)
    page = client.get(account.get_absolute_url()).content.decode()
    assert f'href="{reverse("fees:reverse_entry", args=[row.entry.pk])}">核销后收回' in page
    desk.reverse(row.entry, reason="管理人追加分配")
    desk.pay(account, "50000.00", "TP002")
    again = written_off(desk, account, "950000.00")
    approve_write_off(again.pk, by=desk.office.who(Role.HEAD), on=desk.today)
    account = read_back(account)
    assert (account.paid, account.written_off) == (Decimal("325000.00"), Decimal("950000.00"))
    assert list(findings()) == []
    assert list(discrepancies()) == []


@pytest.mark.parametrize(
    ("state", "ground", "words"),
    [
        ("enforcing", "enforcement", "法院没有终结执行"),
        ("suspended", "no_successor", "法院没有终结执行"),
        ("demanded", "enforcement", "没有登记终结执行裁定"),
        ("terminated", "enforcement", ""),
        ("bankruptcy", "bankruptcy", ""),
    ],
)
def test_the_case_is_asked_before_a_debt_is_given_up(desk, state, ground, words):
    account = desk.assessed()
    case = Pursuit.begun(desk.office, account, desk.today).case
    CollectionTrack.objects.filter(case=case).update(state=state)
    if not words:
        assert written_off(desk, account, ground=ground).state == "requested"
        return
    with pytest.raises(Incomplete, match=words) as caught:
        written_off(desk, account, ground=ground)
    assert caught.value.field == "ground"


def test_what_was_given_up_is_not_paid_in_collection_either(desk, read_back):
    account = desk.assessed()
    pursuit = Pursuit.begun(desk.office, account, desk.today)
    CollectionTrack.objects.filter(case=pursuit.case).update(state="bankruptcy")
    row = written_off(desk, account, "1275000.00")
    approve_write_off(row.pk, by=desk.office.who(Role.HEAD), on=desk.today)
    with pytest.raises(WrongState, match="没有缴清"):
        pursuit.step("paid", desk.today)


def test_files_are_asked_for_where_the_office_settled_so(desk, overpaid, client):
    head = desk.office.who(Role.HEAD)
    set_fee_handling(
        desk.office.east.pk, letter_interval=0, joint_letters=False, needs_evidence=True, by=head
    )
    with pytest.raises(Incomplete, match="证明材料") as caught:
        asked(desk, overpaid)
    assert caught.value.field == "evidence"
    refund = asked(desk, overpaid, evidence=checked("申请.pdf", pdf("refund")))
    client.force_login(head)
    answer = client.get(reverse("fees:refund_file", args=[refund.pk]))
    assert answer.status_code == 200
    account = desk.assessed(name="二期")
    with pytest.raises(Incomplete, match="证明材料"):
        written_off(desk, account)
    row = written_off(desk, account, evidence=checked("裁定.pdf", pdf("ruling")))
    assert client.get(reverse("fees:write_off_file", args=[row.pk])).status_code == 200
    bare = desk.assessed(name="三期")
    client.force_login(desk.officer)
    page = client.get(reverse("fees:write_off_new", args=[bare.pk]))
    assert page.context["form"].fields["evidence"].required
