"""Pages of teams: the list, one team, raising, changing and dissolving it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.figures import rate_text
from drills.teams import steps
from drills.teams.acts.members import reveal_contacts
from drills.teams.acts.teams import amend_team, dissolve_team, establish_team
from drills.teams.forms import DissolveForm, TeamForm, TeamQuery
from drills.teams.hooks import TEAM_CARDS
from drills.teams.models import Expansion, Member, Service, Team, TeamKind, TeamState
from drills.teams.queries import (
    establishment_of,
    qualification_doubts,
    qualification_light,
    warnings,
)
from renfang.administration.views.personal import export_page
from renfang.exchange.workbook import download
from renfang.history.access import Kind, note_access
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent, tried
from renfang.steps import Button

_EVENTS_SHOWN = 30


def _staffing(team: Team) -> str:
    if team.state == TeamState.DISSOLVED:
        return team.get_state_display()
    if team.strength == team.establishment:
        return "满编"
    return "缺编" if team.strength < team.establishment else "超编"


class TeamList(ListPage):
    """专业队: every team the user may see, with its establishment and strength."""

    model, query, title, noun = Team, TeamQuery, "专业队", "支"
    permission = "view_teams"
    columns = (
        col.Title("队名", "name", link="drills:team", width=28),
        col.Short(
            "种类",
            "kind",
            sort="kind",
            note=lambda team: "（新型）" if team.kind.is_new_type else "",
        ),
        col.Column("组建单位", "raising_unit", width=28),
        col.Column("主管机构", "organisation.name", width=28),
        col.Number("编制", "establishment"),
        col.Number("在编", "strength", sort="strength"),
        col.Number("满编率", lambda team: rate_text(team.strength, team.establishment)),
        col.Short("联络员", "liaison"),
        col.State(
            "状态",
            _staffing,
            lambda team: {"缺编": "waiting", "超编": "todo", "满编": "plain"}.get(
                _staffing(team), "blocked"
            ),
        ),
    )
    related = ("kind",)
    links = (
        Link("专业队种类", "drills:team_kinds"),
        Link("组建专业队", "drills:team_new", "plus", "manage_teams", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有登记专业队。法定七类专业队由有关部门负责组建，在这里登记造册",
            "组建第一支专业队",
            "drills:team_new",
            "users-group",
            "manage_teams",
        ),
        Nothing("还没有登记专业队，由训练演练岗位登记", symbol="users-group"),
    )
    nothing_found = "没有符合条件的专业队"

    def rows(self) -> QuerySet[Team]:
        """With how many serve."""
        return super().rows().with_strength(self.today)

    def summary(self) -> str:
        """Of the teams that stand: a dissolved one has posts that nobody is to fill."""
        sums = self.found.filter(dissolved_on__isnull=True).aggregate(
            posts=Sum("establishment"), filled=Sum("strength")
        )
        posts, filled = sums["posts"] or 0, sums["filled"] or 0
        return f"编制 {posts:,} 人，在编 {filled:,} 人，满编率 {rate_text(filled, posts)}"


def team_page(
    request: HttpRequest,
    team: Team,
    *,
    phones: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One team's page; ``phones`` are the numbers that this answer may show in full."""
    today, scope = timezone.localdate(), request.scope
    members = list(team.members.select_related("post_held__unit"))
    current = [member for member in members if member.left_on is None or member.left_on > today]
    reserve = [member for member in current if member.service == Service.RESERVE]
    serving = [member for member in current if member.service != Service.RESERVE]
    may = partial(scope.may, subject=team)
    for member in current:
        member.team = team
        member.buttons = steps.MEMBER_STEPS.buttons(member, may)
    for member in serving:
        _prepare(member, today, phones or {})
    establishment = establishment_of(team, serving, today)
    context = {
        "team": team,
        "serving": serving,
        "left": [member for member in members if member not in current],
        "reserve": reserve,
        **establishment,
        **_buttons(team, establishment["expansion"], has_reserve=bool(reserve), may=may),
        "strength": len(serving),
        "vacant": team.establishment - len(serving),
        "filled": rate_text(len(serving), team.establishment),
        "warned": sum(bool(member.warnings or member.doubts) for member in serving),
        "cards": [card(request, team) for card in TEAM_CARDS],
        "events": events_of(team)[:_EVENTS_SHOWN],
        "may_see_contacts": scope.may("view_contacts", team),
        "revealed": phones is not None,
    }
    return render(request, "drills/teams/team.html", context, status=status)


def _prepare(member: Any, today: date, phones: dict[int, str]) -> None:
    """Give a serving member what the roster shows beside the record."""
    member.age = member.age_on(today)
    member.warnings = warnings(member.team, member, today)
    member.doubts = qualification_doubts(member, member.post_held, today)
    member.qualification_light = qualification_light(member, member.post_held, today)
    member.shown_phone = phones.get(member.pk)


