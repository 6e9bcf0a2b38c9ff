"""Stories of relocation fees for the demo city: pending, assessed, noticed, partly paid, overdue,
paid, and one payment entered wrongly and reversed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from engineering.demo import CASES, Case
from engineering.models import Application
from fees.assessment import review_draft, submit_assessment
from fees.chain import latest_version
from fees.compensation import record_compensation_payment
from fees.models import Assessment, Compensation
from fees.payment_notice import issue_payment_notice
from fees.proposal import propose
from fees.reliefs import Judgement
from fees.slips import check_slip, record_payment, reverse_entry
from renfang.organisations.permissions import Role
from renfang.workbench.demo import DemoCity, Story


def stories(city: DemoCity) -> Iterator[Story]:
    """One story for each granted case that leaves something to be charged."""
    for case in CASES:
        fee = "paid" if case.until == "certified_partly" else case.extra.get("fee", "")
        if fee and fee != "pending":
            yield tell_fee(city, case, fee)
    yield _compensation(city)


def _compensation(city: DemoCity) -> Story:
    """Half of what a demolition owes was paid."""
    paid_on = city.day(20)
    yield paid_on
    account = Compensation.objects.get(demolition=city.left["demolition/compensated"])
    slip = record_compensation_payment(
        account.pk,
        by=city.who(Role.FINANCE),
        amount=Decimal("195000.00"),
        paid_on=paid_on,
        voucher_number="620500119001",
        key=uuid5(NAMESPACE_URL, "renfang-demo/compensation/1"),
    ).slip
    check_slip(slip.pk, by=city.who(Role.HEAD))


def tell_fee(city: DemoCity, case: Case, fee: str) -> Story:
    """The fee of a granted case: assessed and reviewed, then as far as ``fee`` says."""
    finance = city.who(Role.FINANCE)
    assessed = city.day(case.ago - 24)
    yield assessed
    application = Application.objects.get(
        project=city.left[case.name], state=Application.State.GRANTED
    )
    draft = submit_assessment(
        application.pk, by=finance, on=assessed, judgements=_granted(application)
    )
    review_draft(draft.pk, by=city.who(Role.HEAD), on=assessed, approve=True, opinion="同意")
    assessment = latest_version(application.project)
    if fee == "assessed" or assessment.payable == 0:
        return
    noticed = city.day(case.ago - 26)
    yield noticed
    issue_payment_notice(
        assessment.pk, by=finance, on=noticed, due_on=_next_working_day(noticed, 30)
    )
    if fee in ("noticed", "overdue"):
        return
    yield from _pay(city, case, fee, assessment)


def _granted(application: Application) -> list[Judgement]:
    """Every claim of the case is backed by what the applicant brought."""
    return [
        Judgement(claim.position, claim.code, "granted", evidence=claim.evidence_required)
        for claim in propose(application).claims
    ]


def _pay(city: DemoCity, case: Case, fee: str, assessment: Assessment) -> Story:
    finance = city.who(Role.FINANCE)
    paid_on = city.day(case.ago - 40)
    yield paid_on
    part = (assessment.payable / 2).quantize(Decimal("1"))
    head = city.who(Role.HEAD)
    wrong = record_payment(
        assessment.account_id,
        by=finance,
        amount=part,
        paid_on=paid_on,
        voucher_number=_voucher(case, 1),
        key=_key(case, 1),
    )
    posted = check_slip(wrong.slip.pk, by=head)
    if case.name == "锦程汽车城展厅":
        undone = reverse_entry(
            posted.pk, by=finance, reason="凭证号录入错误，重新登记", key=_key(case, 2)
        )
        check_slip(undone.slip.pk, by=head)
        again = record_payment(
            assessment.account_id,
            by=finance,
            amount=part,
            paid_on=paid_on,
            voucher_number=_voucher(case, 3),
            key=_key(case, 3),
        )
        check_slip(again.slip.pk, by=head)
    if fee == "partly":
        return
    rest_on = city.day(case.ago - 52)
    yield rest_on
    rest = record_payment(
        assessment.account_id,
        by=finance,
        amount=assessment.payable - part,
        paid_on=rest_on,
        voucher_number=_voucher(case, 4),
        key=_key(case, 4),
    )
    check_slip(rest.slip.pk, by=head)


def _next_working_day(day: date, days: int) -> date:
    due = day + timedelta(days=days)
    while due.weekday() > 4:
        due += timedelta(days=1)
    return due


def _key(case: Case, number: int) -> UUID:
    """The key that a form would have minted, the same each time the story is told."""
    return uuid5(NAMESPACE_URL, f"renfang-demo/{case.name}/{number}")


def _voucher(case: Case, number: int) -> str:
    return f"62{_key(case, number).int % 10**12:012d}"
