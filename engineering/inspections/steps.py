"""What can be done with a plan of inspection, with its tasks, and with who inspects."""

from __future__ import annotations

from engineering.inspections.models import InspectionPlan, InspectionTask, Inspector
from engineering.inspections.queries import PLAN
from renfang.steps import Step, Steps

_State = InspectionTask.State

DROP = Step(
    label="取消检查任务",
    press="取消任务",
    url="engineering:inspection_task_drop",
    permission=PLAN,
    start=(_State.PENDING,),
    end=(_State.DROPPED,),
    is_danger=True,
)
TASK_STEPS = Steps(InspectionTask, DROP)


def _nothing_drawn(plan: InspectionPlan) -> str:
    is_random = plan.source == InspectionPlan.Source.RANDOM
    return "" if is_random else f"{plan}不是随机抽取的，没有抽取结果可以公示"


PUBLISH = Step(
    label="签发结果公示",
    url="engineering:inspection_publish",
    permission=PLAN,
    law="《国务院办公厅关于推广随机抽查规范事中事后监管的通知》（国办发〔2015〕58号）",
    lead="公示写明抽取结果和至今的检查情况，编号签发；检查有进展的，可以再次公示。",
    at_once=True,
    idle=_nothing_drawn,
)
PLAN_STEPS = Steps(InspectionPlan, PUBLISH)


TAKE_OUT = Step(
    label="移出名录",
    url="engineering:inspector_out",
    permission=PLAN,
    at_once=True,
    idle=lambda person: "" if person.is_active else f"{person}已移出名录",
)
PUT_BACK = Step(
    label="移回名录",
    url="engineering:inspector_back",
    permission=PLAN,
    at_once=True,
    idle=lambda person: f"{person}在名录中" if person.is_active else "",
)
INSPECTOR_STEPS = Steps(Inspector, TAKE_OUT, PUT_BACK)
