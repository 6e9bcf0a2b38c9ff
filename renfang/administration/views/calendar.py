"""工作日历: the months of a year, and what makes a day special."""

from __future__ import annotations

import calendar
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.administration.acts.calendar import (
    PERMISSION,
    publish_year,
    remove_special_day,
    set_special_day,
)
from renfang.administration.forms.calendar import PublishForm, SpecialDayForm
from renfang.clocks.calendars import current_calendar
from renfang.clocks.models import CalendarYear, SpecialDay
from renfang.pages.lists import refuse_on_form


def _year_page(request: HttpRequest, year: int, **extra: object) -> HttpResponse:
    if not 1950 <= year <= 2099:
        raise NotFound("年度")
    working = current_calendar()
    special = {day.date: day for day in SpecialDay.objects.filter(date__year=year)}
    weeks = calendar.Calendar()
    months = [
        {
            "number": month,
            "weeks": [
                [
                    {
                        "date": day,
                        "inside": day.month == month,
                        "works": working.is_working_day(day),
                        "special": special.get(day),
                    }
                    for day in week
                ]
                for week in weeks.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]
    context = {
        "year": year,
        "record": CalendarYear.objects.filter(year=year).first(),
        "months": months,
        "special_days": sorted(special.values(), key=lambda day: day.date),
        "may_edit": request.scope.holds(PERMISSION),
        "day_form": SpecialDayForm(),
        "publish_form": PublishForm(),
    }
    return render(request, "administration/year.html", {**context, **extra})


@require_GET
def this_year(request: HttpRequest) -> HttpResponse:
    """Straight to the present year."""
    return redirect("calendar", year=timezone.localdate().year)


@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year. Everybody may look: it explains every deadline."""
    return _year_page(request, year)


def _require_editor(request: HttpRequest) -> None:
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)


@require_http_methods(["POST"])
def add_day(request: HttpRequest, year: int) -> HttpResponse:
    """登记放假或调休."""
    _require_editor(request)
    form = SpecialDayForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            set_special_day(
                values["date"],
                is_working=values["is_working"],
                name=values["name"],
                by=request.user,
            )
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            messages.success(request, f"已登记 {values['date']}")
            return redirect("calendar", year=values["date"].year)
    response = _year_page(request, year, day_form=form)
    response.status_code = 422
    return response


@require_http_methods(["POST"])
def remove_day(request: HttpRequest, year: int) -> HttpResponse:
    """Take one day out of the table."""
    _require_editor(request)
    try:
        day = date.fromisoformat(request.POST.get("date", ""))
    except ValueError as error:
        raise NotFound("节假日") from error
    remove_special_day(day, by=request.user)
    messages.success(request, f"{day} 已恢复按平常周处理")
    return redirect("calendar", year=year)


@require_http_methods(["POST"])
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """登记为正式安排."""
    _require_editor(request)
    form = PublishForm(request.POST)
    if form.is_valid() and 1950 <= year <= 2099:
        try:
            publish_year(year, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            messages.success(request, f"{year} 年已登记为正式安排，期限不再显示“预估”")
            return redirect("calendar", year=year)
    response = _year_page(request, year, publish_form=form)
    response.status_code = 422
    return response
