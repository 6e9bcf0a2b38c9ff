"""How a campaign stands: each team's figures, live while it is open, as kept once it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from drills.reorganisation.models import (
    AuditFinding,
    Campaign,
    CampaignState,
    CampaignTeam,
    EquipmentCheck,
    Muster,
)
from drills.reorganisation.rules import Figures, added, from_json
from drills.rollcall.models import ATTENDED, Attendance
from drills.teams.models import Equipment, Member, Post, Service, Team, TeamQuerySet
from drills.teams.queries import active_teams, needed
from renfang.acts import NotFound
from renfang.organisations.scope import Scope
from renfang.resting import Ending, Resting


@dataclass
class EntryState:
    """One team in the campaign."""

    entry: CampaignTeam
    figures: Figures

    @property
    def rates(self) -> list[tuple[str, str]]:
        """The indicators as people read them."""
        return self.figures.rates()


def states_of(campaign: Campaign) -> list[EntryState]:
    """Every team with its figures, in eight queries whatever the number of teams."""
    teams = CampaignTeam.objects.select_related("team__kind", "team__organisation")
    prefetch_related_objects([campaign], Prefetch("entries", teams))
    entries = list(campaign.entries.all())
    if campaign.state == CampaignState.CLOSED:
        return [EntryState(entry, from_json(entry.figures)) for entry in entries]
    members = _by(Member.objects.filter(team__in=[entry.team_id for entry in entries]), "team_id")
    posts = _by(
        Post.objects.filter(unit__team__in=[entry.team_id for entry in entries]).select_related(
            "unit"
        ),
        "unit.team_id",
    )
    equipment = _by(
        Equipment.objects.filter(team__in=[entry.team_id for entry in entries]), "team_id"
    )
    checks = _by(EquipmentCheck.objects.filter(entry__in=entries), "entry_id")
    turnout = _turnout(entries, members)
    return [
        EntryState(
            entry,
            Figures(
                establishment=entry.team.establishment,
                # Compared once it was checked: a roster not yet checked is no mismatch.
                rosters=int(entry.is_confirmed),
                rosters_match=int(entry.is_confirmed and entry.roster_matches),
                **_people(members[entry.team_id], _since(campaign), timezone.localdate()),
                **_posts(posts[entry.team_id], members[entry.team_id]),
                **_equipment(equipment[entry.team_id], checks[entry.pk]),
                **turnout.get(entry.pk, {}),
            ),
        )
        for entry in entries
    ]


def total_of(states: Sequence[EntryState]) -> Figures:
    """All teams together."""
    return added(state.figures for state in states)


def _by(rows: Iterable, path: str) -> dict[int, list]:
    grouped: dict[int, list] = defaultdict(list)
    for row in rows:
        key = row
        for name in path.split("."):
            key = getattr(key, name)
        grouped[key].append(row)
    return grouped


def _since(campaign: Campaign) -> date:
    """Joiners and leavers are counted from the day on which the year's order was given."""
    return date(campaign.year, 1, 1)


def is_serving(member: Member, day: date) -> bool:
    """Whether the member is in service on the day, as ``serving_on`` asks the database."""
    if member.service == Service.RESERVE or member.joined_on > day:
        return False
    return member.left_on is None or member.left_on > day


def _people(members: Sequence[Member], since: date, today: date) -> dict[str, int]:
    serving = [member for member in members if is_serving(member, today)]
    return {
        "strength": len(serving),
        "joined": sum(member.joined_on >= since for member in serving),
        "left": sum(member.left_on is not None and member.left_on >= since for member in members),
        "reserve": sum(m.service == Service.RESERVE and m.left_on is None for m in members),
        "party": sum(member.political_status in ("party", "league") for member in serving),
        "veterans": sum(member.is_veteran for member in serving),
    }