def _buttons(
    team: Team, expansion: Expansion | None, *, has_reserve: bool, may: Callable[[str], bool]
) -> dict[str, Any]:
    """What this user can do to the team, card by card."""
    reserve: list[Button] = []
    if expansion:
        reserve = steps.EXPANSION_STEPS.buttons(expansion, may)
    elif has_reserve:
        reserve = steps.RESERVE_STEPS.buttons(team, may)
    return {
        "reserve_buttons": reserve,
        "may_manage": may(steps.ENLIST.permission) and steps.ENLIST.fits(team),
        "buttons": steps.STEPS.buttons(team, may),
        "unit_buttons": steps.UNIT_STEPS.buttons(team, may),
        "equipment_buttons": steps.EQUIPMENT_STEPS.buttons(team, may),
        "undoing": steps.UNDOING_STEPS.buttons(team, may),
    }


def find_team(request: HttpRequest, pk: int) -> Team:
    """The team in scope."""
    visible = Team.objects.visible_to(request.scope).select_related("kind", "organisation")
    team: Team = get_object_or_404(visible, pk=pk)
    return team


def trail_of(team: Team) -> tuple[tuple[str, str], ...]:
    """The pages above a page about this team."""
    return (
        ("专业队", reverse("drills:teams")),
        (team.name, reverse("drills:team", args=[team.pk])),
    )


@require_GET
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: facts, roster with masked telephones, drills, history."""
    return team_page(request, find_team(request, pk))


@require_http_methods(["GET", "POST"])
@never_cache
def team_contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """The team's page with all telephone numbers, once, for a reason that is kept."""
    team = find_team(request, pk)
    request.scope.require("view_contacts", team)
    form = ReasonForm(sent(request), label="查看理由", least=4, longest=200, example="组织集结")

    def revealed() -> HttpResponse:
        reason = form.cleaned_data["reason"]
        phones = reveal_contacts(pk, by=request.user, reason=reason)
        details = {"查看内容": "全部队员电话", "查看理由": reason}
        note_access(request, kind=Kind.PERSONAL, subject=team, details=details, or_refuse=True)
        return team_page(request, team, phones=phones)

    answer, status = tried(request, form, revealed)
    if answer is not None:
        return answer
    context = {"form": form, "team": team}
    return render(request, "drills/teams/team_contacts.html", context, status=status)


@require_POST
def roster_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster as XLSX, telephone numbers masked."""
    from drills.teams.exchange.members import export_roster

    team = find_team(request, pk)
    content = export_roster(pk, by=request.user)
    return download(content, f"{team}花名册{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
@never_cache
def roster_export_whole(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with numbers in full, for a reason; the file carries who took it out."""
    from drills.teams.exchange.members import export_roster

    team = find_team(request, pk)
    request.scope.require("view_contacts", team)
    return export_page(
        request,
        title="导出花名册（含电话）",
        trail=trail_of(team),
        name=f"{team}花名册",
        subject=team,
        what=lambda mark: export_roster(pk, by=request.user, mark=mark),
        rows=lambda: team.members.filter(left_on__isnull=True).count(),
    )


_FIELDS = "drills/teams/_team_fields.html"


@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    """组建专业队."""
    form = TeamForm(
        sent(request),
        organisations=offices_with(request.scope, "manage_teams"),
        kinds=TeamKind.objects.visible_to(request.scope),
    )
    trail = [("专业队", reverse("drills:teams"))]
    return act_form(
        request,
        form,
        FormPage("组建专业队", "登记专业队", trail, body=_FIELDS),
        lambda: establish_team(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done=lambda team: f"已登记{team}。下一步编入队员",
        to=lambda team: reverse("drills:team", args=[team.pk]),
    )


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """变更专业队."""
    team = find_team(request, pk)
    request.scope.require(steps.AMEND.permission, team)
    form = TeamForm(
        sent(request),
        organisations=offices_with(request.scope, steps.AMEND.permission),
        kinds=TeamKind.objects.known_to(team.organisation),
        team=team,
    )
    return step_page(
        request,
        steps.AMEND,
        team,
        form,
        lambda: amend_team(pk, form.facts(), by=request.user, version=form.cleaned_data["version"]),
        trail=trail_of(team),
        done="变更已保存",
        body=_FIELDS,
    )


def _what_goes(team: Team) -> dict[str, Any]:
    serving = Member.objects.filter(team=team, left_on__isnull=True).count()
    lead = (
        f"撤销后不能恢复。在编的 {serving} 名队员同日离队。花名册、演练和考勤记录保留，可以查询。"
    )
    return {"lead": lead}


team_dissolve = acts_on(find_team, trail_of)(
    steps.DISSOLVE, fresh(DissolveForm), dissolve_team, lambda team: f"{team}已撤销", _what_goes
)
