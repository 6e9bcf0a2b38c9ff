"""The seam through which other apps speak to engineering: every hook that is open to them.

Each hook is declared in the room that calls it; whoever registers there imports it from here.
"""

from engineering.approvals.hooks import PROJECT_CARDS
from engineering.lifecycle.hooks import COMPENSATION_CHECKS, COMPENSATION_LISTENERS
from engineering.works.hooks import SETTLEMENT_CHECKS, SETTLEMENT_STATEMENTS, SURVEY_LISTENERS

__all__ = [
    "COMPENSATION_CHECKS",
    "COMPENSATION_LISTENERS",
    "PROJECT_CARDS",
    "SETTLEMENT_CHECKS",
    "SETTLEMENT_STATEMENTS",
    "SURVEY_LISTENERS",
]
