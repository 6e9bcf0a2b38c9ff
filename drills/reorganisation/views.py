"""Pages of 年度整组: campaigns, a team's part, cross-audit, filing; then musters and their roll."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.reorganisation.acts.campaigns import (
    close_campaign,
    confirm_roster,
    order_campaign,
    run_audit,
    settle_finding,
)
from drills.reorganisation.acts.musters import (
    add_muster_photo,
    call_muster,
    conclude_muster,
)
from drills.reorganisation.forms import (
    CloseForm,
    ConfirmRosterForm,
    MusterForm,
    MusterResultForm,
    OrderForm,
    PhotoForm,
    SettleForm,
)
from drills.reorganisation.models import (
    AuditFinding,
    AuditOutcome,
    Campaign,
    CampaignState,
    CampaignTeam,
    Muster,
    MusterPhoto,
)
from drills.reorganisation.papers import REPORT
from drills.reorganisation.queries import find_entry, find_muster, states_of, total_of
from drills.reorganisation.rules import added, from_json
from drills.rollcall.queries import roll_of
from drills.teams.models import Equipment, Team, TeamState
from renfang.acts import NotFound
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.uploads.keeping import read_kept

_EVENTS_SHOWN = 20
_YEARS_COMPARED = 5


def find_campaign(request: HttpRequest, pk: int, permission: str | None = None) -> Campaign:
    """The campaign in scope; NotPermitted where another post handles it."""
    visible = Campaign.objects.visible_to(request.scope).select_related("organisation")
    campaign: Campaign = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, campaign)
    return campaign


def trail_of(campaign: Campaign) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this campaign."""
    return (
        ("年度整组", reverse("drills:campaigns")),
        (str(campaign), reverse("drills:campaign", args=[campaign.pk])),
    )


