"""What can be done to a year's training plan and to a session of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from drills.rollcall.queries import roll_of
from drills.training.models import PlanState, SessionState, TrainingPlan, TrainingSession
from renfang.acts import Incomplete
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, stops

_MANAGES = "manage_training"


def _no_subjects(plan: TrainingPlan, by: User, on: date) -> str:
    return "" if plan.subjects.exists() else "计划中还没有课目。先列入课目，再下达"


def _not_issued(plan: TrainingPlan) -> str:
    if plan.state == PlanState.ISSUED:
        return ""
    return f"{plan}还没有下达。先下达计划，再安排训练课"


ISSUE = Step(
    label="下达训练计划",
    press="下达计划",
    to="下达",
    url="drills:training_plan_issue",
    permission=_MANAGES,
    start=(PlanState.DRAFT,),
    end=(PlanState.ISSUED,),
    lead="下达后各队按计划训练。课目和学时以后仍可调整，调整留痕。",
    to_do="列入课目和学时后下达。",
    is_main=True,
    asks=Hook(stops(_no_subjects, Incomplete)),
)
ARRANGE = Step(
    label="安排训练课",
    url="drills:session_new",
    permission=_MANAGES,
    to_do="按计划安排训练课。",
    is_main=True,
    idle=_not_issued,
)
SET_SUBJECTS = Step(
    label="调整课目",
    press="保存课目",
    url="drills:training_plan_subjects",
    permission=_MANAGES,
)
PLAN_STEPS = Steps(TrainingPlan, ISSUE, ARRANGE, SET_SUBJECTS)


def _not_begun(session: TrainingSession, by: User, on: date) -> str:
    has_begun = timezone.now() >= session.starts_at
    return "" if has_begun else f"{session}尚未开始，训练结束后再办结"


def _uncalled(session: TrainingSession, by: User, on: date) -> str:
    left = roll_of(session.occasion).turnout.uncalled
    return f"还有 {left} 人未点名。登记到、迟到、缺席或请假后，再办结" if left else ""


def _no_code(session: TrainingSession) -> str:
    return "" if session.takes_checkin else f"{session}没有开放中的扫码签到"


def _session(label: str, url: str, **more: Any) -> Step:
    return Step(
        label=label,
        url=f"drills:session_{url}",
        permission=_MANAGES,
        start=(SessionState.PLANNED,),
        **more,
    )


CHECKIN = _session(
    "扫码签到",
    "checkin",
    press="开放签到",
    to="开放签到",
    lead="开放后生成新的二维码，原来的二维码不再有效。开课前到的记“到”，开课后到的记“迟到”。",
)
CONCLUDE = _session(
    "办结训练课",
    "conclude",
    end=(SessionState.CLOSED,),
    press="办结",
    to="办结",
    asks=Hook(stops(_not_begun), stops(_uncalled, Incomplete)),
)
STEPS = Steps(TrainingSession, CHECKIN, CONCLUDE)

REARRANGE = _session("调整训练课", "edit", press="保存调整", to="调整")
CANCEL = _session(
    "取消训练课",
    "cancel",
    end=(SessionState.CANCELLED,),
    to="取消",
    lead="取消后本课考勤不计学时，记录保留。",
    is_danger=True,
    ends=Ending.CALL_OFF,
)
CHANGES = Steps(TrainingSession, REARRANGE, CANCEL)

STOP_CHECKIN = _session("停止签到", "checkin_close", at_once=True, idle=_no_code)
CODE_STEPS = Steps(TrainingSession, STOP_CHECKIN)
