"""What the form of a demand proposes, and the number of the decision that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
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
    day_to_pay,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import Unit, Whose, deadline
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import Organisation
from renfang.rules.explained import BadFact
from renfang.rules.law import law_at
from renfang.serving.models import ServiceReceipt


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
            due_on=day_to_pay(kind, named, served_on, calendar),
            paper_id=paper,
            is_decision=kind == LEVY_DECISION,
        )


def _served_demands() -> QuerySet[FeeAccount]:
    served = ServiceReceipt.objects.filter(
        paper=OuterRef("demand"), state=ServiceReceipt.State.SERVED
    )
    return FeeAccount.objects.owing().filter(Exists(served), project__isnull=False)


def _day_to_pay(account: FeeAccount) -> dict[str, Any]:
    owed = owed_of(account, timezone.localdate())
    return {"due_on": owed.due_on, "demand_id": owed.paper_id}


# A decision leaves fifteen days at least from its service, a notice that came late as many.
CLOCK = StoredClock(
    model=FeeAccount, days={"due_on": "缴款期限"}, running=_served_demands, count=_day_to_pay
)


def broken_due_days(organisation_id: int | None) -> Iterator[Finding]:
    """Accounts that keep another day to pay by, or paper, than entries and papers give."""
    return broken_answers(of_office(FeeAccount.objects.with_subject(), organisation_id))


def papers_of(versions: Sequence[Assessment]) -> list[IssuedDocument]:
    """The demands on any of the versions, newest first."""
    documents = PaymentNotice.objects.filter(assessment__in=versions).values("document")
    return list(
        IssuedDocument.objects.with_state()
        .select_related("replaced_by")
        .filter(pk__in=documents)
        .order_by("-id")
    )
