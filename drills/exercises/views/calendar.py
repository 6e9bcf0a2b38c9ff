"""训练演练日历: one month on a page."""

from __future__ import annotations

import calendar as months
import re
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from drills.exercises.models import Drill, DrillState
from drills.exercises.queries.calendar import conflicts, is_overdue
from drills.training.models import SessionState, TrainingSession
from renfang.organisations.scope import Scope
from renfang.pages.act_forms import offices_with

_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """``?month=2026-11``; anything unreadable shows the present month."""
    offices_with(request.scope, "view_drills")
    today = timezone.localdate()
    asked = _MONTH.fullmatch(request.GET.get("month", ""))
    first = date(int(asked[1]), int(asked[2]), 1) if asked else today.replace(day=1)
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    begin, after = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    drills = list(
        Drill.objects.visible_to(request.scope)
        .filter(occasion__begins_at__lt=midnight(after), occasion__ends_at__gt=midnight(begin))
        .order_by("starts_at")
    )
    by_day: dict[date, list[Drill]] = {}
    for drill in drills:
        drill.is_overdue = is_overdue(drill, today)
        start, end = (timezone.localdate(at) for at in drill.period)
        for day in (start + timedelta(days=count) for count in range((end - start).days + 1)):
            by_day.setdefault(day, []).append(drill)
    sessions = _sessions(request.scope, begin, after)
    in_month = [d for d in drills if _touches(d, first)]
    context = {
        "first": first,
        "today": today,
        "weeks": [
            [(day, by_day.get(day, []), sessions.get(day, [])) for day in week] for week in weeks
        ],
        "conflicts": conflicts(request.scope, in_month),
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": (first + timedelta(days=31)).replace(day=1),
        "counts": [
            (state.label, sum(drill.state == state for drill in in_month)) for state in DrillState
        ],
        "total": len(in_month),
        "may_plan": request.scope.holds("manage_drills"),
    }
    return render(request, "drills/exercises/calendar.html", context)


def _sessions(scope: Scope, begin: date, after: date) -> dict[date, list[TrainingSession]]:
    """Training sessions that the user may see, of the days from ``begin`` to before ``after``."""
    found = (
        TrainingSession.objects.visible_to(scope)
        .filter(starts_at__gte=midnight(begin), starts_at__lt=midnight(after))
        .exclude(state=SessionState.CANCELLED)
        .select_related("subject")
        .order_by("starts_at")
    )
    by_day: dict[date, list[TrainingSession]] = {}
    for session in found:
        by_day.setdefault(timezone.localdate(session.starts_at), []).append(session)
    return by_day


def _touches(drill: Drill, first: date) -> bool:
    start, end = (timezone.localdate(at) for at in drill.period)
    return start < (first + timedelta(days=31)).replace(day=1) and end >= first


def midnight(day: date) -> datetime:
    """The instant at which a day of the office begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
