"""Pages of 年度整组: campaigns, a team's part, cross-audit, filing; then musters and their roll."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET, require_http_methods

from drills.reorganisation import steps
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
from drills.reorganisation.acts.orders import amend_campaign
from drills.reorganisation.forms import (
    AmendForm,
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
from drills.reorganisation.queries import (
    EntryState,
    find_entry,
    find_finding,
    find_muster,
    states_of,
    teams_to_take_in,
    total_of,
)
from drills.reorganisation.rules import Figures, added, from_json
from drills.rollcall.queries import roll_of
from drills.teams.models import Equipment, Team, TeamState
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.answers import picture
from renfang.pages.forms import VersionForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status
from renfang.uploads.keeping import read_kept

_EVENTS_SHOWN = 20
_YEARS_COMPARED = 5


def find_campaign(request: HttpRequest, pk: int) -> Campaign:
    """The campaign in scope."""
    visible = Campaign.objects.visible_to(request.scope).select_related("organisation")
    campaign: Campaign = get_object_or_404(visible, pk=pk)
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


@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """调整整组."""
    found = find_campaign(request, pk)
    request.scope.require(steps.AMEND.permission, found)
    shown = ("order_number", "due_on", "approved_by", "approval_number", "requirements", "version")
    form = AmendForm(
        sent(request),
        teams=teams_to_take_in(found, request.scope),
        initial={name: getattr(found, name) for name in shown},
    )
    return step_page(
        request,
        steps.AMEND,
        found,
        form,
        lambda: amend_campaign(
            pk, form.facts(), by=request.user, version=form.cleaned_data["version"]
        ),
        trail=trail_of(found),
        done="整组已调整",
    )


@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: every team's indicators, the audit, past years, the report."""
    found = find_campaign(request, pk)
    states = states_of(found)
    total = total_of(states)
    people = AuditFinding.objects.select_related("first__team", "second__team", "kept__team")
    prefetch_related_objects([found], Prefetch("findings", people))
    findings = found.findings.all()
    may = partial(request.scope.may, subject=found)
    for finding in findings:
        finding.buttons = steps.FINDING_STEPS.buttons(finding, may)  # type: ignore[attr-defined]
    papers = IssuedDocument.objects.of(found).filter(kind=REPORT).with_state()
    context = {
        "campaign": found,
        "states": _states_table(states, total),
        "total": total,
        "rates": total.rates(),
        "findings": Table("重复编组", _FINDINGS, findings, is_dense=True),
        "found": len(findings),
        "open_findings": sum(finding.outcome == AuditOutcome.OPEN for finding in findings),
        "past": _past(found, total),
        "papers": papers,
        "events": events_of(found)[:_EVENTS_SHOWN],
        "is_open": found.state == CampaignState.OPEN,
        "buttons": steps.STEPS.buttons(found, may, request.user),
        "missing": steps.CLOSE.obstacle(found, request.user) if steps.CLOSE.fits(found) else "",
    }
    return render(request, "drills/reorganisation/campaign.html", context)


def _past(campaign: Campaign, total: Figures) -> Table:
    """Closed campaigns of earlier years with their indicators, the latest first; two queries.

    The campaign itself stands above them; there are no rows where there is none of them.
    """
    earlier = Campaign.objects.filter(
        organisation=campaign.organisation_id, year__lt=campaign.year, state=CampaignState.CLOSED
    ).prefetch_related("entries")[:_YEARS_COMPARED]
    rows = [
        {
            "campaign": year,
            "rates": added(from_json(entry.figures) for entry in year.entries.all()).rates(),
        }
        for year in earlier
    ]

    def address(row: dict[str, Any]) -> str:
        other = row["campaign"]
        return "" if other == campaign else reverse("drills:campaign", args=[other.pk])

    columns = (col.Head("年度", "campaign.year", link=address), *_rates(total))
    own = {"campaign": campaign, "rates": total.rates()}
    return Table("与往年对比", columns, [own, *rows] if rows else [], is_dense=True)


