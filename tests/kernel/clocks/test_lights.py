"""What the list shows beside a running period."""

from datetime import date

import pytest

from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.rules import (
    Light,
    Unit,
    deadline,
    light_until,
    remaining_working_days,
    standing,
)
from renfang.clocks.templatetags.lights import standing_light

CALENDAR = built_in_calendar()
START = date(2024, 4, 1)
DUE = deadline(START, 20, Unit.WORKING_DAY, calendar=CALENDAR)  # 2024-04-29


def shown(today, due=DUE, start=START, **kwargs):
    found = standing(today, due, start=start, calendar=CALENDAR, **kwargs)
    return found.light, found.text


@pytest.mark.parametrize(
    ("today", "light", "text"),
    [
        (date(2024, 4, 1), Light.GREEN, "剩 20 个工作日"),
        (date(2024, 4, 19), Light.GREEN, "剩 7 个工作日"),
        (date(2024, 4, 22), Light.GREEN, "剩 6 个工作日"),
        (date(2024, 4, 23), Light.AMBER, "剩 5 个工作日"),
        (date(2024, 4, 25), Light.AMBER, "剩 3 个工作日"),
        (date(2024, 4, 27), Light.AMBER, "剩 2 个工作日"),
        (date(2024, 4, 28), Light.AMBER, "剩 1 个工作日"),
        (date(2024, 4, 29), Light.AMBER, "今日到期"),
        (date(2024, 4, 30), Light.RED, "已超期 1 个工作日"),
        (date(2024, 5, 1), Light.RED, "已超期 1 个工作日"),
        (date(2024, 5, 6), Light.RED, "已超期 2 个工作日"),
    ],
)
def test_light_and_text_as_the_days_pass(today, light, text):
    assert shown(today) == (light, text)


def test_short_period_is_green_until_three_days_are_left():
    due = deadline(date(2024, 3, 4), 10, Unit.WORKING_DAY, calendar=CALENDAR)
    assert shown(date(2024, 3, 12), due, date(2024, 3, 4)) == (Light.GREEN, "剩 4 个工作日")
    assert shown(date(2024, 3, 13), due, date(2024, 3, 4)) == (Light.AMBER, "剩 3 个工作日")


def test_day_off_behind_the_last_day_is_overdue_without_a_working_day():
    due = deadline(date(2024, 3, 1), 5, Unit.WORKING_DAY, calendar=CALENDAR)  # Friday 03-08
    assert shown(date(2024, 3, 9), due, date(2024, 3, 1)) == (Light.RED, "已超期")


def test_clock_awaiting_corrections_shows_no_days():
    assert shown(date(2024, 5, 6), paused_for="补正") == (Light.PAUSED, "计时暂停（补正）")


def test_estimated_deadline_is_hollow_and_says_so_in_every_colour():
    start = date(2026, 12, 10)
    due = deadline(start, 20, Unit.WORKING_DAY, calendar=CALENDAR)
    assert shown(date(2026, 12, 10), due, start) == (Light.ESTIMATED, "剩 20 个工作日（预估）")
    assert shown(date(2027, 1, 7), due, start) == (Light.AMBER, "剩 1 个工作日（预估）")
    assert shown(date(2027, 1, 11), due, start) == (Light.RED, "已超期 1 个工作日（预估）")


def test_estimate_is_told_once_where_the_start_is_not_kept():
    found = light_until(date(2027, 1, 29), date(2027, 1, 4), CALENDAR, estimated=True)
    assert found.light is Light.ESTIMATED
    assert found.text.count("（预估）") == 1
    shown_on_page = standing_light(found)
    assert (shown_on_page["text"], shown_on_page["estimated"]) == ("剩 19 个工作日", True)


def test_days_left_and_days_over_mirror_each_other():
    monday, friday = date(2024, 3, 4), date(2024, 3, 8)
    assert remaining_working_days(monday, friday, CALENDAR) == 4
    assert remaining_working_days(friday, monday, CALENDAR) == -4
    assert remaining_working_days(friday, friday, CALENDAR) == 0


def test_every_light_has_its_own_shape():
    assert len({light.shape for light in Light}) == len(Light)
    assert len({light.colour for light in Light}) == len(Light)
