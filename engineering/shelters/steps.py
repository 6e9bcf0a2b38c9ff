"""What the register itself lets people do with a shelter; the rooms above add their own tables."""

from __future__ import annotations

from engineering.shelters.models import Shelter
from renfang.steps import Step, Steps

AMEND = Step(
    label="更正台账",
    press="保存台账",
    url="engineering:shelter_amend",
    permission="edit_shelter",
)
STEPS = Steps(Shelter, AMEND)
