"""暂缓、分期缴纳罚款: the limit to apply runs from the end of it. 行政处罚法 arts 66(2), 72(2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fees.collection.forms import StepForm
from fees.collection.penalties import added_sum
from fees.collection.steps.table import STEPS
from fees.models import CollectionTrack, FeeAccount
from renfang.acts import Incomplete, WrongState
from renfang.documents.registry import compose
from renfang.typesetting import render
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit
from tests.kernel.documents.pdf import text_of

State = CollectionTrack.State
ON = date(2025, 3, 5)
PARTS = [
    {"due_on": "2025-09-30", "amount": "30000.00"},
    {"due_on": "2025-12-31", "amount": "40000.00"},
]
ASKED = {"requested_on": date(2025, 3, 3), "reason": "项目停工，资金困难"}


@pytest.fixture
def fined(office: Office, unbuilt: FeeAccount) -> Pursuit:
    """70,000, served on 2025-02-25: remedies until 2025-08-25, the court until 2025-11-25."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    for code, day in (("file", date(2025, 1, 6)), ("investigate", date(2025, 1, 20)),
                      ("foretell", date(2025, 2, 10))):  # fmt: skip
        begun.step(code, day, "penalty")
    begun.serve(date(2025, 2, 11), "penalty")
    begun.step("penalise", date(2025, 2, 24), "penalty", order_by=date(2026, 5, 26))
    begun.serve(date(2025, 2, 25), "penalty")
    assert begun.track("penalty").apply_by == date(2025, 11, 25)
    return begun


def deferred(fined: Pursuit, **said: Any) -> CollectionTrack:
    fined.step("defer", ON, "penalty", **ASKED, **said)
    return fined.track("penalty")


def test_the_right_does_not_lapse_while_payment_is_put_off(fined: Pursuit):
    """L5: deferred to 2025-12-31, the court may be asked until 2026-03-31, without any excuse."""
    track = deferred(fined, pay_by=date(2025, 12, 31))
    assert (track.pay_by, track.apply_by) == (date(2025, 12, 31), date(2026, 3, 31))
    with pytest.raises(WrongState, match="缴款期限 2025-12-31 未届满"):
        fined.step("demand", date(2025, 12, 31), "penalty")
    fined.step("demand", date(2026, 1, 5), "penalty")
    fined.serve(date(2026, 1, 6), "penalty")
    applied = fined.step("apply", date(2026, 1, 21), "penalty")
    words = text_of(render(compose(applied.paper)))
    assert "逾期申请的正当理由" not in words
    assert "申请人准予其暂缓、分期缴纳罚款至2025年12月31日" in words


def test_the_fee_is_never_put_off(fined: Pursuit):
    fined.decided(date(2025, 2, 24), date(2025, 2, 25))
    with pytest.raises(WrongState, match="不属于征收程序"):
        fined.step("defer", ON, pay_by=date(2025, 6, 30), **ASKED)


def test_a_short_deferral_takes_nothing_from_the_limit(fined: Pursuit):
    """Nothing can be asked of the court before the remedies have run out: 强制法 art. 53."""
    track = deferred(fined, pay_by=date(2025, 6, 30))
    assert (track.pay_by, track.apply_by) == (date(2025, 6, 30), date(2025, 11, 25))


def test_one_unpaid_part_ends_it_as_the_decision_says(fined: Pursuit):
    track = deferred(fined, instalments=PARTS, default="ends")
    # Unpaid on 09-30 all is due, and three months run from then.
    assert (track.pay_by, track.apply_by) == (date(2025, 9, 30), date(2025, 12, 30))
    assert (track.due_on, track.due_for) == (date(2025, 9, 30), "缴款期限")
    assert added_sum(track, date(2025, 10, 1)) == Decimal("2100.00")
    fined.step("demand", date(2025, 10, 9), "penalty")


