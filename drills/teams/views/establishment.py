"""Pages of a team's establishment: units, posts, equipment, expansion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.teams.acts.establishment import (
    cancel_expansion,
    expand_team,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.forms import (
    CancelExpansionForm,
    EquipmentRows,
    ExpandForm,
    PostRows,
    UnitRows,
    equipment_plans,
    equipment_rows,
    post_plans,
    post_rows,
    unit_plans,
    unit_rows,
)
from drills.teams.models import Expansion, Member, Service, Team
from renfang.acts import NotFound, Refused
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.formsets import unjudged, with_one_more


def _team(request: HttpRequest, pk: int) -> Team:
    team: Team = get_object_or_404(Team.objects.visible_to(request.scope), pk=pk)
    request.scope.require("manage_teams", team)
    return team


def _trail(team: Team) -> tuple[tuple[str, str], ...]:
    return (
        ("专业队", reverse("drills:teams")),
        (team.name, reverse("drills:team", args=[team.pk])),
    )


@dataclass(frozen=True)
class _Table:
    """A page on which one list of the establishment is set as a whole."""

    title: str
    lead: str
    rows: Any
    initial: Callable[[Team], list[dict[str, Any]]]
    plans: Callable[[list[dict[str, Any]]], Any]
    act: Callable[..., Any]


_UNITS = _Table(
    "调整分队",
    "上级分队填表中的分队名称，直属的留空；级别按本机构的习惯填写，例如中队、排、班。",
    UnitRows,
    unit_rows,
    unit_plans,
    set_units,
)
_POSTS = _Table(
    "调整岗位",
    "分队填已列入的分队名称。骨干岗位计入骨干在位率。",
    PostRows,
    post_rows,
    post_plans,
    set_posts,
)
_EQUIPMENT = _Table(
    "调整装备",
    "数量：编配为应有，实有为现有，完好为其中能用的。",
    EquipmentRows,
    equipment_rows,
    equipment_plans,
    set_equipment,
)


def _table_page(request: HttpRequest, pk: int, table: _Table) -> HttpResponse:
    team = _team(request, pk)
    data = request.POST or None
    adding = data is not None and "add_row" in data
    if adding and data is not None:
        data = with_one_more(data)
    form = forms.Form(data)
    # What was sent stands for itself: compared with the present rows an equal one counts as blank.
    initial = None if data else table.initial(team) or [{}]
    rows = table.rows(data, initial=initial, prefix="rows")
    status = 200
    if adding:
        unjudged(form, rows)
    elif data is not None:
        status = 422
        if form.is_valid() & rows.is_valid():
            try:
                table.act(pk, table.plans(rows.given), by=request.user)
            except Refused as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                messages.success(request, f"{table.title}已保存")
                return redirect("drills:team", pk)
    page = FormPage(table.title, "保存", _trail(team), lead=table.lead)
    context = {
        "page": page,
        "form": form,
        "formset": rows,
        "formset_title": team.name,
        "back": page.trail[-1][1],
    }
    return render(request, "pages/act_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def team_units(request: HttpRequest, pk: int) -> HttpResponse:
    """调整分队."""
    return _table_page(request, pk, _UNITS)


@require_http_methods(["GET", "POST"])
def team_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """调整岗位."""
    return _table_page(request, pk, _POSTS)


@require_http_methods(["GET", "POST"])
def team_equipment(request: HttpRequest, pk: int) -> HttpResponse:
    """调整装备."""
    return _table_page(request, pk, _EQUIPMENT)


@require_http_methods(["GET", "POST"])
def team_expand(request: HttpRequest, pk: int) -> HttpResponse:
    """战时扩编."""
    team = _team(request, pk)
    reserves = Member.objects.filter(team=team, service=Service.RESERVE, left_on__isnull=True)
    form = ExpandForm(
        request.POST or None, reserves=reserves, initial={"ordered_on": timezone.localdate()}
    )
    lead = "选中的后备队员编入本队服役，撤销扩编后转回后备。"
    return act_form(
        request,
        form,
        FormPage("战时扩编", "下达扩编", _trail(team), lead=lead),
        lambda: expand_team(pk, form.order(), by=request.user),
        done=lambda expansion: f"已扩编 {expansion.headcount} 人",
    )


@require_http_methods(["GET", "POST"])
def expansion_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销扩编."""
    visible = Expansion.objects.filter(team__in=Team.objects.visible_to(request.scope))
    expansion = visible.select_related("team").filter(pk=pk).first()
    if expansion is None:
        raise NotFound("战时扩编")
    request.scope.require("manage_teams", expansion.team)
    form = CancelExpansionForm(request.POST or None, initial={"on": timezone.localdate()})
    lead = f"{expansion}编入的队员转回后备，扩编期间的训练和考勤记录保留。"
    return act_form(
        request,
        form,
        FormPage("撤销扩编", "撤销扩编", _trail(expansion.team), lead=lead, danger=True),
        lambda: cancel_expansion(pk, by=request.user, **form.cleaned_data),
        done="扩编已撤销",
    )
