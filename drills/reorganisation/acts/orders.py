"""调整整组: putting right what an order says, and taking in teams that were founded after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from drills.reorganisation.models import Campaign, CampaignTeam
from drills.reorganisation.queries import teams_to_take_in
from drills.reorganisation.steps import AMEND
from renfang.acts import Incomplete, act
from renfang.history.record import differences, record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class AmendedOrder:
    """The order as it is to read, and the ids of teams that join the reorganisation."""

    order_number: str
    due_on: date
    team_ids: Sequence[int] = ()
    approved_by: str = ""
    approval_number: str = ""
    requirements: str = ""


@act
def amend_campaign(
    campaign_id: int, facts: AmendedOrder, *, by: User, version: int | None
) -> Campaign:
    """调整整组: while it is open. Teams that join are checked like the others, and audited anew."""
    campaign: Campaign = Campaign.objects.locked_for(AMEND, campaign_id, by, version=version)
    if facts.due_on < campaign.ordered_on:
        raise Incomplete("完成期限不能早于下达日期", field="due_on")
    wanted = set(facts.team_ids)
    teams = list(teams_to_take_in(campaign, Scope(by)).filter(pk__in=wanted))
    if len(teams) != len(wanted):
        raise Incomplete(
            "补列的专业队须为本机构及下级机构在编的、尚未列入的队。重新选择", field="teams"
        )
    before = _shown(campaign)
    for name in ("order_number", "due_on", "approved_by", "approval_number", "requirements"):
        setattr(campaign, name, getattr(facts, name))
    if teams:
        campaign.audited_at = None
    CampaignTeam.objects.bulk_create(CampaignTeam(campaign=campaign, team=team) for team in teams)
    campaign.save_next()
    was, now = differences(before, _shown(campaign))
    added = {"补列专业队": "、".join(team.name for team in teams)} if teams else {}
    record(by, "调整整组", campaign, before=was, after={**now, **added})
    return campaign


def _shown(campaign: Campaign) -> dict[str, Any]:
    return {
        "下达文号": campaign.order_number,
        "完成期限": campaign.due_on,
        "批准机关": campaign.approved_by,
        "批准文号": campaign.approval_number,
        "整组要求": campaign.requirements,
    }
