"""What can be done with a plan of inspection, its tasks, who inspects, and who may be drawn."""

from __future__ import annotations

from engineering.inspections.models import (
    InspectionPlan,
    InspectionTask,
    Inspector,
    ListedUnit,
)
from engineering.inspections.queries import PLAN, RECORD
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


def _has_a_checklist(task: InspectionTask) -> str:
    return f"{task.shelter}按检查单登记检查" if task.shelter_id else ""


RESULT = Step(
    label="登记检查结果",
    press="登记结果",
    url="engineering:inspection_task_result",
    permission=RECORD,
    start=(_State.PENDING,),
    end=(_State.DONE,),
    is_main=True,
    to_do="检查抽中的单位",
    idle=_has_a_checklist,
)
TASK_STEPS = Steps(InspectionTask, RESULT, DROP)


def _nothing_drawn(plan: InspectionPlan) -> str:
    is_random = plan.source == InspectionPlan.Source.RANDOM
    return "" if is_random else f"{plan}不是随机抽取的，没有抽取结果可以公示"


PUBLISH = Step(
    label="签发结果公示",
    url="engineering:inspection_publish",
    permission=PLAN,
    law="《国务院办公厅关于推广随机抽查规范事中事后监管的通知》（国办发〔2015〕58号）",
    lead="公示写明抽取所依的清单、抽取结果和至今的检查情况，编号签发；检查有进展的，可以再次公示。",
    at_once=True,
    idle=_nothing_drawn,
)
PLAN_STEPS = Steps(InspectionPlan, PUBLISH)


def _out(url: str) -> Step:
    return Step(
        label="移出名录",
        url=url,
        permission=PLAN,
        at_once=True,
        idle=lambda row: "" if row.is_active else f"{row}已移出名录",
    )


def _back(url: str) -> Step:
    return Step(
        label="移回名录",
        url=url,
        permission=PLAN,
        at_once=True,
        idle=lambda row: f"{row}在名录中" if row.is_active else "",
    )


TAKE_OUT, PUT_BACK = _out("engineering:inspector_out"), _back("engineering:inspector_back")
INSPECTOR_STEPS = Steps(Inspector, TAKE_OUT, PUT_BACK)

UNIT_OUT, UNIT_BACK = _out("engineering:listed_unit_out"), _back("engineering:listed_unit_back")
UNIT_STEPS = Steps(ListedUnit, UNIT_OUT, UNIT_BACK)