class CampaignList(ListPage):
    """年度整组: every campaign that the user may see."""

    model, title, noun = Campaign, "年度整组", "次"
    permission = "view_teams"
    columns = (
        col.Title("年度", str, link="drills:campaign", sort="year", width=28),
        col.Column("主管机构", "organisation.name", width=28),
        col.Code("下达文号", "order_number", width=26),
        col.Number("专业队", lambda campaign: len(campaign.entries.all())),
        col.Day("完成期限", "due_on"),
        col.Day("归档日期", "closed_on"),
        col.State("状态", "state", "open=todo"),
    )
    prefetch = ("entries",)
    links = (Link("下达年度整组", "drills:campaign_new", "plus", "manage_teams", is_main=True),)
    nothing = (
        Nothing("还没有年度整组", "下达年度整组", "drills:campaign_new", "refresh", "manage_teams"),
        Nothing("还没有年度整组，由训练演练岗位下达", symbol="refresh"),
    )


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """下达年度整组."""
    today = timezone.localdate()
    teams = Team.objects.visible_to(request.scope, "manage_teams").filter(state=TeamState.ACTIVE)
    form = OrderForm(
        request.POST or None,
        organisations=offices_with(request.scope, "manage_teams"),
        teams=teams,
        initial={"year": today.year, "ordered_on": today, "teams": [team.pk for team in teams]},
    )
    page = FormPage("下达年度整组", "下达整组", (("年度整组", reverse("drills:campaigns")),))
    return act_form(
        request,
        form,
        page,
        lambda: order_campaign(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done="整组已下达。逐队核定名册与装备，再交叉审核",
        to=lambda ordered: reverse("drills:campaign", args=[ordered.pk]),
    )


@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: every team's indicators, the audit, past years, the report."""
    found = find_campaign(request, pk)
    states = states_of(found)
    total = total_of(states)
    findings = list(found.findings.select_related("first__team", "second__team", "kept__team"))
    papers = IssuedDocument.objects.of(found).filter(kind=REPORT).with_state()
    context = {
        "campaign": found,
        "states": states,
        "total": total,
        "rates": total.rates(),
        "findings": findings,
        "open_findings": sum(finding.outcome == AuditOutcome.OPEN for finding in findings),
        "past": _past(found),
        "papers": papers,
        "events": events_of(found)[:_EVENTS_SHOWN],
        "is_open": found.state == CampaignState.OPEN,
        "may_manage": request.scope.may("manage_teams", found),
    }
    return render(request, "drills/reorganisation/campaign.html", context)


def _past(campaign: Campaign) -> list[tuple[Campaign, list[tuple[str, str]]]]:
    """Closed campaigns of earlier years with their indicators, the latest first; two queries."""
    earlier = Campaign.objects.filter(
        organisation=campaign.organisation_id, year__lt=campaign.year, state=CampaignState.CLOSED
    ).prefetch_related("entries")[:_YEARS_COMPARED]
    return [
        (year, added(from_json(entry.figures) for entry in year.entries.all()).rates())
        for year in earlier
    ]


@require_http_methods(["GET", "POST"])
def campaign_team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team's part: joiners and leavers, equipment counted, musters; 核定 by POST."""
    entry = find_entry(pk, request.scope)
    found = entry.campaign
    equipment = _counted(entry)
    form = ConfirmRosterForm(
        request.POST or None,
        equipment=equipment,
        initial={"roster_matches": entry.roster_matches, "note": entry.note},
    )
    if request.method == "POST":
        request.scope.require("manage_teams", found)
    page = FormPage(
        f"整组：{entry.team}",
        "核定名册与装备",
        trail_of(found),
        extra={
            **_part_of_team(entry),
            "may_manage": request.scope.may("manage_teams", found),
            "pairs": [
                (item, form[f"found-{item.pk}"], form[f"serviceable-{item.pk}"])
                for item in equipment
            ],
        },
        template="drills/reorganisation/campaign_team.html",
    )
    return act_form(
        request,
        form,
        page,
        lambda: confirm_roster(
            pk,
            by=request.user,
            matches=form.cleaned_data["roster_matches"],
            note=form.cleaned_data["note"],
            found=form.found(),
        ),
        done=f"{entry.team}的名册与装备已核定",
    )


def _part_of_team(entry: CampaignTeam) -> dict[str, Any]:
    """What the campaign has of a team: who joined and left in its year, and the musters."""
    found = entry.campaign
    return {
        "entry": entry,
        "campaign": found,
        "joiners": entry.team.members.filter(joined_on__year=found.year),
        "leavers": entry.team.members.filter(left_on__year=found.year),
        "musters": entry.musters.prefetch_related("occasion__marks"),
        "is_open": found.state == CampaignState.OPEN,
    }


def _counted(entry: CampaignTeam) -> list[Equipment]:
    """The team's equipment, with what was counted in the campaign where it was."""
    checks = {check.equipment_id: check for check in entry.checks.all()}
    equipment = list(entry.team.equipment.all())
    for item in equipment:
        if item.pk in checks:
            item.on_hand = checks[item.pk].found
            item.serviceable = checks[item.pk].serviceable
    return equipment


@require_POST
def campaign_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """交叉审核."""
    found = find_campaign(request, pk, "manage_teams")
    new = run_audit(pk, by=request.user)
    messages.success(
        request, f"交叉审核完成，新发现 {len(new)} 处重复" if new else "交叉审核完成，没有新的重复"
    )
    return redirect(reverse("drills:campaign", args=[found.pk]) + "#audit")


@require_http_methods(["GET", "POST"])
def finding_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """处理重复."""
    finding = (
        AuditFinding.objects.filter(pk=pk, campaign__in=Campaign.objects.visible_to(request.scope))
        .select_related("campaign", "first__team", "second__team")
        .first()
    )
    if finding is None:
        raise NotFound("交叉审核发现")
    request.scope.require("manage_teams", finding.campaign)
    form = SettleForm(request.POST or None, finding=finding)
    first, second = finding.first, finding.second
    lead = (
        f"{first.name}：{first.team}（{first.joined_on} 入队）与{second.team}"
        f"（{second.joined_on} 入队），{finding.get_ground_display()}。"
    )
    return act_form(
        request,
        form,
        FormPage("处理重复编组", "保存处理", trail_of(finding.campaign), lead=lead),
        lambda: settle_finding(
            pk, by=request.user, keep=form.keep_id(), reason=form.cleaned_data["reason"]
        ),
        done="重复已处理",
    )


@require_http_methods(["GET", "POST"])
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    """整组归档."""
    found = find_campaign(request, pk, "manage_teams")
    form = CloseForm(
        request.POST or None, initial={"on": timezone.localdate(), "version": found.version}
    )
    lead = "归档后各队数据按当时的情况固定，不能再改，并签发《整组情况报告》。"
    return act_form(
        request,
        form,
        FormPage("整组归档", "归档并签发报告", trail_of(found), lead=lead),
        lambda: close_campaign(pk, by=request.user, **form.cleaned_data),
        done=lambda paper: f"整组已归档，已签发{paper}",
    )


def _muster(request: HttpRequest, pk: int, permission: str | None = None) -> Muster:
    muster = find_muster(pk, request.scope)
    if permission:
        request.scope.require(permission, muster.entry.campaign)
    return muster


def trail_of_muster(muster: Muster) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this muster."""
    return (
        *trail_of(muster.entry.campaign),
        (str(muster), reverse("drills:muster", args=[muster.pk])),
    )


@require_http_methods(["GET", "POST"])
def muster_new(request: HttpRequest, pk: int) -> HttpResponse:
    """下达拉动点验 for the campaign's team ``pk``."""
    entry = find_entry(pk, request.scope)
    request.scope.require("manage_teams", entry.campaign)
    form = MusterForm(request.POST or None, initial={"on": timezone.localdate()})
    entry_url = reverse("drills:campaign_team", args=[pk])
    trail = (*trail_of(entry.campaign), (entry.team.name, entry_url))
    return act_form(
        request,
        form,
        FormPage("下达拉动点验", "下达点验", trail),
        lambda: call_muster(pk, form.facts(), by=request.user),
        done="拉动点验已下达。到点后点名",
        to=lambda muster: reverse("drills:muster", args=[muster.pk]),
    )


@require_GET
def muster(request: HttpRequest, pk: int) -> HttpResponse:
    """One muster: who came when, what was found, photographs."""
    found = _muster(request, pk)
    roll = roll_of(found.occasion)
    campaign = found.entry.campaign
    context = {
        "muster": found,
        "campaign": campaign,
        "sections": roll.sections,
        "turnout": roll.turnout,
        "photos": found.photos.all(),
        "trail": trail_of(campaign),
        "may_manage": request.scope.may("manage_teams", campaign)
        and campaign.state == CampaignState.OPEN,
    }
    return render(request, "drills/reorganisation/muster.html", context)


@require_http_methods(["GET", "POST"])
def muster_result(request: HttpRequest, pk: int) -> HttpResponse:
    """登记点验情况."""
    found = _muster(request, pk, "manage_teams")
    initial = {name: getattr(found, name) for name in MusterResultForm.base_fields}
    form = MusterResultForm(request.POST or None, initial=initial)
    return act_form(
        request,
        form,
        FormPage("登记点验情况", "保存", trail_of_muster(found)),
        lambda: conclude_muster(pk, by=request.user, **form.cleaned_data),
        done="点验情况已保存",
    )


@require_http_methods(["GET", "POST"])
def muster_photo_new(request: HttpRequest, pk: int) -> HttpResponse:
    """上传点验照片."""
    found = _muster(request, pk, "manage_teams")
    form = PhotoForm(request.POST or None, request.FILES or None)
    return act_form(
        request,
        form,
        FormPage("上传点验照片", "上传", trail_of_muster(found), has_file=True),
        lambda: add_muster_photo(pk, form.cleaned_data["file"], by=request.user),
        done="照片已上传",
    )


@require_GET
def muster_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, to users who may see its campaign."""
    visible = Campaign.objects.visible_to(request.scope)
    photo = get_object_or_404(MusterPhoto, pk=pk, muster__entry__campaign__in=visible)
    return HttpResponse(read_kept(photo), content_type="image/jpeg")
