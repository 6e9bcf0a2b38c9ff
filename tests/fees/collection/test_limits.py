"""The days that the law counts: worked cases, and what holds for every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fees.collection.rules import (
    counted,
    court_application_limit,
    demand_days,
    earliest_court_application,
    remedies,
    warning_of,
)
from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.periods import Code, latest

CALENDAR = built_in_calendar()
DAYS = st.dates(date(2008, 1, 1), date(2035, 12, 31))


def test_make_up_saturday_counts_among_the_ten_days_of_a_demand():
    """催告 served 2024-09-05: the tenth working day is 09-20, the first day to apply 09-23."""
    demand = counted(Code.DEMAND, date(2024, 9, 5), CALENDAR)
    assert demand.last_day == date(2024, 9, 20)
    earliest = earliest_court_application(demand.last_day, date(2024, 9, 1), CALENDAR)
    assert earliest == date(2024, 9, 23)


def test_remedies_end_with_the_six_months_and_the_court_has_three_more():
    limits = remedies(date(2025, 1, 17), CALENDAR)
    assert [limit.limit for limit in limits] == [latest(Code.RECONSIDERATION), latest(Code.LAWSUIT)]
    assert [limit.last_day for limit in limits] == [date(2025, 3, 18), date(2025, 7, 17)]
    assert court_application_limit(date(2025, 7, 17), CALENDAR).last_day == date(2025, 10, 17)


def test_untold_rights_leave_a_year():
    (limit,) = remedies(date(2025, 3, 3), CALENDAR, told=False)
    assert limit.last_day == date(2026, 3, 3)


def test_guiding_case_21_decision_could_be_taken_to_court_until_spring():
    """Served 2009-06-18: half a year to sue, then three months to apply."""
    limits = remedies(date(2009, 6, 18), CALENDAR)
    remedies_end_on = max(limit.last_day for limit in limits)
    assert remedies_end_on == date(2009, 12, 18)
    assert court_application_limit(remedies_end_on, CALENDAR).last_day == date(2010, 3, 18)


@pytest.mark.parametrize(
    ("left", "warning"),
    [(61, None), (60, 60), (31, 60), (30, 30), (16, 30), (15, 15), (7, 7), (0, 7), (-1, 0)],
)
def test_warnings_come_sixty_thirty_fifteen_and_seven_days_ahead(left: int, warning: int | None):
    today = date(2026, 5, 6)
    assert warning_of(today + timedelta(days=left), today) == warning


@given(DAYS)
def test_right_to_apply_ends_on_a_working_day_three_months_after_the_remedies(served: date):
    ends = max(limit.last_day for limit in remedies(served, CALENDAR))
    last = court_application_limit(ends, CALENDAR).last_day
    assert CALENDAR.is_working_day(last)
    # Six months, three months, and never more than the longest holidays on top.
    assert timedelta(days=270) <= last - served <= timedelta(days=276 + 20)


@given(DAYS, st.integers(0, 400))
def test_later_service_never_gives_an_earlier_limit(served: date, days: int):
    later = served + timedelta(days=days)
    for first, second in zip(remedies(served, CALENDAR), remedies(later, CALENDAR), strict=True):
        assert first.last_day <= second.last_day
    assert (
        counted(Code.DEMAND, served, CALENDAR).last_day
        <= counted(Code.DEMAND, later, CALENDAR).last_day
    )


@given(DAYS, DAYS)
def test_application_waits_for_demand_and_remedies(demand_ends: date, remedies_end: date):
    first = earliest_court_application(demand_ends, remedies_end, CALENDAR)
    assert first > demand_ends
    assert first > remedies_end
    assert CALENDAR.is_working_day(first)
    between = CALENDAR.working_days_between(max(demand_ends, remedies_end), first)
    assert between == 1


@pytest.mark.parametrize(
    ("apply_by", "serve_by", "notice_by"),
    [
        # 国庆 and two make-up days: 09-28 and 10-11 are worked.
        (date(2025, 10, 17), date(2025, 9, 27), date(2025, 8, 28)),
        # Saturday 02-28 is worked after 春节: the ten days of 02-26 end on Wednesday 03-11.
        (date(2026, 3, 12), date(2026, 2, 26), date(2026, 1, 27)),
        # A public notice took sixty days until the end of 2021.
        (date(2022, 1, 20), date(2022, 1, 5), date(2021, 11, 6)),
    ],
)
def test_last_days_of_the_demand_are_counted_backwards(
    apply_by: date, serve_by: date, notice_by: date
):
    found = demand_days(apply_by, apply_by - timedelta(days=92), CALENDAR)
    assert (found.serve_by, found.notice_by) == (serve_by, notice_by)


@given(DAYS)
def test_a_demand_on_its_last_day_is_in_time_and_a_day_later_is_not(ends: date):
    apply_by = court_application_limit(ends, CALENDAR).last_day
    found = demand_days(apply_by, ends, CALENDAR)
    for served, is_in_time in ((found.serve_by, True), (found.serve_by + timedelta(days=1), False)):
        over = counted(Code.DEMAND, served, CALENDAR).last_day
        assert (earliest_court_application(over, ends, CALENDAR) <= apply_by) is is_in_time
    assert found.notice_by < found.serve_by


@given(DAYS)
def test_limit_keeps_its_inputs(served: date):
    data = counted(Code.HEARING_REQUEST, served, CALENDAR).as_data()
    assert (data["start"], data["count"], data["unit"]) == (served.isoformat(), 5, "working_day")
    assert len(data["calendar"]) == 12
    assert data["steps"]
