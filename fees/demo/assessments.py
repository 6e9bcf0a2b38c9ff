"""Stories of relocation fees for the demo city: one fee in each state, then accounts of every age.

The fees are pending, assessed, noticed, partly paid, overdue, paid, and one paid by an entry that
was wrong and is reversed. The accounts fill every bucket of the ageing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from engineering.demo.projects import EXAMPLES, Example, tell, tower
from engineering.models import Application
from fees.assessments.acts.assessment import review_draft, submit_assessment
from fees.assessments.models import Assessment
from fees.assessments.proposal import propose
from fees.assessments.queries import files_of, latest_version
from fees.assessments.reliefs import Judgement
from fees.ledger.models import FeeAccount, LedgerEntry
from fees.notices.acts import issue_payment_notice
from fees.payments.acts.slips import check_slip, record_payment, reverse_entry
from renfang.demo.stories import DemoCity, Story
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.serving.acts import Served, prepare_service, record_service

# One notice is not served yet, the receipt of another is still on its way.
_UNSERVED, _ON_WAY = "听涛苑", "云栖小筑"


def stories(city: DemoCity) -> Iterator[Story]:
    """One story for each granted case that leaves something to be charged."""
    for case in EXAMPLES:
        fee = "paid" if case.until == "certified_partly" else case.extra.get("fee", "")
        if fee and fee != "pending":
            yield tell_fee(city, case, fee)
    yield _compensation(city)


def _compensation(city: DemoCity) -> Story:
    """Half of what a demolition owes was paid."""
    paid_on = city.day(20)
    yield paid_on
    account = FeeAccount.objects.get(demolition=city.left["demolition/compensated"])
    slip = record_payment(
        account.pk,
        by=city.who(Role.FINANCE),
        amount=Decimal("195000.00"),
        paid_on=paid_on,
        voucher="620500119001",
        key=uuid5(NAMESPACE_URL, "renfang-demo/compensation/1"),
    ).slip
    check_slip(slip.pk, by=city.who(Role.HEAD))


def tell_fee(city: DemoCity, case: Example, fee: str) -> Story:
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
    notice = issue_payment_notice(
        assessment.pk, by=finance, on=noticed, due_on=_next_working_day(noticed, 30)
    )
    if case.name == _UNSERVED:
        return
    hand_over(notice.document, assessment.account, noticed, by=finance, back=case.name != _ON_WAY)
    if fee in ("noticed", "overdue"):
        return
    yield from _pay(city, case, fee, assessment)


def hand_over(
    paper: IssuedDocument, account: FeeAccount, day: date, *, by: User, back: bool = True
) -> None:
    """Served on the day; or its receipt made out and not ``back`` yet."""
    project = account.project
    receipt = prepare_service(
        paper.pk,
        method="direct",
        recipient=project.developer.name,
        place=project.developer.address or project.address,
        servers="何晓梅、李文静",
        on=day,
        by=by,
    )
    if back:
        at = timezone.make_aware(datetime.combine(day, time(9)))
        record_service(receipt.pk, Served(at=at, signatory="前台收件人"), by=by)


def _granted(application: Application) -> list[Judgement]:
    """Every claim of the case is backed by what the applicant brought."""
    proof = files_of(application.project_id).first()
    return [
        Judgement(
            claim.position,
            claim.code,
            "granted",
            evidence=claim.evidence_required,
            attachment_id=proof.pk if proof else None,
        )
        for claim in propose(application).claims
    ]


def _pay(city: DemoCity, case: Example, fee: str, assessment: Assessment) -> Story:
    paid_on = city.day(case.ago - 40)
    yield paid_on
    part = (assessment.payable / 2).quantize(Decimal("1"))
    posted = _paid(city, case, assessment, part, paid_on, voucher=1)
    if case.name == "锦程汽车城展厅":
        undone = reverse_entry(
            posted.pk,
            by=city.who(Role.FINANCE),
            reason="凭证号录入错误，重新登记",
            key=_key(case, 2),
        )
        check_slip(undone.slip.pk, by=city.who(Role.HEAD))
        _paid(city, case, assessment, part, paid_on, voucher=3)
    if fee == "partly":
        return
    rest_on = city.day(case.ago - 52)
    yield rest_on
    _paid(city, case, assessment, assessment.payable - part, rest_on, voucher=4)


def _paid(
    city: DemoCity,
    case: Example,
    assessment: Assessment,
    amount: Decimal,
    on: date,
    *,
    voucher: int,
) -> LedgerEntry:
    """A payment that finance records and the head posts."""
    recorded = record_payment(
        assessment.account_id,
        by=city.who(Role.FINANCE),
        amount=amount,
        paid_on=on,
        voucher=_voucher(case, voucher),
        key=_key(case, voucher),
    )
    return check_slip(recorded.slip.pk, by=city.who(Role.HEAD))


def _next_working_day(day: date, days: int) -> date:
    due = day + timedelta(days=days)
    while due.weekday() > 4:
        due += timedelta(days=1)
    return due


def _key(case: Example, number: int) -> UUID:
    """The key that a form would have minted, the same each time the story is told."""
    return uuid5(NAMESPACE_URL, f"renfang-demo/{case.name}/{number}")


def _voucher(case: Example, number: int) -> str:
    return f"62{_key(case, number).int % 10**12:012d}"


_FIRST_NUMBER = 170
# name, office, storeys, applied for so many days ago, how far the fee has come
_ACCOUNTS = (
    ("云栖小筑", "city", 11, 34, "noticed"),
    ("听涛苑", "east", 12, 44, "noticed"),
    ("望山名门", "west", 13, 62, "overdue"),
    ("朝阳里", "south", 14, 70, "overdue"),
    ("清风雅居", "city", 15, 78, "partly"),
    ("明月楼", "east", 16, 92, "overdue"),
    ("长桥公寓", "west", 17, 104, "overdue"),
    ("南亭新村", "south", 18, 124, "partly"),
    ("北辰花园", "city", 19, 138, "overdue"),
    ("双溪嘉园", "east", 20, 156, "overdue"),
    ("瑞祥苑", "west", 21, 168, "paid"),
    ("福临门", "south", 22, 190, "partly"),
    ("安泰家园", "city", 23, 232, "paid"),
)


def account_stories(city: DemoCity) -> Iterator[Story]:
    """One story for each account, from the application to what was paid last."""
    for number, (name, at, storeys, ago, fee) in enumerate(_ACCOUNTS, _FIRST_NUMBER):
        ground = f"{480 + 7 * storeys}.50"
        above = f"{(480 + 7 * storeys) * storeys}.00"
        developer = f"云川{name[:2]}置业有限公司"
        address = f"云川市新区大道 {number} 号"
        buildings = (tower(1, storeys, ground, above),)
        case = Example(name, at, developer, address, buildings, ago, "granted", built="0")
        yield _story(city, number, case, fee)


def _story(city: DemoCity, number: int, case: Example, fee: str) -> Story:
    yield from tell(city, number, case)
    yield from tell_fee(city, case, fee)
