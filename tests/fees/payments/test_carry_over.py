"""结转 taken back: both sides at once, by two persons; no payment goes from below a carry-over."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import LedgerEntry
from fees.payments.acts.slips import carry_over, check_slip, reverse_entry
from renfang.acts import Refused, WrongState

DEBT = Decimal("1275000.00")
SURPLUS = Decimal("25000.00")


@pytest.fixture
def pair(desk):
    """An overpaid account, its payment, and another account that its surplus was carried to."""
    account, other = desk.assessed(), desk.assessed(name="新苑")
    project = other.project
    project.developer = account.project.developer
    project.save(update_fields=["developer"])
    payment = desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    made = carry_over(
        account.pk, to=other.pk, amount=SURPLUS, by=desk.officer, reason="同一单位抵缴", key=uuid4()
    )
    return account, payment, other, desk.check(made.slip)


def asked(desk, entry):
    return reverse_entry(entry.pk, by=desk.officer, reason="转入账户选择错误", key=uuid4()).slip


@pytest.mark.parametrize("side", ["left", "arrived"])
def test_a_carry_over_is_taken_back_from_either_account_by_two_persons(desk, pair, read_back, side):
    account, _, other, left = pair
    entry = left if side == "left" else other.entries.get(kind="carry_over")
    slip = asked(desk, entry)
    assert read_back(other).balance == DEBT - SURPLUS
    with pytest.raises(Refused, match="登记人不能复核"):
        check_slip(slip.pk, by=desk.officer)
    desk.check(slip)

    assert (read_back(account).surplus, read_back(account).paid) == (SURPLUS, DEBT + SURPLUS)
    assert (read_back(other).balance, read_back(other).paid) == (DEBT, Decimal("0.00"))
    assert LedgerEntry.objects.filter(reverses__kind="carry_over").count() == 2
    assert list(findings()) == []
    assert list(discrepancies()) == []


def test_only_one_of_two_reversals_of_a_carry_over_is_recorded(desk, pair):
    _, _, other, left = pair
    slip = asked(desk, left)
    arrived = other.entries.get(kind="carry_over")
    with pytest.raises(WrongState, match="不需再次办理"):
        asked(desk, arrived)
    desk.check(slip)
    with pytest.raises(WrongState, match="已经冲正"):
        asked(desk, arrived)


def test_the_payment_below_a_carry_over_waits_until_it_is_taken_back(desk, pair, read_back):
    account, payment, other, left = pair
    with pytest.raises(WrongState, match=f"结转到“{other.project.name}.*先冲正该笔结转"):
        asked(desk, payment)
    desk.check(asked(desk, left))
    desk.check(asked(desk, LedgerEntry.objects.get(pk=payment.pk)))
    assert read_back(account).balance == DEBT
    assert list(findings()) == []


def test_a_payment_that_the_carried_surplus_does_not_need_is_reversed(desk, pair, read_back):
    account, *_ = pair
    small = desk.pay(account, "5000.00", "TP002", keeps_surplus=True)
    desk.check(asked(desk, small))
    assert read_back(account).balance == Decimal("0.00")


def test_a_carry_over_posted_meanwhile_stops_the_check_of_the_reversal(desk, read_back):
    account, other = desk.assessed(), desk.assessed(name="新苑")
    other.project.developer = account.project.developer
    other.project.save(update_fields=["developer"])
    payment = desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    slip = asked(desk, payment)
    made = carry_over(
        account.pk, to=other.pk, amount=SURPLUS, by=desk.officer, reason="同一单位抵缴", key=uuid4()
    )
    desk.check(made.slip)
    with pytest.raises(Refused, match="先冲正该笔结转"):
        desk.check(slip)
    assert read_back(account).paid == DEBT


def test_what_arrived_and_went_on_is_taken_back_from_the_far_end(desk, pair, read_back):
    _, _, other, left = pair
    third = desk.assessed(name="远苑")
    third.project.developer = other.project.developer
    third.project.save(update_fields=["developer"])
    desk.pay(read_back(other), "1260000.00", "TP003", keeps_surplus=True)
    far = carry_over(
        other.pk,
        to=third.pk,
        amount=Decimal("10000.00"),
        by=desk.officer,
        reason="同一单位抵缴",
        key=uuid4(),
    )
    last = desk.check(far.slip)
    with pytest.raises(WrongState, match="先冲正该笔结转"):
        asked(desk, left)
    desk.check(asked(desk, last))
    desk.check(asked(desk, LedgerEntry.objects.get(pk=left.pk)))
    assert read_back(other).balance == Decimal("15000.00")
    assert list(findings()) == []


def test_the_page_says_what_rests_on_the_payment_and_links_to_it(client, desk, pair):
    account, payment, other, left = pair
    client.force_login(desk.officer)
    words = client.get(reverse("fees:reverse_entry", args=[payment.pk])).content.decode()
    assert "须先办理" in words
    assert f"结转到“{other.project.name}”" in words
    page = client.get(account.get_absolute_url()).content.decode()
    assert reverse("fees:reverse_entry", args=[left.pk]) in page
    words = client.get(reverse("fees:reverse_entry", args=[left.pk])).content.decode()
    assert "随之办理" in words
    assert "同一笔结转一并冲正" in words
