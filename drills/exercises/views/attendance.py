"""The attendance grid: one row at a time as it is marked, or the whole form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from drills.exercises.acts.attendance import record_attendance
from drills.exercises.exchange import export_attendance
from drills.exercises.models import Drill, DrillState
from drills.exercises.queries.attendance import sections_of
from drills.rollcall.forms import grid_of, read_marks
from drills.rollcall.models import Presence
from drills.rollcall.queries import Section, turnout_of
from renfang.acts import Refused
from renfang.exchange.workbook import download
from renfang.pages.lists import whole_numbers

_NO_FIELDS: dict[int, str] = {}


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """点名. POST takes the whole grid, or with ``row`` (sent by htmx) one member's row."""
    visible = Drill.objects.visible_to(request.scope).select_related("organisation")
    drill: Drill = get_object_or_404(visible, pk=pk)
    request.scope.require("manage_drills", drill)
    if request.method == "GET":
        return _page(request, drill, sections_of(drill))
    rows = whole_numbers([request.POST.get("row", "")])
    if request.htmx and rows:
        return _save_row(request, drill, rows[0])
    return _save_all(request, drill)


def _save_row(request: HttpRequest, drill: Drill, member_id: int) -> HttpResponse:
    """Write one row; answer with its note 已存, or with why not, and the new figures."""
    sections = sections_of(drill)
    marks, errors = read_marks(request.POST, sections, only=member_id)
    error, status = errors.get(member_id, ""), 422 if errors else 200
    if marks:
        try:
            sections = record_attendance(drill.pk, marks, by=request.user)
        except Refused as refusal:
            error, status = refusal.message, refusal.status
            sections = sections_of(drill)
    rows = [row for section in grid_of(sections) for row in section.rows]
    context = {
        "row": next((row for row in rows if row.line.member.pk == member_id), None),
        "error": error,
        "sections": sections,
        "turnout": turnout_of(sections),
        "saved_at": timezone.localtime(),
    }
    return render(request, "drills/rollcall/_row_saved.html", context, status=status)


def _save_all(request: HttpRequest, drill: Drill) -> HttpResponse:
    """Write every row that was changed, and 其余全部到 of the team whose button was pressed."""
    sections = sections_of(drill)
    marks, errors = read_marks(request.POST, sections)
    rest = request.POST.get("rest", "")
    teams = [section.team.pk for section in sections]
    if rest != "all":
        teams = [team for team in teams if str(team) == rest]
    if errors:
        return _page(request, drill, sections, errors=errors, status=422)
    try:
        after = record_attendance(drill.pk, marks, by=request.user, rest_present=teams)
    except Refused as refusal:
        return _page(
            request, drill, sections_of(drill), refusal=refusal.message, status=refusal.status
        )
    turnout = turnout_of(after)
    messages.success(
        request,
        f"考勤已保存：应到 {turnout.expected} 人，实到 {turnout.arrived} 人，"
        f"到位率 {turnout.rate_text}",
    )
    return redirect("drills:attendance", drill.pk)


def _page(
    request: HttpRequest,
    drill: Drill,
    sections: list[Section],
    *,
    errors: dict[int, str] = _NO_FIELDS,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The grid as recorded, or as typed when something could not be written."""
    typed = request.POST if errors or refusal else None
    context: dict[str, Any] = {
        "drill": drill,
        "grid": grid_of(sections, typed, errors),
        "sections": sections,
        "turnout": turnout_of(sections),
        "choices": [*Presence.choices, ("", "未点")],
        "errors": errors,
        "refusal": refusal,
        "is_open": drill.state in (DrillState.PLANNED, DrillState.HELD),
        "is_before": timezone.localdate() < timezone.localdate(drill.period[0]),
    }
    return render(request, "drills/exercises/attendance.html", context, status=status)


@require_POST
def attendance_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance as XLSX."""
    drill = get_object_or_404(Drill.objects.visible_to(request.scope), pk=pk)
    content = export_attendance(pk, by=request.user)
    return download(content, f"{drill}考勤{timezone.localdate(drill.period[0]):%Y%m%d}.xlsx")
