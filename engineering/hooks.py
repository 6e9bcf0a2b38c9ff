"""The seam through which other apps speak to engineering: hooks to register with, questions to ask.

Each hook is declared in the room that calls it; whoever registers there imports it from here.
"""

from engineering.approvals.hooks import (
    GATE_CHECKS,
    PERMIT_END_LISTENERS,
    PROJECT_CARDS,
    PermitEnd,
)
from engineering.approvals.paper_codes import DECISIONS
from engineering.approvals.queries.computation import compute_for, facts_under
from engineering.comparison.hooks import COLLECTIONS, FEE_ESTIMATES, Collected, Estimator
from engineering.lifecycle.hooks import (
    COMPENSATION_CHECKS,
    COMPENSATION_DAYS,
    COMPENSATION_LISTENERS,
)
from engineering.projects.queries import Planning, facts_of
from engineering.works.hooks import SETTLEMENT_CHECKS, SETTLEMENT_STATEMENTS, SURVEY_LISTENERS

__all__ = [
    "COLLECTIONS",
    "COMPENSATION_CHECKS",
    "COMPENSATION_DAYS",
    "COMPENSATION_LISTENERS",
    "DECISIONS",
    "FEE_ESTIMATES",
    "GATE_CHECKS",
    "PERMIT_END_LISTENERS",
    "PROJECT_CARDS",
    "SETTLEMENT_CHECKS",
    "SETTLEMENT_STATEMENTS",
    "SURVEY_LISTENERS",
    "Collected",
    "Estimator",
    "PermitEnd",
    "Planning",
    "compute_for",
    "facts_of",
    "facts_under",
]
