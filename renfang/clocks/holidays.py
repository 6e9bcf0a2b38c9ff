"""The holidays that the law itself fixes, for years whose arrangement is not published. Pure.

Source: 全国年节及纪念日放假办法 (fourth revision, in force since 2024-11-10).
Art. 2: 元旦 1 day, 春节 4 (除夕 to 初三), 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3.
Art. 6: a day that falls on a weekend is made up for on a working day; the law does not say which.
Art. 7: the State Council may join the days to longer holidays (调休).
``lunar_days.csv`` has the days of the lunar calendar.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

LUNAR_DAYS = Path(__file__).with_name("lunar_days.csv")
# The first year that the fourth revision reaches; before it fewer days were fixed.
FIXED_SINCE = 2025
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_TUESDAY, _THURSDAY = 1, 3
# How long the State Council has made these three at least, every year since 2024. No law: it only
# ever gives a citizen more time.
_JOINED = {"春节": 8, "劳动节": 5, "国庆节": 7}


@cache
def statutory_holidays(year: int) -> dict[date, str]:
    """The days off that art. 2 fixes, with their names, on weekdays and weekends alike.

    A year that ``lunar_days.csv`` does not reach has only those of the solar calendar.
    """
    return {day: name for name, first, count in _festivals(year) for day in _days(first, count)}


@cache
def likely_holidays(year: int) -> frozenset[date]:
    """Every day that may well be off once the year is arranged: of 2019 to 2026 none was left out.

    The days of art. 2; for each of them on a weekend, or inside a longer holiday, the next day that
    would be worked (art. 6); the three long holidays as long as they always were, and the day that
    joins a Tuesday or a Thursday with its weekend (art. 7). No weekend is taken as worked.
    """
    off = set(statutory_holidays(year))
    for name, first, count in _festivals(year):
        off.update(_days(first, _JOINED.get(name, count)))
    singles = [first for name, first, _ in _festivals(year) if name not in _JOINED]
    off.update(_joining(day) for day in (*singles, date(year + 1, 1, 1)))
    for first in singles:
        if _is_weekend(first) or _in_long_holiday(first):
            off.add(_next_worked(first, off))
    return frozenset(off)


def _joining(day: date) -> date:
    """The Monday before a Tuesday, the Friday after a Thursday; of other days the day itself."""
    steps = {_TUESDAY: -1, _THURSDAY: 1}
    return day + steps.get(day.weekday(), 0) * _ONE_DAY


def _in_long_holiday(day: date) -> bool:
    """Whether a single day lies inside 春节, 劳动节 or 国庆节, as 中秋 does in some years."""
    return any(
        day in _days(first, _JOINED[name])
        for name, first, _ in _festivals(day.year)
        if name in _JOINED
    )


def _next_worked(day: date, off: set[date]) -> date:
    """The first weekday after ``day`` that is not off already."""
    while _is_weekend(day) or day in off:
        day += _ONE_DAY
    return day


def _festivals(year: int) -> Iterator[tuple[str, date, int]]:
    """(name, first day, days) of each holiday of art. 2 in the year."""
    yield "元旦", date(year, 1, 1), 1
    lunar = _lunar_days().get(year)
    if lunar is not None:
        yield "春节", lunar["春节"] - _ONE_DAY, 4
        yield "清明节", lunar["清明"], 1
    yield "劳动节", date(year, 5, 1), 2
    if lunar is not None:
        yield "端午节", lunar["端午"], 1
        yield "中秋节", lunar["中秋"], 1
    yield "国庆节", date(year, 10, 1), 3


def _days(first: date, count: int) -> list[date]:
    return [first + offset * _ONE_DAY for offset in range(count)]


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


@cache
def _lunar_days() -> dict[int, dict[str, date]]:
    """正月初一, 清明, 五月初五 and 八月十五 of each year in the file."""
    with LUNAR_DAYS.open(encoding="utf-8", newline="") as lines:
        return {
            int(row["年度"]): {
                name: date.fromisoformat(f"{row['年度']}-{row[name]}")
                for name in ("春节", "清明", "端午", "中秋")
            }
            for row in csv.DictReader(lines)
        }
