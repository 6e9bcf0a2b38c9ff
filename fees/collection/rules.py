"""The limits of collection, each counted by the clock and stored with its inputs. Pure.

How long each is, and by which article, says ``renfang.clocks.periods``; first day, month end and
last day on a holiday follow 民法典 arts 201-203, working days 行政处罚法 art. 85 and 行政强制法
art. 69.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from renfang.clocks.periods import Code, Period, period
from renfang.clocks.rules import ONE_DAY, Pause, Whose, WorkingCalendar
from renfang.serving.rules import effective_day

# Warnings ahead of the last lawful day to apply to the court, in calendar days.
COURT_APPLICATION_WARNINGS = (60, 30, 15, 7)
# Ahead of the last days to publish or to hand over the 催告书.
DEMAND_WARNINGS = (30, 15, 7)


@dataclass(frozen=True)
class Counted:
    """A limit counted from a day: ``last_day``, and everything that it rests on.

    ``earliest`` is the day before which it cannot end: another one where a citizen's period
    reaches into a year whose holidays are not published yet.
    """

    limit: Period
    start: date
    last_day: date
    estimated: bool
    steps: tuple[Any, ...]
    calendar: str
    earliest: date

    def as_data(self) -> dict[str, Any]:
        """What is stored with the step that set the limit."""
        return {
            "label": self.limit.name,
            "basis": self.limit.basis,
            "start": self.start.isoformat(),
            "count": self.limit.count,
            "unit": self.limit.unit.value,
            "whose": self.limit.whose.value,
            "last_day": self.last_day.isoformat(),
            "estimated": self.estimated,
            "calendar": self.calendar,
            "steps": [
                {"rule": step.rule, "basis": step.basis, "formula": step.formula,
                 "result": step.result}
                for step in self.steps
            ],
        }  # fmt: skip


def counted(
    limit: Code | Period, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Counted:
    """``limit`` counted from the event on ``start``: what the law gives on that day, or a term."""
    if isinstance(limit, Code):
        limit = period(limit, start)
    found = limit.counted_from(start, calendar, pauses)
    return Counted(
        limit,
        start,
        found.last_day,
        found.estimated,
        found.steps,
        calendar_version(calendar, start, found.last_day),
        replace(limit, whose=Whose.OFFICE).counted_from(start, calendar, pauses).last_day,
    )


def remedies(served_on: date, calendar: WorkingCalendar, *, told: bool = True) -> list[Counted]:
    """The limits of 复议 and 诉讼 after a decision was served; the last to end governs."""
    limits = (Code.RECONSIDERATION, Code.LAWSUIT) if told else (Code.REMEDIES_UNTOLD,)
    return [counted(limit, served_on, calendar) for limit in limits]


def safe_end(limits: Sequence[Counted]) -> date:
    """The day on which the remedies have run out at the earliest.

    The office's own time to go to court is counted from there: with remedies that end on an
    estimated day it must not be taken for longer than it may turn out to be.
    """
    return max(limit.earliest for limit in limits)


def court_application_limit(remedies_end_on: date, calendar: WorkingCalendar) -> Counted:
    """申请法院强制执行的期限: the last lawful day to ask the court to enforce."""
    return counted(Code.COURT_APPLICATION, remedies_end_on, calendar)


def earliest_court_application(
    demand_ends_on: date, remedies_end_on: date, calendar: WorkingCalendar
) -> date:
    """The first working day after both the demand's ten days and the remedies have run out."""
    return calendar.next_working_day(max(demand_ends_on, remedies_end_on) + ONE_DAY)


@dataclass(frozen=True)
class DemandDays:
    """Until when the 催告书 has to go out so that the application is still in time.

    ``notice_by`` is the last day to publish it, ``serve_by`` the last day on which it reaches the
    debtor in any other way.
    """

    notice_by: date
    serve_by: date


def demand_days(apply_by: date, remedies_end_on: date, calendar: WorkingCalendar) -> DemandDays:
    """The days of the demand, counted backwards from the last day to apply to the court.

    Ten working days have to be over, and one working day of the limit has to be left to apply
    (行政强制法 arts 53, 54, 69); a public notice takes its thirty days before (民事诉讼法 art. 95).
    """
    serve_by = apply_by
    while not _leaves_time(serve_by, apply_by, remedies_end_on, calendar):
        serve_by -= ONE_DAY
    notice_by = serve_by
    while effective_day("public_notice", notice_by) > serve_by:
        notice_by -= ONE_DAY
    return DemandDays(notice_by, serve_by)


def working_day_before(day: date, calendar: WorkingCalendar) -> date:
    """The last working day on or before ``day``: papers are issued on working days."""
    while not calendar.is_working_day(day):
        day -= ONE_DAY
    return day


def _leaves_time(
    served_on: date, apply_by: date, remedies_end_on: date, calendar: WorkingCalendar
) -> bool:
    ends = counted(Code.DEMAND, served_on, calendar).last_day
    # Remedies that end on the last day to apply leave no day at all: then the demand decides.
    ends = max(ends, min(remedies_end_on, apply_by - ONE_DAY))
    return earliest_court_application(ends, ends, calendar) <= apply_by


def warning_of(
    last_day: date, today: date, warnings: Sequence[int] = COURT_APPLICATION_WARNINGS
) -> int | None:
    """The warning reached: 60, 30, 15 or 7; 0 once lapsed; None while there is time."""
    left = (last_day - today).days
    if left < 0:
        return 0
    return next((days for days in sorted(warnings) if left <= days), None)


def calendar_version(calendar: WorkingCalendar, first: date, last: date) -> str:
    """Which calendar a limit was counted by: a digest of its exceptions in the years concerned."""
    years = range(first.year, last.year + 1)
    days = sorted((day, working) for day, working in calendar.days.items() if day.year in years)
    text = ";".join(f"{day}:{int(working)}" for day, working in days)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
