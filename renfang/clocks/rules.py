"""法定期限: the last day of a period, how it was counted, and how near it is. Pure functions.

In this order: the calendar of working days (which days it holds is the business of ``calendars``),
deadlines with their steps, and the light that tells how near an end is.
Sources: 民法典 arts 201-203 (first day, month end, last day on a holiday); 行政许可法 arts 45, 82,
行政处罚法 art. 85, 行政强制法 art. 69 (working days; time not counted); 全国年节及纪念日放假办法
and the State Council's yearly notice (holidays and the make-up working days between them).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum, StrEnum

from renfang.clocks.holidays import FIXED_SINCE, likely_holidays, statutory_holidays
from renfang.rules.explained import Step

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    ``days`` holds only the exceptions: True for a make-up working weekend, False for a holiday on
    a weekday. A year in ``official_years`` follows the published notice; any other is estimated:
    from the days off that the law fixes by date, or, ``for_citizens``, from every day that may
    well be off. So what the office has to do by a day is never put off by a holiday that is not
    certain, and nobody's time to act is cut short.
    """

    days: Mapping[date, bool]
    official_years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict)
    for_citizens: bool = False

    def is_official(self, year: int) -> bool:
        """Whether the notice for ``year`` has been entered."""
        return year in self.official_years

    def is_working_day(self, day: date) -> bool:
        """工作日 or not, by the notice if there is one, else by weekday and estimate.

        A day that the law itself fixes is off even where nobody entered it.
        """
        exception = self.days.get(day)
        if exception is not None:
            return exception
        if day.weekday() >= 5:
            return False
        if day.year in self.official_years:
            return day.year < FIXED_SINCE or day not in statutory_holidays(day.year)
        return day not in (likely_holidays if self.for_citizens else statutory_holidays)(day.year)

    def counting_for(self, whose: "Whose") -> "WorkingCalendar":
        """The calendar by which a period of the office, or of a citizen, is counted."""
        return replace(self, for_citizens=whose is Whose.CITIZEN)

    def with_day(self, day: date, *, works: bool | None) -> "WorkingCalendar":
        """The same with one day off or worked; None: the day follows the week again."""
        days = {one: it for one, it in self.days.items() if one != day}
        return replace(self, days=days if works is None else {**days, day: works})

    def with_official(self, year: int) -> "WorkingCalendar":
        """The same once the notice for ``year`` is entered."""
        return replace(self, official_years=self.official_years | {year})

    def next_working_day(self, day: date) -> date:
        """The first working day on or after ``day``."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than ``after`` and not later than ``until``; 0 if none."""
        count = 0
        day = after
        while day < until:
            day += ONE_DAY
            count += self.is_working_day(day)
        return count


MAX_COUNT = 3650
EARLIEST_START = date(1900, 1, 1)
LATEST_START = date(2099, 12, 31)


