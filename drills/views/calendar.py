"""演练日历: one month on a page."""

from __future__ import annotations

import calendar as months
import re
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from drills.models import Drill, DrillState
from drills.views.answers import offices

_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """``?month=2026-11``; anything unreadable shows the present month."""
    offices(request.scope, "view_drills")
    today = timezone.localdate()
    asked = _MONTH.fullmatch(request.GET.get("month", ""))
    first = date(int(asked[1]), int(asked[2]), 1) if asked else today.replace(day=1)
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    begin, after = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    drills = list(
        Drill.objects.visible_to(request.scope)
        .with_period()
        .filter(period_from__lt=_midnight(after), period_to__gt=_midnight(begin))
        .order_by("starts_at")
    )
    by_day: dict[date, list[Drill]] = {}
    for drill in drills:
        start, end = (timezone.localdate(at) for at in drill.period)
        for day in (start + timedelta(days=count) for count in range((end - start).days + 1)):
            by_day.setdefault(day, []).append(drill)
    in_month = [d for d in drills if _touches(d, first)]
    context = {
        "first": first,
        "today": today,
        "weeks": [[(day, by_day.get(day, [])) for day in week] for week in weeks],
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": (first + timedelta(days=31)).replace(day=1),
        "counts": [
            (state.label, sum(drill.state == state for drill in in_month)) for state in DrillState
        ],
        "total": len(in_month),
        "may_plan": request.scope.holds("manage_drills"),
    }
    return render(request, "drills/calendar.html", context)


def _touches(drill: Drill, first: date) -> bool:
    start, end = (timezone.localdate(at) for at in drill.period)
    return start < (first + timedelta(days=31)).replace(day=1) and end >= first


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
