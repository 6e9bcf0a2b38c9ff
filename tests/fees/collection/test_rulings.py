"""Once the court has the case: its rulings and the bureau's letters are put on record, no more.

行政强制法 arts 34, 53; 行政诉讼法 art. 101; 民事诉讼法 arts 241, 267, 268.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fees.collection.acts.cases import take_step
from fees.collection.papers import FORMER
from fees.collection.steps.court import WITHDRAWN_GROUND
from fees.collection.steps.rounds import closed_round, round_words
from fees.collection.steps.table import STEPS
from fees.models import CollectionTrack, FeeAccount
from renfang.acts import Incomplete, NotFound, Refused, WrongState
from renfang.documents import kinds
from renfang.documents.acts import print_batch
from renfang.documents.kinds import kind_of
from renfang.documents.models import IssuedDocument
from renfang.documents.passages import kinds_with
from renfang.documents.registry import compose, issue_document
from renfang.organisations.scope import Scope
from renfang.serving.queries import visible_papers
from renfang.typesetting import render
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import LONG_AGO, Pursuit
from tests.fees.assessments.test_permits_that_end import end
from tests.kernel.documents.pdf import text_of

State = CollectionTrack.State
LEVIED, SERVED = date(2025, 1, 16), date(2025, 1, 17)
DAYS = {"apply": 5, "accept": 11, "rule": 18, "enforce": 25}


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    """Demanded on 2025-07-21, ready for the court on 2025-08-05."""
    begun = Pursuit.begun(office, account, date(2024, 4, 8))
    begun.decided(LEVIED, SERVED)
    begun.step("demand", date(2025, 7, 18))
    begun.serve(date(2025, 7, 21))
    return begun


def until(pursuit: Pursuit, last: str) -> Pursuit:
    """Through the court as far as this step, in August 2025."""
    for code, day in DAYS.items():
        pursuit.step(code, date(2025, 8, day))
        if code == last:
            break
    return pursuit


def test_no_step_at_the_court_has_a_paper_of_the_bureau():
    """A property of the table: whatever starts where the court has the case issues nothing."""
    beside = {"claim"}
    for step in STEPS.values():
        if set(step.start) & set(CollectionTrack.AT_COURT) and step.code not in beside:
            assert not step.paper, step.label
        assert step.paper not in FORMER


@pytest.mark.parametrize("code", ["agree", "suspension", "termination"])
def test_the_bureaus_own_decisions_on_execution_are_gone(pursuit: Pursuit, code: str):
    with pytest.raises(NotFound):
        take_step(pursuit.track().pk, code, on=date(2025, 8, 5), values={}, by=pursuit.head)


@pytest.mark.parametrize("kind", FORMER)
def test_former_papers_are_read_and_printed_and_never_issued(
    pursuit: Pursuit, kind: str, monkeypatch: pytest.MonkeyPatch
):
    track = pursuit.track()
    demand = IssuedDocument.objects.get(kind="statutory_demand")
    said = demand.snapshot | {"suspension_ground": "暂无履行能力", "reason": "账户无余额",
                              "termination_ground": "法人终止", "until": "2025-12-31",
                              "instalments": "分三期"}  # fmt: skip
    given = {"title": kind_of(kind).label, "organisation": track.organisation,
             "on": date(2025, 8, 5), "by": pursuit.head}  # fmt: skip
    with pytest.raises(Refused, match="不再签发"):
        issue_document(kind, track, said, **given)
    # One of before, as a version issued it that still could.
    with monkeypatch.context() as before:
        before.setitem(kinds._kinds, kind, replace(kind_of(kind), is_former=False))
        old = issue_document(kind, track, said, **given)
    assert old.definition.label in text_of(render(compose(old)))
    assert print_batch([old.pk], by=pursuit.officer).startswith(b"%PDF")
    assert old.definition.verifiable == (kind != "execution_agreement")
    assert old not in visible_papers(Scope(pursuit.officer))
    assert kind_of(kind) not in kinds_with("legal_basis")


def test_a_refused_application_goes_to_the_higher_court_or_is_made_again(pursuit: Pursuit):
    until(pursuit, "apply")
    step = pursuit.step("reject", date(2025, 8, 11))
    assert (step.after, step.limits[0]["last_day"]) == (State.REJECTED, "2025-08-26")
    assert step.values["ruling_on"] == LONG_AGO.isoformat()
    again = pursuit.step("apply", date(2025, 8, 20))
    assert again.paper is not None
    assert pursuit.step("accept", date(2025, 9, 9)).after == State.ACCEPTED


def test_not_allowed_is_not_the_same_as_not_accepted(pursuit: Pursuit):
    until(pursuit, "accept")
    step = pursuit.step("deny", date(2025, 8, 18))
    assert (step.after, step.limits[0]["last_day"]) == (State.DENIED, "2025-09-02")
    # The higher court ruled that it is to be executed: 强制法 art. 58(3).
    assert pursuit.step("rule", date(2025, 9, 9)).after == State.RULED


def test_suspension_is_the_courts_and_has_no_end_of_ours(pursuit: Pursuit):
    until(pursuit, "enforce")
    step = pursuit.step("suspend", date(2025, 9, 1))
    assert (step.paper, step.limits) == (None, [])
    assert pursuit.track().due_on is None
    assert pursuit.step("resume", date(2025, 10, 9)).after == State.ENFORCING


def test_a_settlement_is_made_before_the_court_and_resumed_by_it(pursuit: Pursuit):
    until(pursuit, "enforce")
    step = pursuit.step("settle", date(2025, 9, 1), until=date(2025, 12, 1))
    assert (step.after, step.paper) == (State.AGREED, None)
    assert pursuit.track().due_for == "和解协议履行期限"
    said = [found.words for found in STEPS["settle"].findings(pursuit.track(), None)]
    assert said == ["易地建设费不得减免。和解、延期只能就履行的时间和方式，数额不变"]
    assert pursuit.step("breach", date(2025, 10, 9)).after == State.ENFORCING


def test_who_agrees_to_wait_writes_to_the_court_which_suspends(pursuit: Pursuit):
    until(pursuit, "rule")
    step = pursuit.step("extend", date(2025, 9, 1), until=date(2025, 12, 1))
    assert (step.after, step.paper) == (State.RULED, None)
    pursuit.step("suspend", date(2025, 9, 8))
    assert pursuit.step("resume", date(2025, 12, 2)).after == State.RULED


def test_an_application_taken_back_leaves_the_case_where_it_was(pursuit: Pursuit):
    until(pursuit, "accept")
    with pytest.raises(WrongState, match="没有登记撤回申请"):
        pursuit.step("take_back", date(2025, 8, 12))
    assert pursuit.step("withdraw", date(2025, 8, 12)).after == State.ACCEPTED
    assert pursuit.step("take_back", date(2025, 8, 13)).after == State.DEMANDED
    assert pursuit.track().apply_by == date(2025, 10, 17)
    assert pursuit.step("apply", date(2025, 8, 14)).after == State.APPLIED


def test_what_was_begun_ends_by_the_courts_ruling(pursuit: Pursuit):
    until(pursuit, "enforce")
    said = {"termination_ground": WITHDRAWN_GROUND}
    with pytest.raises(Incomplete, match="没有登记撤回申请"):
        pursuit.step("terminate", date(2025, 9, 1), **said)
    pursuit.step("withdraw", date(2025, 9, 1))
    step = pursuit.step("terminate", date(2025, 9, 2), **said)
    assert (step.after, step.paper) == (State.TERMINATED, None)


def test_a_closed_round_leaves_the_claim_and_is_opened_again(pursuit: Pursuit):
    """民诉法解释 art. 517: no property was found; the claim remains, and no time limit runs."""
    until(pursuit, "enforce")
    step = pursuit.step("close_round", date(2025, 9, 1))
    assert (step.after, step.paper, step.limits) == (State.ENFORCING, None, [])
    assert "债权不消灭" in round_words(pursuit.track())
    with pytest.raises(WrongState, match="已经终结本次执行程序"):
        pursuit.step("close_round", date(2025, 9, 2))
    with pytest.raises(WrongState):
        pursuit.step("write_off", date(2025, 9, 2))
    assert pursuit.step("reopen", date(2026, 9, 1)).after == State.ENFORCING
    assert round_words(pursuit.track()) == ""
    with pytest.raises(WrongState, match="不需要恢复"):
        pursuit.step("reopen", date(2026, 9, 2))
    assert pursuit.step("close_round", date(2026, 10, 9)).after == State.ENFORCING


def test_a_closed_round_ends_with_its_execution(pursuit: Pursuit):
    """What was withdrawn is applied for anew: the ruling of the first execution says nothing."""
    until(pursuit, "enforce")
    pursuit.step("close_round", date(2025, 9, 1))
    pursuit.step("withdraw", date(2025, 9, 2))
    pursuit.step("take_back", date(2025, 9, 3))
    # The case is with the bureau again: nothing is to be resumed, nothing of it is shown.
    assert closed_round(pursuit.track()) is not None
    assert round_words(pursuit.track()) == ""
    pursuit.step("apply", date(2025, 9, 4))
    pursuit.step("accept", date(2025, 9, 5))
    pursuit.step("rule", date(2025, 9, 8))
    pursuit.step("enforce", date(2025, 9, 9))
    track = pursuit.track()
    assert (closed_round(track), round_words(track)) == (None, "")
    assert pursuit.step("close_round", date(2025, 9, 10)).after == State.ENFORCING


def test_a_ruling_is_not_of_a_later_day_than_its_receipt(pursuit: Pursuit):
    until(pursuit, "enforce")
    with pytest.raises(Incomplete) as refusal:
        pursuit.step("suspend", date(2025, 9, 1), ruling_on=date(2025, 9, 2))
    assert refusal.value.field == "ruling_on"


def test_no_reminder_goes_out_while_the_court_executes(pursuit: Pursuit):
    until(pursuit, "enforce")
    with pytest.raises(WrongState):
        pursuit.step("remind", date(2025, 9, 1))


def test_a_fee_that_ended_with_its_permit_is_taken_back_and_laid_down(pursuit: Pursuit, desk: Desk):
    until(pursuit, "accept")
    end(desk, pursuit.account.assessments.get().application)
    pursuit.step("withdraw", desk.today)
    assert pursuit.step("take_back", desk.today).after == State.DROPPED