class Unit(StrEnum):
    """In what a period is counted."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> str:
        return {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "year": "年"}[
            self
        ]


class Whose(StrEnum):
    """Who has to act within a period: an estimate of it is on the safe side for citizens.

    For the office that is the earlier day, for a citizen (当事人, 申请人, 建设单位) the later one.
    """

    OFFICE = "office"
    CITIZEN = "citizen"


class ClockError(ValueError):
    """A fact that no period can be computed from. ``field`` names it, ``message`` is Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}：{message}")
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Pause:
    """中止计时: the clock stands still from ``first`` to ``last``, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ClockError("pauses", f"{self.first} 至 {self.last} 止日早于起日。")

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last}"


@dataclass(frozen=True)
class Deadline:
    """届满日. ``estimated``: a year on which it rests has no official calendar yet."""

    last_day: date
    estimated: bool
    steps: tuple[Step, ...]


def deadline(
    start: date,
    count: int,
    unit: Unit,
    pauses: Sequence[Pause] = (),
    *,
    calendar: WorkingCalendar,
    whose: Whose = Whose.OFFICE,
) -> Deadline:
    """The last day of a period of ``count`` units that began with an event on ``start``.

    ``whose`` period it is decides on which side an estimate errs.

    The day of the event is not counted. Days inside a pause are not counted: a working-day or
    calendar-day count passes over them; a period in months or years, which has a last day rather
    than a number of days, is lengthened by as many calendar days as were paused within it. A last
    day that is no working day, or lies in a pause, rolls forward to the next working day outside.

    A pause that is still open has no last day yet; close it with today to see the earliest
    deadline that remains possible. Raises ClockError naming ``start`` or ``count``.
    """
    _check_facts(start, count)
    calendar = calendar.counting_for(whose)
    paused = _paused_days(pauses)
    counted = _count(start, count, unit, paused, calendar)
    last_day = counted
    while last_day in paused or not calendar.is_working_day(last_day):
        last_day += ONE_DAY
    estimated = _years_not_published(start, counted, last_day, unit, calendar)
    steps = (
        _first_step(start),
        *_pause_steps(start, counted, unit, pauses, paused, calendar),
        _count_step(start, count, unit, counted, calendar),
        *_rolling_step(counted, last_day),
        *(_estimate_step(year, whose) for year in estimated),
    )
    return Deadline(last_day, bool(estimated), steps)


def _years_not_published(
    start: date, counted: date, last_day: date, unit: Unit, calendar: WorkingCalendar
) -> list[int]:
    """Calendar days and months need the calendar only to roll; working days need it all along."""
    decisive = start + ONE_DAY if unit is Unit.WORKING_DAY else counted
    years = range(decisive.year, last_day.year + 1)
    return [year for year in years if not calendar.is_official(year)]


def _check_facts(start: date, count: int) -> None:
    if not EARLIEST_START <= start <= LATEST_START:
        raise ClockError("start", f"起算日须在 {EARLIEST_START} 至 {LATEST_START} 之间。")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_COUNT:
        raise ClockError("count", f"期限须为 1 至 {MAX_COUNT} 的整数。")


def _paused_days(pauses: Sequence[Pause]) -> frozenset[date]:
    return frozenset(
        pause.first + timedelta(days=offset)
        for pause in pauses
        for offset in range((pause.last - pause.first).days + 1)
    )


def _count(
    start: date, count: int, unit: Unit, paused: frozenset[date], calendar: WorkingCalendar
) -> date:
    """The day on which the count is reached, before it rolls."""
    if unit is Unit.WORKING_DAY:
        return _walk(start, count, lambda day: day not in paused and calendar.is_working_day(day))
    if unit is Unit.CALENDAR_DAY:
        return _walk(start, count, lambda day: day not in paused)
    corresponding = add_months(start, count * (12 if unit is Unit.YEAR else 1))
    lost = sum(start < day <= corresponding for day in paused)
    return _walk(corresponding, lost, lambda day: day not in paused)


def _walk(day: date, count: int, counts: Callable[[date], bool]) -> date:
    while count:
        day += ONE_DAY
        if counts(day):
            count -= 1
    return day


def add_months(day: date, months: int) -> date:
    """The corresponding day ``months`` later, or the month's end. Source: 民法典 art. 202."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - ONE_DAY).day))


# The explanation


def _first_step(start: date) -> Step:
    return Step(
        "起算当日不计入",
        "《民法典》第二百零一条",
        f"{start} 当日不计入",
        f"自 {start + ONE_DAY} 起算",
    )


def _pause_steps(
    start: date,
    counted: date,
    unit: Unit,
    pauses: Sequence[Pause],
    paused: frozenset[date],
    calendar: WorkingCalendar,
) -> list[Step]:
    within = [day for day in paused if start < day <= counted]
    if not within:
        return []
    if unit is Unit.WORKING_DAY:
        lost = f"{sum(map(calendar.is_working_day, within))} 个工作日"
    else:
        lost = f"{len(within)} 日"
    return [
        Step(
            "中止期间不计入，首尾两日均扣除",
            "《行政许可法》第四十五条",
            "、".join(
                str(pause)
                for pause in sorted(pauses, key=lambda pause: pause.first)
                if pause.last > start and pause.first <= counted
            ),
            f"扣除 {lost}",
        )
    ]


def _count_step(
    start: date, count: int, unit: Unit, counted: date, calendar: WorkingCalendar
) -> Step:
    if unit is Unit.CALENDAR_DAY:
        return Step(
            "按日计算",
            "《民法典》第二百零一条",
            f"自 {start + ONE_DAY} 起数 {count} 日",
            f"至 {counted}",
        )
    if unit is not Unit.WORKING_DAY:
        return Step(
            "到期月的对应日，没有对应日的为月末日",
            "《民法典》第二百零二条",
            f"{start} 加 {count} {unit.label}",
            f"至 {counted}",
        )
    formula = f"自 {start + ONE_DAY} 起数 {count} 个工作日"
    passed = _exceptions_between(start, counted, calendar)
    return Step(
        "工作日不含法定休假日",
        "《行政许可法》第八十二条",
        f"{formula}（{passed}）" if passed else formula,
        f"至 {counted}",
    )


