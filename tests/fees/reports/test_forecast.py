"""收入预测 and 欠费试算: each yuan owed is expected once; another book changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fees.collection.acts.contacts import block_reminders
from fees.models import FeeAccount
from fees.reports.queries.forecast import forecast_in
from fees.reports.queries.recharging import recharge
from fees.reports.rules import Expected, Ground, expected, months_from
from renfang.organisations.scope import Scope
from renfang.rules.models import BookEdition
from tests.builders.finance import Desk
from tests.fees.collection.test_desk import overdue, promised

TODAY = date(2026, 3, 15)
YUAN = st.integers(1, 10_000_000).map(lambda fen: Decimal(fen) / 100)
DAYS = st.integers(-400, 800).map(lambda days: TODAY + timedelta(days=days))


def test_a_promise_takes_from_the_oldest_charge_and_the_rest_keeps_its_day() -> None:
    charges = [(date(2026, 1, 1), Decimal("100.00")), (date(2026, 6, 1), Decimal("50.00"))]
    promises = [(date(2026, 4, 1), Decimal("120.00")), (date(2026, 3, 1), Decimal("7.00"))]
    assert expected(charges, promises, TODAY) == [
        Expected(Ground.PROMISE, Decimal("120.00"), date(2026, 4, 1)),
        Expected(Ground.DUE, Decimal("30.00"), date(2026, 6, 1)),
    ]


def test_what_has_no_day_is_told_by_its_reason() -> None:
    charges = [
        (TODAY - timedelta(days=1), Decimal("1.00")),
        (TODAY, Decimal("2.00")),
        (None, Decimal("4.00")),
    ]
    assert [(each.ground, each.amount) for each in expected(charges, [], TODAY)] == [
        (Ground.OVERDUE, Decimal("1.00")),
        (Ground.DUE, Decimal("2.00")),
        (Ground.UNDATED, Decimal("4.00")),
    ]
    assert expected(charges, [(TODAY, Decimal("9"))], TODAY, is_held=True) == [
        Expected(Ground.HELD, Decimal("7.00"))
    ]


@given(
    st.lists(st.tuples(st.none() | DAYS, YUAN), max_size=6),
    st.lists(st.tuples(DAYS, YUAN), max_size=6),
    st.booleans(),
)
def test_every_yuan_is_expected_once(charges, promises, is_held) -> None:
    found = expected(charges, promises, TODAY, is_held=is_held)
    assert sum(each.amount for each in found) == sum(amount for _, amount in charges)
    assert all(each.amount > 0 for each in found)
    assert all(
        (each.day is None) == (each.ground in ("overdue", "undated", "held")) for each in found
    )
    assert all(each.day >= TODAY for each in found if each.day)


def test_twelve_months_run_over_the_year() -> None:
    months = months_from(date(2026, 11, 30), 12)
    assert (months[0], months[1], months[2], months[-1]) == (
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 10, 1),
    )


@pytest.mark.django_db
def test_the_forecast_is_all_that_is_owed(desk: Desk) -> None:
    late, kept, held = overdue(desk, 10), overdue(desk, 5, name="二"), overdue(desk, 3, name="三")
    waiting = desk.assessed(name="四")
    promised(desk, kept, 40, "1000")
    promised(desk, held, 20, "1000")
    block_reminders(
        held.collection_cases.get().pk, kind="dispute", reason="面积争议核实中", by=desk.officer
    )
    found = forecast_in(Scope(desk.officer), desk.today)
    accounts = FeeAccount.objects.all()
    assert found.total == accounts.totals()["balance"]
    assert sum(month.total for month in found.months) == Decimal("1000.00")
    for account in (late, kept, held, waiting):
        account.refresh_from_db()
    assert found.open_ended == {
        Ground.OVERDUE: late.balance + kept.balance - 1000,
        Ground.UNDATED: waiting.balance,
        Ground.HELD: held.balance,
    }


@pytest.mark.django_db
def test_a_promise_said_again_for_its_day_takes_the_place_of_the_first(desk: Desk) -> None:
    account = overdue(desk, 10)
    promised(desk, account, 40, "1000")
    promised(desk, account, 40, "2500")
    promised(desk, account, 45, "500")
    [first, second] = forecast_in(Scope(desk.officer), desk.today).dated
    assert (first.part.amount, second.part.amount) == (Decimal("2500.00"), Decimal("500.00"))


@pytest.mark.django_db
def test_the_page_shows_a_month_and_a_reason(desk: Desk, client: Client) -> None:
    account = overdue(desk, 10)
    promised(desk, account, 40, "1000")
    client.force_login(desk.officer)
    month = (desk.today + timedelta(days=40)).strftime("%Y-%m")
    address = reverse("fees:forecast")
    assert "1,000.00" in client.get(address, {"month": month}).content.decode()
    told = client.get(address, {"month": "overdue"}).content.decode()
    assert "已逾期，没有承诺" in told
    assert client.get(address, {"month": "1999-13\x00"}).status_code == 200
    assert client.get(reverse("fees:forecast_export")).status_code == 200


@pytest.mark.django_db
def test_another_book_charges_and_nothing_changes(desk: Desk, client: Client) -> None:
    account = overdue(desk, 10)
    edition = BookEdition.objects.filter(code="national").first()
    same = recharge(Scope(desk.officer), edition, desk.today, keeps_rate=True)
    [line] = same.lines
    assert (line.payable, line.change) == (account.payable, Decimal("0.00"))
    assert (same.before, same.after, same.untold) == (account.payable, account.payable, 0)
    by_book = recharge(Scope(desk.officer), edition, desk.today)
    assert by_book.lines[0].payable is None
    assert by_book.lines[0].problem
    assert (by_book.before, by_book.untold) == (Decimal("0.00"), 1)
    client.force_login(desk.officer)
    asked = {"book": edition.pk, "on": desk.today.isoformat(), "rate": "kept"}
    page = client.get(reverse("fees:recharging"), asked).content.decode()
    assert account.title in page
    assert client.get(reverse("fees:recharging_export"), asked).status_code == 200
    unreadable = client.get(reverse("fees:recharging"), {"book": "9x"}).content.decode()
    assert "field-wrong" in unreadable
    assert "逐户试算" not in unreadable
    account.refresh_from_db()
    assert account.payable == line.payable
