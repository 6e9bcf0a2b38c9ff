"""The penalty track: told before, heard, within the range, and never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fees.calculation.late_payment import accrue
from fees.collection.acts.cases import open_penalty_track
from fees.collection.penalties import added_on, added_sum, governing
from fees.models import CollectionTrack, FeeAccount
from renfang.acts import Incomplete, Refused, WrongState
from renfang.rules.books import load
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit

State = CollectionTrack.State


@pytest.fixture
def pursuit(office: Office, unbuilt: FeeAccount) -> Pursuit:
    """A case with both tracks, the offence filed on 2025-01-06."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", date(2025, 1, 6), "penalty")
    begun.step("investigate", date(2025, 1, 20), "penalty")
    return begun


def test_fine_after_a_prior_notice_in_the_newspaper(pursuit: Pursuit):
    """The developer cannot be found: the notice counts after thirty days, the fine is 70,000."""
    pursuit.step("foretell", date(2025, 2, 10), "penalty")
    service = pursuit.serve(date(2025, 2, 11), "penalty", method="public_notice")
    assert service.effective_on == date(2025, 3, 13)
    assert pursuit.track("penalty").heard_until == date(2025, 3, 20)
    with pytest.raises(WrongState, match="陈述申辩期限 2025-03-20 未过"):
        pursuit.step("penalise", date(2025, 3, 20), "penalty")
    decision = pursuit.step("penalise", date(2025, 3, 21), "penalty")
    assert "柒万元整" in decision.paper.snapshot["fine_capitals"]
    pursuit.serve(date(2025, 3, 24), "penalty", method="left")
    track = pursuit.track("penalty")
    assert (track.state, track.amount) == (State.REMEDY, Decimal("70000.00"))
    assert track.pay_by == date(2025, 4, 8)
    assert track.apply_by == date(2025, 12, 24)


def test_decision_is_due_ninety_days_after_filing(pursuit: Pursuit):
    """Ninety days from 2025-01-06 end on Sunday 04-06, in the holidays: Monday 04-07."""
    assert pursuit.track("penalty").due_on == date(2025, 4, 7)


def test_fine_stays_within_the_range_of_the_book(pursuit: Pursuit):
    found = governing(pursuit.track("penalty"), date(2025, 2, 10)).found
    assert found is not None
    assert found.value.maximum == Decimal("100000.00")
    with pytest.raises(Incomplete, match=r"罚款不得高于 100,000\.00"):
        pursuit.step("foretell", date(2025, 2, 10), "penalty", amount=Decimal("100000.01"))


def test_statement_never_makes_the_fine_heavier(pursuit: Pursuit):
    told(pursuit)
    with pytest.raises(Incomplete, match="不得高于事先告知的 70,000"):
        pursuit.step("penalise", date(2025, 2, 24), "penalty", amount=Decimal("70000.01"))
    lower = pursuit.step("penalise", date(2025, 2, 24), "penalty", amount=Decimal("29349.10"))
    assert "贰万玖仟叁佰肆拾玖元壹角" in lower.paper.snapshot["fine_capitals"]


def told(pursuit: Pursuit) -> None:
    """Told on 2025-02-10, handed over on 02-11: heard until 02-18."""
    pursuit.step("foretell", date(2025, 2, 10), "penalty")
    pursuit.serve(date(2025, 2, 11), "penalty")


def test_prior_notice_must_be_served_before_the_decision(pursuit: Pursuit):
    pursuit.step("foretell", date(2025, 2, 10), "penalty")
    with pytest.raises(WrongState, match="事先告知书尚未登记送达"):
        pursuit.step("penalise", date(2025, 2, 24), "penalty")


def test_hearing_is_asked_for_in_five_and_told_seven_working_days_ahead(pursuit: Pursuit):
    told(pursuit)
    asked = {"requested_on": date(2025, 2, 18), "hearing_place": "九时，三楼会议室",
             "presider": "周敏（政策法规科）"}  # fmt: skip
    with pytest.raises(Incomplete, match="要求听证的期限至 2025-02-18"):
        pursuit.step("hear", date(2025, 2, 19), "penalty", **asked | {
            "requested_on": date(2025, 2, 19), "hearing_on": date(2025, 3, 10)
        })  # fmt: skip
    with pytest.raises(Incomplete, match="最早为 2025-02-28 之后"):
        pursuit.step("hear", date(2025, 2, 19), "penalty", **asked, hearing_on=date(2025, 2, 28))
    pursuit.step("hear", date(2025, 2, 19), "penalty", **asked, hearing_on=date(2025, 3, 3))
    with pytest.raises(WrongState, match="听证日期 2025-03-03 未过"):
        pursuit.step("penalise", date(2025, 3, 3), "penalty")
    with pytest.raises(Incomplete, match="经过听证的，决定前须经法制审核"):
        pursuit.step("penalise", date(2025, 3, 4), "penalty")
    reviewed = {"legal_review": "周敏：程序合法，同意"}
    decided = pursuit.step("penalise", date(2025, 3, 4), "penalty", **reviewed)
    assert decided.after == State.PENALISED


