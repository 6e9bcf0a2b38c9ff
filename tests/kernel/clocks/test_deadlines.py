"""Deadlines counted by hand on the wall calendars of 2023 to 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.rules import ClockError, Pause, Unit, WorkingCalendar, add_months, deadline

CALENDAR = built_in_calendar()
WD, CD, MONTH, YEAR = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR


def day(text):
    return date.fromisoformat(text)


def last_day(start, count, unit, *pauses, calendar=CALENDAR):
    pauses = [Pause(day(first), day(last)) for first, last in pauses]
    return deadline(day(start), count, unit, pauses, calendar=calendar)


@pytest.mark.parametrize(
    ("start", "count", "unit", "due"),
    [
        # 催告 served before 中秋 2024; Saturday 09-14 is worked.
        ("2024-09-05", 10, WD, "2024-09-20"),
        # 许可法 42: twenty working days, thirty when extended, five to ask for corrections.
        ("2024-04-01", 20, WD, "2024-04-29"),
        ("2024-04-01", 30, WD, "2024-05-15"),
        ("2024-04-01", 5, WD, "2024-04-09"),
        ("2026-01-30", 20, WD, "2026-03-05"),
        # One day: the next working day, whatever lies between.
        ("2024-03-05", 1, WD, "2024-03-06"),
        ("2024-03-08", 1, WD, "2024-03-11"),
        ("2024-09-30", 1, WD, "2024-10-08"),
        ("2024-09-28", 1, WD, "2024-09-29"),
        ("2024-02-09", 1, WD, "2024-02-18"),
        ("2025-01-27", 1, WD, "2025-02-05"),
        ("2026-02-13", 1, WD, "2026-02-14"),
        ("2026-02-14", 1, WD, "2026-02-24"),
        ("2025-09-30", 1, WD, "2025-10-09"),
        # An event on a day off: counting begins on the next working day all the same.
        ("2024-03-09", 5, WD, "2024-03-15"),
        ("2024-10-01", 5, WD, "2024-10-12"),
        ("2023-12-29", 10, WD, "2024-01-15"),
        # 送达 ten working days over 劳动节 with its two make-up days.
        ("2024-04-26", 10, WD, "2024-05-13"),
        ("2025-12-25", 7, WD, "2026-01-06"),
        ("2026-09-18", 10, WD, "2026-10-09"),
        ("2023-09-27", 7, WD, "2023-10-12"),
        # 处罚法 67: pay within fifteen days; the fifteenth is a Saturday.
        ("2024-03-01", 15, CD, "2024-03-18"),
        ("2024-03-02", 15, CD, "2024-03-18"),
        ("2024-03-04", 15, CD, "2024-03-19"),
        # Calendar days that end inside 国庆 and 春节.
        ("2024-09-16", 15, CD, "2024-10-08"),
        ("2026-01-31", 15, CD, "2026-02-24"),
        # The fifteenth is a worked Sunday: no rolling.
        ("2024-09-14", 15, CD, "2024-09-29"),
        # 复议法 20: sixty days.
        ("2024-03-01", 60, CD, "2024-04-30"),
        ("2024-03-02", 60, CD, "2024-05-06"),
        # 公告送达 thirty days.
        ("2024-01-19", 30, CD, "2024-02-18"),
        # 行诉法 46: six months; the corresponding day, or the month's end.
        ("2024-03-05", 6, MONTH, "2024-09-05"),
        ("2024-01-31", 1, MONTH, "2024-02-29"),
        ("2023-01-31", 1, MONTH, "2023-02-28"),
        ("2024-08-31", 6, MONTH, "2025-02-28"),
        ("2024-03-31", 1, MONTH, "2024-04-30"),
        ("2024-07-01", 3, MONTH, "2024-10-08"),
        ("2024-02-29", 12, MONTH, "2025-02-28"),
        ("2024-11-30", 3, MONTH, "2025-02-28"),
        # Years count like twelve months.
        ("2024-02-29", 1, YEAR, "2025-02-28"),
        ("2022-06-10", 2, YEAR, "2024-06-11"),
        ("2023-10-01", 1, YEAR, "2024-10-08"),
    ],
)
def test_last_day_counted_by_hand(start, count, unit, due):
    found = last_day(start, count, unit)
    assert (found.last_day, found.estimated) == (day(due), False)


@pytest.mark.parametrize(
    ("start", "count", "unit", "pauses", "due"),
    [
        # Five working days awaiting corrections push 04-29 over 劳动节.
        ("2024-04-01", 20, WD, [("2024-04-08", "2024-04-12")], "2024-05-09"),
        # Both ends are excluded; a weekend inside costs nothing.
        ("2024-03-04", 5, WD, [("2024-03-06", "2024-03-06")], "2024-03-12"),
        ("2024-03-04", 5, WD, [("2024-03-09", "2024-03-10")], "2024-03-11"),
        # A make-up Saturday inside a pause is a working day lost.
        ("2024-09-10", 5, WD, [("2024-09-14", "2024-09-15")], "2024-09-19"),
        # Pauses before the first day, on it, and after the last change nothing.
        ("2024-03-04", 5, WD, [("2024-02-01", "2024-03-04")], "2024-03-11"),
        ("2024-03-04", 5, WD, [("2024-03-12", "2024-03-20")], "2024-03-11"),
        # The same day paused twice is lost once.
        (
            "2024-03-04",
            5,
            WD,
            [("2024-03-05", "2024-03-07"), ("2024-03-06", "2024-03-08")],
            "2024-03-15",
        ),
        # Calendar days pass over every paused day, weekends too.
        ("2024-03-04", 10, CD, [("2024-03-08", "2024-03-11")], "2024-03-18"),
        # A last day rolling off a Sunday into a pause waits for its end.
        ("2024-03-01", 9, CD, [("2024-03-11", "2024-03-12")], "2024-03-13"),
        # A month is lengthened by the days paused within it; the added days may be paused again.
        ("2024-03-05", 1, MONTH, [("2024-03-11", "2024-03-15")], "2024-04-10"),
        (
            "2024-03-05",
            1,
            MONTH,
            [("2024-03-11", "2024-03-15"), ("2024-04-09", "2024-04-09")],
            "2024-04-11",
        ),
        ("2024-03-05", 1, MONTH, [("2024-04-08", "2024-04-12")], "2024-04-07"),
    ],
)
def test_clock_stops_in_a_pause(start, count, unit, pauses, due):
    assert last_day(start, count, unit, *pauses).last_day == day(due)


def test_clock_reaching_into_an_unpublished_year_is_estimated():
    over_new_year = last_day("2026-12-10", 20, WD)
    assert over_new_year.estimated
    assert over_new_year.last_day == day("2027-01-08")
    assert "2027 年没有正式工作日历" in over_new_year.steps[-1].formula
    assert not last_day("2026-12-10", 15, WD).estimated
    assert last_day("2027-09-30", 1, WD).last_day == day("2027-10-04")


def test_calendar_days_through_an_unpublished_year_rest_on_its_last_day_only():
    assert last_day("2026-12-20", 15, CD).estimated
    assert not last_day("2002-12-01", 13, MONTH).estimated
    assert last_day("2002-11-01", 13, MONTH).estimated


def test_period_ending_on_the_last_days_of_a_published_year_may_roll_into_an_estimate():
    calendar = WorkingCalendar(days={day("2026-12-31"): False}, official_years=frozenset({2026}))
    due = last_day("2026-12-21", 10, CD, calendar=calendar)
    assert (due.last_day, due.estimated) == (day("2027-01-04"), True)


def test_entering_the_notice_makes_the_deadline_final_and_moves_it():
    before = last_day("2026-12-31", 2, WD)
    entered = WorkingCalendar(
        days={**CALENDAR.days, day("2027-01-01"): False, day("2027-01-04"): False},
        official_years=CALENDAR.official_years | {2027},
    )
    after = last_day("2026-12-31", 2, WD, calendar=entered)
    assert (before.last_day, before.estimated) == (day("2027-01-05"), True)
    assert (after.last_day, after.estimated) == (day("2027-01-06"), False)


def test_steps_tell_the_count_to_a_court():
    due = last_day("2024-09-05", 10, WD, ("2024-09-09", "2024-09-09"))
    assert [step.result for step in due.steps] == [
        "自 2024-09-06 起算",
        "扣除 1 个工作日",
        "至 2024-09-23",
    ]
    assert "放假 2024-09-16、2024-09-17；调休上班 2024-09-14" in due.steps[2].formula
    rolled = last_day("2024-03-01", 15, CD).steps
    assert rolled[-1].basis == "《民法典》第二百零三条"
    assert rolled[-1].result == "顺延至 2024-03-18"


@pytest.mark.parametrize(
    ("start", "count", "field"),
    [
        (date(2024, 3, 1), 0, "count"),
        (date(2024, 3, 1), -1, "count"),
        (date(2024, 3, 1), 3651, "count"),
        (date(2024, 3, 1), True, "count"),
        (date(2024, 3, 1), 1.5, "count"),
        (date(1899, 12, 31), 1, "start"),
        (date(2100, 1, 1), 1, "start"),
    ],
)
def test_impossible_facts_are_named(start, count, field):
    with pytest.raises(ClockError) as refusal:
        deadline(start, count, WD, calendar=CALENDAR)
    assert refusal.value.field == field


def test_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ClockError, match="早于起日"):
        Pause(date(2024, 3, 2), date(2024, 3, 1))


DAYS = st.dates(date(2004, 1, 2), date(2027, 12, 31))
UNITS = st.sampled_from(Unit)
COUNTS = st.integers(1, 60)
PAUSES = st.lists(
    st.tuples(st.integers(-10, 120), st.integers(0, 40)), max_size=4
)  # days after the start, and length less one


def pauses_after(start, shapes):
    return [
        Pause(start + timedelta(days=offset), start + timedelta(days=offset + length))
        for offset, length in shapes
    ]


@given(DAYS, COUNTS, UNITS, PAUSES, PAUSES)
def test_another_pause_never_shortens_a_period(start, count, unit, shapes, more):
    pauses = pauses_after(start, shapes)
    longer = [*pauses, *pauses_after(start, more)]
    before = deadline(start, count, unit, pauses, calendar=CALENDAR).last_day
    assert deadline(start, count, unit, longer, calendar=CALENDAR).last_day >= before


@given(DAYS, COUNTS, UNITS, PAUSES)
def test_last_day_is_worked_and_outside_every_pause(start, count, unit, shapes):
    pauses = pauses_after(start, shapes)
    due = deadline(start, count, unit, pauses, calendar=CALENDAR).last_day
    assert due > start
    assert CALENDAR.is_working_day(due)
    assert not any(pause.first <= due <= pause.last for pause in pauses)


@given(DAYS, COUNTS, PAUSES)
def test_working_days_agree_with_a_list_of_days_crossed_off(start, count, shapes):
    pauses = pauses_after(start, shapes)
    ahead = [start + timedelta(days=n) for n in range(1, 600)]
    worked = [
        d
        for d in ahead
        if CALENDAR.is_working_day(d) and not any(p.first <= d <= p.last for p in pauses)
    ]
    assert deadline(start, count, WD, pauses, calendar=CALENDAR).last_day == worked[count - 1]


@given(DAYS, COUNTS, st.sampled_from([WD, CD]))
def test_longer_periods_end_later(start, count, unit):
    shorter = deadline(start, count, unit, calendar=CALENDAR).last_day
    assert deadline(start, count + 1, unit, calendar=CALENDAR).last_day >= shorter


@given(DAYS, st.integers(1, 600))
def test_corresponding_day_or_month_end(start, months):
    found = add_months(start, months)
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (
        found.day < start.day and (found + timedelta(days=1)).day == 1
    )
