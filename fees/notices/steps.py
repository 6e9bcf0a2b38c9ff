"""What can be done with an assessment in force: demand what is owed on it."""

from __future__ import annotations

from fees.assessments.models import Assessment
from renfang.steps import Step, Steps


def _nothing_to_demand(assessment: Assessment) -> str:
    if not assessment.is_current:
        return f"{assessment}已被新的核定替代。在账户页按现行核定签发缴费通知书"
    account = assessment.account
    return f"{account}没有欠缴，不需签发缴费通知书" if account.is_settled else ""


ISSUE = Step(
    label="核对并签发缴费通知书",
    press="签发并编号",
    url="fees:issue_notice",
    permission="issue_payment_notice",
    idle=_nothing_to_demand,
)
STEPS = Steps(Assessment, ISSUE)
