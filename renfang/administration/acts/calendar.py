"""Keeping the office's working-day table: acts of the system administrator."""

from __future__ import annotations

from datetime import date

from renfang.acts import Incomplete, NotFound, Refused, act, require_text
from renfang.clocks.calendars import forget_calendar
from renfang.clocks.models import CalendarYear, SpecialDay
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

PERMISSION = "manage_settings"


def _year_of(day: date, by: User) -> CalendarYear:
    """The locked year that a day belongs to, for somebody who may keep the table."""
    scope = Scope(by)
    if by.organisation_id is None or not scope.holds(PERMISSION):
        scope.require(PERMISSION, by.organisation_id or 0)
    CalendarYear.objects.get_or_create(year=day.year)
    return CalendarYear.objects.select_for_update().get(year=day.year)


@act
def set_special_day(day: date, *, is_working: bool, name: str, by: User) -> SpecialDay:
    """登记放假或调休: a weekday off, or a weekend day worked."""
    year = _year_of(day, by)
    name = require_text(name, "填写节日名称", field="name", example="国庆节")
    if is_working == (day.weekday() < 5):
        kind = "工作日，不用登记为上班" if is_working else "周末，不用登记为放假"
        raise Incomplete(f"{day} 本来就是{kind}", field="date")
    special, _ = SpecialDay.objects.update_or_create(
        date=day, defaults={"is_working": is_working, "name": name}
    )
    forget_calendar()
    record(
        by,
        "维护工作日历",
        year,
        organisation=by.organisation,
        after={str(day): f"{special.name}{'上班' if is_working else '放假'}"},
    )
    return special


@act
def remove_special_day(day: date, *, by: User) -> None:
    """撤销放假或调休: a day leaves the table and follows the week from then on."""
    year = _year_of(day, by)
    special = SpecialDay.objects.filter(date=day).first()
    if special is None:
        raise NotFound("节假日")
    record(
        by,
        "维护工作日历",
        year,
        organisation=by.organisation,
        before={str(day): str(special)},
        after={str(day): "按平常周处理"},
    )
    special.delete()
    forget_calendar()


@act
def publish_year(year_number: int, *, source_document: str, by: User) -> CalendarYear:
    """登记为正式: the State Council's yearly notice is in; deadlines of that year become final."""
    year = _year_of(date(year_number, 1, 1), by)
    if year.official:
        raise Refused(f"{year_number} 年已登记为正式安排")
    source_document = require_text(
        source_document, "填写公布节假日安排的文件名称和文号", field="source_document"
    )
    year.official, year.source_document = True, source_document
    year.save()
    forget_calendar()
    record(
        by,
        "公布工作日历",
        year,
        organisation=by.organisation,
        after={"年度": year_number, "依据文件": year.source_document},
    )
    return year
