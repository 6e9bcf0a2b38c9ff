"""The shipped calendar against its source, and the office's table."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from django.core.exceptions import ValidationError

from renfang.clocks.calendars import built_in_calendar, current_calendar
from renfang.clocks.models import CalendarYear, SpecialDay


def test_shipped_calendar_agrees_with_every_published_day():
    calendar = built_in_calendar()
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert calendar.official_years == frozenset(range(2004, 2027))


def test_shipped_calendar_holds_only_days_that_differ_from_the_week():
    calendar = built_in_calendar()
    assert all(working == (day.weekday() >= 5) for day, working in calendar.days.items())
    assert calendar.names[date(2024, 9, 14)] == "中秋节"


def test_unpublished_year_is_the_week_without_the_fixed_holidays():
    calendar = built_in_calendar()
    assert not calendar.is_official(2027)
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert not calendar.is_working_day(date(2027, 10, 1))
    assert calendar.is_working_day(date(2027, 10, 4))
    assert not calendar.is_working_day(date(2027, 10, 9))


@pytest.mark.django_db
def test_new_office_starts_with_the_shipped_calendar():
    shipped, office = built_in_calendar(), current_calendar()
    assert office == shipped


@pytest.mark.django_db
def test_day_entered_by_the_office_counts_at_once(django_assert_num_queries):
    current_calendar()
    CalendarYear.objects.create(year=2027, official=True, source_document="国办发明电〔2026〕1号")
    SpecialDay.objects.create(date=date(2027, 2, 8), is_working=False, name="春节")
    with django_assert_num_queries(1):
        calendar = current_calendar()
    assert calendar.is_official(2027)
    assert not calendar.is_working_day(date(2027, 2, 8))


@pytest.mark.django_db
def test_official_year_names_its_document():
    with pytest.raises(ValidationError, match="填写公布节假日安排的文件名称"):
        CalendarYear(year=2027, official=True).full_clean()
    CalendarYear(year=2027, official=False).full_clean()


def test_rows_read_like_the_notice():
    worked = SpecialDay(date=date(2024, 9, 14), is_working=True, name="中秋节")
    assert str(worked) == "2024-09-14 中秋节调休上班"
    assert str(CalendarYear(year=2027)) == "2027年（预估）"
