"""The light of a day by which something is due, and a line of the to-do list that carries it."""

from __future__ import annotations

from datetime import date, timedelta

from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, Standing, WorkingCalendar, standing
from renfang.workbench.tasks import Task

# How long before its day a thing appears on the list.
NOTICE = timedelta(days=14)
MONTH = timedelta(days=30)


def standing_on(
    today: date, due: date, notice: timedelta = NOTICE, calendar: WorkingCalendar | None = None
) -> Standing:
    """How the day stands; ``notice`` before it the light begins to change."""
    calendar = calendar or current_calendar()
    deadline = Deadline(due, estimated=due.year not in calendar.official_years, steps=())
    return standing(today, deadline, start=due - notice, calendar=calendar)


def task(title: str, subject: str, url: str, due: date, today: date, note: str = "") -> Task:
    """A line of the to-do list, due on a day."""
    return Task(title, subject, url, due, standing_on(today, due), note=note)
