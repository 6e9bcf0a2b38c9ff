"""What can be done in a reorganisation: to the campaign, a team's part, a twin, a muster."""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.reorganisation.models import (
    AuditFinding,
    AuditOutcome,
    Campaign,
    CampaignState,
    CampaignTeam,
    Muster,
)
from renfang.acts import Incomplete
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.steps import Step, Steps, hints, stops

_MANAGES = "manage_teams"

# Entries and findings are read whole: the campaign's page has them at hand, and asks twice.


def _unconfirmed(campaign: Campaign, by: User, on: date) -> str:
    left = [entry for entry in campaign.entries.all() if not entry.is_confirmed]
    if not left:
        return ""
    named = "、".join(str(entry.team) for entry in left[:5])
    return f"{named}等 {len(left)} 支队的名册尚未核定。核定后再归档"


def _unaudited(campaign: Campaign, by: User, on: date) -> str:
    return "" if campaign.audited_at else "还没有交叉审核。审核并处理重复后再归档"


def _unsettled(campaign: Campaign, by: User, on: date) -> str:
    count = sum(finding.outcome == AuditOutcome.OPEN for finding in campaign.findings.all())
    return f"交叉审核还有 {count} 处重复未处理。处理后再归档" if count else ""


def _never_mustered(campaign: Campaign, by: User, on: date) -> str:
    left = campaign.entries.filter(musters__isnull=True).select_related("team")
    if not left:
        return ""
    named = "、".join(entry.team.name for entry in left)
    return f"{named}没有拉动点验，到位率只按已点验的队计算。需要点验的，先点验再归档"


# Offered as soon as nothing is left to check; until then the audit is what comes next.
CLOSE = Step(
    label="归档",
    press="归档并签发报告",
    url="drills:campaign_close",
    permission=_MANAGES,
    start=(CampaignState.OPEN,),
    end=(CampaignState.CLOSED,),
    lead="归档后各队数据按当时的情况固定，不能再改，并签发《整组情况报告》。",
    to_do="完成年度整组",
    is_main=True,
    asks=Hook(
        *(stops(words, Incomplete) for words in (_unconfirmed, _unaudited, _unsettled)),
        hints(_never_mustered),
    ),
)
AUDIT = Step(
    label="交叉审核",
    url="drills:campaign_audit",
    permission=_MANAGES,
    start=(CampaignState.OPEN,),
    lead="查出同时编在两支队的人员：同名、同电话，或者同名、同出生日期。",
    to_do="逐队核定名册与装备，再交叉审核。",
    is_main=True,
    at_once=True,
)
AMEND = Step(
    label="调整整组",
    press="保存调整",
    url="drills:campaign_edit",
    permission=_MANAGES,
    start=(CampaignState.OPEN,),
    lead="更正下达内容，补列下达后组建的专业队。补列的，重新交叉审核后归档。",
)
STEPS = Steps(Campaign, CLOSE, AUDIT, AMEND)


def _why_not(campaign: Campaign, to: str) -> str:
    if campaign.state == CampaignState.OPEN:
        return ""
    return f"{campaign}现为“{campaign.get_state_display()}”，不能再{to}"


def _part(label: str, url: str, **more: Any) -> Step:
    """A row about a part of a campaign, while that goes on."""
    idle = {"idle": lambda part: _why_not(part.campaign, label)}
    return Step(label=label, url=f"drills:{url}", permission=_MANAGES, **{**idle, **more})


CONFIRM = _part("核定名册与装备", "campaign_confirm")
CALL = _part("下达拉动点验", "muster_new", press="下达点验")
TEAM_STEPS = Steps(CampaignTeam, CONFIRM, CALL)

CONCLUDE = _part("登记点验情况", "muster_result", press="保存")
PHOTOGRAPH = _part("上传点验照片", "muster_photo_new", press="上传")
MUSTER_STEPS = Steps(Muster, CONCLUDE, PHOTOGRAPH)


def _settled(finding: AuditFinding) -> str:
    if finding.outcome == AuditOutcome.OPEN:
        return _why_not(finding.campaign, "处理重复")
    return f"{finding}已处理为“{finding.get_outcome_display()}”，不需再次办理"


SETTLE = _part("处理重复编组", "finding_settle", press="保存处理", idle=_settled)
FINDING_STEPS = Steps(AuditFinding, SETTLE)
