"""What can be done with a registered project; applications for it are a room above."""

from __future__ import annotations

from engineering.projects.models import Project
from renfang.resting import Ending
from renfang.steps import Step, Steps

REGISTERS = "register_project"

AMEND = Step(
    label="更正项目",
    press="保存更正",
    url="engineering:amend_project",
    permission=REGISTERS,
    ends=Ending.AMEND,
)
STEPS = Steps(Project, AMEND)
