"""The limits of collection, each counted by the clock and stored with its inputs. Pure.

Sources stand beside each limit; first day, month end and last day on a holiday follow 民法典
arts 201-203, working days 行政处罚法 art. 85 and 行政强制法 art. 69.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fees.notices.rules import LEVY_PAYMENT_DAYS
from renfang.clocks.rules import ONE_DAY, Pause, Unit, WorkingCalendar, deadline

# Warnings ahead of the last lawful day to apply to the court, in calendar days.
WARN_AHEAD = (60, 30, 15, 7)


@dataclass(frozen=True)
class Limit:
    """One limit of law: what it is for, how long, and the article."""

    label: str
    count: int
    unit: Unit
    basis: str


RECONSIDERATION = Limit("申请行政复议期限", 60, Unit.CALENDAR_DAY, "《行政复议法》第二十条第一款")
LAWSUIT = Limit("提起行政诉讼期限", 6, Unit.MONTH, "《行政诉讼法》第四十六条第一款")
# Where the decision did not tell the rights.
UNTOLD = Limit(
    "未告知权利的救济期限",
    1,
    Unit.YEAR,
    "《行政复议法》第二十条第三款；《最高人民法院关于适用〈行政诉讼法〉的解释》第六十四条",
)
LAWSUIT_AFTER_RECONSIDERATION = Limit(
    "不服复议决定起诉期限", 15, Unit.CALENDAR_DAY, "《行政诉讼法》第四十五条"
)
APPLICATION = Limit(
    "申请法院强制执行期限",
    3,
    Unit.MONTH,
    "《行政强制法》第五十三条；《最高人民法院关于适用〈行政诉讼法〉的解释》第一百五十六条",
)
DEMAND = Limit("催告期限", 10, Unit.WORKING_DAY, "《行政强制法》第五十四条、第六十九条")
LEVY_PAYMENT = Limit("缴款期限", LEVY_PAYMENT_DAYS, Unit.CALENDAR_DAY, "征收决定书所定期限")
FINE_PAYMENT = Limit("罚款缴纳期限", 15, Unit.CALENDAR_DAY, "《行政处罚法》第六十七条第三款")
HEARING_REQUEST = Limit(
    "要求听证期限", 5, Unit.WORKING_DAY, "《行政处罚法》第六十四条第一项、第八十五条"
)
HEARING_NOTICE = Limit(
    "听证通知期限", 7, Unit.WORKING_DAY, "《行政处罚法》第六十四条第二项、第八十五条"
)
PENALTY_DECISION = Limit("作出处罚决定期限", 90, Unit.CALENDAR_DAY, "《行政处罚法》第六十条")
SERVICE = Limit("处罚决定送达期限", 7, Unit.WORKING_DAY, "《行政处罚法》第六十一条、第八十五条")
COURT_ACCEPTS = Limit("法院受理期限", 5, Unit.WORKING_DAY, "《行政强制法》第五十六条第一款")
COURT_RULES = Limit("法院裁定期限", 7, Unit.WORKING_DAY, "《行政强制法》第五十七条")
SEEK_REVIEW = Limit(
    "向上一级法院申请复议期限", 15, Unit.CALENDAR_DAY, "《行政强制法》第五十六条、第五十八条"
)
LATE_REVIVAL = Limit("中止满三年不再执行", 3, Unit.YEAR, "《行政强制法》第三十九条第二款")


@dataclass(frozen=True)
class Counted:
    """A limit counted from a day: ``last_day``, and everything that it rests on."""

    limit: Limit
    start: date
    last_day: date
    estimated: bool
    steps: tuple[Any, ...]
    calendar: str

    def as_data(self) -> dict[str, Any]:
        """What is stored with the step that set the limit."""
        return {
            "label": self.limit.label,
            "basis": self.limit.basis,
            "start": self.start.isoformat(),
            "count": self.limit.count,
            "unit": self.limit.unit.value,
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
    limit: Limit, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Counted:
    """``limit`` counted from the event on ``start``."""
    found = deadline(start, limit.count, limit.unit, pauses, calendar=calendar)
    return Counted(
        limit,
        start,
        found.last_day,
        found.estimated,
        found.steps,
        calendar_version(calendar, start, found.last_day),
    )


def remedies(served_on: date, calendar: WorkingCalendar, *, told: bool = True) -> list[Counted]:
    """The limits of 复议 and 诉讼 after a decision was served; the last to end governs."""
    limits = (RECONSIDERATION, LAWSUIT) if told else (UNTOLD,)
    return [counted(limit, served_on, calendar) for limit in limits]


def application(remedies_end_on: date, calendar: WorkingCalendar) -> Counted:
    """The last lawful day to apply to the court."""
    return counted(APPLICATION, remedies_end_on, calendar)


def earliest_application(
    demand_ends_on: date, remedies_end_on: date, calendar: WorkingCalendar
) -> date:
    """The first working day after both the demand's ten days and the remedies have run out."""
    return calendar.next_working_day(max(demand_ends_on, remedies_end_on) + ONE_DAY)


def warning_of(apply_by: date, today: date) -> int | None:
    """The warning reached: 60, 30, 15 or 7; 0 once lapsed; None while there is time."""
    left = (apply_by - today).days
    if left < 0:
        return 0
    return next((days for days in sorted(WARN_AHEAD) if left <= days), None)


def calendar_version(calendar: WorkingCalendar, first: date, last: date) -> str:
    """Which calendar a limit was counted by: a digest of its exceptions in the years concerned."""
    years = range(first.year, last.year + 1)
    days = sorted((day, working) for day, working in calendar.days.items() if day.year in years)
    text = ";".join(f"{day}:{int(working)}" for day, working in days)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
