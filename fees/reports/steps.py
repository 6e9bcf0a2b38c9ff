"""What can be done with the debts of an office: frozen as they stand."""

from __future__ import annotations

from fees.ledger.models import LedgerBook
from renfang.steps import Step, Steps

FREEZE = Step(
    label="固定期末快照",
    press="固定快照",
    url="fees:freeze_statement",
    key="organisation_id",
    permission="close_month",
    lead="把截止日的欠缴账龄连同台账状态固定下来。以后补登的分录不改变快照，可随时打印。",
)
STEPS = Steps(LedgerBook, FREEZE)
