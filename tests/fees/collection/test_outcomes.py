"""What becomes of a decision that was contested: fee, ledger, papers, public page, tasks, case.

The faults of paths.md 6: an annulled decision left the debt, and no step knew another sum.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from fees.assessments.queries import latest_version
from fees.collection.acts.cases import open_case
from fees.collection.outcomes import Road, fate_of
from fees.ledger.audit import discrepancies
from fees.ledger.owed import owed_of
from fees.ledger.proof import findings
from fees.models import Assessment, CollectionTrack, FeeAccount, LedgerEntry
from fees.notices.acts import issue_payment_notice
from fees.payments.queries import free_surplus
from fees.refunds.models import Refund
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import read_pdf
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, resting_on
from renfang.workbench.tasks import open_tasks
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit
from tests.kernel.documents.pdf import text_of

State = CollectionTrack.State
WHOLE = Decimal("1275000.00")
LOWERED = Decimal("1020000.00")
RECONSIDERED = {
    "instance": "reconsideration",
    "body": "X市人民政府",
    "document_number": "X政复〔2026〕9号",
    "reason": "应建面积计算有误",
}


@pytest.fixture
def pursuit(desk: Desk, account: FeeAccount) -> Pursuit:
    """paths.md F6: decided and served today; 400,000 were paid since."""
    found = Pursuit.begun(desk.office, account, desk.today)
    found.decided(desk.today, desk.today)
    desk.pay(account, "400000.00", "JKS-6101")
    return found


def contested(pursuit: Pursuit, desk: Desk, kind: str = "reconsideration") -> None:
    pursuit.step("contest", desk.today, contest_kind=kind)


def decided(pursuit: Pursuit, desk: Desk, code: str, track: str = "levy", **said: Any) -> Any:
    """The result of a reconsideration, served today."""
    given = {**RECONSIDERED, "paper_on": desk.today, **said}
    return pursuit.step(code, desk.today, track, **given)


def decision_of(pursuit: Pursuit) -> IssuedDocument:
    return IssuedDocument.objects.with_state().get(kind="levy_decision")


def tasks(desk: Desk, role: Role) -> list[str]:
    return [task.title for task in open_tasks(Scope(desk.office.who(role)), desk.today)]


def public(client: Any, paper: IssuedDocument) -> str:
    return client.get(reverse("verify", args=[paper.token])).content.decode()


def sound(account: FeeAccount) -> None:
    assert not list(findings(account.organisation_id))
    assert not list(discrepancies())


def test_an_annulled_decision_leaves_nothing_owed_and_what_was_paid_is_refundable(
    desk, pursuit, read_back, client
):
    paper = decision_of(pursuit)
    contested(pursuit, desk)
    decided(pursuit, desk, "annul")
    account = read_back(pursuit.account)
    assert (account.payable, account.balance) == (Decimal("0.00"), Decimal("-400000.00"))
    assert (account.surplus, free_surplus(account)) == (Decimal("400000.00"),) * 2
    assert (account.due_on, account.demand_id) == (None, None)
    assert not owed_of(account, desk.today).open
    last = latest_version(account.project)
    assert (last.kind, last.payable) == (Assessment.Kind.OUTCOME, Decimal("0.00"))
    assert "X政复〔2026〕9号" in last.opinion
    entry = account.entries.order_by("-sequence").first()
    assert (entry.kind, entry.amount) == (LedgerEntry.Kind.REDUCTION, -WHOLE)
    sound(account)
    page = public(client, paper)
    assert "现行有效" not in page
    assert "已撤销" in page
    assert "X市人民政府X政复〔2026〕9号行政复议决定" in page
    client.force_login(desk.officer)
    form = client.get(reverse("fees:refund_new", args=[account.pk])).context["form"]
    assert form["ground"].value() == Refund.Ground.JUDGMENT


def test_after_it_nobody_is_told_to_collect_and_somebody_to_give_back(desk, pursuit):
    contested(pursuit, desk)
    decided(pursuit, desk, "annul")
    for role in (Role.FINANCE, Role.HEAD):
        assert not {"催缴易地建设费", "核对缴款情况", "签发缴费通知书"} & set(tasks(desk, role))
    giving_back = [
        task
        for task in open_tasks(Scope(desk.officer), desk.today)
        if task.title == "办理退付或结转"
    ]
    assert giving_back[0].due is not None
    assert "批准追缴结案" in tasks(desk, Role.HEAD)


def test_nothing_is_collected_on_it_once_more_without_a_new_decision(desk, pursuit, read_back):
    number = pursuit.track().decision_number
    contested(pursuit, desk)
    decided(pursuit, desk, "annul")
    assert pursuit.track().state == State.DROPPED
    with pytest.raises(WrongState, match="没有欠缴"):
        open_case(
            pursuit.account.pk, source="overdue", facts="再次", on=desk.today, by=desk.officer
        )
    with pytest.raises(WrongState, match="按生效的决定、裁判执行"):
        desk.submit(read_back(pursuit.account).assessments.first().application)
    # New facts, a new permit: charged anew, but never by the old number.
    desk.assess(desk.granted(project=pursuit.account.project))
    pursuit.case.tracks.get()
    type(pursuit.case).objects.update(state="closed")
    again = Pursuit.begun(desk.office, pursuit.account, desk.today)
    with pytest.raises(WrongState, match="不能据以追缴"):
        again.step(
            "enter_decision",
            desk.today,
            decision_number=number,
            amount=WHOLE,
            served_on=desk.today,
            pay_by=desk.today,
            rights_told="yes",
        )


@pytest.mark.parametrize("code", ["change", "annul_part"])
def test_another_sum_is_owed_by_the_paper_that_says_so(desk, pursuit, read_back, client, code):
    paper = decision_of(pursuit)
    contested(pursuit, desk)
    decided(pursuit, desk, code, new_amount=LOWERED)
    track, account = pursuit.track(), read_back(pursuit.account)
    assert (track.state, track.amount) == (State.REMEDY, LOWERED)
    assert (account.payable, account.balance) == (LOWERED, LOWERED - 400000)
    # Fifteen days to sue, and three months from their end.
    assert track.remedies_end_on == desk.today + timedelta(days=15)
    assert track.apply_by is not None
    owed = owed_of(account, desk.today)
    assert (owed.demand.number, owed.due_on) == ("X政复〔2026〕9号", track.pay_by)
    assert (account.due_on, account.demand_id) == (track.pay_by, None)
    page = public(client, paper)
    assert "已变更" in page
    assert "不再按原金额执行" in page
    assert "X政复〔2026〕9号" in page
    sound(account)
    fate = fate_of(track)
    assert (fate.road, fate.final.number) == (Road.RECONSIDERED, "X政复〔2026〕9号")
    assert fate.changed_words == "经X市人民政府X政复〔2026〕9号行政复议决定变更为1,020,000.00元"


def test_a_decision_that_was_changed_and_then_annulled_reads_annulled(desk, pursuit, client):
    paper = decision_of(pursuit)
    contested(pursuit, desk)
    decided(pursuit, desk, "change", new_amount=LOWERED)
    contested(pursuit, desk, "lawsuit")
    court = {"instance": "second", "body": "X市中级人民法院", "document_number": "（2026）X行终9号"}
    decided(pursuit, desk, "annul", **court)
    page = public(client, paper)
    assert "已撤销，不再具有效力。依据" in page
    assert "（2026）X行终9号" in page
    assert "X政复〔2026〕9号" in page


def test_what_a_reconsideration_changed_is_executed_by_its_organ(desk, pursuit):
    """行政复议法 art. 78(二): not by the bureau, so that it demands nothing for the court."""
    contested(pursuit, desk)
    decided(pursuit, desk, "change", new_amount=LOWERED)
    with pytest.raises(WrongState, match="由行政复议机关依法强制执行或者申请人民法院强制执行"):
        pursuit.step("demand", desk.today)


def test_what_is_demanded_later_is_the_new_sum_with_the_paper_that_changed_it(desk, pursuit):
    contested(pursuit, desk, "lawsuit")
    court = {"instance": "second", "body": "X市中级人民法院", "document_number": "（2026）X行终9号"}
    decided(pursuit, desk, "change", new_amount=LOWERED, **court)
    CollectionTrack.objects.update(pay_by=desk.today - timedelta(days=1))
    paper = pursuit.step("demand", desk.today).paper
    said = text_of(read_pdf(paper))
    assert "经X市中级人民法院（2026）X行终9号行政判决变更为1,020,000.00元" in said
    assert "620,000.00" in said
    assert "1,275,000.00" not in said
    assert "875,000.00" not in said


def test_more_paid_than_is_left_becomes_refundable(desk, pursuit, read_back):
    contested(pursuit, desk)
    decided(pursuit, desk, "change", new_amount=Decimal("300000.00"))
    account = read_back(pursuit.account)
    assert (account.surplus, free_surplus(account)) == (Decimal("100000.00"),) * 2
    assert "办理退付或结转" in tasks(desk, Role.FINANCE)


def test_no_other_paper_demands_what_was_changed(desk, pursuit):
    contested(pursuit, desk)
    decided(pursuit, desk, "change", new_amount=LOWERED)
    with pytest.raises(WrongState, match="决定、裁判 X政复〔2026〕9号"):
        issue_payment_notice(
            latest_version(pursuit.account.project).pk,
            by=desk.officer,
            on=desk.today,
            due_on=desk.today + timedelta(days=15),
        )


@pytest.mark.parametrize("amount", [WHOLE, WHOLE + 1])
def test_a_change_never_burdens_who_asked_for_it(desk, pursuit, amount):
    contested(pursuit, desk)
    with pytest.raises(Incomplete, match="不得作出更为不利的变更") as refusal:
        decided(pursuit, desk, "change", new_amount=amount)
    assert refusal.value.field == "new_amount"


def test_annulled_to_be_decided_anew_is_a_task_with_a_day_and_goes_on_from_there(
    desk, pursuit, read_back
):
    contested(pursuit, desk)
    until = desk.today + timedelta(days=60)
    decided(pursuit, desk, "redo", redo_by=until)
    track, account = pursuit.track(), read_back(pursuit.account)
    assert (track.state, track.decision_number, track.pay_by) == (State.VERIFIED, "", None)
    assert account.balance == Decimal("-400000.00")
    assert latest_version(account.project).kind == Assessment.Kind.REDO
    task = next(
        row for row in open_tasks(Scope(desk.officer), desk.today) if row.title == "重新作出决定"
    )
    assert task.due == until
    sound(account)
    # Assessed once more, decided once more: why it is not the same decision has to be said.
    permit = account.assessments.first().application
    permit.refresh_from_db()
    desk.assess(permit)
    with pytest.raises(Incomplete, match="不得以同一的事实和理由") as refusal:
        pursuit.step("levy", desk.today)
    assert refusal.value.field == "explanation"
    pursuit.step("levy", desk.today, explanation="补充实测面积，主要事实已经改变")
    assert "重新作出决定" not in tasks(desk, Role.FINANCE)
    assert fate_of(pursuit.track()).road is Road.UNCONTESTED
    sound(account)


def test_a_first_judgment_says_nothing_until_nobody_can_appeal(desk, account, read_back):
    pursuit = Pursuit.begun(desk.office, account, date(2025, 1, 8))
    pursuit.decided(date(2025, 1, 16), date(2025, 1, 17))
    pursuit.step("contest", date(2025, 2, 3))
    court = {"body": "X市东区人民法院", "document_number": "（2025）X行初1号"}
    with pytest.raises(Incomplete, match="先登记一审判决"):
        pursuit.step("annul", date(2025, 6, 3), instance="first", **court)
    judged = pursuit.step("judge", date(2025, 6, 3), **court)
    assert [limit["last_day"] for limit in judged.limits] == ["2025-06-18"]
    assert (pursuit.track().due_on, pursuit.track().state) == (date(2025, 6, 18), State.CONTESTED)
    assert read_back(account).payable == WHOLE
    assert fate_of(pursuit.track()).road is Road.PENDING
    with pytest.raises(Incomplete, match="上诉期限至 2025-06-18") as refusal:
        pursuit.step("annul", date(2025, 6, 18), instance="first", **court)
    assert refusal.value.field == "on"
    pursuit.step("annul", date(2025, 6, 19), instance="first", **court)
    assert read_back(account).payable == Decimal("0.00")
    assert fate_of(pursuit.track()).ended.number == "（2025）X行初1号"


def test_what_the_second_instance_says_takes_the_place_of_the_first(desk, account, read_back):
    pursuit = Pursuit.begun(desk.office, account, date(2025, 1, 8))
    pursuit.decided(date(2025, 1, 16), date(2025, 1, 17))
    pursuit.step("contest", date(2025, 2, 3))
    pursuit.step("judge", date(2025, 6, 3), first_result="撤销")
    pursuit.step("appeal", date(2025, 6, 10))
    with pytest.raises(Incomplete, match="已经上诉"):
        pursuit.step("annul", date(2025, 7, 1), instance="first")
    pursuit.step("uphold", date(2025, 10, 9))
    track = pursuit.track()
    assert (track.state, track.remedies_end_on) == (State.REMEDY, date(2025, 10, 9))
    assert track.apply_by == date(2026, 1, 9)
    assert read_back(account).payable == WHOLE
    fate = fate_of(track)
    assert (fate.road, fate.final.code, fate.changed) == (Road.JUDGED, "uphold", None)


def test_a_suit_after_the_reconsideration_has_the_last_word(desk, pursuit, read_back):
    contested(pursuit, desk)
    decided(pursuit, desk, "change", new_amount=LOWERED)
    contested(pursuit, desk, "lawsuit")
    court = {"instance": "second", "body": "X市中级人民法院", "document_number": "X行终3号"}
    decided(pursuit, desk, "change", new_amount=Decimal("900000.00"), **court)
    account = read_back(pursuit.account)
    assert account.payable == Decimal("900000.00")
    assert [row.payable for row in account.assessments.order_by("version")] == [
        WHOLE,
        LOWERED,
        Decimal("900000.00"),
    ]
    assert owed_of(account, desk.today).demand.number == "X行终3号"
    assert fate_of(pursuit.track()).changed.number == "X行终3号"
    sound(account)


def test_unlawful_but_standing_changes_no_sum(desk, pursuit, read_back):
    contested(pursuit, desk)
    decided(pursuit, desk, "declare")
    assert read_back(pursuit.account).payable == WHOLE
    assert not decision_of(pursuit).is_void
    assert fate_of(pursuit.track()).final.code == "declare"


def test_an_application_that_was_withdrawn_leaves_decision_and_remedies(desk, pursuit):
    ends = pursuit.track().remedies_end_on
    contested(pursuit, desk)
    pursuit.step("withdraw_contest", desk.today, paper_on=desk.today)
    track = pursuit.track()
    assert (track.state, track.remedies_end_on) == (State.REMEDY, ends)
    assert track.apply_by > ends
    fate = fate_of(track)
    assert (fate.road, fate.was_contested) == (Road.WITHDRAWN, True)


def test_what_was_assessed_after_the_decision_stands_on_its_own(desk, account, read_back):
    smaller = desk.assessed(name="小区", planned="350.00")
    pursuit = Pursuit.begun(desk.office, smaller, desk.today)
    pursuit.decided(desk.today, desk.today)
    supplement = desk.assess(desk.granted(project=smaller.project, planned="150.00"))
    contested(pursuit, desk)
    decided(pursuit, desk, "annul")
    first = supplement.replaces.payable
    assert read_back(smaller).payable == supplement.payable - first
    sound(smaller)


# The bureau's own corrections


def test_the_bureau_changes_its_decision_to_the_reviewed_assessment(
    desk, pursuit, read_back, client
):
    paper = decision_of(pursuit)
    with pytest.raises(WrongState, match="先办理变更核定"):
        pursuit.step("change_own", desk.today)
    lower = desk.assess(desk.granted(project=pursuit.account.project, planned="170.00"))
    CollectionTrack.objects.update(pay_by=desk.today - timedelta(days=1))
    with pytest.raises(WrongState, match="先作出变更决定"):
        pursuit.step("demand", desk.today)
    step = pursuit.step("change_own", desk.today)
    track = pursuit.track()
    assert (track.state, track.amount) == (State.LEVIED, lower.payable)
    said = text_of(read_pdf(step.paper))
    assert f"由1,275,000.00元变更为{lower.payable:,.2f}元" in said
    page = public(client, paper)
    assert "已变更" in page
    assert step.paper.number in page
    account = read_back(pursuit.account)
    # Nobody owes by a paper that has not reached him.
    assert (account.due_on, account.demand_id) == (None, None)
    sound(account)
    pursuit.serve(desk.today)
    track, account = pursuit.track(), read_back(account)
    assert (track.state, account.due_on) == (State.REMEDY, track.pay_by)
    assert track.remedies_end_on > desk.today + timedelta(days=170)
    assert fate_of(track).changed.document_id == step.paper_id
    sound(account)


@pytest.mark.parametrize("is_contested", [False, True])
def test_the_bureau_revokes_its_decision(desk, pursuit, read_back, client, is_contested):
    paper = decision_of(pursuit)
    if is_contested:
        contested(pursuit, desk)
    step = pursuit.step("revoke", desk.today)
    account = read_back(pursuit.account)
    assert (account.payable, account.surplus) == (Decimal("0.00"), Decimal("400000.00"))
    assert pursuit.track().state == State.DROPPED
    page = public(client, paper)
    assert "已撤销" in page
    assert step.paper.number in page
    assert "现行有效" in public(client, step.paper)
    assert "你单位已多缴400,000.00元" in text_of(read_pdf(step.paper))
    sound(account)


# A fine, and what delay added


@pytest.fixture
def fined(desk: Desk, unbuilt: FeeAccount) -> Pursuit:
    """A fine of 70,000 of before renfang, its standard told, demanded with what delay added."""
    found = Pursuit.begun(desk.office, unbuilt, date(2025, 1, 8))
    found.penalise()
    found.step(
        "enter_decision",
        date(2025, 2, 3),
        "penalty",
        decision_number="X动罚决〔2025〕2号",
        amount=Decimal("70000.00"),
        served_on=date(2025, 2, 3),
        pay_by=date(2025, 2, 18),
        rights_told="yes",
        late_told="yes",
    )
    found.step("demand", date(2025, 2, 28), "penalty")
    return found


def test_what_delay_added_is_counted_anew_on_the_changed_fine(fined: Pursuit):
    # Ten days of 3 % on 70,000; then on 40,000.
    assert fined.track("penalty").added_demanded == Decimal("21000.00")
    fined.step("pay_added", date(2025, 3, 1), "penalty", amount=Decimal("21000.00"), voucher="1")
    fined.step("contest", date(2025, 3, 3), "penalty")
    fined.step("change", date(2025, 6, 3), "penalty", new_amount=Decimal("40000.00"))
    track = fined.track("penalty")
    assert (track.amount, track.owed) == (Decimal("40000.00"),) * 2
    assert (track.added_demanded, track.added_to_refund) == (
        Decimal("12000.00"),
        Decimal("9000.00"),
    )
    fined.step("refund_added", date(2025, 6, 9), "penalty", amount=Decimal("9000.00"), voucher="2")
    assert fined.track("penalty").added_to_refund == Decimal("0.00")


@pytest.mark.parametrize("code", ["annul", "redo"])
def test_a_fine_and_what_delay_added_come_back_when_it_is_annulled(desk, fined: Pursuit, code):
    fined.step("pay_fine", date(2025, 3, 1), "penalty", amount=Decimal("30000.00"), voucher="1")
    fined.step("pay_added", date(2025, 3, 1), "penalty", amount=Decimal("21000.00"), voucher="2")
    fined.step("contest", date(2025, 3, 3), "penalty")
    fined.step(code, date(2025, 6, 3), "penalty")
    track = fined.track("penalty")
    assert track.state == (State.DROPPED if code == "annul" else State.INVESTIGATED)
    assert (track.fine_to_refund, track.added_to_refund) == (
        Decimal("30000.00"),
        Decimal("21000.00"),
    )
    task = next(
        row
        for row in open_tasks(Scope(desk.officer), desk.today)
        if row.title == "退还多缴的罚款、加处数额"
    )
    assert task.due == date(2025, 6, 17)
    with pytest.raises(Incomplete, match="大于应退还的罚款"):
        fined.step(
            "refund_fine", date(2025, 6, 9), "penalty", amount=Decimal("30001.00"), voucher="3"
        )
    fined.step("refund_fine", date(2025, 6, 9), "penalty", amount=Decimal("30000.00"), voucher="3")
    fined.step("refund_added", date(2025, 6, 9), "penalty", amount=Decimal("21000.00"), voucher="4")
    assert "退还多缴的罚款、加处数额" not in tasks(desk, Role.FINANCE)


def test_the_fee_is_not_touched_by_what_becomes_of_the_fine(fined: Pursuit, read_back):
    before = read_back(fined.account).payable
    fined.step("contest", date(2025, 3, 3), "penalty")
    fined.step("annul", date(2025, 6, 3), "penalty")
    assert read_back(fined.account).payable == before
    assert fined.track().state == State.CLUE


# What the page says beforehand


@pytest.mark.parametrize(
    ("code", "ending"), [("annul", Ending.ANNUL), ("change", Ending.ALTER), ("redo", Ending.ANNUL)]
)
def test_what_the_page_said_would_follow_has_followed(desk, pursuit, code, ending, read_back):
    contested(pursuit, desk)
    said = [row for row in resting_on(pursuit.track(), ending) if row.effect is Effect.FOLLOWS]
    assert {row.label for row in said} == {"易地建设费征收决定书", "缴费账户"}
    before = read_back(pursuit.account).payable
    more = {"change": {"new_amount": LOWERED}}.get(code, {})
    decided(pursuit, desk, code, **more)
    for row in said:
        if isinstance(row.row, IssuedDocument):
            assert IssuedDocument.objects.get(pk=row.row.pk).is_void
    assert read_back(pursuit.account).payable < before
