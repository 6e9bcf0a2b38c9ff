"""What the form of a demand proposes, and the number of the decision that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import OuterRef, Subquery

from engineering.hooks import DECISIONS
from engineering.models import Application
from fees.assessments.models import Assessment
from fees.ledger.hooks import Finding
from fees.ledger.models import FeeAccount
from fees.ledger.queries import of_office
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION, PAYMENT_NOTICE, PROPOSED_WORKING_DAYS
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Unit, deadline
from renfang.documents.models import IssuedDocument


def proposed_kind(assessment: Assessment) -> str:
    """A notice follows a permit; without one the levy is decided by its own paper."""
    return PAYMENT_NOTICE if assessment.application_id else LEVY_DECISION


def proposed_due_day(on: date) -> date:
    """What the form proposes as the day to pay by."""
    proposed = deadline(on, PROPOSED_WORKING_DAYS, Unit.WORKING_DAY, calendar=current_calendar())
    return proposed.last_day


def decision_number(application: Application) -> str:
    """The number of the decision that the fee rests on; empty when none was issued as a paper."""
    decision = IssuedDocument.objects.of(application).current().filter(kind__in=DECISIONS).first()
    return decision.number if decision else ""


def broken_due_days(organisation_id: int | None) -> Iterator[Finding]:
    """Accounts whose day to pay by is not that of their last notice, or of their demolition."""
    last = PaymentNotice.objects.filter(assessment__account=OuterRef("pk")).order_by("-id")
    accounts = of_office(FeeAccount.objects.with_subject(), organisation_id)
    for account in accounts.annotate(noticed=Subquery(last.values("due_on")[:1])):
        told, due_on = "末次缴费通知书", account.noticed
        if account.demolition is not None:
            told, due_on = "拆除审批决定", account.demolition.due_on
        if account.due_on != due_on:
            yield Finding(account, f"缴款期限 {account.due_on} 与{told}不一致")


def papers_of(versions: Sequence[Assessment]) -> list[IssuedDocument]:
    """The demands on any of the versions, newest first."""
    documents = PaymentNotice.objects.filter(assessment__in=versions).values("document")
    return list(
        IssuedDocument.objects.with_state()
        .select_related("replaced_by")
        .filter(pk__in=documents)
        .order_by("-id")
    )
