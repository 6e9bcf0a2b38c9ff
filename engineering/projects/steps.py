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
# Not what was decided: where the party is registered and who represents it, for papers to come.
AMEND_PARTY = Step(
    label="更正建设单位",
    press="保存更正",
    url="engineering:amend_party",
    permission=REGISTERS,
    lead="住所和法定代表人按营业执照填写，决定书、催告书以此载明当事人；已制作的文书不变。",
)
STEPS = Steps(Project, AMEND, AMEND_PARTY)
