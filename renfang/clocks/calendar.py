"""Working days of China: weekends, public holidays and the make-up working days between them.

Pure; where the days come from is the business of ``calendars``. Source: the State Council's yearly
notice (全国年节及纪念日放假办法; 国务院办公厅关于某年部分节假日安排的通知).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

# Public holidays with a fixed day in the solar calendar (全国年节及纪念日放假办法 art. 2). Those of
# the lunar calendar are left out of an estimate, so that an estimated deadline errs on the early
# side and no office relies on a holiday that has not been announced.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    ``days`` holds only the exceptions: True for a make-up working weekend, False for a holiday on
    a weekday. A year in ``official_years`` follows the published notice; any other is estimated.
    """

    days: Mapping[date, bool]
    official_years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict)

    def is_official(self, year: int) -> bool:
        """Whether the notice for ``year`` has been entered."""
        return year in self.official_years

    def is_working_day(self, day: date) -> bool:
        """工作日 or not, by the notice if there is one, else by weekday and fixed holidays."""
        exception = self.days.get(day)
        if exception is not None:
            return exception
        if day.weekday() >= 5:
            return False
        return day.year in self.official_years or (day.month, day.day) not in _FIXED_HOLIDAYS

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
