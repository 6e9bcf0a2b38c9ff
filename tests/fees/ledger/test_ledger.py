"""The ledger: payments, reversals, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from fees.models import LedgerEntry
from fees.payments.acts.recording import UsedForm
from fees.payments.acts.slips import check_slip, record_payment, reverse_entry
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.history.record import events_of
from renfang.organisations.permissions import Role


def test_a_payment_lowers_the_balance_and_stays_in_the_history(desk, read_back):
    account = desk.assessed()

    entry = desk.pay(account, "275000.00", "TP001")

    account = read_back(account)
    assert (account.paid, account.balance) == (Decimal("275000.00"), Decimal("1000000.00"))
    assert entry.amount == Decimal("-275000.00")
    assert entry.balance_after == account.balance
    acts = [event.act for event in events_of(account)]
    assert {"登记缴款", "复核入账：缴款"} <= set(acts)
    event = next(event for event in events_of(account) if event.act == "复核入账：缴款")
    assert event.after["欠缴"] == "1,000,000.00 元"


def test_a_recorded_payment_moves_no_balance_until_another_person_checks_it(desk, read_back):
    account = desk.assessed()

    slip = desk.record(account, "275000.00", "TP001").slip

    assert read_back(account).balance == Decimal("1275000.00")
    assert not account.entries.filter(kind="payment").exists()
    with pytest.raises(Refused, match="登记人不能复核"):
        check_slip(slip.pk, by=desk.officer)
    entry = desk.check(slip)
    assert (entry.recorded_by, entry.posted_by) == (desk.officer, desk.office.who(Role.HEAD))
    assert read_back(account).balance == Decimal("1000000.00")
    with pytest.raises(Refused, match="已入账"):
        desk.check(slip)


def test_the_same_form_sent_twice_posts_once_and_gives_the_first_entry(desk, read_back):
    account = desk.assessed()
    key = uuid4()

    first = desk.record(account, "1000.00", "TP001", key=key)
    entry = desk.check(first.slip)
    again = desk.record(account, "1000.00", "ＴＰ００１", key=key)

    assert not first.is_repeat
    assert again.is_repeat
    assert again.slip.entry == entry
    assert read_back(account).paid == Decimal("1000.00")


def test_the_same_form_with_another_amount_is_refused_and_shows_what_was_posted(desk, read_back):
    account = desk.assessed()
    key = uuid4()
    desk.pay(account, "1000.00", "TP001", key=key)

    with pytest.raises(UsedForm, match=r"缴款 1,000\.00 元") as refusal:
        desk.record(account, "2000.00", "TP001", key=key)
    assert refusal.value.status == 409
    assert read_back(account).paid == Decimal("1000.00")


def test_a_form_of_one_account_does_not_count_for_another(desk):
    key = uuid4()
    desk.pay(desk.assessed(), "1000.00", "TP001", key=key)

    with pytest.raises(Refused, match="另一账户"):
        desk.record(desk.assessed(name="新苑"), "1000.00", "TP001", key=key)


def test_a_voucher_counts_once_and_the_refusal_names_where_it_was_used(desk):
    desk.pay(desk.assessed(), "1000.00", "TP001")

    with pytest.raises(Incomplete, match="滨河雅苑") as refusal:
        desk.pay(desk.assessed(name="新苑"), "1000.00", " tp 001 ")
    assert refusal.value.field == "voucher"


def test_another_district_may_have_a_voucher_of_the_same_number(desk, office):
    desk.pay(desk.assessed(), "1000.00", "TP001")
    west = desk.assessed(name="西苑", at=office.west)

    entry = desk.pay(west, "1000.00", "TP001", by=office.who(Role.FINANCE, at=office.west))
    assert entry.voucher_turn == 0


def test_no_more_is_taken_than_is_owed(desk, read_back):
    account = desk.assessed()

    with pytest.raises(Incomplete, match=r"1,275,000\.01 元大于应缴余额 1,275,000\.00 元"):
        desk.pay(account, "1275000.01", "TP001")
    assert read_back(account).paid == Decimal("0.00")


def test_a_settled_account_takes_nothing(desk):
    account = desk.assessed()
    desk.pay(account, "1275000.00", "TP001")

    with pytest.raises(Incomplete, match="没有欠缴"):
        desk.pay(account, "0.01", "TP002")


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_nothing_and_less_than_nothing_is_no_payment(desk, amount):
    with pytest.raises(Incomplete, match="大于 0"):
        desk.pay(desk.assessed(), amount, "TP001")


def test_a_payment_is_never_dated_in_the_future(desk):
    with pytest.raises(Incomplete, match="不能晚于今天"):
        desk.pay(desk.assessed(), "1.00", "TP001", paid_on=desk.today + timedelta(days=1))


def test_a_payment_before_the_first_assessment_is_a_slip(desk):
    with pytest.raises(Incomplete, match="首次核定日期"):
        desk.pay(desk.assessed(), "1.00", "TP001", paid_on=desk.today - timedelta(days=1))


def test_a_payment_needs_its_voucher(desk):
    with pytest.raises(Incomplete, match="号码"):
        desk.pay(desk.assessed(), "1.00", "  ")


def test_a_reversal_restores_the_balance_and_frees_the_voucher(desk, read_back):
    account = desk.assessed()
    wrong = desk.pay(account, "1000.00", "TP001")

    reversal = desk.reverse(wrong)
    right = desk.pay(account, "10000.00", "TP001")

    assert reversal.amount == Decimal("1000.00")
    assert reversal.reverses == wrong
    assert right.voucher_turn == 1
    account = read_back(account)
    assert (account.paid, account.balance) == (Decimal("10000.00"), Decimal("1265000.00"))


def test_a_payment_is_reversed_only_once(desk):
    wrong = desk.pay(desk.assessed(), "1000.00", "TP001")
    desk.reverse(wrong)

    with pytest.raises(Refused, match="已经冲正"):
        desk.reverse(wrong)


def test_the_same_reversal_form_sent_twice_posts_once(desk):
    wrong = desk.pay(desk.assessed(), "1000.00", "TP001")
    given = {"by": desk.officer, "reason": "凭证号录入错误", "key": uuid4()}

    first = reverse_entry(wrong.pk, **given)
    assert reverse_entry(wrong.pk, **given).is_repeat
    entry = desk.check(first.slip)
    assert reverse_entry(wrong.pk, **given).slip.entry == entry
    assert LedgerEntry.objects.filter(reverses=wrong).get() == entry


def test_a_reversal_and_a_charge_are_not_reversed(desk):
    account = desk.assessed()
    reversal = desk.reverse(desk.pay(account, "1000.00", "TP001"))

    with pytest.raises(Refused, match="不能冲正"):
        desk.reverse(reversal)
    with pytest.raises(Refused, match="重新核定"):
        reverse_entry(account.entries.first().pk, by=desk.officer, reason="核定错误了", key=uuid4())


def test_a_reversal_says_why(desk):
    with pytest.raises(Incomplete, match="至少 5 个字"):
        desk.reverse(desk.pay(desk.assessed(), "1000.00", "TP001"), reason="错了")


def test_another_district_can_neither_pay_into_nor_reverse_what_it_cannot_see(desk, office):
    account = desk.assessed()
    posted = desk.pay(account, "1000.00", "TP001")
    stranger = office.who(Role.FINANCE, at=office.west)

    with pytest.raises(NotFound):
        desk.pay(account, "1.00", "TP002", by=stranger)
    with pytest.raises(NotFound):
        reverse_entry(posted.pk, by=stranger, reason="金额录入错误", key=uuid4())


def test_the_head_sees_the_account_but_does_not_book(desk, office):
    account = desk.assessed()

    with pytest.raises(NotPermitted, match="财务"):
        record_payment(
            account.pk,
            by=office.who(Role.HEAD),
            amount=Decimal("1.00"),
            paid_on=desk.today,
            voucher="TP001",
            key=uuid4(),
        )


@pytest.mark.parametrize("table", ["fees_ledgerentry", "fees_assessment", "fees_paymentnotice"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET organisation_id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_booked(desk, table, statement):
    from fees.notices.acts import issue_payment_notice

    account = desk.assessed()
    issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=20),
    )

    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_database_refuses_an_account_below_zero(desk):
    account = desk.assessed()

    with pytest.raises(DatabaseError), transaction.atomic():
        type(account).objects.filter(pk=account.pk).update(balance=Decimal("-0.01"))
