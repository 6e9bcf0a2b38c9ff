"""What can be done to a drill and to what it showed to be wrong, when, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from drills.exercises.models import Approval, Drill, DrillFinding, DrillState, FindingState
from drills.exercises.papers.report import DRILL_REPORT
from renfang.acts import Incomplete, NotPermitted
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, hints, stops

_PLANNED, _HELD, _CLOSED = DrillState.PLANNED, DrillState.HELD, DrillState.CLOSED
_MANAGES, _APPROVES = "manage_drills", "approve_drills"


def _while_plan_is(*allowed: Approval, to: str) -> Callable[[Drill], str]:
    """Idle unless the plan stands as ``allowed``."""

    def idle(drill: Drill) -> str:
        if drill.approval in allowed:
            return ""
        wanted = "、".join(f"“{each.label}”" for each in allowed)
        return f"演练计划现为“{drill.get_approval_display()}”，{wanted}的计划才能{to}"

    return idle


_is_approved = _while_plan_is(Approval.APPROVED, to="登记组织情况")


def _not_held_yet(drill: Drill) -> str:
    day = timezone.localdate(drill.period[0])
    early = f"演练定于 {day} 组织，当日起登记组织情况" if day > timezone.localdate() else ""
    return _is_approved(drill) or early


def _lacks(drill: Drill, by: User, on: date) -> str:
    parts = {
        "演练目标": drill.objectives,
        "安全措施": drill.safety,
        "演练阶段": drill.phases.exists(),
    }
    missing = "、".join(label for label, value in parts.items() if not value)
    return f"计划还缺{missing}。在“调整计划”中补齐后再提交审批" if missing else ""


def _planned_it(drill: Drill, by: User, on: date) -> str:
    return "本计划由你拟制，由其他有审批权的人员审批" if drill.planned_by_id == by.pk else ""


def _not_evaluated(drill: Drill, by: User, on: date) -> str:
    return "" if drill.scores.exists() else "还没有登记评估。登记评估后再签发总结报告"


def _files_unevaluated(drill: Drill, by: User, on: date) -> str:
    if drill.scores.exists():
        return ""
    return "还没有登记评估。归档后不能再登记，也不能签发总结报告；需要评估的，先登记评估再归档"


def _reported(drill: Drill, by: User, on: date) -> str:
    current = IssuedDocument.objects.of(drill).filter(kind=DRILL_REPORT).current().first()
    return f"{current}仍然有效。内容有误的，先作废再重新签发" if current else ""


def _step(label: str, url: str, *start: DrillState, **more: Any) -> Step:
    values = {"permission": _MANAGES, "start": start, **more}
    return Step(label=label, url=f"drills:{url}", **values)


SUBMIT = _step(
    "提交审批",
    "drill_submit",
    _PLANNED,
    to_do="提交演练计划审批",
    is_main=True,
    at_once=True,
    idle=_while_plan_is(Approval.PREPARING, Approval.RETURNED, to="提交审批"),
    asks=Hook(stops(_lacks, Incomplete)),
)
DECIDE = _step(
    "审批计划",
    "drill_decide",
    _PLANNED,
    permission=_APPROVES,
    press="登记审批意见",
    to_do="审批演练计划",
    is_main=True,
    idle=_while_plan_is(Approval.SUBMITTED, to="审批"),
    asks=Hook(stops(_planned_it, NotPermitted)),
)
CLOSE = _step(
    "核对并归档",
    "drill_close",
    _HELD,
    end=(_CLOSED,),
    press="归档并签发考勤记录表",
    to="归档",
    lead="签发《演练签到与考勤记录表》并编号，考勤不再变更。有误的，作废记录表后重新打开更正。",
    to_do="归档演练记录",
    is_main=True,
    asks=Hook(hints(_files_unevaluated)),
)
# Rooms above ask through it what has to be done before the day.
HOLD = _step(
    "登记组织情况",
    "drill_hold",
    _PLANNED,
    _HELD,
    end=(_HELD,),
    lead="归档之前可以更正。",
    to_do="登记演练组织情况",
    is_main=True,
    idle=_not_held_yet,
)
AMEND = _step("调整计划", "drill_edit", _PLANNED, press="保存计划")
STEPS = Steps(Drill, SUBMIT, DECIDE, CLOSE, HOLD, AMEND)

REHEARSE = _step("登记预演", "rehearsal_new", _PLANNED)
LOG = _step("预演和执行记录", "drill_log", _PLANNED, _HELD, press="记入执行记录", to="登记执行记录")
RESPOND = _step("通知与到达", "drill_responses", _PLANNED, _HELD, press="登记通知与到达")
PHOTOGRAPH = _step(
    "上传影像资料", "photograph_new", _PLANNED, _HELD, press="上传", to="整理影像资料"
)
EVALUATE = _step("登记评估", "drill_evaluate", _HELD)
RAISE = _step("登记问题", "finding_new", _HELD, _CLOSED)
REPORT = _step(
    "签发总结报告",
    "drill_report",
    _HELD,
    _CLOSED,
    at_once=True,
    asks=Hook(stops(_not_evaluated, Incomplete), stops(_reported)),
)
DAY_STEPS = Steps(Drill, REHEARSE, LOG, RESPOND, PHOTOGRAPH, EVALUATE, RAISE, REPORT)

CANCEL = _step(
    "取消演练",
    "drill_cancel",
    _PLANNED,
    end=(DrillState.CANCELLED,),
    to="取消",
    lead="取消后不能恢复。计划和已登记的请假保留，可以查询，也可以复制为新计划。",
    is_danger=True,
    ends=Ending.CALL_OFF,
)
REOPEN = _step(
    "重新打开",
    "drill_reopen",
    _CLOSED,
    end=(_HELD,),
    lead="考勤记录表作废后才能重新打开。更正后再次归档，换发新的记录表。",
    ends=Ending.REOPEN,
)
UNDOING_STEPS = Steps(Drill, CANCEL, REOPEN)


def _mended_it(finding: DrillFinding, by: User, on: date) -> str:
    own = finding.rectified_by_id == by.pk
    return "整改由你登记，由其他有审批权的人员复核" if own else ""


RECTIFY = Step(
    label="登记整改",
    url="drills:finding_rectify",
    permission=_MANAGES,
    start=(FindingState.OPEN,),
    end=(FindingState.RECTIFIED,),
    to_do="登记演练问题整改",
    is_main=True,
)
CHECK = Step(
    label="复核整改",
    press="登记复核",
    to="复核",
    url="drills:finding_check",
    permission=_APPROVES,
    start=(FindingState.RECTIFIED,),
    end=(FindingState.CLOSED, FindingState.OPEN),
    to_do="复核演练问题整改",
    is_main=True,
    asks=Hook(stops(_mended_it, NotPermitted)),
)
FINDING_STEPS = Steps(DrillFinding, RECTIFY, CHECK)
