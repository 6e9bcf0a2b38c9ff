"""What a trainer should do: drills that are near, and drills not called or not on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from drills.models import Attendance, Drill, DrillState, DrillTeam
from renfang.clocks.calendar import WorkingCalendar
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Deadline, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Task, register_tasks

# How long before a drill it appears on the list, and how soon after it the record is due.
NOTICE = timedelta(days=14)
FILING = timedelta(days=7)
_MOST = 50


def declare() -> None:
    """Register the source with the workbench."""
    register_tasks(drill_tasks)


def drill_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Open tasks of who may manage drills, at most fifty, the earliest first. Three queries."""
    if not scope.holds("manage_drills"):
        return
    drills = (
        Drill.objects.visible_to(scope, "manage_drills")
        .filter(
            state__in=[DrillState.PLANNED, DrillState.HELD],
            starts_at__date__lte=today + NOTICE,
        )
        .annotate(
            is_called=Exists(Attendance.objects.filter(drill=OuterRef("pk"))),
            has_teams=Exists(DrillTeam.objects.filter(drill=OuterRef("pk"))),
        )
        .order_by("starts_at")[:_MOST]
    )
    calendar = current_calendar()
    for drill in drills:
        title, view_name, due = _next_act(drill, today)
        yield Task(
            title,
            drill.title,
            reverse(f"drills:{view_name}", args=[drill.pk]),
            due,
            standing(
                today,
                Deadline(due, estimated=_is_estimated(due, calendar), steps=()),
                start=due - NOTICE,
                calendar=calendar,
            ),
            note=f"{timezone.localdate(drill.period[0])} {drill.place}",
        )


def _next_act(drill: Drill, today: date) -> tuple[str, str, date]:
    """What comes next for a drill: its name, the page where it is done, and by when."""
    begins_on, ends_on = (timezone.localdate(at) for at in drill.period)
    if drill.state == DrillState.HELD:
        return "归档演练记录", "drill_close", ends_on + FILING
    if begins_on > today:
        return "准备演练", "drill", begins_on
    if drill.has_teams and not drill.is_called:  # type: ignore[attr-defined]
        return "演练点名", "attendance", ends_on
    return "登记演练组织情况", "drill_hold", ends_on


def _is_estimated(due: date, calendar: WorkingCalendar) -> bool:
    return due.year not in calendar.official_years
