"""A team's equipment in and out as a spreadsheet."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from drills.teams.exchange.equipment import (
    COLUMNS,
    Reading,
    export_equipment,
    lines_of_equipment,
    merge_equipment,
    read_equipment,
)
from drills.teams.models import Team
from renfang.acts import Refused
from renfang.exchange.forms import FileForm
from renfang.exchange.workbook import download
from renfang.pages.lists import refuse_on_form


class _RowsForm(forms.Form):
    """What the preview showed, sent along to be written."""

    rows = forms.CharField(max_length=500_000, strip=False, widget=forms.HiddenInput)


def _team(request: HttpRequest, pk: int) -> Team:
    visible = Team.objects.visible_to(request.scope).select_related("kind", "organisation")
    team: Team = get_object_or_404(visible, pk=pk)
    return team


@require_POST
def equipment_export(request: HttpRequest, pk: int) -> HttpResponse:
    """导出装备."""
    team = _team(request, pk)
    content = export_equipment(pk, by=request.user)
    return download(content, f"{team}装备{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def equipment_import(request: HttpRequest, pk: int) -> HttpResponse:
    """导入装备: a file is read into a preview; confirming writes all of it or nothing."""
    team = _team(request, pk)
    request.scope.require("manage_teams", team)
    if request.method == "POST" and "confirm" in request.POST:
        return _confirm(request, team)
    form = FileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rows = lines_of_equipment(form.cleaned_data["file"].read())
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return _page(request, team, FileForm(), rows, read_equipment(rows, team))
    return _page(request, team, form, status=status)


def _confirm(request: HttpRequest, team: Team) -> HttpResponse:
    sent = _RowsForm(request.POST)
    form = FileForm()
    if not sent.is_valid():
        return _page(request, team, form, status=422)
    rows = sent.cleaned_data["rows"]
    reading = read_equipment(rows, team)
    try:
        new, changed = merge_equipment(team.pk, reading, by=request.user)
    except Refused as refusal:
        reading.errors.append(refusal.message)
        return _page(request, team, form, rows, reading, status=refusal.status)
    messages.success(request, f"装备已导入：新增 {new} 行，更新 {changed} 行")
    return redirect("drills:team", team.pk)


def _page(
    request: HttpRequest,
    team: Team,
    form: FileForm,
    rows: str = "",
    reading: Reading | None = None,
    status: int = 200,
) -> HttpResponse:
    if reading is not None and not reading.is_clean and status == 200:
        status = 422
    context = {
        "form": form,
        "team": team,
        "rows": rows,
        "reading": reading,
        "heads": [heads[0] for heads in COLUMNS.values()],
    }
    return render(request, "drills/teams/equipment_import.html", context, status=status)
