"""How long the office has for each step of an application, and how it stands with the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from engineering.approvals.models.applications import OPEN_STATES, Application, Pause
from engineering.approvals.queries.settings import limits_on
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import (
    Deadline,
    Light,
    Standing,
    Unit,
    WorkingCalendar,
    deadline,
    standing,
)
from renfang.clocks.rules import Pause as Interval

_State = Application.State


def completeness_deadline(received_on: date, calendar: WorkingCalendar, days: int) -> Deadline:
    """Last day to accept or to say, once, all that is missing (许可法 art. 32)."""
    return deadline(received_on, days, Unit.WORKING_DAY, calendar=calendar)


def due_to_complete(application: Application) -> Deadline:
    """Five working days from receipt, or the shorter limit that the office has set."""
    start = receipt_day(application)
    days = limits_on(application.organisation, application.kind, start).completeness_days
    return completeness_deadline(start, current_calendar(), days)


def decision_deadline(
    accepted_on: date,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    days: int,
) -> Deadline:
    """Last day to decide (许可法 art. 42).

    An open pause counts as closed on its first day: the earliest end.
    """
    intervals = [Interval(pause.starts_on, pause.ends_on or pause.starts_on) for pause in pauses]
    return deadline(accepted_on, days, Unit.WORKING_DAY, intervals, calendar=calendar)


def due_to_decide(application: Application, pauses: Iterable[Pause]) -> Deadline:
    """Last day to decide under the limits that the application was accepted with.

    A renewal is decided before its permit runs out, or it counts as granted (许可法 art. 50).
    """
    due = decision_deadline(
        application.accepted_on, pauses, current_calendar(), application.days_to_decide
    )
    if application.kind == Application.Kind.RENEWAL and application.supersedes.valid_until:
        last = min(due.last_day, application.supersedes.valid_until)
        return Deadline(last, due.estimated, due.steps)
    return due


def last_lawful_day(application: Application) -> date:
    """Last day on which the law lets an accepted application be decided, its extension included."""
    days = application.statutory_days + application.extended_by_days
    pauses = application.pauses.all()
    return decision_deadline(application.accepted_on, pauses, current_calendar(), days).last_day


def service_deadline(decided_on: date, days: int) -> date:
    """Last day to hand over a decision (许可法 art. 44)."""
    return deadline(decided_on, days, Unit.WORKING_DAY, calendar=current_calendar()).last_day


def due_to_serve(application: Application) -> date:
    """Last day to hand over the decision, or what ended the permit."""
    ended = application.state in _ENDED
    start = application.ended_on if ended else application.decided_on
    days = limits_on(application.organisation, application.kind, start).service_days
    return service_deadline(start, days)


_ENDED = (_State.RETRACTED, _State.REVOKED, _State.CANCELLED)


def receipt_day(application: Application) -> date:
    """The day from which the five days count: of the corrected papers where there were any."""
    return application.resubmitted_on or application.received_on


def standing_of(
    application: Application,
    calendar: WorkingCalendar,
    today: date,
    *,
    paused_for: str | None = None,
) -> Standing | None:
    """The light of an open application; None for one that is closed.

    ``paused_for`` is the reason of its open pause, which lists read together with the rows.
    """
    if application.state == _State.CORRECTION_REQUESTED:
        return Standing(Light.PAUSED, "计时暂停（补正）", 0)
    if application.due_on is None or not application.is_open:
        return None
    start = application.accepted_on or receipt_day(application)
    due = Deadline(application.due_on, application.due_is_estimated, ())
    return standing(today, due, start=start, calendar=calendar, paused_for=paused_for)


def open_pause(application: Application) -> Pause | None:
    """The pause under way, if any; read from prefetched pauses where there are some."""
    return next((pause for pause in application.pauses.all() if pause.ends_on is None), None)


def reason_of_pause(application: Application) -> str | None:
    """Why the clock stands still, None where it runs.

    A list that asks for many applications reads it along (``with_reason_of_pause``).
    """
    if "pause_reason" in vars(application):
        return vars(application)["pause_reason"]
    pause = open_pause(application)
    return None if pause is None else pause.reason


def with_reason_of_pause(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Read why the clock stands still together with the rows."""
    reasons = Pause.objects.filter(application=OuterRef("pk"), ends_on__isnull=True)
    return applications.annotate(pause_reason=Subquery(reasons.values("reason")[:1]))


def with_open_pause(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Read the pause under way together with the rows; ``pauses.all()`` then holds only that."""
    return applications.prefetch_related(
        Prefetch("pauses", queryset=Pause.objects.filter(ends_on__isnull=True))
    )


def light_of(application: Application, calendar: WorkingCalendar, today: date) -> Standing | None:
    """``standing_of`` with the reason of the pause under way."""
    return standing_of(application, calendar, today, paused_for=reason_of_pause(application))


# What the tables keep of all this, and the working calendar moves


def _open() -> QuerySet[Application]:
    rows = Application.objects.filter(state__in=OPEN_STATES, due_on__isnull=False)
    return rows.select_related("project", "organisation", "supersedes").prefetch_related("pauses")


def _due(application: Application) -> dict[str, Any]:
    if application.accepted_on is None:
        due = due_to_complete(application)
    else:
        due = due_to_decide(application, application.pauses.all())
    return {"due_on": due.last_day, "due_is_estimated": due.estimated}


def _unserved() -> QuerySet[Application]:
    rows = Application.objects.filter(serve_by__isnull=False, served_on__isnull=True)
    return rows.select_related("project", "organisation")


CLOCKS = (
    StoredClock(
        model=Application,
        days={"due_on": "办理时限"},
        estimate="due_is_estimated",
        running=_open,
        count=_due,
    ),
    StoredClock(
        model=Application,
        days={"serve_by": "送达时限"},
        running=_unserved,
        count=lambda application: {"serve_by": due_to_serve(application)},
    ),
)
