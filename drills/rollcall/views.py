"""The roll of a session or a muster: one row at a time as it is marked, or the whole form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from drills.rollcall.acts import Mark
from drills.rollcall.forms import grid_of, read_marks
from drills.rollcall.models import Presence
from drills.rollcall.queries import Roll, turnout_of
from renfang.acts import Refused
from renfang.pages.lists import whole_numbers

_NO_ERRORS: dict[int, str] = {}


@dataclass(frozen=True)
class RollPage:
    """What the page says and where it leads; ``roll`` reads the grid anew each time it is asked."""

    title: str
    count: str
    trail: tuple[tuple[str, str], ...]
    url: str
    is_open: bool
    roll: Callable[[], Roll]
    # Writes marks, and 到 for the rest of the teams named.
    write: Callable[[Sequence[Mark], Sequence[int]], Any]


def roll_page(request: HttpRequest, page: RollPage) -> HttpResponse:
    """点名. POST takes the whole grid, or with ``row`` (sent by htmx) one member's row."""
    if request.method == "GET":
        return _page(request, page, page.roll())
    rows = whole_numbers([request.POST.get("row", "")])
    if request.htmx and rows:
        return _save_row(request, page, rows[0])
    return _save_all(request, page)


def _save_row(request: HttpRequest, page: RollPage, member_id: int) -> HttpResponse:
    marks, errors = read_marks(request.POST, page.roll().sections, only=member_id)
    error, status = errors.get(member_id, ""), 422 if errors else 200
    if marks:
        try:
            page.write(marks, ())
        except Refused as refusal:
            error, status = refusal.message, refusal.status
    sections = page.roll().sections
    rows = [row for section in grid_of(sections) for row in section.rows]
    context = {
        "row": next((row for row in rows if row.line.member.pk == member_id), None),
        "error": error,
        "sections": sections,
        "turnout": turnout_of(sections),
        "saved_at": timezone.localtime(),
    }
    return render(request, "drills/rollcall/_row_saved.html", context, status=status)


def _save_all(request: HttpRequest, page: RollPage) -> HttpResponse:
    roll = page.roll()
    marks, errors = read_marks(request.POST, roll.sections)
    rest = request.POST.get("rest", "")
    teams = [section.team.pk for section in roll.sections]
    teams = [team for team in teams if str(team) == rest]
    if errors:
        return _page(request, page, roll, errors=errors, status=422)
    try:
        page.write(marks, teams)
    except Refused as refusal:
        return _page(request, page, page.roll(), refusal=refusal.message, status=refusal.status)
    turnout = turnout_of(page.roll().sections)
    messages.success(
        request,
        f"考勤已保存：应到 {turnout.expected} 人，实到 {turnout.arrived} 人，"
        f"到位率 {turnout.rate_text}",
    )
    return redirect(page.url)


def _page(
    request: HttpRequest,
    page: RollPage,
    roll: Roll,
    *,
    errors: dict[int, str] = _NO_ERRORS,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The grid as recorded, or as typed when something could not be written."""
    typed = request.POST if errors or refusal else None
    context = {
        "page": page,
        "back": page.trail[-1][1],
        "grid": grid_of(roll.sections, typed, errors),
        "turnout": turnout_of(roll.sections),
        "choices": [*Presence.choices, ("", "未点")],
        "errors": errors,
        "refusal": refusal,
        "is_before": timezone.localdate() < roll.begins_on,
    }
    return render(request, "drills/rollcall/roll.html", context, status=status)
