"""Pages of members: enlisting one or many, changing, discharging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.teams.acts.members import (
    amend_member,
    discharge_member,
    enlist_member,
)
from drills.teams.forms import DischargeForm, MemberForm
from drills.teams.models import Member
from drills.teams.queries import find_member, warnings
from drills.teams.steps import AMEND_MEMBER, DISCHARGE, ENLIST
from drills.teams.views.teams import find_team, trail_of
from renfang.pages.act_forms import acts_on, fresh, step_page
from renfang.pages.lists import sent

_FIELDS = "drills/teams/_member_fields.html"


def _member(request: HttpRequest, pk: int) -> Member:
    return find_member(pk, request.scope)


@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    """编入队员; 编入并继续 opens an empty form again."""
    team = find_team(request, pk)
    request.scope.require(ENLIST.permission, team)
    form = MemberForm(sent(request), team=team, initial={"joined_on": timezone.localdate()})

    def told(member: Member) -> str:
        messages.success(request, f"{member}已编入{team}")
        for warning in warnings(team, member, timezone.localdate()):
            messages.warning(request, f"{member}{warning}，核对是否符合编组条件")
        return ""

    return step_page(
        request,
        ENLIST,
        team,
        form,
        lambda: enlist_member(pk, form.facts(), by=request.user),
        trail=trail_of(team),
        done=told,
        to=lambda member: reverse(
            "drills:member_new" if "another" in request.POST else "drills:team", args=[pk]
        ),
        body=_FIELDS,
        extra={"team": team, "is_new": True},
    )


@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """变更队员信息."""
    member = _member(request, pk)
    request.scope.require(AMEND_MEMBER.permission, member)
    form = MemberForm(sent(request), team=member.team, member=member)
    return step_page(
        request,
        AMEND_MEMBER,
        member,
        form,
        lambda: amend_member(
            pk, form.facts(), by=request.user, version=form.cleaned_data["version"]
        ),
        trail=trail_of(member.team),
        done=lambda changed: f"{changed}的信息已保存",
        body=_FIELDS,
    )


def _known(member: Member) -> dict[str, Any]:
    return {"facts": [("姓名", member.name), ("职务", member.post), ("入队日期", member.joined_on)]}


member_discharge = acts_on(_member, lambda member: trail_of(member.team))(
    DISCHARGE, fresh(DischargeForm), discharge_member, lambda member: f"{member}已离队", _known
)