def _exceptions_between(start: date, counted: date, calendar: WorkingCalendar) -> str:
    """Holidays on weekdays and make-up working weekends on the way: what a wall calendar hides."""
    span = [start + timedelta(days=offset) for offset in range(1, (counted - start).days + 1)]
    holidays = [d for d in span if d.weekday() < 5 and not calendar.is_working_day(d)]
    worked = [d for d in span if d.weekday() >= 5 and calendar.is_working_day(d)]
    parts = []
    if holidays:
        parts.append("放假 " + "、".join(map(str, holidays)))
    if worked:
        parts.append("调休上班 " + "、".join(map(str, worked)))
    return "；".join(parts)


def _rolling_step(counted: date, last_day: date) -> list[Step]:
    if counted == last_day:
        return []
    return [
        Step(
            "末日为休假日或处于中止期间的，顺延至其后第一个工作日",
            "《民法典》第二百零三条",
            f"{counted} 不是可计的工作日",
            f"顺延至 {last_day}",
        )
    ]


_ESTIMATES = {
    Whose.OFFICE: (
        "节假日安排未公布的年度，本机关的期限按周一至周五和法律写明日期的节日预估，"
        "不计补假、调休，取较早的一日",
        "《全国年节及纪念日放假办法》第二条",
    ),
    Whose.CITIZEN: (
        "节假日安排未公布的年度，当事人的期限另扣除补假和历年连休的日子预估，取较晚的一日",
        "《全国年节及纪念日放假办法》第二条、第六条、第七条",
    ),
}


def _estimate_step(year: int, whose: Whose) -> Step:
    rule, basis = _ESTIMATES[whose]
    return Step(rule, basis, f"{year} 年没有正式工作日历", "预估，正式安排公布后重新计算")


# How near

_NEAR_WORKING_DAYS = 3
_NEAR_IN_A_LONG_PERIOD = 5
# Behind the text of a light that rests on a year without an official calendar.
ESTIMATE = "（预估）"


class Light(Enum):
    """时限灯: colour name for the style sheet and a shape for those who see no colour."""

    GREEN = ("green", "●")
    AMBER = ("amber", "▲")
    RED = ("red", "■")
    PAUSED = ("paused", "‖")
    ESTIMATED = ("estimated", "○")

    def __init__(self, colour: str, shape: str) -> None:
        self.colour = colour
        self.shape = shape


@dataclass(frozen=True)
class Standing:
    """What the list shows: a light, its text, and the working days left (negative: overdue)."""

    light: Light
    text: str
    remaining: int
    estimated: bool = False


def remaining_working_days(today: date, last_day: date, calendar: WorkingCalendar) -> int:
    """Working days after today up to the last day; minus the working days passed since it.

    0 on the last day itself, and on the days off right behind it.
    """
    if today <= last_day:
        return calendar.working_days_between(today, last_day)
    return -calendar.working_days_between(last_day, today)


def standing(
    today: date,
    due: Deadline,
    *,
    start: date,
    calendar: WorkingCalendar,
    paused_for: str | None = None,
) -> Standing:
    """The light of a running period that began on ``start``.

    Amber as ``light_until`` has it, and also with 5 working days or fewer left when that is 30 % of
    the period or less; ``paused_for`` (补正、专家评审) stops the light.
    """
    if paused_for is not None:
        left = remaining_working_days(today, due.last_day, calendar)
        return Standing(Light.PAUSED, f"计时暂停（{paused_for}）", left, due.estimated)
    whole = calendar.working_days_between(start, due.last_day)
    # Of up to five days, 30 % of the period; never less than what is near in any period.
    near = max(_NEAR_WORKING_DAYS, min(_NEAR_IN_A_LONG_PERIOD, whole * 3 // 10))
    return light_until(due.last_day, today, calendar, estimated=due.estimated, near=near)


def light_until(
    due_on: date,
    today: date,
    calendar: WorkingCalendar,
    *,
    estimated: bool = False,
    near: int = _NEAR_WORKING_DAYS,
) -> Standing:
    """The light of a last day: amber with ``near`` working days or fewer left, red when overdue.

    Enough where the start of the period is not kept. An estimated deadline shows hollow instead of
    green and says so in every colour.
    """
    left = remaining_working_days(today, due_on, calendar)
    if today > due_on:
        light, text = Light.RED, f"已超期 {-left} 个工作日" if left else "已超期"
    elif today == due_on:
        light, text = Light.AMBER, "今日到期"
    else:
        light = Light.AMBER if left <= near else Light.GREEN
        text = f"剩 {left} 个工作日"
    if estimated:
        text += ESTIMATE
        light = Light.ESTIMATED if light is Light.GREEN else light
    return Standing(light, text, left, estimated)
