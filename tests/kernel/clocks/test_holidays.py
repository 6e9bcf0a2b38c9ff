"""The holidays that the law fixes, and how a year without its arrangement is estimated.

The days of the lunar calendar are known for years past: the State Council's notices name them.
"""

from datetime import date, timedelta

import pytest

from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.holidays import likely_holidays, statutory_holidays
from renfang.clocks.periods import Code, period
from renfang.clocks.rules import Unit, Whose, WorkingCalendar, deadline

CALENDAR = built_in_calendar()
ARRANGED = range(2008, 2027)


def days_of(year):
    day = date(year, 1, 1)
    return [day + timedelta(days=n) for n in range(366) if (day + timedelta(days=n)).year == year]


@pytest.mark.parametrize(
    ("year", "new_year", "qingming", "dragon_boat", "mid_autumn"),
    [
        (2020, "01-25", "04-04", "06-25", "10-01"),
        (2021, "02-12", "04-04", "06-14", "09-21"),
        (2022, "02-01", "04-05", "06-03", "09-10"),
        (2023, "01-22", "04-05", "06-22", "09-29"),
        (2024, "02-10", "04-04", "06-10", "09-17"),
        (2025, "01-29", "04-04", "05-31", "10-06"),
        (2026, "02-17", "04-05", "06-19", "09-25"),
        (2027, "02-06", "04-05", "06-09", "09-15"),
        (2028, "01-26", "04-04", "05-28", "10-03"),
        (2029, "02-13", "04-04", "06-16", "09-22"),
        (2030, "02-03", "04-05", "06-05", "09-12"),
    ],
)
def test_lunar_days_of_known_years(year, new_year, qingming, dragon_boat, mid_autumn):
    named = {}
    for day, name in sorted(statutory_holidays(year).items()):
        named.setdefault(name, []).append(day.isoformat()[5:])
    first = date.fromisoformat(f"{year}-{new_year}")
    eve_to_third = [(first + timedelta(days=n)).isoformat()[5:] for n in (-1, 0, 1, 2)]
    assert named["春节"] == eve_to_third
    assert named["清明节"] == [qingming]
    assert named["端午节"] == [dragon_boat]
    # 中秋 may fall into 国庆 and is then told as that.
    assert mid_autumn in {*named.get("中秋节", ()), *named["国庆节"]}


def test_the_law_gives_thirteen_days_in_a_year_without_a_coincidence():
    assert len(statutory_holidays(2027)) == 13
    assert sorted(statutory_holidays(2027))[:5] == [
        date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7), date(2027, 2, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("year", ARRANGED)
def test_what_the_law_fixes_was_off_in_every_published_year(year):
    """From 2008 on: 除夕, and the second day of 劳动节, are holidays since 2025 only."""
    later = {"春节": 1, "劳动节": 1} if year < 2025 else {}
    for name in set(statutory_holidays(year).values()):
        days = sorted(day for day, its in statutory_holidays(year).items() if its == name)
        if name == "春节":
            days = days[later.get(name, 0) :]
        elif name in later:
            days = days[:1]
        assert not [day for day in days if CALENDAR.is_working_day(day)], name


@pytest.mark.parametrize("year", range(2019, 2027))
def test_no_day_off_of_late_years_was_unlikely(year):
    off = {day for day in days_of(year) if day.weekday() < 5 and not CALENDAR.is_working_day(day)}
    assert off <= likely_holidays(year)


@pytest.mark.parametrize("year", [2025, 2026])
def test_under_the_law_of_today_nothing_more_was_likely_than_came(year):
    worked = {day for day in days_of(year) if day.weekday() < 5 and CALENDAR.is_working_day(day)}
    assert not worked & likely_holidays(year)


def test_a_single_holiday_on_a_weekend_or_inside_a_longer_one_is_made_up_for():
    # 清明 on a Sunday, 端午 on a Saturday, 中秋 inside 国庆.
    assert date(2026, 4, 6) in likely_holidays(2026)
    assert date(2025, 6, 2) in likely_holidays(2025)
    assert date(2025, 10, 8) in likely_holidays(2025)
    # 元旦 2030 on a Tuesday joins the Monday before it, which belongs to another year.
    assert date(2029, 12, 31) in likely_holidays(2029)


def test_the_estimate_reaches_as_far_as_the_table_and_further_by_the_solar_calendar():
    assert "春节" in statutory_holidays(2100).values()
    assert set(statutory_holidays(2101).values()) == {"元旦", "劳动节", "国庆节"}


def unpublished(year):
    """The shipped calendar as it stood before the notice for ``year`` came."""
    return WorkingCalendar(
        days={day: works for day, works in CALENDAR.days.items() if day.year < year},
        official_years=frozenset(one for one in CALENDAR.official_years if one < year),
    )


def test_an_application_of_january_knows_the_spring_festival():
    """Accepted 2027-01-25 with fifteen working days: 除夕 (02-05) and 初三 (02-08) do not count."""
    due = deadline(date(2027, 1, 25), 15, Unit.WORKING_DAY, calendar=CALENDAR)
    assert (due.last_day, due.estimated) == (date(2027, 2, 17), True)
    published = WorkingCalendar(
        days={
            **CALENDAR.days,
            **{date(2027, 2, day): False for day in (5, 8, 9, 10, 11)},
        },
        official_years=CALENDAR.official_years | {2027},
    )
    found = deadline(date(2027, 1, 25), 15, Unit.WORKING_DAY, calendar=published)
    assert (found.last_day, found.estimated) == (date(2027, 2, 22), False)


def test_the_office_is_given_the_earlier_day_and_a_citizen_the_later_one():
    start = date(2027, 1, 25)
    office, citizen = (
        deadline(start, 15, Unit.WORKING_DAY, calendar=CALENDAR, whose=whose) for whose in Whose
    )
    assert (office.last_day, citizen.last_day) == (date(2027, 2, 17), date(2027, 2, 23))
    assert "取较早的一日" in office.steps[-1].rule
    assert "取较晚的一日" in citizen.steps[-1].rule


@pytest.mark.parametrize("whose", Whose)
def test_a_published_year_is_one_and_the_same_for_both(whose):
    due = deadline(date(2026, 1, 30), 20, Unit.WORKING_DAY, calendar=CALENDAR, whose=whose)
    assert (due.last_day, due.estimated) == (date(2026, 3, 5), False)


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("code", [Code.DEMAND, Code.FINE_PAYMENT, Code.HEARING_REQUEST])
def test_no_period_of_a_citizen_was_promised_shorter_than_it_became(year, code):
    before = unpublished(year)
    for start in days_of(year):
        promised = period(code, start).counted_from(start, before)
        became = period(code, start).counted_from(start, CALENDAR)
        if became.last_day.year == year:
            assert promised.last_day >= became.last_day, start


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_the_office_promised_was_at_most_two_days_too_late(year):
    """Only where its last day lies between a weekend that is worked and its holiday."""
    before = unpublished(year)
    for start in days_of(year):
        promised = deadline(start, 20, Unit.WORKING_DAY, calendar=before)
        became = deadline(start, 20, Unit.WORKING_DAY, calendar=CALENDAR)
        if became.last_day.year == year:
            assert CALENDAR.working_days_between(became.last_day, promised.last_day) <= 2, start
