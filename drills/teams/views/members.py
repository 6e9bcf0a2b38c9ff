"""Pages of members: enlisting one or many, changing, discharging, showing a telephone number."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from drills.teams.acts.members import (
    amend_member,
    discharge_member,
    enlist_member,
    reveal_contacts,
)
from drills.teams.forms import DischargeForm, MemberForm
from drills.teams.models import Member, Team
from drills.teams.queries import find_member, warnings
from drills.teams.views.teams import team_page
from renfang.acts import Refused
from renfang.pages.lists import refuse_on_form


def _team(request: HttpRequest, pk: int) -> Team:
    """A team whose roster the user may change."""
    visible = Team.objects.visible_to(request.scope).select_related("kind", "organisation")
    team: Team = get_object_or_404(visible, pk=pk)
    request.scope.require("manage_teams", team)
    return team


def _member(request: HttpRequest, pk: int) -> Member:
    """A member whose record the user may change."""
    member = find_member(pk, request.scope)
    request.scope.require("manage_teams", member.team)
    return member


@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    """编入队员; 保存并继续 opens an empty form again."""
    team = _team(request, pk)
    form = MemberForm(request.POST or None, team=team, initial={"joined_on": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                member = enlist_member(pk, form.facts(), by=request.user)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                _say(request, team, member)
                more = "another" in request.POST
                return redirect("drills:member_new" if more else "drills:team", pk)
    return render(
        request, "drills/teams/member_form.html", {"form": form, "team": team}, status=status
    )


def _say(request: HttpRequest, team: Team, member: Member) -> None:
    messages.success(request, f"{member}已编入{team}")
    for warning in warnings(team, member, timezone.localdate()):
        messages.warning(request, f"{member}{warning}，核对是否符合编组条件")


@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """变更队员信息."""
    member = _member(request, pk)
    form = MemberForm(request.POST or None, team=member.team, member=member)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"]
            try:
                changed = amend_member(pk, form.facts(), by=request.user, version=version)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"{changed}的信息已保存")
                return redirect("drills:team", member.team_id)
    context = {"form": form, "team": member.team, "member": member}
    return render(request, "drills/teams/member_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def member_discharge(request: HttpRequest, pk: int) -> HttpResponse:
    """办理离队."""
    member = _member(request, pk)
    initial = {"on": timezone.localdate(), "version": member.version}
    form = DischargeForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                discharge_member(pk, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, f"{member}已离队")
                return redirect("drills:team", member.team_id)
    context = {"form": form, "team": member.team, "member": member}
    return render(request, "drills/teams/member_discharge.html", context, status=status)


@require_POST
def member_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One telephone number, logged: into its cell, or on the whole page without JavaScript."""
    member = find_member(pk, request.scope)
    phones = reveal_contacts(member.team_id, by=request.user, member_id=pk)
    if request.htmx:
        return render(request, "drills/teams/_phone.html", {"phone": phones[pk]})
    return team_page(request, member.team, phones=phones)
