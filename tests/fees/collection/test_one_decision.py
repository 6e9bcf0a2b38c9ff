"""There is one 征收决定书, from the assessment's desk or from collection, served once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from fees.models import CollectionTrack, FeeAccount, PaymentNotice
from fees.notices.acts import issue_payment_notice
from fees.notices.rules import LEVY_DECISION
from renfang.acts import Refused, WrongState
from renfang.documents.kinds import kind_of
from renfang.documents.registry import void_document
from renfang.typesetting import render
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit, served
from tests.kernel.documents.pdf import text_of

State = CollectionTrack.State
VERIFIED, LEVIED, SERVED = date(2025, 1, 9), date(2025, 1, 16), date(2025, 1, 17)


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    return Pursuit.begun(office, account, date(2025, 1, 8))


def test_decision_issued_with_the_assessment_is_adopted(pursuit: Pursuit, desk: Desk):
    with pytest.raises(WrongState, match="没有签发征收决定书"):
        pursuit.step("adopt", VERIFIED)
    notice = desk_decision(pursuit, desk)
    pursuit.step("adopt", desk.today)
    pursuit.serve(desk.today)
    track = pursuit.track()
    assert (track.state, track.pay_by) == (State.REMEDY, notice.due_on)
    assert track.decision_number == notice.document.number
    assert track.apply_by > track.remedies_end_on > desk.today


def test_levy_and_assessment_issue_the_same_decision(pursuit: Pursuit, desk: Desk):
    pursuit.step("verify", VERIFIED)
    paper = pursuit.step("levy", LEVIED, heard="当事人称资金周转困难").paper
    notice = PaymentNotice.objects.get(document=paper)
    assert paper.kind == LEVY_DECISION
    assert (notice.due_on, notice.amount) == (
        LEVIED + timedelta(days=20),
        pursuit.account.balance,
    )
    assert paper.snapshot["steps"] == pursuit.account.assessments.get().steps
    pdf = render(kind_of(LEVY_DECISION).compose(paper.snapshot, None))
    # A page may end within a sentence.
    text = re.sub(r"—\d+—", "", text_of(pdf))
    assert "当事人称资金周转困难" in text
    assert "六个月内依法向X市东区人民法院提起行政诉讼" in text
    with pytest.raises(Refused, match="已签发"):
        desk_decision(pursuit, desk)


def test_levy_does_not_decide_twice_what_the_assessment_decided(pursuit: Pursuit, desk: Desk):
    desk_decision(pursuit, desk)
    pursuit.step("verify", desk.today)
    with pytest.raises(WrongState, match="采用核定时的征收决定书"):
        pursuit.step("levy", desk.today)
    assert pursuit.step("adopt", desk.today).after == State.LEVIED


def test_decision_that_comes_late_leaves_fifteen_days_to_pay(pursuit: Pursuit):
    pursuit.step("verify", VERIFIED)
    pursuit.step("levy", LEVIED)
    pursuit.serve(SERVED, method="public_notice")
    # Effective 2025-02-16, after the named day: fifteen days run to Monday 2025-03-03.
    assert pursuit.track().pay_by == date(2025, 3, 3)


def test_adopted_decision_that_was_voided_is_decided_anew(pursuit: Pursuit, desk: Desk):
    notice = desk_decision(pursuit, desk)
    pursuit.step("adopt", desk.today)
    void_document(notice.document_id, by=desk.officer, reason="金额有误，重新签发")
    paper = pursuit.step("levy", desk.today).paper
    assert paper.number != notice.document.number
    pursuit.serve(desk.today)
    assert pursuit.track().decision_number == paper.number


def test_decision_served_before_its_adoption_takes_effect_with_it(pursuit: Pursuit, desk: Desk):
    notice = desk_decision(pursuit, desk)
    served(notice.document, desk.today, desk.officer)
    pursuit.step("adopt", desk.today)
    track = pursuit.track()
    assert (track.state, track.served_on) == (State.REMEDY, desk.today)
    assert track.steps.order_by("-id").first().code == "served"


def desk_decision(pursuit: Pursuit, desk: Desk) -> PaymentNotice:
    """The decision as the assessment's own desk issues it."""
    return issue_payment_notice(
        pursuit.account.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=20),
        kind=LEVY_DECISION,
    )
