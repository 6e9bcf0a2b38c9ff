"""What can be done with a task of inspection."""

from __future__ import annotations

from engineering.inspections.models import InspectionTask
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
