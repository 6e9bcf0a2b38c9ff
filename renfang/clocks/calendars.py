"""Where working calendars come from: the program (published years) or the office's table."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from renfang.clocks.calendar import WorkingCalendar
from renfang.clocks.models import CalendarYear, SpecialDay

OFFICIAL_DAYS = Path(__file__).with_name("official_days.json")


@cache
def built_in_calendar() -> WorkingCalendar:
    """The published years known when this version was made; needs no database."""
    data = json.loads(OFFICIAL_DAYS.read_text(encoding="utf-8"))
    days = {date.fromisoformat(day): entry for day, entry in data["days"].items()}
    return WorkingCalendar(
        days={day: working for day, (working, _) in days.items()},
        official_years=frozenset(data["years"]),
        names={day: name for day, (_, name) in days.items()},
    )


def current_calendar() -> WorkingCalendar:
    """The office's calendar as it stands now: two small queries, read once a page and passed on.

    Not cached: a day entered in one process must count at once in all others.
    """
    rows = list(SpecialDay.objects.values_list("date", "is_working", "name"))
    official = CalendarYear.objects.filter(official=True).values_list("year", flat=True)
    return WorkingCalendar(
        days={day: working for day, working, _ in rows},
        official_years=frozenset(official),
        names={day: name for day, _, name in rows},
    )
