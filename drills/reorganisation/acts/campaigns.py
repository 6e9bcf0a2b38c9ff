"""年度整组: ordering it, checking rosters and equipment, cross-audit, and putting it on file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.utils import timezone

from drills.reorganisation import papers as reorganisation_paper
from drills.reorganisation.models import (
    AuditFinding,
    AuditGround,
    AuditOutcome,
    Campaign,
    CampaignState,
    CampaignTeam,
    EquipmentCheck,
    Muster,
)
from drills.reorganisation.queries import find_entry, find_finding, states_of
from drills.reorganisation.steps import AUDIT, CLOSE, CONFIRM, SETTLE
from drills.rollcall.acts import settle
from drills.rollcall.models import Occasion, OccasionState
from drills.teams.acts.members import discharge_member
from drills.teams.models import Member
from drills.teams.queries import active_teams
from renfang.acts import Incomplete, act, require_day, require_past, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.quantities.names import person_key
from renfang.steps import Step


@dataclass(frozen=True)
class OrderFacts:
    """The order of the year's reorganisation, who approved the plan, and which teams it names."""

    year: int
    order_number: str
    ordered_on: date
    due_on: date
    team_ids: Sequence[int]
    approved_by: str = ""
    approval_number: str = ""
    requirements: str = ""


@act
def order_campaign(organisation_id: int, facts: OrderFacts, *, by: User) -> Campaign:
    """下达年度整组: teams of the office and of the offices below it."""
    scope = Scope(by)
    scope.require("manage_teams", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    _check(organisation, facts)
    teams = list(active_teams(organisation, scope).filter(pk__in=list(facts.team_ids)))
    if not teams or len(teams) != len(set(facts.team_ids)):
        raise Incomplete("选择参加整组的专业队；已撤销的和不属于本机构的队不能列入", field="teams")
    plain = {name: value for name, value in vars(facts).items() if name != "team_ids"}
    campaign = Campaign.objects.create(organisation=organisation, **plain)
    CampaignTeam.objects.bulk_create(CampaignTeam(campaign=campaign, team=team) for team in teams)
    record(
        by,
        "下达年度整组",
        campaign,
        after={
            "年度": campaign.year,
            "下达文号": campaign.order_number,
            "完成期限": campaign.due_on,
            "专业队": "、".join(team.name for team in teams),
        },
    )
    return campaign


def _check(organisation: Organisation, facts: OrderFacts) -> None:
    if Campaign.objects.filter(organisation=organisation, year=facts.year).exists():
        raise Incomplete(f"本机构 {facts.year} 年度已下达整组。在整组列表中打开", field="year")
    if facts.ordered_on.year != facts.year:
        raise Incomplete(f"下达日期不在 {facts.year} 年度内，核对年度或日期", field="ordered_on")
    require_past(facts.ordered_on, "下达日期", field="ordered_on")
    if facts.due_on < facts.ordered_on:
        raise Incomplete("完成期限不能早于下达日期", field="due_on")


def locked_for(step: Step, part: CampaignTeam | AuditFinding | Muster, by: User) -> Campaign:
    """The campaign of a part, locked, once the step lets this user go on with the part."""
    campaign: Campaign = Campaign.objects.locked(part.campaign.pk, Scope(by), step.permission)
    part.refresh_from_db()
    entry = part.entry if isinstance(part, Muster) else part
    entry.campaign = campaign
    step.require(part, by)
    return campaign


@dataclass(frozen=True)
class Found:
    """What was counted of one item of equipment."""

    found: int
    serviceable: int


@act
def confirm_roster(
    entry_id: int, *, by: User, matches: bool, note: str, found: Mapping[int, Found]
) -> CampaignTeam:
    """核定名册与装备: whether people and roster agree, and what was counted (equipment id →)."""
    entry = find_entry(entry_id, Scope(by))
    campaign = locked_for(CONFIRM, entry, by)
    equipment = {item.pk: item for item in entry.team.equipment.all()}
    counted = {}
    for pk, count in found.items():
        item = equipment.get(pk)
        if item is None:
            raise Incomplete("装备已有变化。刷新页面后重新清点")
        if count.serviceable > count.found:
            raise Incomplete(f"“{item}”完好 {count.serviceable}，多于清点数量 {count.found}")
        EquipmentCheck.objects.update_or_create(
            entry=entry,
            equipment=item,
            defaults={"found": count.found, "serviceable": count.serviceable},
        )
        counted[str(item)] = f"清点 {count.found}，完好 {count.serviceable}"
    if not matches:
        require_text(note, "人册不符的，写明不符的情况", field="note", least=5)
    entry.is_confirmed, entry.roster_matches, entry.note = True, matches, note.strip()
    entry.confirmed_at, entry.confirmed_by = timezone.now(), by
    entry.save()
    record(
        by,
        "核定整组名册",
        campaign,
        after={"专业队": entry.team.name, "人册相符": "是" if matches else "否", **counted},
        note=note.strip(),
    )
    return entry


@act
def run_audit(campaign_id: int, *, by: User, version: int | None = None) -> list[AuditFinding]:
    """交叉审核: who stands on two rosters, by name with telephone or with date of birth.

    Pairs found before keep their settlement; a pair that no longer serves twice is settled itself.
    """
    campaign = Campaign.objects.locked_for(AUDIT, campaign_id, by, version=version)
    teams = campaign.entries.values_list("team", flat=True)
    people = list(Member.objects.filter(team__in=teams, left_on__isnull=True).order_by("pk"))
    known = set(campaign.findings.values_list("first", "second"))
    new = [
        AuditFinding(campaign=campaign, first=first, second=second, ground=ground)
        for (first, second), ground in _twins(people).items()
        if (first.pk, second.pk) not in known
    ]
    AuditFinding.objects.bulk_create(new)
    campaign.audited_at, campaign.audited_people = timezone.now(), len(people)
    campaign.save(update_fields=["audited_at", "audited_people"])
    record(by, "整组交叉审核", campaign, after={"审核人数": len(people), "新发现重复": len(new)})
    return new


def _twins(people: Sequence[Member]) -> dict[tuple[Member, Member], str]:
    """Pairs on different rosters, the earlier row first, with why they look like one person."""
    groups: dict[tuple[str, str, object], list[Member]] = defaultdict(list)
    for member in people:
        name = person_key(member.name)
        if member.phone:
            groups[AuditGround.PHONE, name, member.phone].append(member)
        if member.born_on:
            groups[AuditGround.BIRTH, name, member.born_on].append(member)
    found: dict[tuple[Member, Member], str] = {}
    for (ground, _, _), members in groups.items():
        for first, second in combinations(members, 2):
            if first.team_id != second.team_id:
                found.setdefault((first, second), ground)
    return found


@act
def settle_finding(finding_id: int, *, by: User, keep: int | None, reason: str) -> AuditFinding:
    """处理重复: keep one row and discharge the other, or state that they are two people.

    ``keep`` is the id of the member kept, None for two people (which needs a reason).
    """
    finding = find_finding(finding_id, Scope(by))
    campaign = locked_for(SETTLE, finding, by)
    if keep is None:
        reason = require_text(reason, "写明不是同一人的依据", least=5)
        finding.outcome = AuditOutcome.DIFFERENT
    else:
        finding.outcome, finding.kept = AuditOutcome.KEPT, _discharge_other(finding, keep, by)
    finding.reason = reason
    finding.settled_by, finding.settled_at = by, timezone.now()
    finding.save()
    record(
        by,
        "处理重复编组",
        campaign,
        before={
            "姓名": finding.first.name,
            "专业队": f"{finding.first.team}、{finding.second.team}",
        },
        after={
            "结果": AuditOutcome(finding.outcome).label,
            **({"保留在": finding.kept.team.name} if finding.kept else {}),
        },
        note=finding.reason,
    )
    return finding


def _discharge_other(finding: AuditFinding, keep: int, by: User) -> Member:
    """Take the other row off its roster, unless it has left already; gives the one kept."""
    rows = {row.pk: row for row in (finding.first, finding.second)}
    if keep not in rows:
        raise Incomplete("选择保留在哪支队", field="keep")
    kept = rows.pop(keep)
    (other,) = rows.values()
    if other.left_on is None:
        discharge_member(
            other.pk,
            by=by,
            on=timezone.localdate(),
            reason=f"整组交叉审核，保留在{kept.team}",
            version=None,
        )
    return kept


@act
def close_campaign(
    campaign_id: int, *, by: User, on: date, summary: str, version: int | None
) -> IssuedDocument:
    """整组归档: keep every figure as it stands, freeze the campaign, issue 《整组情况报告》."""
    campaign: Campaign = Campaign.objects.locked_for(CLOSE, campaign_id, by, version=version)
    require_day(on, campaign.ordered_on, "归档日期", since="下达日期 ")
    summary = require_text(summary, "填写整组总结", field="summary")
    states = states_of(campaign)
    for state in states:
        state.entry.figures = state.figures.as_json()
        state.entry.save(update_fields=["figures"])
    settle(Occasion.objects.filter(muster__entry__campaign=campaign), OccasionState.CLOSED)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, on
    campaign.summary = summary
    campaign.save_next()
    record(
        by,
        "整组归档",
        campaign,
        before={"状态": CampaignState.OPEN.label},
        after={"状态": CampaignState.CLOSED.label, "归档日期": on},
    )
    return issue_document(
        reorganisation_paper.REPORT,
        campaign,
        reorganisation_paper.snapshot_of(campaign, states),
        title=f"{campaign.year}年度群众防空组织整组情况报告",
        organisation=campaign.organisation,
        on=on,
        by=by,
    )
