"""What the form of a demand proposes, and the number of the decision that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from engineering.hooks import DECISIONS
from engineering.models import Application
from fees.assessments.models import Assessment
from fees.calculation.late_payment import late_rule_at, standard_words
from fees.ledger.hooks import Finding
from fees.ledger.models import FeeAccount
from fees.ledger.owed import broken_answers, owed_of
from fees.ledger.queries import of_office
from fees.ledger.rules import Demand
from fees.notices.models import PaymentNotice
from fees.notices.rules import (
    LEVY_DECISION,
    PAYMENT_NOTICE,
    PROPOSED_WORKING_DAYS,
    REPLACED,
    court_application_day,
    day_to_pay,
    day_to_serve,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import Unit, Whose, deadline
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import Organisation
from renfang.rules.explained import BadFact
from renfang.rules.law import law_at
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import running_from, services_of


def proposed_kind(assessment: Assessment) -> str:
    """A notice follows a permit; without one the levy is decided by its own paper."""
    return PAYMENT_NOTICE if assessment.application_id else LEVY_DECISION


def proposed_due_day(on: date) -> date:
    """What the form proposes as the day to pay by."""
    days, calendar = PROPOSED_WORKING_DAYS, current_calendar()
    return deadline(on, days, Unit.WORKING_DAY, calendar=calendar, whose=Whose.CITIZEN).last_day


def late_standard(organisation: Organisation, on: date) -> dict[str, str]:
    """The standard of 滞纳金 that a decision tells, with its article; empty where none is added.

    Where it counts from a 责令限期缴纳, the decision of the assessment's desk cannot tell it: no
    order went before. Source: 行政强制法 art. 45(1).
    """
    law = law_at(organisation, on)
    try:
        rule = None if law is None else late_rule_at(law.book, "fee", on)
    except BadFact:
        rule = None
    if rule is None or rule.counts_from == "ORDER" or not (words := standard_words(rule)):
        return {}
    return {"late_standard": words, "late_basis": rule.basis}


def decision_number(application: Application) -> str:
    """The number of the decision that the fee rests on; empty when none was issued as a paper."""
    decision = IssuedDocument.objects.of(application).current().filter(kind__in=DECISIONS).first()
    return decision.number if decision else ""


def notices_before(assessment: Assessment) -> QuerySet[PaymentNotice]:
    """The notices in force of what a decision on this version decides: of it and earlier ones."""
    return PaymentNotice.objects.filter(
        assessment__account=assessment.account_id,
        assessment__version__lte=assessment.version,
        document__kind=PAYMENT_NOTICE,
        document__voiding__isnull=True,
    ).select_related("document")


def demands(accounts: QuerySet[FeeAccount], as_of: date) -> Iterator[Demand]:
    """The notices and decisions on the accounts that were in force on ``as_of``, oldest first.

    A paper voided later was still in force; one served later did not oblige yet.
    """
    service = ServiceReceipt.objects.filter(
        paper=OuterRef("document"), state=ServiceReceipt.State.SERVED, served_at__date__lte=as_of
    )
    rows = (
        PaymentNotice.objects.filter(
            assessment__account__in=accounts, document__issued_on__lte=as_of
        )
        .filter(Q(document__voiding__isnull=True) | Q(document__voiding__voided_at__date__gt=as_of))
        .annotate(served_on=Subquery(service.values("effective_on")[:1]))
        .order_by("id")
        .values_list(
            "assessment__account", "assessment__version", "document", "document__kind", "due_on",
            "served_on",
        )
    )  # fmt: skip
    calendar = current_calendar()
    for account, version, paper, kind, named, served_on in rows:
        yield Demand(
            account_id=account,
            version=version,
            due_on=day_to_pay(named, served_on, calendar),
            paper_id=paper,
            is_decision=kind == LEVY_DECISION,
        )


def _demanded() -> QuerySet[FeeAccount]:
    return FeeAccount.objects.owing().filter(demand__isnull=False, project__isnull=False)


def _day_to_pay(account: FeeAccount) -> dict[str, Any]:
    owed = owed_of(account, timezone.localdate())
    return {"due_on": owed.due_on, "demand_id": owed.paper_id}


# A demand leaves fifteen days at least from its service.
CLOCK = StoredClock(
    model=FeeAccount, days={"due_on": "缴款期限"}, running=_demanded, count=_day_to_pay
)


def broken_due_days(organisation_id: int | None) -> Iterator[Finding]:
    """Accounts that keep another day to pay by, or paper, than entries and papers give."""
    return broken_answers(of_office(FeeAccount.objects.with_subject(), organisation_id))


def serve_by(paper: IssuedDocument) -> date:
    """By when a demand should be served, so that the day that it names leaves the fifteen days."""
    return day_to_serve(date.fromisoformat(paper.snapshot["due_on"]), paper.issued_on)


@dataclass(frozen=True)
class DemandTold:
    """A demand as the account's page shows it: how it was served, and what runs from there.

    ``court_by`` is the last day to ask the court to enforce a notice that was served, counted from
    the notice itself: of one that a decision took the place of, too, for a court may count so.
    """

    paper: IssuedDocument
    receipt: ServiceReceipt | None
    running: list[tuple[str, date]]
    serve_by: date | None
    court_by: date | None

    @property
    def is_replaced(self) -> bool:
        """Whether a decision took its place."""
        return self.paper.state_label == REPLACED


def demands_told(papers: Sequence[IssuedDocument]) -> list[DemandTold]:
    """The demands of an account, each with its service; ``papers`` as ``papers_of`` gives them."""
    receipts = {row.paper_id: row for row in reversed(services_of(papers).receipts)}
    return [_told(paper, receipts.get(paper.pk)) for paper in papers]


def _told(paper: IssuedDocument, receipt: ServiceReceipt | None) -> DemandTold:
    served_on = receipt.effective_on if receipt and receipt.is_served else None
    is_notice = paper.kind == PAYMENT_NOTICE
    return DemandTold(
        paper=paper,
        receipt=receipt,
        running=running_from(receipt) if receipt else [],
        serve_by=None if served_on or paper.is_void else serve_by(paper),
        court_by=court_application_day(served_on, current_calendar())
        if served_on and is_notice and (not paper.is_void or paper.state_label == REPLACED)
        else None,
    )


def papers_of(versions: Sequence[Assessment]) -> list[IssuedDocument]:
    """The demands on any of the versions, newest first."""
    documents = PaymentNotice.objects.filter(assessment__in=versions).values("document")
    return list(
        IssuedDocument.objects.with_state()
        .select_related("replaced_by")
        .filter(pk__in=documents)
        .order_by("-id")
    )
