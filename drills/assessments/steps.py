"""What can be done to an assessment, to a scale, and to a plan by which one is arranged."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from drills.assessments.models import Assessment, AssessmentState, GradingScale
from drills.assessments.papers import registers_of
from drills.assessments.queries import correction_of, prepared_by
from drills.training.models import PlanState, TrainingPlan
from renfang.acts import Incomplete, NotPermitted
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, stops

_MANAGES, _SIGNS = "manage_training", "sign_assessments"
_OPEN, _SIGNED = AssessmentState.OPEN, AssessmentState.SIGNED

ARRANGE = Step(
    label="安排考核",
    url="drills:assessment_new",
    permission=_MANAGES,
    start=(PlanState.ISSUED,),
)
PLAN_STEPS = Steps(TrainingPlan, ARRANGE)


def not_held_yet(assessment: Assessment, by: User | None = None, on: date | None = None) -> str:
    """Why nothing is scored before the day of the examination; empty from then on."""
    early = timezone.localdate() < assessment.held_on
    return f"考核于 {assessment.held_on} 举行，当日起登分" if early else ""


def _prepared_it(assessment: Assessment, by: User, on: date) -> str:
    if not prepared_by(assessment, by):
        return ""
    return f"“{assessment}”由你安排或登分，须由另一人核定。联系本机构分管领导或另一名训练人员"


def _no_correction(assessment: Assessment) -> str:
    return "" if correction_of(assessment) else f"{assessment}不是更正件，不能撤回"


def _corrected_already(assessment: Assessment) -> str:
    if not hasattr(assessment, "correction"):
        return ""
    return f"{assessment}已提出更正。在更正件上继续办理，或先撤回更正"


def _replaced(assessment: Assessment) -> str:
    if not hasattr(assessment, "correction"):
        return ""
    return f"{assessment}已办理更正，登记表在更正后的成绩核定时签发"


def _register_stands(assessment: Assessment, by: User, on: date) -> str:
    current = registers_of(assessment).current().first()
    return f"{current}仍然有效。内容有误的，先作废再重新签发" if current else ""


ENTER = Step(
    label="登分",
    url="drills:assessment_scores",
    permission=_MANAGES,
    start=(_OPEN,),
    to_do="登记考核成绩",
    is_main=True,
    asks=Hook(stops(not_held_yet, Incomplete)),
)
SIGN = Step(
    label="核定考核成绩",
    press="核定并签发登记表",
    to="核定",
    url="drills:assessment_sign",
    permission=_SIGNS,
    start=(_OPEN,),
    end=(_SIGNED,),
    to_do="核定考核成绩",
    is_main=True,
    asks=Hook(stops(_prepared_it, NotPermitted)),
)
WITHDRAW = Step(
    label="撤回更正",
    url="drills:correction_withdraw",
    permission=_MANAGES,
    start=(_OPEN,),
    lead="更正件上改动的成绩不再保留，原成绩继续有效。",
    is_danger=True,
    ends=Ending.WITHDRAW,
    idle=_no_correction,
)
CORRECT = Step(
    label="更正成绩",
    press="提出更正",
    to="更正",
    url="drills:assessment_correct",
    permission=_MANAGES,
    start=(_SIGNED,),
    lead=(
        "原成绩和原登记表保留不动。更正件从原成绩复制，改正有误的成绩后由另一人核定，"
        "核定时签发新的登记表，作废原登记表和内容已不符的合格证。"
    ),
    ends=Ending.CORRECT,
    idle=_corrected_already,
)
REISSUE = Step(
    label="重新签发登记表",
    press="签发登记表",
    url="drills:register_reissue",
    permission=_SIGNS,
    start=(_SIGNED,),
    lead="成绩不变，按核定时的成绩重新签发，注明换发自已作废的登记表。成绩有误的，办理更正。",
    idle=_replaced,
    asks=Hook(stops(_prepared_it, NotPermitted), stops(_register_stands)),
)
STEPS = Steps(Assessment, ENTER, SIGN, WITHDRAW, CORRECT, REISSUE)


def _retired_already(scale: GradingScale) -> str:
    return f"{scale}已停用，不需再次办理" if scale.is_retired else ""


RETIRE = Step(
    label="停用评分标准",
    press="停用",
    url="drills:grading_scale_retire",
    permission=_MANAGES,
    lead="停用后不再用于新的考核，已按它评定的成绩不变。",
    at_once=True,
    idle=_retired_already,
)
SCALE_STEPS = Steps(GradingScale, RETIRE)
