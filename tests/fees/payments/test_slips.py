"""Two persons stand behind every movement: one records, another checks."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry, Slip
from fees.payments.acts.slips import carry_over, check_slip, return_slip, withdraw_slip
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.organisations.permissions import Role


@pytest.fixture(autouse=True)
def the_ledger_stays_sound(db):
    yield
    assert list(map(str, findings())) == []
    assert list(discrepancies()) == []


def test_a_slip_that_differs_from_its_voucher_goes_back_and_frees_the_voucher(desk, read_back):
    account = desk.assessed()
    slip = desk.record(account, "1000.00", "TP001").slip
    head = desk.office.who(Role.HEAD)

    with pytest.raises(Incomplete, match="退回的原因"):
        return_slip(slip.pk, by=head, reason=" ")
    return_slip(slip.pk, by=head, reason="金额与凭证不符")

    assert Slip.objects.get(pk=slip.pk).state == Slip.State.RETURNED
    desk.pay(account, "10000.00", "TP001")
    assert read_back(account).paid == Decimal("10000.00")


def test_only_the_recorder_withdraws_and_only_before_the_check(desk):
    account = desk.assessed()
    slip = desk.record(account, "1000.00", "TP001").slip
    with pytest.raises(NotPermitted):
        withdraw_slip(slip.pk, by=desk.office.who(Role.HEAD))
    withdraw_slip(slip.pk, by=desk.officer)
    with pytest.raises(Refused, match="已撤回"):
        desk.check(slip)


def test_the_other_district_cannot_check(desk, office):
    slip = desk.record(desk.assessed(), "1000.00", "TP001").slip
    with pytest.raises(NotFound):
        check_slip(slip.pk, by=office.who(Role.FINANCE, at=office.west))


def test_a_voucher_waits_only_once(desk):
    desk.record(desk.assessed(), "1000.00", "TP001")
    with pytest.raises(Incomplete, match=r"滨河雅苑.*待复核"):
        desk.record(desk.assessed(name="新苑"), "1000.00", "TP001")


def test_what_waits_counts_against_what_is_owed(desk):
    account = desk.assessed()
    desk.record(account, "1000000.00", "TP001")
    with pytest.raises(Incomplete, match=r"另有 1,000,000\.00 元待复核"):
        desk.record(account, "300000.00", "TP002")


def test_a_surplus_is_kept_only_where_the_officer_says_so(desk, read_back):
    account = desk.assessed()
    with pytest.raises(Incomplete, match="登记为多缴"):
        desk.record(account, "1300000.00", "TP001")
    desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)

    account = read_back(account)
    assert (account.balance, account.surplus) == (Decimal("-25000.00"), Decimal("25000.00"))
    assert account.is_settled
    totals = FeeAccount.objects.all().totals()
    assert (totals["balance"], totals["surplus"]) == (Decimal("0.00"), Decimal("25000.00"))


def test_a_surplus_settles_another_debt_of_the_same_payer(desk, read_back):
    account, other = desk.assessed(), desk.assessed(name="新苑")
    desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    given = {"amount": Decimal("25000.00"), "reason": "同一单位抵缴", "by": desk.officer}

    with pytest.raises(Incomplete, match="同一缴费单位"):
        carry_over(account.pk, to=other.pk, key=uuid4(), **given)
    project = other.project
    project.developer = account.project.developer
    project.save(update_fields=["developer"])
    with pytest.raises(Incomplete, match=r"可结转的多缴为 25,000\.00 元"):
        carry_over(account.pk, to=other.pk, key=uuid4(), **{**given, "amount": Decimal("25000.01")})
    made = carry_over(account.pk, to=other.pk, key=uuid4(), **given)
    assert read_back(other).balance == Decimal("1275000.00")
    desk.check(made.slip)

    assert read_back(account).surplus == Decimal("0.00")
    assert read_back(other).balance == Decimal("1250000.00")
    carried = LedgerEntry.objects.filter(kind="carry_over")
    assert sum(entry.amount for entry in carried) == 0


def test_a_debt_paid_meanwhile_stops_the_check(desk):
    account = desk.assessed()
    first = desk.record(account, "1275000.00", "TP001").slip
    FeeAccount.objects.filter(pk=account.pk).get()
    with pytest.raises(Incomplete, match="待复核"):
        desk.record(account, "1.00", "TP002")
    desk.check(first)
    with pytest.raises(Incomplete, match="没有欠缴"):
        desk.record(account, "1.00", "TP003")
