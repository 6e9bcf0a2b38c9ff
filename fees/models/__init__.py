"""Records of the relocation fee (易地建设费): accounts, assessments, notices, the ledger."""

from fees.models.accounts import FeeAccount
from fees.models.assessments import Assessment
from fees.models.collection import CollectionCase, CollectionStep, CollectionTrack
from fees.models.collection_trail import (
    CollectionBlock,
    CollectionContact,
    CollectionFile,
    CollectionService,
    LetterBatch,
)
from fees.models.compensations import Compensation, CompensationEntry
from fees.models.completions import CompletionReview
from fees.models.drafts import AssessmentDraft, ReliefDecision
from fees.models.ledger import LedgerEntry
from fees.models.months import LedgerBook, MonthEvent
from fees.models.notices import PaymentNotice
from fees.models.refunds import Refund, WriteOff
from fees.models.slips import Slip
from fees.models.statements import Statement, StatementClaim, StatementLine

__all__ = [
    "Assessment",
    "AssessmentDraft",
    "CollectionBlock",
    "CollectionCase",
    "CollectionContact",
    "CollectionFile",
    "CollectionService",
    "CollectionStep",
    "CollectionTrack",
    "Compensation",
    "CompensationEntry",
    "CompletionReview",
    "FeeAccount",
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
