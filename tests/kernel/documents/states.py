"""States of papers that the demo city does not show, each made by its acts in the test office."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from engineering.lifecycle.acts.demolitions import apply_demolition, decide_demolition
from engineering.models import Shelter
from fees.assessments.acts.issuing import issue_assessment_sheet
from fees.models import Assessment, FeeAccount, Refund
from fees.notices.acts import issue_payment_notice
from fees.refunds.acts.refunds import RefundEntry, approve_refund, request_refund, verify_refund
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.rules.models import LocalPractice
from tests.builders.demolitions import SUM
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit, served
from tests.builders.upkeep import standing_shelter
from tests.fees.collection.test_penalty_papers import LAWS, decided, pursued
from tests.fees.reconciliation.test_statements import file_of, finished, row, taken

LEVIED, SERVED = date(2025, 1, 16), date(2025, 1, 17)


def make_all(office: Office) -> None:
    """Every state of this module, in one office."""
    desk = Desk(office)
    fees_and_refunds(desk)
    reconciled(desk)
    demolitions(office)
    roads_to_the_court(desk)
    own_corrections(desk)
    penalties_by_province(desk)


def fees_and_refunds(desk: Desk) -> None:
    """核定表, a notice that is served, money given back in part and whole."""
    account = desk.assessed()
    assessment = Assessment.objects.get(account=account)
    issue_assessment_sheet(assessment.pk, by=desk.officer, on=desk.today)
    issued = issue_payment_notice(
        assessment.pk, by=desk.officer, on=desk.today, due_on=desk.today + timedelta(days=30)
    )
    served(issued.document, desk.today, desk.officer)
    desk.pay(account, "1300000.00", "TP001", keeps_surplus=True)
    _given_back(desk, account, "25000.00")


def _given_back(desk: Desk, account: FeeAccount, amount: str) -> None:
    entry = RefundEntry(
        amount=Decimal(amount),
        ground=Refund.Ground.MISTAKE,
        reason="财务人员重复申报",
        payee="滨河雅苑置业有限公司",
        payee_bank="X市商业银行",
        payee_account="622200001111",
        applied_on=desk.today,
    )
    refund = request_refund(account.pk, entry, by=desk.officer, key=uuid4())
    verify_refund(refund.pk, by=desk.officer, on=desk.today, opinion="情况属实，同意退付")
    approve_refund(
        refund.pk,
        by=desk.office.who(Role.HEAD),
        on=desk.today,
        approval_number="X财综〔2026〕8号",
    )


def reconciled(desk: Desk) -> None:
    """对账单 of a tax bureau's statement."""
    exact = desk.assessed(name="对账苑")
    finished(desk, taken(desk, file_of(row(desk, exact, ref="T1", amount="￥1,275,000.00"))))


def demolitions(office: Office) -> None:
    """Granted to who rebuilds and to who pays, and refused; one decision is served."""
    for number, (approve, remedy) in enumerate(
        ((True, "rebuild"), (True, "compensation"), (False, "compensation")), 70
    ):
        shelter = standing_shelter(
            office, state=Shelter.State.IN_USE, name=f"待拆工程{number}", works_number=f"T-{number}"
        )
        pays = remedy == "compensation"
        today = Desk(office).today
        case = apply_demolition(
            shelter.pk,
            by=office.who(Role.CLERK),
            applicant="某城投公司",
            applied_on=today,
            reason="道路拓宽，无法避让",
            area=shelter.built_area,
            remedy=remedy,
            compensation=SUM if pays else None,
        )
        decide_demolition(
            case.pk,
            by=office.who(Role.HEAD),
            approve=approve,
            on=today,
            opinion="同意拆除" if approve else "线路可以避让",
        )
        paper = IssuedDocument.objects.of(shelter).get(kind="demolition_decision")
        served(paper, today, office.who(Role.CLERK))


def roads_to_the_court(desk: Desk) -> None:
    """Never contested, reminded of; upheld in 复议; upheld by the court: each applied for."""
    plain = Pursuit.begun(desk.office, desk.assessed(name="无争议苑"), date(2025, 1, 2))
    plain.decided(LEVIED, SERVED)
    plain.step("remind", date(2025, 2, 6))
    plain.step("demand", date(2025, 7, 18))
    plain.serve(date(2025, 7, 21))
    plain.step("apply", date(2025, 8, 5))
    reconsidered = Pursuit.begun(desk.office, desk.assessed(name="复议苑"), date(2025, 1, 2))
    reconsidered.decided(LEVIED, SERVED)
    reconsidered.step(
        "contest",
        date(2025, 2, 10),
        contest_kind="reconsideration",
        body="X市人民政府",
        case_number="X复〔2025〕3号",
    )
    reconsidered.step(
        "uphold",
        date(2025, 4, 1),
        instance="reconsideration",
        body="X市人民政府",
        document_number="X复〔2025〕3号",
        paper_on=date(2025, 3, 31),
    )
    reconsidered.step("demand", date(2025, 7, 18))
    reconsidered.serve(date(2025, 7, 21))
    reconsidered.step("apply", date(2025, 8, 5))
    judged = Pursuit.begun(desk.office, desk.assessed(name="诉讼苑"), date(2025, 1, 2))
    judged.decided(LEVIED, SERVED)
    judged.step("contest", date(2025, 2, 10))
    judged.step("uphold", date(2025, 6, 3))
    judged.step("demand", date(2025, 7, 18))
    judged.serve(date(2025, 7, 21))
    judged.step("apply", date(2025, 8, 5))


def own_corrections(desk: Desk) -> None:
    """What the office changes and what it takes back of its own decisions."""
    changed = Pursuit.begun(desk.office, desk.assessed(name="变更苑"), date(2025, 1, 2))
    changed.decided(LEVIED, SERVED)
    changed.step("change_own", date(2025, 3, 3))
    gone = Pursuit.begun(desk.office, desk.assessed(name="撤销苑"), date(2025, 1, 2))
    gone.decided(LEVIED, SERVED)
    gone.step("revoke", date(2025, 3, 3))


def penalties_by_province(desk: Desk) -> None:
    """Prior notice and decision by the book of each province, with a fine and without one.

    Zhejiang's order tells the standard of its 滞纳金 (办法 art. 30).
    """
    for book, (_, _, _, said) in LAWS.items():
        account = desk.charged(f"{book}苑")
        LocalPractice.objects.update(rulebook=book)
        decided(pursued(desk.office, account), **said)
    LocalPractice.objects.update(rulebook="national")
    warned = desk.charged("警告苑")
    decided(
        pursued(desk.office, warned),
        amount=Decimal("0.00"),
        fine_grounds="",
        hearing_right="no",
    )
    late = Pursuit.begun(desk.office, desk.assessed(name="滞纳苑"), date(2025, 1, 2))
    LocalPractice.objects.update(rulebook="zhejiang")
    late.step("verify", date(2025, 1, 9))
    late.step("order", date(2025, 1, 10))
    late.serve(date(2025, 1, 13))
    late.step("levy", date(2025, 2, 10))
    LocalPractice.objects.update(rulebook="national")
