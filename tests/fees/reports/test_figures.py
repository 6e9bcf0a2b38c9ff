"""收缴情况表: what was charged, collected and owed, month by month, to the 分."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from fees.reports.queries.collection import MEASURES, collection
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope


def at(year: int, month: int, day: int) -> time_machine.travel:
    """Noon in Beijing on that day."""
    return time_machine.travel(datetime(year, month, day, 4, tzinfo=UTC), tick=False)


@pytest.fixture
def two_years(desk, office):
    """East: charged in 2025, paid in part in 2026, one slip reversed. West: charged in 2026."""
    with at(2025, 11, 10):
        east = desk.assessed(planned="600.00")
    with at(2026, 2, 3):
        desk.pay(east, "75000.01", "TP001")
        slip = desk.pay(east, "9.99", "TP002")
    with at(2026, 3, 4):
        desk.reverse(slip)
        desk.assessed(name="西苑", at=office.west)
    return desk


def test_months_add_up_and_a_reversal_counts_in_its_own_month(two_years, office):
    with at(2026, 3, 20):
        rows = collection(Scope(two_years.officer), 2026, two_years.today)

    east, total = rows
    assert (east.organisation, total.organisation) == ("X市东区国防动员办公室", "合计")
    assert len(east.months) == 3
    january, february, march = east.months
    assert january["outstanding"] == Decimal("375000.00")
    assert february == {
        "opening": Decimal("375000.00"),
        "charged": Decimal("0.00"),
        "supplemented": Decimal("0.00"),
        "reduced": Decimal("0.00"),
        "paid_in": Decimal("75010.00"),
        "refunded": Decimal("0.00"),
        "written_off": Decimal("0.00"),
        "expected": Decimal("0.00"),
        "collected": Decimal("75010.00"),
        "outstanding": Decimal("299990.00"),
        "surplus": Decimal("0.00"),
    }
    assert march["collected"] == Decimal("-9.99")
    assert march["outstanding"] == Decimal("299999.99")
    assert east.year["collected"] == Decimal("75000.01")
    assert east.rate == "20.0%"


def test_the_city_sees_both_districts_and_the_sum(two_years, office):
    with at(2026, 3, 20):
        city = office.who(Role.FINANCE, at=office.city)
        rows = collection(Scope(city), 2026, two_years.today)

    assert [row.organisation for row in rows] == [
        "X市东区国防动员办公室",
        "X市西区国防动员办公室",
        "合计",
    ]
    assert rows[-1].year["expected"] == Decimal("1275000.00")
    assert rows[-1].year["outstanding"] == Decimal("1574999.99")


def test_a_debt_is_carried_into_a_year_without_entries(two_years):
    with at(2027, 2, 1):
        east, _ = collection(Scope(two_years.officer), 2027, two_years.today)

    assert [month["outstanding"] for month in east.months] == [Decimal("299999.99")] * 2
    assert east.rate == "0.0%"


def test_one_payers_surplus_pays_no_others_debt(two_years, office):
    """Paid beyond the debt in April, backdated to March; repaid by nobody until the year's end."""
    with at(2026, 3, 20):
        over = two_years.assessed(name="北苑", planned="840.00")
    with at(2026, 4, 2):
        two_years.pay(
            over,
            "20000.00",
            "TP010",
            paid_on=date(2026, 3, 25),
            keeps_surplus=True,
        )
        east, _, total = collection(
            Scope(office.who(Role.FINANCE, at=office.city)), 2026, two_years.today
        )
        _, _, march, april = east.months
    assert (march["outstanding"], march["surplus"]) == (Decimal("299999.99"), Decimal("5000.00"))
    assert (april["outstanding"], april["surplus"]) == (Decimal("299999.99"), Decimal("5000.00"))
    assert (total.year["outstanding"], total.year["surplus"]) == (
        Decimal("1574999.99"),
        Decimal("5000.00"),
    )
    with at(2027, 1, 5):
        east, _ = collection(Scope(two_years.officer), 2027, two_years.today)
    assert east.months[0]["surplus"] == Decimal("5000.00")
    assert east.rate == "0.0%"


def test_a_year_before_the_first_entry_is_empty(two_years):
    assert collection(Scope(two_years.officer), 2024, two_years.today) == []


def test_the_workbook_holds_the_same_figures(two_years, client):
    with at(2026, 3, 20):
        client.force_login(two_years.officer)
        answer = client.get("/fees/figures/export/?year=2026")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0] == [
        "机构",
        "月份",
        *(f"{heading}（元）" for _, heading in MEASURES),
    ]
    february = ["2026-02", 375000.0, 0.0, 0.0, 0.0, 75010.0, 0.0, 0.0, 299990.0, 0.0]
    assert rows[2] == ["X市东区国防动员办公室", *february]
    year = ["2026 年合计", 375000.0, 0.0, 0.0, 0.0, 75000.01, 0.0, 0.0, 299999.99, 0.0]
    assert rows[4][1:] == year
