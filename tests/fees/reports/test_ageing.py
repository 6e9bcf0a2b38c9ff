"""账龄: what was owed on any day and for how long, against an independent reckoning."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fees.ledger.rules import Demand, items_left
from fees.models import FeeAccount
from fees.notices.acts import issue_payment_notice
from fees.reports.exchange import workbook
from fees.reports.queries.ageing import (
    BUCKETS,
    CODES,
    Aged,
    ageing_in,
    ageing_of,
    bucket_of,
    last_month_end,
)
from fees.reports.views.charts import WIDTH, ageing_bar, month_columns
from renfang.documents.registry import void_document
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.finance import Desk
from tests.builders.pursuit import served

ZERO = Decimal("0.00")


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-3, "not_due"), (0, "not_due"), (1, "d0_30"), (30, "d0_30"), (31, "d31_60"),
     (60, "d31_60"), (61, "d61_90"), (90, "d61_90"), (91, "d91_120"), (120, "d91_120"),
     (121, "over_120"), (4000, "over_120")],
)  # fmt: skip
def test_debt_ages_from_the_day_after_the_day_to_pay_by(days: int, bucket: str):
    assert bucket_of(days) == bucket


def noticed(desk: Desk, *, due_in: int = 30) -> FeeAccount:
    """An account assessed and noticed today, the notice served, to be paid in so many days."""
    account = desk.assessed()
    notice = issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=due_in),
    )
    served(notice.document, desk.today, desk.officer)
    return account


def seen(desk: Desk, as_of: date) -> Aged:
    return ageing_in(Scope(desk.officer), as_of).total


def test_same_debt_moves_through_the_buckets(desk: Desk):
    account = noticed(desk)
    due = desk.today + timedelta(days=30)
    for days, code in ((0, "not_due"), (1, "d0_30"), (45, "d31_60"), (200, "over_120")):
        total = ageing_of(FeeAccount.objects.all(), due + timedelta(days=days)).total
        assert total.sums[code] == total.total == account.balance


def test_debt_without_a_notice_is_not_overdue(desk: Desk):
    account = desk.assessed()
    total = ageing_of(FeeAccount.objects.all(), desk.today + timedelta(days=400)).total
    assert total.sums["not_due"] == account.balance


def test_yesterday_shows_the_books_of_yesterday(desk: Desk):
    account = noticed(desk)
    assert seen(desk, desk.today).total == account.balance
    assert seen(desk, desk.today - timedelta(days=1)).total == ZERO


def test_part_payment_lessens_the_debt_from_its_day_on(desk: Desk):
    account = noticed(desk)
    desk.pay(account, "1000.00", "6201")
    assert seen(desk, desk.today).total == account.balance - 1000


def test_voided_notice_demands_nothing_any_more(desk: Desk):
    account = noticed(desk)
    notice = account.assessments.get().notices.get()
    void_document(notice.document_id, by=desk.officer, reason="收件人有误，重新签发")
    total = ageing_of(FeeAccount.objects.all(), desk.today + timedelta(days=90)).total
    assert total.sums["not_due"] == account.balance


def test_stranger_sees_no_debt(desk: Desk):
    noticed(desk)
    stranger = desk.office.who(Role.FINANCE, at=desk.office.west)
    assert ageing_in(Scope(stranger), desk.today).debts == []


def test_divisions_add_up_to_the_whole(desk: Desk):
    noticed(desk)
    desk.assessed(at=desk.office.west, name="西岭雅苑")
    picture = ageing_of(FeeAccount.objects.all(), desk.today)
    assert [name for name, _ in picture.divisions] == sorted(["东区", "西区"])
    assert sum(aged.total for _, aged in picture.divisions) == picture.total.total


DUE = st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1))
CHARGES = st.lists(st.tuples(DUE, st.integers(1, 10**9)), min_size=1, max_size=6)


@given(CHARGES, st.integers(0, 3 * 10**9))
def test_payments_settle_the_oldest_first_and_nothing_is_lost(
    charges: list[tuple[date | None, int]], paid: int
):
    paid = min(paid, sum(fen for _, fen in charges))
    entries = [
        (True, number, Decimal(fen).scaleb(-2)) for number, (_, fen) in enumerate(charges, 1)
    ]
    notices = [(number, due) for number, (due, _) in enumerate(charges, 1) if due]
    entries.append((False, 0, -Decimal(paid).scaleb(-2)))
    demands = [Demand(account_id=1, version=number, due_on=due) for number, due in notices]
    items = [(item.due_on, item.amount) for item in items_left(entries, demands) if item.amount]
    left = sum(fen for _, fen in charges) - paid
    assert sum((amount for _, amount in items), ZERO) == Decimal(left).scaleb(-2)
    # Reckoned the other way round: fen by fen from the youngest, what is left stays there.
    first = {number: next((d for n, d in notices if n >= number), None)
             for number in range(1, len(charges) + 1)}  # fmt: skip
    order = sorted(first, key=lambda number: (first[number] is None, first[number] or date.max))
    for number in reversed(order):
        stays = min(left, charges[number - 1][1])
        left -= stays
        if stays:
            due, amount = items.pop()
            assert (due, amount) == (first[number], Decimal(stays).scaleb(-2))
    assert items == []


def test_last_month_end():
    assert last_month_end(date(2026, 3, 1)) == date(2026, 2, 28)
    assert last_month_end(date(2024, 3, 31)) == date(2024, 2, 29)


@given(st.lists(st.integers(0, 10**12), min_size=6, max_size=6))
def test_bar_fills_its_width(fens: list[int]):
    aged = Aged({code: Decimal(fen).scaleb(-2) for code, fen in zip(CODES, fens, strict=True)})
    bar = ageing_bar(aged)
    if aged.total == ZERO:
        assert bar == []
        return
    assert sum(part.width for part in bar) == WIDTH
    assert [part.x for part in bar] == sorted(part.x for part in bar)


def test_columns_share_one_scale():
    months = [
        {"expected": Decimal("100.00"), "collected": Decimal("50.00")},
        {"expected": Decimal("-10.00"), "collected": Decimal("0.00")},
    ]
    first, second = month_columns(months)
    assert first.expected_height == 2 * first.collected_height
    assert second.expected_height == 0


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("ageing", *args, stdout=out)
    return out.getvalue()


def test_command_tells_the_ageing_as_json_and_csv(desk: Desk):
    account = noticed(desk, due_in=20)
    later = desk.today + timedelta(days=59)
    with mock.patch("fees.management.commands.ageing.timezone.localdate", return_value=later):
        data = json.loads(run("--as-of", later.isoformat(), "--format", "json"))
        rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert data["as_of"] == later.isoformat()
    assert data["total"]["d31_60"] == f"{account.balance:.2f}"
    assert data["debtors"][0]["oldest_days"] == 39
    assert rows[0]["total"] == data["debtors"][0]["total"] == f"{account.balance:.2f}"
    assert [bucket["code"] for bucket in data["buckets"]] == list(CODES)
    assert len(BUCKETS) == 5


@pytest.mark.parametrize("day", ["2999-01-01", "昨天", "9" * 5000, "2026-02-30", "a\x00"])
@pytest.mark.django_db
def test_command_refuses_a_day_that_cannot_be(day: str):
    with pytest.raises(CommandError, match="--as-of"):
        run("--as-of", day)


def test_workbook_holds_the_figures_and_two_charts(desk: Desk):
    from openpyxl import load_workbook

    from fees.reports.queries.collection import collection

    account = noticed(desk)
    scope = Scope(desk.officer)
    today = timezone.localdate()
    picture = ageing_in(scope, today)
    content = workbook(picture, today.year, collection(scope, today.year, today)[-1])
    book = load_workbook(io.BytesIO(content))
    assert Decimal(str(book["账龄"].cell(2, 9).value)) == account.balance
    assert book["债务人"].cell(2, 1).value == account.project.developer.name
    assert len(book["账龄"]._charts) == len(book[f"{today.year}年收缴"]._charts) == 1
