"""What can be done to keep a shelter fit, and with a hazard that was found."""

from __future__ import annotations

from engineering.inspections.queries import RECORD
from engineering.shelters.models import INSPECTED_STATES, Shelter
from engineering.upkeep.models import ConversionPlan, Hazard
from renfang.steps import Step, Steps

_State = Hazard.State
_SOURCE = "《人民防空工程维护管理办法》（〔2001〕国人防办字第210号）"

INSPECT = Step(
    label="登记检查",
    url="engineering:shelter_inspect",
    permission=RECORD,
    start=tuple(INSPECTED_STATES),
    law=_SOURCE,
    to_do="按检查计划登记检查；日常检查随时登记。",
    is_main=True,
)
MAINTAIN = Step(
    label="登记维护",
    url="engineering:shelter_maintain",
    permission=RECORD,
    start=tuple(INSPECTED_STATES),
    law=_SOURCE,
)
REPORT_HAZARD = Step(
    label="登记隐患",
    url="engineering:hazard_new",
    permission=RECORD,
    start=tuple(INSPECTED_STATES),
    law=_SOURCE,
)
SHELTER_STEPS = Steps(Shelter, INSPECT, MAINTAIN, REPORT_HAZARD)

RECTIFY = Step(
    label="登记整改完成",
    url="engineering:hazard_rectify",
    permission=RECORD,
    start=(_State.OPEN,),
    end=(_State.RECTIFIED,),
    law=_SOURCE,
    to_do="督促使用管理单位整改，整改完成后登记。",
    is_main=True,
)
REINSPECT = Step(
    label="登记复查",
    to="复查",
    url="engineering:hazard_reinspect",
    permission=RECORD,
    start=(_State.RECTIFIED,),
    end=(_State.CLOSED, _State.OPEN),
    law=_SOURCE,
    to_do="整改已完成，到现场复查。",
    is_main=True,
)
HAZARD_STEPS = Steps(Hazard, RECTIFY, REINSPECT)

REVISE_PLAN = Step(
    label="修订预案",
    press="保存预案",
    url="engineering:conversion_plan",
    key="shelter_id",
    permission=RECORD,
    law="《人民防空法》第二十六条",
)
REVIEW_PLAN = Step(
    label="复核平战转换预案",
    press="登记复核",
    url="engineering:conversion_review",
    key="shelter_id",
    permission=RECORD,
    law="《人民防空法》第二十六条",
)
PLAN_STEPS = Steps(ConversionPlan, REVISE_PLAN, REVIEW_PLAN)
