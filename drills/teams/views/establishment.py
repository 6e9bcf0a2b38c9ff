"""Pages of a team's establishment: units, posts, equipment, expansion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
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
from drills.teams.steps import CANCEL_EXPANSION, EXPAND, SET_EQUIPMENT, SET_POSTS, SET_UNITS
from drills.teams.views.teams import find_team, trail_of
from renfang.acts import NotFound
from renfang.pages.act_forms import acts_on, fresh, rows_page, step_page
from renfang.pages.lists import sent
from renfang.steps import Step


@dataclass(frozen=True)
class _Table:
    """A page on which one list of the establishment is set as a whole."""

    step: Step
    rows: Any
    initial: Callable[[Team], list[dict[str, Any]]]
    plans: Callable[[list[dict[str, Any]]], Any]
    act: Callable[..., Any]


_UNITS = _Table(SET_UNITS, UnitRows, unit_rows, unit_plans, set_units)
_POSTS = _Table(SET_POSTS, PostRows, post_rows, post_plans, set_posts)
_EQUIPMENT = _Table(SET_EQUIPMENT, EquipmentRows, equipment_rows, equipment_plans, set_equipment)


def _table_page(request: HttpRequest, pk: int, table: _Table) -> HttpResponse:
    team = find_team(request, pk)
    request.scope.require(table.step.permission, team)
    return rows_page(
        request,
        table.step,
        team,
        table.rows,
        table.initial(team),
        lambda rows, version: table.act(pk, table.plans(rows), by=request.user),
        trail=trail_of(team),
        done=f"{table.step.label}已保存",
        title=team.name,
    )


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
    team = find_team(request, pk)
    request.scope.require(EXPAND.permission, team)
    reserves = Member.objects.filter(team=team, service=Service.RESERVE, left_on__isnull=True)
    form = ExpandForm(
        sent(request), reserves=reserves, initial={"ordered_on": timezone.localdate()}
    )
    return step_page(
        request,
        EXPAND,
        team,
        form,
        lambda: expand_team(pk, form.order(), by=request.user),
        trail=trail_of(team),
        done=lambda expansion: f"已扩编 {expansion.headcount} 人",
    )


def _expansion(request: HttpRequest, pk: int) -> Expansion:
    visible = Expansion.objects.filter(team__in=Team.objects.visible_to(request.scope))
    expansion = visible.select_related("team").filter(pk=pk).first()
    if expansion is None:
        raise NotFound("战时扩编")
    return expansion


expansion_cancel = acts_on(_expansion, lambda expansion: trail_of(expansion.team))(
    CANCEL_EXPANSION,
    fresh(CancelExpansionForm),
    cancel_expansion,
    "扩编已撤销",
    lambda expansion: {"lead": f"{expansion}编入的队员转回后备，扩编期间的训练和考勤记录保留。"},
)
