"""States of papers that the demo city does not show, each made by its acts in the test office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from engineering.lifecycle.acts.demolitions import apply_demolition, decide_demolition
from engineering.models import Shelter
from engineering.peacetime_use.papers import CERTIFICATE, papers_of
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
from tests.builders.upkeep import granted, regime, standing_shelter
from tests.fees.collection.test_penalty_papers import (
    DECIDED,
    FILED,
    FOUND,
    HELD,
    LAWS,
    TOLD,
    UNTIL,
)
from tests.fees.reconciliation.test_statements import file_of, finished, row, taken

# How the projects that are punished by the book of a province are called.
BOOKS = {
    "national": "全国",
    "beijing": "北京",
    "zhejiang": "浙江",
    "henan": "河南",
    "chongqing": "重庆",
}
LEVIED, SERVED = date(2025, 1, 16), date(2025, 1, 17)


class Days:
    """What happens on which day, so that papers of several cases are numbered in their order."""

    def __init__(self) -> None:
        self._deeds: list[tuple[date, int, str, Callable[[], Any]]] = []

    def add(self, day: date, deed: Callable[[], Any], book: str = "national") -> None:
        """Do it on its day, under the rule book of a province."""
        self._deeds.append((day, len(self._deeds), book, deed))

    def step(
        self, pursuit: Pursuit, code: str, day: date, kind: str = "levy", *, book: str = "national",
        **said: Any,
    ) -> None:  # fmt: skip
        """A step of collection."""
        self.add(day, lambda: pursuit.step(code, day, kind, **said), book)

    def serve(
        self, pursuit: Pursuit, day: date, kind: str = "levy", *, book: str = "national"
    ) -> None:
        """Serve the paper that waits for it."""
        self.add(day, lambda: pursuit.serve(day, kind), book)

    def play(self) -> None:
        """All of it, the earliest first."""
        for _, _, book, deed in sorted(self._deeds, key=lambda one: one[:2]):
            LocalPractice.objects.update(rulebook=book)
            deed()
        LocalPractice.objects.update(rulebook="national")


def make_all(office: Office) -> None:
    """Every state of this module, in one office."""
    desk, days = Desk(office), Days()
    roads_to_the_court(desk, days)
    own_corrections(desk, days)
    penalties_by_province(desk, days)
    deferred_fines(desk, days)
    days.play()
    fees_and_refunds(desk)
    reconciled(desk)
    demolitions(office)
    used_in_peace(office)


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
    whole = desk.assessed(name="全退苑")
    desk.pay(whole, "1000.00", "TP002")
    # The design was changed: the shelter is built after all, and nothing is owed any more.
    desk.assess(desk.granted(project=whole.project, planned="850.00", days_ago=1))
    _given_back(desk, whole, "1000.00")


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


def used_in_peace(office: Office) -> None:
    """使用证 that is served."""
    regime(office)
    use = granted(office, standing_shelter(office, state=Shelter.State.IN_USE, name="平时使用工程"))
    paper = papers_of(use).get(kind=CERTIFICATE)
    served(paper, Desk(office).today, office.who(Role.CLERK))


def _decided(desk: Desk, days: Days, name: str) -> Pursuit:
    """A fee that is levied and served on the days of this module."""
    pursuit = Pursuit.begun(desk.office, desk.assessed(name=name), date(2025, 1, 2))
    days.step(pursuit, "verify", LEVIED)
    days.step(pursuit, "levy", LEVIED)
    days.serve(pursuit, SERVED)
    return pursuit


def _applied(days: Days, pursuit: Pursuit) -> None:
    days.step(pursuit, "demand", date(2025, 7, 18))
    days.serve(pursuit, date(2025, 7, 21))
    days.step(pursuit, "apply", date(2025, 8, 5))


def roads_to_the_court(desk: Desk, days: Days) -> None:
    """Never contested, reminded of; upheld in 复议; upheld by the court: each applied for."""
    plain = _decided(desk, days, "无争议苑")
    days.step(plain, "remind", date(2025, 2, 6))
    _applied(days, plain)
    reconsidered = _decided(desk, days, "复议苑")
    body = {"body": "X市人民政府"}
    asked = {"contest_kind": "reconsideration", "case_number": "X复〔2025〕3号", **body}
    days.step(reconsidered, "contest", date(2025, 2, 10), **asked)
    ruled = {"document_number": "X复〔2025〕3号", "paper_on": date(2025, 5, 23), **body}
    days.step(reconsidered, "uphold", date(2025, 5, 26), instance="reconsideration", **ruled)
    _applied(days, reconsidered)
    judged = _decided(desk, days, "诉讼苑")
    days.step(judged, "contest", date(2025, 2, 10))
    days.step(judged, "uphold", date(2025, 6, 3))
    _applied(days, judged)


def own_corrections(desk: Desk, days: Days) -> None:
    """What the office changes and what it takes back of its own decisions."""
    fined = _punished(desk, days, "变更苑", "national")
    lower = {"new_amount": Decimal("30000.00")}
    days.step(fined, "change_own", date(2025, 3, 3), "penalty", **lower)
    days.step(_decided(desk, days, "撤销苑"), "revoke", date(2025, 3, 3))


def penalties_by_province(desk: Desk, days: Days) -> None:
    """Prior notice and decision by the book of each province, with a fine and without one.

    Zhejiang's order tells the standard of its 滞纳金 (办法 art. 30).
    """
    for book, (_, _, _, said) in LAWS.items():
        _punished(desk, days, f"{BOOKS[book]}苑", book, **said)
    unpaid = _punished(desk, days, "欠缴罚款苑", "national")
    days.step(unpaid, "demand", date(2025, 9, 8), "penalty")
    days.serve(unpaid, date(2025, 9, 9), "penalty")
    none = {"amount": Decimal("0.00"), "fine_grounds": "", "hearing_right": "no"}
    _punished(desk, days, "警告苑", "national", **none)
    late = Pursuit.begun(desk.office, desk.assessed(name="滞纳苑"), date(2025, 1, 2))
    days.step(late, "verify", date(2025, 1, 9), book="zhejiang")
    days.step(late, "order", date(2025, 1, 10), book="zhejiang")
    days.serve(late, date(2025, 1, 13), book="zhejiang")
    days.step(late, "levy", date(2025, 2, 10), book="zhejiang")


def deferred_fines(desk: Desk, days: Days) -> None:
    """A fine that is put off, and one that is paid in two parts."""
    asked = {"requested_on": date(2025, 3, 3), "reason": "项目停工，资金困难"}
    put_off = _punished(desk, days, "暂缓苑", "national")
    days.step(put_off, "defer", date(2025, 3, 5), "penalty", pay_by=date(2025, 12, 31), **asked)
    parts = [
        {"due_on": "2025-09-30", "amount": "30000.00"},
        {"due_on": "2025-12-31", "amount": "40000.00"},
    ]
    in_parts = _punished(desk, days, "分期苑", "national")
    said = {"instalments": parts, "default": "ends", **asked}
    days.step(in_parts, "defer", date(2025, 3, 5), "penalty", **said)


def _punished(desk: Desk, days: Days, name: str, book: str, **said: Any) -> Pursuit:
    pursuit, kind = Pursuit.begun(desk.office, desk.charged(name), date(2025, 1, 2)), "penalty"
    days.add(FILED, pursuit.penalise, book)
    days.step(pursuit, "file", FILED, kind, book=book)
    days.step(pursuit, "investigate", FOUND, kind, book=book)
    days.step(pursuit, "foretell", TOLD, kind, book=book, order_by=UNTIL, **said)
    days.serve(pursuit, HELD, kind, book=book)
    days.step(pursuit, "penalise", DECIDED, kind, book=book, order_by=UNTIL, **said)
    days.serve(pursuit, date(2025, 2, 25), kind, book=book)
    return pursuit