def _posts(posts: Sequence[Post], members: Sequence[Member]) -> dict[str, int]:
    today = timezone.localdate()
    held: dict[int | None, int] = defaultdict(int)
    for member in members:
        if is_serving(member, today):
            held[member.post_held_id] += 1
    filled = {post.pk: min(held[post.pk], post.headcount) for post in posts}
    return {
        "posts": sum(post.headcount for post in posts),
        "posts_filled": sum(filled.values()),
        "key_posts": sum(post.headcount for post in posts if post.is_key),
        "key_filled": sum(filled[post.pk] for post in posts if post.is_key),
    }


def _equipment(equipment: Sequence[Equipment], checks: Sequence[EquipmentCheck]) -> dict[str, int]:
    """Counted by what was found in the campaign; what was not checked counts as missing."""
    found = {check.equipment_id: check for check in checks}
    return {
        "allotted": sum(item.allotted for item in equipment),
        "equipped": sum(
            min(found[item.pk].found, item.allotted) for item in equipment if item.pk in found
        ),
        "found": sum(check.found for check in checks),
        "serviceable": sum(check.serviceable for check in checks),
    }


def _turnout(
    entries: Sequence[CampaignTeam], members: dict[int, list[Member]]
) -> dict[int, dict[str, int]]:
    """Entry id → 应到 and 实到 of its latest muster; 应到 is who served on that day."""
    latest: dict[int, Muster] = {}
    for muster in Muster.objects.filter(entry__in=entries).order_by("called_at", "pk"):
        latest[muster.entry_id] = muster
    teams = {entry.pk: entry.team_id for entry in entries}
    arrived: dict[int, int] = defaultdict(int)
    marked: dict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(occasion__muster__in=latest.values())
    for muster_id, member_id, status in rows.values_list("occasion__muster", "member", "status"):
        marked[muster_id].add(member_id)
        arrived[muster_id] += status in ATTENDED
    return {
        entry_id: {
            "expected": sum(
                member.pk in marked[muster.pk]
                or is_serving(member, timezone.localdate(muster.called_at))
                for member in members[teams[entry_id]]
            ),
            "arrived": arrived[muster.pk],
        }
        for entry_id, muster in latest.items()
    }


def teams_to_take_in(campaign: Campaign, scope: Scope) -> TeamQuerySet:
    """Active teams of the office and of those below it that the campaign does not name yet."""
    named = CampaignTeam.objects.filter(campaign=campaign)
    return active_teams(campaign.organisation, scope).exclude(pk__in=named.values("team"))


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """Reorganisations that a team is still in."""
    entries = CampaignTeam.objects.filter(team=team, campaign__state=CampaignState.OPEN)
    for entry in entries.select_related("campaign"):
        words = f"{team}列入的{entry.campaign}尚未办结。整组归档后再撤销"
        yield Resting(row=entry.campaign, label="年度整组", effect=needed(ending), words=words)


def find_entry(entry_id: int, scope: Scope) -> CampaignTeam:
    """One team's part of a campaign that the user may see; NotFound otherwise."""
    visible = Campaign.objects.visible_to(scope)
    entry = (
        CampaignTeam.objects.filter(pk=entry_id, campaign__in=visible)
        .select_related("campaign__organisation", "team__kind", "team__organisation")
        .first()
    )
    if entry is None:
        raise NotFound("参加整组的专业队")
    return entry


def find_finding(finding_id: int, scope: Scope) -> AuditFinding:
    """Two rows that look like one person, if the user may see the campaign; else NotFound."""
    finding = (
        AuditFinding.objects.filter(pk=finding_id, campaign__in=Campaign.objects.visible_to(scope))
        .select_related("campaign", "first__team", "second__team")
        .first()
    )
    if finding is None:
        raise NotFound("交叉审核发现")
    return finding


def find_muster(muster_id: int, scope: Scope) -> Muster:
    """The muster, if the user may see its campaign; NotFound otherwise."""
    muster = (
        Muster.objects.filter(pk=muster_id, entry__campaign__in=Campaign.objects.visible_to(scope))
        .select_related("entry__campaign__organisation", "entry__team__kind")
        .first()
    )
    if muster is None:
        raise NotFound("拉动点验")
    return muster
