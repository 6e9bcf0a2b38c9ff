"""工作日历: the months of a year, and what makes a day special."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.administration.acts.calendar import (
    PERMISSION,
    Change,
    publish_year,
    recount_limits,
    remove_special_day,
    set_special_day,
)
from renfang.administration.forms.calendar import PublishForm, SpecialDayForm
from renfang.administration.moves import MovedTogether, digest, moved_together
from renfang.clocks.calendars import current_calendar
from renfang.clocks.models import CalendarYear, SpecialDay
from renfang.clocks.recounting import Moved, foreseen
from renfang.pages import columns as col
from renfang.pages.lists import refuse_on_form
from renfang.pages.tables import Table


def _require_year(year: int) -> None:
    if not 1950 <= year <= 2099:
        raise NotFound("年度")


def _year_page(request: HttpRequest, year: int, **extra: object) -> HttpResponse:
    _require_year(year)
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


def _records(line: MovedTogether) -> SafeString:
    """The records by name where the user may see them, else how many of which office."""
    named = [format_html('<a href="{}">{}</a>', url, name) for name, url in line.names]
    counted = [f"{office} {number} 件" for office, number in line.offices.items()]
    return format_html_join("、", "{}", ((part,) for part in (*named, *counted)))


_MOVES = (
    col.Column("期限", "label"),
    col.Code("原届满日", "before"),
    col.Code("重新计算后", "after"),
    col.Number("项数", "count"),
    col.Column("办件", "", html=_records),
)


def _confirm(request: HttpRequest, year: int, title: str, moves: Sequence[Moved]) -> HttpResponse:
    """Which stored limits the change moves, from which day to which, before it is done."""
    context = {
        "year": year,
        "title": title,
        "count": len(moves),
        "lines": Table("变动的期限", _MOVES, moved_together(moves, request.scope)),
        "seen": digest(moves),
        "sent": [
            (name, value)
            for name, value in request.POST.items()
            if name not in ("csrfmiddlewaretoken", "seen")
        ],
    }
    return render(request, "administration/calendar_change.html", context)


def _is_confirmed(request: HttpRequest, moves: Sequence[Moved]) -> bool:
    """Whether nothing moves, or the user has seen exactly what does."""
    return not moves or request.POST.get("seen") == digest(moves)


def _done(request: HttpRequest, what: str, moved: Sequence[Moved]) -> None:
    told = f"，重新计算期限 {len(moved)} 项，原期限记入各件的办理记录" if moved else ""
    messages.success(request, f"{what}{told}")


@require_http_methods(["POST"])
def add_day(request: HttpRequest, year: int) -> HttpResponse:
    """登记放假或调休."""
    _require_editor(request)
    form = SpecialDayForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        day, until, works = said["date"], said["until"], said["is_working"]
        days = f"{day} 至 {until}" if until else str(day)
        try:
            moves = Change.of_days(day, until, is_working=works).moves()
            if not _is_confirmed(request, moves):
                title = f"登记 {days} {'上班' if works else '放假'}（{said['name']}）"
                return _confirm(request, year, title, moves)
            moved = set_special_day(
                day, until=until, is_working=works, name=said["name"], by=request.user
            )
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            _done(request, f"已登记 {days}", moved)
            return redirect("calendar", year=day.year)
    return _refused(request, year, day_form=form)


def _refused(request: HttpRequest, year: int, **form: object) -> HttpResponse:
    response = _year_page(request, year, **form)
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
    moves = Change.without_day(day).moves()
    if not _is_confirmed(request, moves):
        return _confirm(request, year, f"撤销 {day} 的放假或调休", moves)
    moved = remove_special_day(day, by=request.user)
    _done(request, f"{day} 已恢复按平常周处理", moved)
    return redirect("calendar", year=year)


@require_http_methods(["POST"])
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """登记为正式安排."""
    _require_editor(request)
    _require_year(year)
    form = PublishForm(request.POST)
    if form.is_valid():
        moves = Change.of_year(year).moves()
        if not _is_confirmed(request, moves):
            return _confirm(request, year, f"登记 {year} 年为正式安排", moves)
        try:
            moved = publish_year(year, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            _done(request, f"{year} 年已登记为正式安排，期限不再显示“预估”", moved)
            return redirect("calendar", year=year)
    return _refused(request, year, publish_form=form)


@require_http_methods(["POST"])
def recount(request: HttpRequest, year: int) -> HttpResponse:
    """重新计算期限: what does not agree with the calendar as it stands."""
    _require_editor(request)
    _require_year(year)
    moves = foreseen()
    if not _is_confirmed(request, moves):
        return _confirm(request, year, "按现行工作日历重新计算期限", moves)
    moved = recount_limits(year, by=request.user)
    _done(request, f"已按现行工作日历核对{'' if moved else '，没有需要变动的期限'}", moved)
    return redirect("calendar", year=year)
