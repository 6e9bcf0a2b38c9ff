"""What falls due with peacetime use: decisions, ends of terms, annual inspections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from engineering.peacetime_use.acts.uses import DECIDE, HANDLE
from engineering.peacetime_use.models import PeacetimeUse, Regime, UseRegime, UseRequest
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, Standing, WorkingCalendar, standing
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task

_State = PeacetimeUse.State
# How long before its day an annual inspection is called to mind.
_INSPECTION_AHEAD = timedelta(days=30)
# No regime reminds earlier than this (validated on UseRegime.reminder_days).
_LONGEST_REMINDER = timedelta(days=366)


def request_light(request: UseRequest, calendar: WorkingCalendar, today: date) -> Standing | None:
    """The light of an undecided request; None where nothing limits it."""
    if request.due_on is None or request.state != UseRequest.State.PENDING:
        return None
    due = Deadline(request.due_on, request.due_is_estimated, ())
    return standing(today, due, start=request.received_on, calendar=calendar)


def term_light(use: PeacetimeUse, calendar: WorkingCalendar, today: date) -> Standing | None:
    """The light of a term that is running out; None before its reminder begins."""
    begins = use.ends_on - timedelta(days=use.regime.reminder_days)
    if use.state != _State.IN_FORCE or today < begins:
        return None
    return standing(today, Deadline(use.ends_on, False, ()), start=begins, calendar=calendar)


def ends_soon(uses: Any, today: date) -> Any:
    """Uses whose reminder has begun, those past their end included."""
    wanted = Q(pk__in=[])
    for days in UseRegime.objects.values_list("reminder_days", flat=True).distinct():
        wanted |= Q(regime__reminder_days=days, ends_on__lte=today + timedelta(days=days))
    return uses.filter(wanted)


def use_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Terms that end and annual inspections that are due."""
    if not scope.holds(HANDLE):
        return
    calendar = current_calendar()
    mine = PeacetimeUse.objects.visible_to(scope, HANDLE).filter(state=_State.IN_FORCE)
    near = mine.filter(
        Q(ends_on__lte=today + _LONGEST_REMINDER)
        | Q(inspection_due_on__lte=today + _INSPECTION_AHEAD)
    )
    for use in near.select_related("shelter", "regime").order_by("ends_on")[:300]:
        yield from _reminders(use, today, calendar)


def _reminders(use: PeacetimeUse, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    light = term_light(use, calendar, today)
    if light is not None:
        yield Task(
            "平时使用已到期" if use.has_expired(today) else "提醒办理平时使用延续",
            str(use),
            use.get_absolute_url(),
            due=use.ends_on,
            light=light,
            note=f"使用期限至 {use.ends_on}，到期不延续的办理注销",
        )
    if use.inspection_due_on and use.inspection_due_on <= today + _INSPECTION_AHEAD:
        due = Deadline(use.inspection_due_on, False, ())
        start = use.inspection_due_on - _INSPECTION_AHEAD
        yield Task(
            "平时使用年检",
            str(use),
            use.get_absolute_url(),
            due=use.inspection_due_on,
            light=standing(today, due, start=start, calendar=calendar),
            note=use.purpose,
        )


def _undecided(scope: Scope, today: date) -> QuerySet[UseRequest]:
    """Requests that this user decides, or closes where the regime is no permit."""
    permits = Q(use__regime__kind=Regime.PERMIT)
    decided_by_me = permits & Q(use__in=PeacetimeUse.objects.visible_to(scope, DECIDE))
    closed_by_me = ~permits & Q(use__in=PeacetimeUse.objects.visible_to(scope, HANDLE))
    return (
        UseRequest.objects.filter(state=UseRequest.State.PENDING)
        .filter(decided_by_me | closed_by_me)
        .select_related("use__shelter", "use__regime")
        .order_by("due_on", "id")
    )


def _to_decide(request: UseRequest, today: date) -> Task:
    use = request.use
    return Task(
        f"平时使用{request.get_kind_display()}{use.regime.get_kind_display()}",
        str(use),
        use.get_absolute_url(),
        due=request.due_on,
        light=request_light(request, current_calendar(), today),
        note=_silence(request),
    )


def _silence(request: UseRequest) -> str:
    """行政许可法 art. 50: a renewal not decided before the term ends counts as granted."""
    use = request.use
    if request.kind != UseRequest.Kind.RENEWAL or use.regime.kind != Regime.PERMIT:
        return request.operator
    return f"{use.ends_on} 前未作决定的，视为准予延续（行政许可法第五十条）"


REQUESTS = Pile((HANDLE, DECIDE), _undecided, _to_decide, 100)