def _rates(total: Figures) -> Iterator[col.Column]:
    """A column for each indicator, of rows that have ``rates`` in the same order."""
    for place, (name, _) in enumerate(total.rates()):
        yield col.Number(name, lambda row, place=place: col.read(row, "rates")[place][1])


def _states_table(states: Sequence[EntryState], total: Figures) -> Table:
    columns = (
        col.Title("专业队", "entry.team", link="drills:campaign_team", link_by="entry.pk"),
        col.Number("编制", "figures.establishment"),
        col.Number("在编", "figures.strength"),
        col.Number("编入／离队", lambda state: f"{state.figures.joined}／{state.figures.left}"),
        *_rates(total),
        col.State(
            "名册",
            lambda state: "已核定" if state.entry.is_confirmed else "待核定",
            lambda state: "plain" if state.entry.is_confirmed else "todo",
        ),
    )
    return Table("各队整组情况", columns, states, is_dense=True)


def _handling(finding: AuditFinding) -> str:
    """The way to deal with it, or how it was dealt with."""
    if finding.outcome == AuditOutcome.OPEN:
        links = (col.row_link("处理", it.url, finding.first.name) for it in finding.buttons)
        joined = format_html_join(" ", "{}", ((link,) for link in links))
        return joined or status("待核", "todo")
    kept = f"，保留在{finding.kept.team}" if finding.kept else ""
    said = f"{finding.get_outcome_display()}{kept}"
    if not finding.reason:
        return said
    return format_html('{}<span class="soft">（{}）</span>', said, finding.reason)


_FINDINGS = (
    col.Head("姓名", "first.name"),
    col.Column("所在两队", lambda finding: f"{finding.first.team}、{finding.second.team}"),
    col.Column("依据", "ground"),
    col.Column("处理", "", html=_handling),
)


@require_GET
def campaign_team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team's part: joiners and leavers, musters, whether roster and equipment were checked."""
    entry = find_entry(pk, request.scope)
    context = {
        **_part_of_team(entry),
        "trail": trail_of(entry.campaign),
        "buttons": steps.TEAM_STEPS.buttons(entry, partial(request.scope.may, subject=entry)),
    }
    return render(request, "drills/reorganisation/campaign_team.html", context)


