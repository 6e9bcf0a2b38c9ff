"""Records of the relocation fee (易地建设费): accounts, assessments, notices, the ledger."""

from fees.models.accounts import FeeAccount
from fees.models.assessments import Assessment
from fees.models.compensations import Compensation, CompensationEntry
from fees.models.completions import CompletionReview
from fees.models.ledger import LedgerEntry
from fees.models.notices import PaymentNotice

__all__ = [
    "Assessment",
    "Compensation",
    "CompensationEntry",
    "CompletionReview",
    "FeeAccount",
    "LedgerEntry",
    "PaymentNotice",
]
