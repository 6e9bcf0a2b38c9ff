"""法定期限: the table is whole, follows changes of the law, and is refused when broken."""

from __future__ import annotations

from datetime import date

import pytest

from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.periods import FILE, Code, PeriodsError, built_in, latest, period, read
from renfang.clocks.rules import Unit

SHIPPED = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", Code)
def test_every_period_has_a_count_and_a_basis_today(code: Code) -> None:
    found = period(code, date(2026, 11, 30))
    assert found == latest(code)
    assert found.name
    assert found.basis.startswith("《") or code in {Code.LEVY_PAYMENT, Code.REFUND_STEP}


def test_the_periods_are_those_of_the_law() -> None:
    """The figures of the statutes, once more by hand: a slip in the file is seen here."""
    found = {code: (latest(code).count, latest(code).unit) for code in Code}
    day, working, month, year = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR
    assert found == {
        Code.PERMIT_COMPLETENESS: (5, working),
        Code.PERMIT_DECISION: (20, working),
        Code.PERMIT_JOINT_DECISION: (45, working),
        Code.PERMIT_EXTENSION: (10, working),
        Code.PERMIT_JOINT_EXTENSION: (15, working),
        Code.PERMIT_SERVICE: (10, working),
        Code.PERMIT_RENEWAL: (30, day),
        Code.PUBLIC_NOTICE: (30, day),
        Code.RECONSIDERATION: (60, day),
        Code.LAWSUIT: (6, month),
        Code.REMEDIES_UNTOLD: (1, year),
        Code.LAWSUIT_AFTER_RECONSIDERATION: (15, day),
        Code.HEARING_REQUEST: (5, working),
        Code.HEARING_NOTICE: (7, working),
        Code.PENALTY_LIMIT: (24, month),
        Code.PENALTY_DECISION: (90, day),
        Code.PENALTY_SERVICE: (7, working),
        Code.FINE_PAYMENT: (15, day),
        Code.DEMAND: (10, working),
        Code.APPEAL: (15, day),
        Code.COURT_APPLICATION: (3, month),
        Code.COURT_ACCEPTANCE: (5, working),
        Code.COURT_RULING: (7, working),
        Code.COURT_REVIEW: (15, day),
        Code.COURT_AFTER_DEFERRAL: (3, month),
        Code.JUDGMENT_ENFORCEMENT: (2, year),
        Code.SIREN_TEST_NOTICE: (5, day),
        Code.LEVY_PAYMENT: (15, day),
        Code.REFUND_STEP: (10, working),
    }


def test_a_public_notice_took_sixty_days_until_the_law_was_changed() -> None:
    before = period(Code.PUBLIC_NOTICE, date(2021, 12, 31))
    after = period(Code.PUBLIC_NOTICE, date(2022, 1, 1))
    assert (before.count, after.count) == (60, 30)
    assert before.basis != after.basis


def test_a_period_counts_itself() -> None:
    due = period(Code.DEMAND, date(2024, 9, 5)).counted_from(date(2024, 9, 5), built_in_calendar())
    assert due.last_day == date(2024, 9, 20)


def test_the_table_is_read_once() -> None:
    assert built_in() is built_in()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('code = "demand"', 'code = "demands"', "demands"),
        ("count = 90", "count = 0", "penalty_decision：count"),
        ("count = 90", 'count = "90"', "penalty_decision：count"),
        ("count = 90", "count = true", "penalty_decision：count"),
        ('unit = "year"', 'unit = "decade"', "remedies_untold"),
        ('basis = "《行政许可法》第四十四条"', 'basis = " "', "permit_service：缺少 basis"),
        ('basis = "《行政许可法》第四十四条"', "", "permit_service：缺少 basis"),
        ("count = 90", "count = 90\nnote = 1", "不认识的项目 note"),
        ("2022-01-01", "2022-01-02", "public_notice：2022-01-02 起"),
        ("2022-01-01", "2021-12-31", "public_notice：2021-12-31 起"),
        ("effective_to = 2021-12-31\n", "", "没有首尾相接"),
        ("2021-12-31", '"2021-12-31"', "public_notice：effective_from"),
        ("2021-12-31", "2021-12-31T00:00:00", "public_notice：effective_from"),
        ("effective_from = 2022-01-01", "effective_from = 2022-01-01\neffective_to = 2021-06-01",
         "public_notice：effective_from"),
        ("effective_from = 2022-01-01", "effective_from = 2022-01-01\neffective_to = 2030-01-01",
         "public_notice：2030-01-01 之后没有期限"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_by_name(old: str, new: str, complaint: str) -> None:
    assert old in SHIPPED
    with pytest.raises(PeriodsError, match=complaint):
        read(SHIPPED.replace(old, new, 1))


def test_a_period_that_the_program_counts_must_be_there() -> None:
    tables = SHIPPED.split("[[periods]]")
    without = "[[periods]]".join(table for table in tables if '"refund_step"' not in table)
    with pytest.raises(PeriodsError, match="缺少期限：refund_step"):
        read(without)
