"""The levy track: from the clue to the court and to the end, in the order of the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fees.collection.acts.cases import close_case, open_case, take_step
from fees.collection.queries import apply_from
from fees.models import CollectionCase, CollectionStep, CollectionTrack, FeeAccount
from fees.notices.rules import LEVY_DECISION
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, Refused, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import void_document
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.serving.acts import correct_service
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import GIVEN, Pursuit, signed

State = CollectionTrack.State
VERIFIED, LEVIED, SERVED = date(2025, 1, 9), date(2025, 1, 16), date(2025, 1, 17)
# Served 2025-01-17: remedies to 2025-07-17, the court until 2025-10-17.
REMEDIES_END, APPLY_BY = date(2025, 7, 17), date(2025, 10, 17)


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    return Pursuit.begun(office, account, date(2024, 4, 8))


def test_guiding_case_21_in_our_days(pursuit: Pursuit):
    """Notice with four days, nine months later the decision, then the court: 指导案例21号."""
    pursuit.step("verify", date(2024, 4, 9))
    pursuit.step("order", date(2024, 4, 10), pay_days=4)
    pursuit.serve(date(2024, 4, 10))
    assert pursuit.track().heard_until == date(2024, 4, 16)
    pursuit.step("levy", LEVIED)
    pursuit.serve(SERVED)
    track = pursuit.track()
    assert track.state == State.REMEDY
    assert track.amount == pursuit.account.balance
    # Fifteen days after its service, past the Spring Festival: no earlier than it names.
    assert (track.pay_by, track.remedies_end_on) == (date(2025, 2, 5), REMEDIES_END)
    assert track.apply_by == APPLY_BY


def test_case_goes_to_court_and_ends_when_all_is_paid(pursuit: Pursuit, desk: Desk):
    pursuit.decided(LEVIED, SERVED)
    assert apply_from(pursuit.track()) is None
    pursuit.step("demand", date(2025, 7, 18))
    pursuit.serve(date(2025, 7, 21))
    assert pursuit.track().demand_ends_on == date(2025, 8, 4)
    assert apply_from(pursuit.track()) == date(2025, 8, 5)
    application = pursuit.step("apply", date(2025, 8, 5))
    assert application.limits[0]["last_day"] == "2025-08-12"
    for code, day in (("accept", 11), ("rule", 18), ("enforce", 25)):
        pursuit.step(code, date(2025, 8, day))
    with pytest.raises(WrongState, match="尚欠缴"):
        pursuit.step("paid", date(2025, 9, 1))
    desk.pay(pursuit.account, f"{pursuit.account.balance}", "6201")
    pursuit.step("paid", desk.today)
    closed = close_case(pursuit.case.pk, result="全部执行到位", on=desk.today, by=pursuit.head)
    assert closed.state == CollectionCase.State.CLOSED
    kinds = set(IssuedDocument.objects.values_list("kind", flat=True))
    assert kinds >= {
        LEVY_DECISION,
        "statutory_demand",
        "enforcement_application",
        "case_closing",
        "collection_receipt",
    }


def test_application_names_decision_and_demand(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    demand = pursuit.step("demand", date(2025, 7, 18))
    pursuit.serve(date(2025, 7, 21))
    paper = pursuit.step("apply", date(2025, 8, 5)).paper
    decision = pursuit.track().decision_number
    assert "易征" in decision
    assert paper.snapshot["decision_number"] == decision
    assert paper.snapshot["demand"]["number"] == demand.paper.number
    assert paper.snapshot["remedies_end_on"] == REMEDIES_END.isoformat()


def test_court_waits_until_the_demand_has_run_ten_working_days(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 7, 18))
    with pytest.raises(WrongState, match="催告书尚未登记送达"):
        pursuit.step("apply", date(2025, 8, 5))
    pursuit.serve(date(2025, 7, 21))
    with pytest.raises(WrongState, match="十个工作日至 2025-08-04"):
        pursuit.step("apply", date(2025, 8, 4))


def test_court_waits_until_the_remedies_have_run_out(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 2, 6))
    pursuit.serve(date(2025, 2, 7))
    with pytest.raises(WrongState, match="诉讼期限至 2025-07-17"):
        pursuit.step("apply", REMEDIES_END)
    assert pursuit.step("apply", date(2025, 7, 18)).after == State.APPLIED


def test_lapsed_right_needs_an_explanation(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 9, 1))
    pursuit.serve(date(2025, 9, 2))
    late = APPLY_BY + timedelta(days=1)
    with pytest.raises(Incomplete, match="已于 2025-10-17 届满") as refusal:
        pursuit.step("apply", late)
    assert refusal.value.field == "explanation"
    step = pursuit.step("apply", late, explanation="洪水冲毁档案室，已附证明")
    assert "洪水" in step.paper.snapshot["explanation"]
    assert "洪水" in events_of(pursuit.case).first().after["说明"]


def test_last_lawful_day_is_still_in_time(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 9, 1))
    pursuit.serve(date(2025, 9, 2))
    assert pursuit.step("apply", APPLY_BY).after == State.APPLIED


def test_corrected_day_of_service_counts_the_limits_anew(pursuit: Pursuit):
    pursuit.step("verify", LEVIED)
    pursuit.step("levy", LEVIED)
    receipt, right = pursuit.serve(SERVED), signed(date(2025, 1, 20))
    pursuit.step("remind", date(2025, 2, 6))
    reason, by = "送达回证上的日期是 20 日", pursuit.officer
    correct_service(receipt.pk, right, reason=reason, by=by)
    track = pursuit.track()
    assert (track.state, track.served_on) == (State.REMEDY, date(2025, 1, 20))
    # Sunday 2025-07-20 rolls on to Monday.
    assert (track.pay_by, track.remedies_end_on) == (date(2025, 2, 5), date(2025, 7, 21))
    assert track.steps.order_by("-id").first().label.startswith("更正")
    pursuit.step("demand", date(2025, 7, 22))
    with pytest.raises(WrongState, match="按原送达日期计算"):
        correct_service(receipt.pk, signed(SERVED), reason=reason, by=by)
    assert pursuit.track().served_on == date(2025, 1, 20)


def test_public_notice_counts_after_thirty_days(pursuit: Pursuit):
    pursuit.step("verify", VERIFIED)
    pursuit.step("levy", LEVIED)
    service = pursuit.serve(SERVED, method="public_notice")
    assert service.effective_on == date(2025, 2, 16)
    track = pursuit.track()
    assert track.served_on == date(2025, 2, 16)
    assert track.remedies_end_on == date(2025, 8, 18)


def test_lawsuit_stops_the_way_to_the_court_until_it_is_decided(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("contest", date(2025, 3, 3))
    assert pursuit.track().apply_by is None
    with pytest.raises(WrongState, match="复议诉讼中"):
        pursuit.step("demand", date(2025, 3, 4))
    pursuit.step("uphold", date(2025, 11, 3))
    assert pursuit.track().apply_by == date(2026, 2, 3)


def test_after_reconsideration_fifteen_days_to_sue_come_first(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("contest", date(2025, 3, 3), contest_kind="reconsideration")
    step = pursuit.step("uphold", date(2025, 5, 6), instance="reconsideration")
    assert [limit["last_day"] for limit in step.limits] == ["2025-05-21", "2025-08-21"]


def test_annulled_decision_ends_the_track(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("contest", date(2025, 3, 3))
    assert pursuit.step("annul", date(2025, 9, 1)).after == State.DROPPED


def test_before_a_decision_is_annulled_its_page_tells_what_rests_on_it(pursuit: Pursuit, client):
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("contest", date(2025, 3, 3))
    track = pursuit.track()
    client.force_login(pursuit.head)
    page = client.get(reverse("fees:collection_step", args=[track.pk, "annul"])).content.decode()
    assert "以此为依据的记录" in page
    assert track.decision_number in page
    assert "随之失效，公开核验写明依据" in page
    assert "应缴取消，已缴的转为多缴，办理退付或者结转" in page


def test_breached_agreement_goes_back_to_enforcement(pursuit: Pursuit):
    enforcing(pursuit)
    pursuit.step(
        "agree", date(2025, 9, 1), instalments="2025-10-01 缴一半", until=date(2025, 12, 1)
    )
    assert pursuit.step("breach", date(2025, 10, 9)).after == State.ENFORCING


def test_suspension_ends_for_good_after_three_years(pursuit: Pursuit):
    enforcing(pursuit)
    step = pursuit.step("suspend", date(2025, 9, 1))
    assert step.limits[0]["last_day"] == "2028-09-01"
    assert pursuit.step("resume", date(2025, 10, 9)).after == State.ENFORCING


def test_write_off_waits_for_the_ledger(pursuit: Pursuit):
    enforcing(pursuit)
    pursuit.step("terminate", date(2025, 9, 1))
    with pytest.raises(WrongState, match="先在缴费账户办理核销"):
        pursuit.step("write_off", date(2025, 9, 2))


def test_fee_is_claimed_in_bankruptcy(pursuit: Pursuit):
    enforcing(pursuit)
    step = pursuit.step(
        "claim",
        date(2025, 9, 1),
        court="X市中级人民法院",
        administrator="X律师事务所",
        accepted_on=date(2025, 8, 20),
        until=date(2025, 10, 20),
    )
    assert step.after == State.BANKRUPTCY
    assert pursuit.track().due_on == date(2025, 10, 20)


def test_refused_application_can_be_reviewed(pursuit: Pursuit):
    enforcing_until(pursuit, "apply")
    step = pursuit.step("reject", date(2025, 8, 11))
    assert step.limits[0]["last_day"] == "2025-08-26"
    assert pursuit.step("accept", date(2025, 9, 9)).after == State.ACCEPTED


def enforcing_until(pursuit: Pursuit, last: str) -> None:
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 7, 18))
    pursuit.serve(date(2025, 7, 21))
    days = {"apply": 5, "accept": 11, "rule": 18, "enforce": 25}
    for code, day in days.items():
        pursuit.step(code, date(2025, 8, day))
        if code == last:
            return


def enforcing(pursuit: Pursuit) -> None:
    enforcing_until(pursuit, "enforce")


def test_decision_of_before_the_system_is_entered_with_its_limits(pursuit: Pursuit):
    pursuit.step(
        "enter_decision",
        date(2025, 1, 16),
        decision_number="X防征决〔2025〕3号",
        amount=pursuit.account.balance,
        served_on=SERVED,
        pay_by=date(2025, 2, 5),
        rights_told="no",
    )
    assert pursuit.track().remedies_end_on == date(2026, 1, 19)
    assert pursuit.track().apply_by == date(2026, 4, 20)


def test_every_limit_stands_with_its_reasoning(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    served = CollectionStep.objects.get(code="served")
    labels = [limit["label"] for limit in served.limits]
    assert labels == [
        "缴款期限",
        "申请行政复议期限",
        "提起行政诉讼期限",
        "申请法院强制执行期限",
    ]
    assert all(limit["steps"] and limit["calendar"] and limit["basis"] for limit in served.limits)


def test_head_decides_and_finance_handles(pursuit: Pursuit):
    pursuit.step("verify", VERIFIED)
    with pytest.raises(NotPermitted):
        take_step(pursuit.track().pk, "levy", on=LEVIED, values=GIVEN["levy"], by=pursuit.officer)


def test_other_districts_know_of_no_case(pursuit: Pursuit, office: Office):
    stranger = office.who(Role.FINANCE, at=office.west)
    with pytest.raises(NotFound):
        take_step(pursuit.track().pk, "verify", on=VERIFIED, values=GIVEN["verify"], by=stranger)


def test_one_account_has_one_open_case(pursuit: Pursuit):
    with pytest.raises(Refused, match="已有办理中的追缴案件"):
        open_case(
            pursuit.account.pk,
            source="audit",
            facts="重复",
            on=VERIFIED,
            by=pursuit.officer,
        )


def test_stale_form_takes_no_step(pursuit: Pursuit):
    pursuit.step("verify", VERIFIED)
    with pytest.raises(Overtaken):
        take_step(
            pursuit.track().pk,
            "order",
            on=VERIFIED,
            values=GIVEN["order"],
            version=1,
            by=pursuit.officer,
        )


def test_steps_follow_the_order_of_their_days(pursuit: Pursuit):
    pursuit.step("verify", VERIFIED)
    with pytest.raises(Incomplete, match="不能早于上一步"):
        pursuit.step("order", date(2025, 1, 8))
    with pytest.raises(Incomplete, match="不能晚于今天"):
        pursuit.step("order", date(2035, 1, 8))


def test_voided_demand_is_issued_anew(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    first = pursuit.step("demand", date(2025, 7, 18))
    with pytest.raises(WrongState):
        pursuit.step("demand", date(2025, 7, 18))
    void_document(first.paper_id, by=pursuit.officer, reason="金额有误，重新签发")
    second = pursuit.step("demand", date(2025, 7, 21))
    assert second.paper.number != first.paper.number
    pursuit.serve(date(2025, 7, 22))
    assert pursuit.track().demand_ends_on == date(2025, 8, 5)


def test_case_with_a_running_track_is_not_closed(pursuit: Pursuit):
    with pytest.raises(WrongState, match="办结后再结案"):
        close_case(pursuit.case.pk, result="结案", on=VERIFIED, by=pursuit.head)


def test_history_tells_the_whole_case(pursuit: Pursuit):
    pursuit.decided(LEVIED, SERVED)
    told = [event.act for event in events_of(pursuit.case)]
    assert told[::-1] == ["追缴立卷", "登记核查", "作出征收决定", "制作送达回证", "登记送达"]