def test_each_payment_moves_the_limit_on(fined: Pursuit):
    deferred(fined, instalments=PARTS, default="ends")
    fined.step("pay_fine", date(2025, 9, 29), "penalty", amount=Decimal("10000"), voucher="1")
    assert fined.track("penalty").apply_by == date(2025, 12, 30)
    fined.step("pay_fine", date(2025, 9, 30), "penalty", amount=Decimal("20000"), voucher="2")
    track = fined.track("penalty")
    assert (track.pay_by, track.apply_by) == (date(2025, 12, 31), date(2026, 3, 31))
    assert added_sum(track, date(2025, 10, 31)) == 0
    fined.step("pay_fine", date(2025, 12, 30), "penalty", amount=Decimal("40000"), voucher="3")
    assert fined.step("paid", date(2025, 12, 31), "penalty").after == State.PAID


def test_where_the_decision_says_so_the_other_parts_go_on(fined: Pursuit):
    track = deferred(fined, instalments=PARTS, default="goes_on")
    assert (track.pay_by, track.apply_by) == (date(2025, 12, 31), date(2026, 3, 31))
    assert (track.due_on, track.due_for) == (date(2025, 9, 30), "分期缴款期限")
    with pytest.raises(WrongState, match="缴款期限 2025-12-31 未届满"):
        fined.step("demand", date(2025, 10, 9), "penalty")


def test_the_paper_tells_the_parts_and_what_a_default_brings(fined: Pursuit):
    step = fined.step("defer", ON, "penalty", **ASKED, instalments=PARTS, default="ends")
    words = text_of(render(compose(step.paper)))
    assert "根据《中华人民共和国行政处罚法》第六十六条第二款、第七十二条第二款的规定" in words
    assert "分2期缴纳罚款70,000.00元" in words
    assert "2025年9月30日30000.00元" in words
    assert "自该期的最后日期终止，其余罚款一并到期" in words


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "pay_by"),
        ({"pay_by": ON}, "pay_by"),
        ({"instalments": PARTS[:1]}, "instalments"),
        ({"instalments": [{"due_on": "2025-03-05", "amount": "70000.00"}]}, "instalments"),
        ({"pay_by": date(2025, 6, 30), "requested_on": date(2025, 3, 6)}, "requested_on"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(fined: Pursuit, said: dict[str, Any], field: str):
    with pytest.raises(Incomplete) as refusal:
        fined.step("defer", ON, "penalty", **{**ASKED, **said})
    assert refusal.value.field == field


def test_a_lapsed_right_does_not_come_back(fined: Pursuit):
    with pytest.raises(WrongState, match="不能使其重新起算"):
        fined.step("defer", date(2025, 11, 26), "penalty", **ASKED, pay_by=date(2026, 6, 30))


def test_a_lawsuit_keeps_the_deferral(fined: Pursuit):
    deferred(fined, pay_by=date(2025, 12, 31))
    fined.step("contest", date(2025, 3, 6), "penalty")
    fined.step("uphold", date(2025, 5, 6), "penalty")
    assert fined.track("penalty").apply_by == date(2026, 3, 31)


def typed(fined: Pursuit, lines: str) -> StepForm:
    said = {"on": "2025-03-05", "requested_on": "2025-03-03", "reason": "资金困难", "pay_by": "",
            "instalments": lines, "default": "ends"}  # fmt: skip
    return StepForm(said, step=STEPS["defer"], track=fined.track("penalty"), day=ON)


def test_parts_are_read_line_by_line(fined: Pursuit):
    form = typed(fined, "2025-09-30 30000\n\n20251231　4万\n")
    assert form.is_valid(), form.errors
    assert form.values()["instalments"] == PARTS


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("2025-09-30", "第 1 行应有最后日期和金额两项"),
        ("2025-02-30 1", "第 1 行："),
        ("2025-09-30 0", "应大于零"),
        ("2025-09-30 1\n2025-09-30 1", "依次递增"),
    ],
)
def test_lines_that_cannot_be_read_say_which(fined: Pursuit, lines: str, words: str):
    form = typed(fined, lines)
    assert not form.is_valid()
    assert words in str(form.errors["instalments"])
