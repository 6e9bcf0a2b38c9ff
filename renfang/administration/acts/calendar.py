"""Keeping the office's working-day table: acts of the system administrator.

Each counts anew, in the same transaction, every stored day that the calendar decides
(renfang.clocks.recounting), and gives what moved. What would move is asked beforehand with the
``Change`` of the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from renfang.acts import Incomplete, NotFound, Refused, act, require_text
from renfang.clocks.calendars import current_calendar, forget_calendar
from renfang.clocks.models import CalendarYear, SpecialDay
from renfang.clocks.recounting import Moved, foreseen, recount
from renfang.clocks.rules import WorkingCalendar
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

PERMISSION = "manage_settings"
# The longest stretch of days that is entered at once.
LONGEST = timedelta(days=30)


def _year_of(day: date, by: User) -> CalendarYear:
    """The locked year that a day belongs to, for somebody who may keep the table."""
    scope = Scope(by)
    if by.organisation_id is None or not scope.holds(PERMISSION):
        scope.require(PERMISSION, by.organisation_id or 0)
    CalendarYear.objects.get_or_create(year=day.year)
    return CalendarYear.objects.select_for_update().get(year=day.year)


@dataclass(frozen=True)
class Change:
    """What one of the acts below does to the calendar: to see beforehand what would move."""

    calendar: WorkingCalendar

    @classmethod
    def of_days(cls, first: date, last: date | None = None, *, is_working: bool) -> Change:
        """登记放假或调休. Raises Incomplete for what the week has already."""
        calendar = current_calendar()
        for day in _exceptions(first, last or first, is_working):
            calendar = calendar.with_day(day, works=is_working)
        return cls(calendar)

    @classmethod
    def without_day(cls, day: date) -> Change:
        """撤销放假或调休."""
        return cls(current_calendar().with_day(day, works=None))

    @classmethod
    def of_year(cls, year: int) -> Change:
        """登记为正式."""
        return cls(current_calendar().with_official(year))

    def moves(self) -> list[Moved]:
        """The stored days that would become others."""
        return foreseen(self.calendar)


def _exceptions(first: date, last: date, is_working: bool) -> list[date]:
    """The days from ``first`` to ``last`` that become other than the week has them."""
    if not first <= last <= first + LONGEST:
        raise Incomplete(f"止日不早于起日，一次最多登记 {LONGEST.days + 1} 天", field="until")
    if first.year != last.year:
        raise Incomplete("跨年的分两次登记，各自登记在当年", field="until")
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    days = [day for day in span if is_working != (day.weekday() < 5)]
    if not days:
        kind = "工作日，不用登记为上班" if is_working else "周末，不用登记为放假"
        raise Incomplete(f"{first} 本来就是{kind}", field="date")
    return days


@act
def set_special_day(
    day: date, *, until: date | None = None, is_working: bool, name: str, by: User
) -> list[Moved]:
    """登记放假或调休: weekdays off, or weekend days worked, from ``day`` to ``until``.

    Days that the week has so already are left out. Gives the stored days that moved.
    """
    year = _year_of(day, by)
    name = require_text(name, "填写节日名称", field="name", example="国庆节")
    what = f"{name}{'上班' if is_working else '放假'}"
    days = _exceptions(day, until or day, is_working)
    for each in days:
        SpecialDay.objects.update_or_create(
            date=each, defaults={"is_working": is_working, "name": name}
        )
    return _changed(
        year,
        by,
        "维护工作日历",
        after={str(each): what for each in days},
        reason=f"{'、'.join(map(str, days))} {what}",
    )


@act
def remove_special_day(day: date, *, by: User) -> list[Moved]:
    """撤销放假或调休: a day leaves the table and follows the week. Gives the days that moved."""
    year = _year_of(day, by)
    special = SpecialDay.objects.filter(date=day).first()
    if special is None:
        raise NotFound("节假日")
    was = str(special)
    special.delete()
    return _changed(
        year,
        by,
        "维护工作日历",
        before={str(day): was},
        after={str(day): "按平常周处理"},
        reason=f"撤销 {was}",
    )


@act
def publish_year(year_number: int, *, source_document: str, by: User) -> list[Moved]:
    """登记为正式: the State Council's yearly notice is in; deadlines of that year become final.

    Gives the days that moved, and those that are estimates no longer.
    """
    year = _year_of(date(year_number, 1, 1), by)
    if year.official:
        raise Refused(f"{year_number} 年已登记为正式安排")
    source_document = require_text(
        source_document, "填写公布节假日安排的文件名称和文号", field="source_document"
    )
    year.official, year.source_document = True, source_document
    year.save()
    return _changed(
        year,
        by,
        "公布工作日历",
        after={"年度": year_number, "依据文件": source_document},
        reason=f"{year_number} 年登记为正式安排：{source_document}",
    )


@act
def recount_limits(year_number: int, *, by: User) -> list[Moved]:
    """重新计算期限: bring to the calendar what does not agree with it; gives what moved.

    After an upgrade that counts otherwise, or where somebody stored a day while the calendar was
    being changed.
    """
    year = _year_of(date(year_number, 1, 1), by)
    return _changed(year, by, "重新计算期限", reason="按现行工作日历核对")


def _changed(
    year: CalendarYear,
    by: User,
    act_name: str,
    *,
    reason: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> list[Moved]:
    """The table has changed: every stored day follows, and the year's history says how many."""
    forget_calendar()
    moved = recount(by, f"工作日历变动：{reason}")
    told = {**(after or {}), "重新计算的期限": f"{len(moved)} 项"}
    record(by, act_name, year, organisation=by.organisation, before=before, after=told)
    return moved
