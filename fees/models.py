"""Records of the relocation fee (易地建设费): accounts, assessments, notices, the ledger."""

from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview, ReliefDecision
from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionContact,
    CollectionFile,
    CollectionStep,
    CollectionTrack,
    LetterBatch,
)
from fees.ledger.models import FeeAccount, LedgerBook, LedgerEntry, MonthEvent
from fees.notices.models import PaymentNotice
from fees.payments.models import Slip
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from fees.refunds.models import Refund, WriteOff
from fees.reports.models import FrozenStatement

__all__ = [
    "Assessment",
    "AssessmentDraft",
    "CollectionBlock",
    "CollectionCase",
    "CollectionContact",
    "CollectionFile",
    "CollectionStep",
    "CollectionTrack",
    "CompletionReview",
    "FeeAccount",
    "FrozenStatement",
    "LedgerBook",
    "LedgerEntry",
    "LetterBatch",
    "MonthEvent",
    "PaymentNotice",
    "Refund",
    "ReliefDecision",
    "Slip",
    "Statement",
    "StatementClaim",
    "StatementLine",
    "WriteOff",
]
