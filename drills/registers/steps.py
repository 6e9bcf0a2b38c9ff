"""What can be done to a plan on the register: 预案方案 are reviewed as their day comes."""

from __future__ import annotations

from drills.registers.models import ProtectionPlan
from renfang.steps import Step, Steps

REVIEW = Step(
    label="登记评审",
    url="drills:plan_review",
    permission="manage_readiness",
    to_do="评审预案方案",
    is_main=True,
)
PLAN_STEPS = Steps(ProtectionPlan, REVIEW)