@require_http_methods(["GET", "POST"])
def campaign_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """核定名册与装备."""
    entry = _entry(request, pk)
    request.scope.require(steps.CONFIRM.permission, entry)
    equipment = _counted(entry)
    form = ConfirmRosterForm(
        sent(request),
        equipment=equipment,
        initial={"roster_matches": entry.roster_matches, "note": entry.note},
    )
    pairs = [(form[f"found-{item.pk}"], form[f"serviceable-{item.pk}"]) for item in equipment]
    return step_page(
        request,
        steps.CONFIRM,
        entry,
        form,
        lambda: confirm_roster(
            pk,
            by=request.user,
            matches=form.cleaned_data["roster_matches"],
            note=form.cleaned_data["note"],
            found=form.found(),
        ),
        trail=_trail_of_team(entry),
        done=f"{entry.team}的名册与装备已核定",
        to=lambda confirmed: trail_of(entry.campaign)[-1][1],
        body="drills/reorganisation/_confirm.html",
        extra={"pairs": pairs},
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


def _entry(request: HttpRequest, pk: int) -> CampaignTeam:
    return find_entry(pk, request.scope)


def _finding(request: HttpRequest, pk: int) -> AuditFinding:
    return find_finding(pk, request.scope)


def _muster(request: HttpRequest, pk: int) -> Muster:
    return find_muster(pk, request.scope)


def _trail_of_team(entry: CampaignTeam) -> tuple[tuple[str, str], ...]:
    entry_url = reverse("drills:campaign_team", args=[entry.pk])
    return (*trail_of(entry.campaign), (entry.team.name, entry_url))


def trail_of_muster(muster: Muster) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this muster."""
    return (
        *trail_of(muster.campaign),
        (str(muster), reverse("drills:muster", args=[muster.pk])),
    )


def _audited(new: list[AuditFinding]) -> str:
    return f"交叉审核完成，新发现 {len(new)} 处重复" if new else "交叉审核完成，没有新的重复"


def _twins(finding: AuditFinding) -> dict[str, Any]:
    first, second = finding.first, finding.second
    lead = (
        f"{first.name}：{first.team}（{first.joined_on} 入队）与{second.team}"
        f"（{second.joined_on} 入队），{finding.get_ground_display()}。"
    )
    return {"lead": lead}


def _settle(pk: int, *, keep: str, **values: Any) -> AuditFinding:
    return settle_finding(pk, keep=None if keep == "different" else int(keep), **values)


_act = acts_on(find_campaign, trail_of)
campaign_audit = _act(steps.AUDIT, fresh(VersionForm), run_audit, _audited)
campaign_close = _act(
    steps.CLOSE, fresh(CloseForm), close_campaign, lambda paper: f"整组已归档，已签发{paper}"
)
finding_settle = acts_on(_finding, lambda finding: trail_of(finding.campaign))(
    steps.SETTLE,
    lambda data, finding: SettleForm(data, finding=finding),
    _settle,
    "重复已处理",
    _twins,
)
muster_result = acts_on(_muster, trail_of_muster)(
    steps.CONCLUDE,
    lambda data, found: MusterResultForm(
        data, initial={name: getattr(found, name) for name in MusterResultForm.base_fields}
    ),
    conclude_muster,
    "点验情况已保存",
)


@require_http_methods(["GET", "POST"])
def muster_new(request: HttpRequest, pk: int) -> HttpResponse:
    """下达拉动点验 for the campaign's team ``pk``."""
    entry = _entry(request, pk)
    request.scope.require(steps.CALL.permission, entry)
    form = MusterForm(sent(request), initial={"on": timezone.localdate()})
    return step_page(
        request,
        steps.CALL,
        entry,
        form,
        lambda: call_muster(pk, form.facts(), by=request.user),
        trail=_trail_of_team(entry),
        done="拉动点验已下达。到点后点名",
        to=lambda muster: reverse("drills:muster", args=[muster.pk]),
    )


@require_GET
def muster(request: HttpRequest, pk: int) -> HttpResponse:
    """One muster: who came when, what was found, photographs."""
    found = _muster(request, pk)
    roll = roll_of(found.occasion)
    may = partial(request.scope.may, subject=found)
    context = {
        "muster": found,
        "sections": roll.sections,
        "turnout": roll.turnout,
        "photos": found.photos.all(),
        "trail": trail_of(found.campaign),
        "may_mark": may(steps.CONCLUDE.permission) and steps.CONCLUDE.fits(found),
        "buttons": steps.MUSTER_STEPS.buttons(found, may),
    }
    return render(request, "drills/reorganisation/muster.html", context)


@require_http_methods(["GET", "POST"])
def muster_photo_new(request: HttpRequest, pk: int) -> HttpResponse:
    """上传点验照片."""
    found = _muster(request, pk)
    request.scope.require(steps.PHOTOGRAPH.permission, found)
    form = PhotoForm(sent(request), request.FILES or None)
    return step_page(
        request,
        steps.PHOTOGRAPH,
        found,
        form,
        lambda: add_muster_photo(pk, form.cleaned_data["file"], by=request.user),
        trail=trail_of_muster(found),
        has_file=True,
        done="照片已上传",
    )


@require_GET
def muster_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, to users who may see its campaign."""
    visible = Campaign.objects.visible_to(request.scope)
    photo = get_object_or_404(MusterPhoto, pk=pk, muster__entry__campaign__in=visible)
    return picture(read_kept(photo))