def test_same_act_is_fined_once(pursuit: Pursuit):
    with pytest.raises(Refused, match="两次以上罚款"):
        open_penalty_track(pursuit.case.pk, by=pursuit.officer)


def test_three_per_cent_a_day_stops_at_the_fine():
    """案例27: 100,000 due 2024-03-18; the thirty-fourth day reaches the cap."""
    for until, accrued in (
        (date(2024, 4, 17), "90000.00"),
        (date(2024, 4, 20), "99000.00"),
        (date(2024, 4, 21), "100000.00"),
    ):
        found = accrue(
            load("national"),
            as_of=until,
            obligation="fine",
            principal=Decimal("100000.00"),
            due=date(2024, 3, 18),
            until=until,
        )
        assert found.value.accrued == Decimal(accrued)


def fined(pursuit: Pursuit) -> None:
    """Fined 70,000, served on 2025-02-25, to be paid until 03-12."""
    told(pursuit)
    pursuit.step("penalise", date(2025, 2, 24), "penalty")
    pursuit.serve(date(2025, 2, 25), "penalty")


def test_unpaid_fine_grows_and_a_lawsuit_stops_it(pursuit: Pursuit):
    fined(pursuit)
    assert pursuit.track("penalty").pay_by == date(2025, 3, 12)
    assert added_sum(pursuit.track("penalty"), date(2025, 3, 12)) == 0
    assert added_sum(pursuit.track("penalty"), date(2025, 3, 22)) == Decimal("21000.00")
    pursuit.step("contest", date(2025, 3, 23), "penalty")
    assert added_sum(pursuit.track("penalty"), date(2025, 6, 30)) == Decimal("21000.00")
    pursuit.step("uphold", date(2025, 6, 30), "penalty")
    later = added_on(pursuit.track("penalty"), date(2025, 7, 2))
    assert (later.value.days, later.value.accrued) == (12, Decimal("25200.00"))


def test_fee_itself_grows_by_nothing(pursuit: Pursuit):
    """No national late fee: 行政强制法 art. 13. Never 3 % on the fee."""
    pursuit.decided(date(2025, 2, 24), date(2025, 2, 25))
    assert added_sum(pursuit.track(), date(2026, 2, 25)) == 0


def test_demand_states_the_fine_and_what_was_added(pursuit: Pursuit):
    fined(pursuit)
    paper = pursuit.step("demand", date(2025, 8, 26), "penalty").paper
    assert paper.snapshot["owed"] == "70,000.00"
    assert paper.snapshot["added"] == "70,000.00"
    assert paper.snapshot["total"] == "140,000.00"


def test_fine_is_paid_in_parts_and_the_track_ends(pursuit: Pursuit):
    fined(pursuit)
    part = {"voucher": "45000001"}
    pursuit.step("pay_fine", date(2025, 3, 3), "penalty", amount=Decimal("30000"), **part)
    assert pursuit.track("penalty").owed == Decimal("40000.00")
    with pytest.raises(Incomplete, match="大于未缴的罚款"):
        pursuit.step("pay_fine", date(2025, 3, 4), "penalty", amount=Decimal("40000.01"), **part)
    pursuit.step("pay_fine", date(2025, 3, 5), "penalty", amount=Decimal("40000"), **part)
    assert pursuit.step("paid", date(2025, 3, 6), "penalty").after == State.PAID


def test_fine_is_no_claim_in_bankruptcy(pursuit: Pursuit):
    fined(pursuit)
    with pytest.raises(WrongState, match="不属于处罚程序"):
        pursuit.step("claim", date(2025, 3, 3), "penalty")


def test_offence_that_does_not_stand_is_dropped(pursuit: Pursuit):
    assert pursuit.step("drop", date(2025, 2, 3), "penalty").after == State.DROPPED
