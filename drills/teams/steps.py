"""What can be done to a team, to a member of it, and to an order to expand it."""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.teams.models import Expansion, ExpansionState, Member, Team, TeamState
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, stops

_MANAGES = "manage_teams"


def _team(label: str, url: str, **more: Any) -> Step:
    return Step(
        label=label, url=f"drills:{url}", permission=_MANAGES, start=(TeamState.ACTIVE,), **more
    )


ENLIST = _team(
    "编入队员", "member_new", press="编入", to_do="逐人编入，或者整表导入花名册。", is_main=True
)
AMEND = _team("变更专业队", "team_edit", press="保存变更", to="变更")
STEPS = Steps(Team, ENLIST, AMEND)

SET_UNITS = _team(
    "调整分队",
    "team_units",
    press="保存",
    lead="上级分队填表中的分队名称，直属的留空；级别按本机构的习惯填写，例如中队、排、班。",
)
SET_POSTS = _team(
    "调整岗位",
    "team_posts",
    press="保存",
    lead="分队填已列入的分队名称。骨干岗位计入骨干在位率。",
)
UNIT_STEPS = Steps(Team, SET_UNITS, SET_POSTS)

SET_EQUIPMENT = _team(
    "调整装备",
    "team_equipment",
    press="保存",
    lead="数量：编配为应有，实有为现有，完好为其中能用的。",
)
EQUIPMENT_STEPS = Steps(Team, SET_EQUIPMENT)


def _expanded(team: Team, by: User, on: date) -> str:
    going_on = team.expansions.filter(state=ExpansionState.ACTIVE).exists()
    return f"{team}正在扩编中。撤销现有扩编后再下达新的命令" if going_on else ""


EXPAND = _team(
    "战时扩编",
    "team_expand",
    press="下达扩编",
    to="扩编",
    lead="选中的后备队员编入本队服役，撤销扩编后转回后备。",
    asks=Hook(stops(_expanded)),
)
RESERVE_STEPS = Steps(Team, EXPAND)

CANCEL_EXPANSION = Step(
    label="撤销扩编",
    url="drills:expansion_cancel",
    permission=_MANAGES,
    start=(ExpansionState.ACTIVE,),
    end=(ExpansionState.CANCELLED,),
    is_danger=True,
)
EXPANSION_STEPS = Steps(Expansion, CANCEL_EXPANSION)

DISSOLVE = _team(
    "撤销专业队",
    "team_dissolve",
    end=(TeamState.DISSOLVED,),
    to="撤销",
    is_danger=True,
    ends=Ending.DISSOLVE,
)
UNDOING_STEPS = Steps(Team, DISSOLVE)


def _left(member: Member) -> str:
    if member.left_on is None:
        return ""
    return f"{member}已于 {member.left_on} 离队，不需再次办理"


def _left_before(member: Member) -> str:
    if member.left_on is None:
        return ""
    return f"{member}已于 {member.left_on} 离队，离队前的信息不再变更"


AMEND_MEMBER = Step(
    label="变更信息",
    press="保存变更",
    url="drills:member_edit",
    permission=_MANAGES,
    idle=_left_before,
)
DISCHARGE = Step(
    label="办理离队",
    url="drills:member_discharge",
    permission=_MANAGES,
    lead="离队当日起不在编，考勤记录保留。再次入队时重新编入。",
    ends=Ending.LEAVE,
    idle=_left,
)
MEMBER_STEPS = Steps(Member, AMEND_MEMBER, DISCHARGE)
