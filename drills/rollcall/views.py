"""The roll of a drill, session or muster: one row at a time as it is marked, or the whole form.

Beside the grid it is read from a sheet, given out as one, and printed to be signed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.rollcall.acts import mark_roll
from drills.rollcall.forms import grid_of, read_marks
from drills.rollcall.hooks import keeper_of, kind_of
from drills.rollcall.models import Occasion, OccasionState, Presence
from drills.rollcall.papers import roll_pdf
from drills.rollcall.queries import Roll, find_occasion, roll_of
from renfang.acts import Refused
from renfang.exchange.views import upload_page
from renfang.exchange.workbook import download
from renfang.pages.answers import Use, file_to_look_at
from renfang.pages.lists import whole_numbers

_NO_ERRORS: dict[int, str] = {}


def _find(request: HttpRequest, pk: int) -> Occasion:
    """The occasion in scope; NotPermitted where another post calls its roll."""
    occasion = find_occasion(pk, request.scope)
    request.scope.require(kind_of(occasion).permission, keeper_of(occasion))
    return occasion


@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """点名. POST takes the whole grid, or with ``row`` (sent by htmx) one member's row."""
    found = roll_of(_find(request, pk))
    if request.method == "GET":
        return _page(request, found)
    rows = whole_numbers([request.POST.get("row", "")])
    if request.htmx and rows:
        return _save_row(request, found, rows[0])
    return _save_all(request, found)


def _save_row(request: HttpRequest, found: Roll, member_id: int) -> HttpResponse:
    """Write one row; answer with its note 已存, or with why not, and the new figures."""
    marks, errors = read_marks(request.POST, found.sections, only=member_id)
    error, status = errors.get(member_id, ""), 422 if errors else 200
    if marks:
        try:
            found = mark_roll(found.occasion.pk, marks, by=request.user)
        except Refused as refusal:
            error, status = refusal.message, refusal.status
            found = roll_of(found.occasion)
    rows = [row for section in grid_of(found.sections) for row in section.rows]
    context = {
        "row": next((row for row in rows if row.line.member.pk == member_id), None),
        "error": error,
        "sections": found.sections,
        "turnout": found.turnout,
        "saved_at": timezone.localtime(),
    }
    return render(request, "drills/rollcall/_row_saved.html", context, status=status)


def _save_all(request: HttpRequest, found: Roll) -> HttpResponse:
    """Write every row that was changed, and 其余全部到 of the team whose button was pressed."""
    marks, errors = read_marks(request.POST, found.sections)
    if errors:
        return _page(request, found, errors=errors, status=422)
    rest = request.POST.get("rest", "")
    teams = [section.team.pk for section in found.sections if str(section.team.pk) == rest]
    try:
        turnout = mark_roll(found.occasion.pk, marks, by=request.user, rest_present=teams).turnout
    except Refused as refusal:
        now = roll_of(found.occasion)
        return _page(request, now, refusal=refusal.message, status=refusal.status)
    messages.success(
        request,
        f"考勤已保存：应到 {turnout.expected} 人，实到 {turnout.arrived} 人，"
        f"到位率 {turnout.rate_text}",
    )
    return redirect("drills:roll", found.occasion.pk)


def _page(
    request: HttpRequest,
    found: Roll,
    *,
    errors: dict[int, str] = _NO_ERRORS,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The grid as recorded, or as typed when something could not be written."""
    occasion = found.occasion
    kind, owner = kind_of(occasion), occasion.owner
    trail = kind.trail(owner)
    context = {
        "occasion": occasion,
        "owner": owner,
        "heading": kind.heading(owner),
        "trail": trail,
        "back": trail[-1][1],
        "grid": grid_of(found.sections, request.POST if errors or refusal else None, errors),
        "turnout": found.turnout,
        "choices": [*Presence.choices, ("", "未点")],
        "errors": errors,
        "refusal": refusal,
        "is_open": occasion.state == OccasionState.OPEN,
        "is_before": timezone.localdate() < timezone.localdate(occasion.begins_at),
    }
    return render(request, "drills/rollcall/roll.html", context, status=status)


@require_http_methods(["GET", "POST"])
def roll_import(request: HttpRequest, pk: int) -> HttpResponse:
    """导入考勤: a sheet for this kind of roll."""
    occasion = find_occasion(pk, request.scope)
    return upload_page(request, kind_of(occasion).import_code, pk)


@require_GET
def roll_print(request: HttpRequest, pk: int) -> HttpResponse:
    """点名册 as a PDF to be signed, for whoever may see the roll."""
    from renfang.typesetting.fonts.typefaces import MissingGlyph

    found = roll_of(find_occasion(pk, request.scope))
    try:
        content = roll_pdf(found)
    except MissingGlyph as error:
        raise Refused(str(error)) from error
    return file_to_look_at(content, f"{_file_name(found.occasion)}.pdf", use=Use.PRINT)


@require_POST
def roll_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll as XLSX, for whoever may see it."""
    from drills.rollcall.exchange import export_roll

    occasion = find_occasion(pk, request.scope)
    content = export_roll(pk, by=request.user)
    return download(content, f"{_file_name(occasion)}.xlsx")


def _file_name(occasion: Occasion) -> str:
    day = timezone.localdate(occasion.begins_at)
    return f"{kind_of(occasion).heading(occasion.owner)}考勤{day:%Y%m%d}"
