"""滞纳金 and 加处罚款: nothing is claimed that was not told, and all that was claimed is settled.

行政强制法 art. 45(1); 浙江 30: 责令限期缴纳，逾期不缴纳的 (law-review L10).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from fees.collection.forms import StepForm
from fees.collection.penalties import added_on, added_sum
from fees.collection.steps.table import DECIDE, STEPS
from fees.models import CollectionTrack, FeeAccount
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.rules.models import LocalPractice
from renfang.typesetting import render
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit
from tests.kernel.documents.pdf import text_of

State = CollectionTrack.State
BEGUN, ORDERED, SERVED, LEVIED, RECEIVED = (
    date(2025, 1, 2), date(2025, 1, 9), date(2025, 1, 10), date(2025, 2, 17), date(2025, 2, 18),
)  # fmt: skip
# Five working days from 2025-01-10.
EXPIRED = date(2025, 1, 17)
LATER = date(2025, 9, 1)
STANDARD = (
    "自责令限期缴纳的期限届满的次日起，每日按未缴金额的千分之二加收滞纳金，"
    "滞纳金的数额不超出未缴金额"
)
# A sum of it; the tax bureau's channel speaks of 滞纳金 too.
CLAIM = re.compile(r"滞纳金[\d,]+\.\d\d元")


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    """A verified debt, nothing told yet."""
    begun = Pursuit.begun(office, account, BEGUN)
    begun.step("verify", BEGUN)
    return begun


def under(book: str) -> None:
    LocalPractice.objects.update(rulebook=book)


def printed(paper: IssuedDocument) -> str:
    return re.sub(r"—\d+—", "", text_of(render(compose(paper))))


def entered(pursuit: Pursuit, told: str, until: date | None) -> None:
    pursuit.step(
        "enter_decision",
        LEVIED,
        decision_number="X决〔2025〕1号",
        amount=pursuit.account.balance,
        served_on=RECEIVED,
        pay_by=date(2025, 3, 20),
        rights_told="yes",
        late_told=told,
        ordered_until=until,
    )


def test_order_and_decision_tell_the_standard_and_the_sum_counts_from_the_order(pursuit: Pursuit):
    """1,275,000.00 × 2‰ × 227 days from 2025-01-18 to 09-01 = 578,850.00."""
    under("zhejiang")
    order = pursuit.step("order", ORDERED).paper
    assert STANDARD in printed(order)
    assert "第三十条" in printed(order)
    assert added_sum(pursuit.track(), LATER) == 0
    pursuit.serve(SERVED)
    assert pursuit.track().ordered_until == EXPIRED
    decision = pursuit.step("levy", LEVIED).paper
    assert STANDARD in printed(decision)
    pursuit.serve(RECEIVED)
    assert added_sum(pursuit.track(), EXPIRED) == 0
    found = added_on(pursuit.track(), LATER)
    assert found is not None
    assert (found.value.days, found.value.accrued) == (227, Decimal("578850.00"))
    demand = pursuit.step("demand", LATER).paper
    assert "滞纳金578,850.00元" in printed(demand)


def test_without_an_order_nothing_is_told_nor_claimed(pursuit: Pursuit):
    under("zhejiang")
    decision = pursuit.step("levy", LEVIED).paper
    assert "加收滞纳金" not in printed(decision)
    pursuit.serve(RECEIVED)
    assert added_sum(pursuit.track(), LATER) == 0
    assert not CLAIM.search(printed(pursuit.step("demand", LATER).paper))


@pytest.mark.parametrize("book", ["national", "zhejiang"])
@pytest.mark.parametrize("way", ["levy", "order", "told", "untold"])
def test_no_track_claims_what_was_not_told(pursuit: Pursuit, book: str, way: str):
    """Whatever the way to the decision: a sum stands in the demand only after it was told."""
    under(book)
    if way == "order":
        pursuit.step("order", ORDERED)
        pursuit.serve(SERVED)
    if way in ("order", "levy"):
        pursuit.step("levy", LEVIED)
        pursuit.serve(RECEIVED)
    else:
        entered(pursuit, {"told": "yes", "untold": "no"}[way], EXPIRED)
    track = pursuit.track()
    demand = printed(pursuit.step("demand", LATER).paper)
    was_told = way == "told" or any(
        step.paper.snapshot["late_standard"] in printed(step.paper)
        and step.paper.snapshot["late_standard"]
        for step in track.steps.filter(code__in=("order", "levy"))
    )
    is_claimed = bool(added_sum(track, LATER))
    assert is_claimed == (was_told and book == "zhejiang")
    assert bool(CLAIM.search(demand)) == is_claimed
    assert (pursuit.track().added_demanded > 0) == is_claimed


def test_an_untold_standard_is_said_before_the_demand(pursuit: Pursuit):
    under("zhejiang")
    entered(pursuit, "no", EXPIRED)
    said = [found.words for found in STEPS["demand"].findings(pursuit.track(), None, LATER)]
    assert any("没有告知滞纳金的标准，不计收滞纳金" in words for words in said)


def claimed(pursuit: Pursuit, desk: Desk) -> None:
    """578,850.00 of 滞纳金 was demanded; then the fee itself was paid."""
    under("zhejiang")
    pursuit.step("order", ORDERED)
    pursuit.serve(SERVED)
    pursuit.step("levy", LEVIED)
    pursuit.serve(RECEIVED)
    pursuit.step("demand", LATER)
    pursuit.serve(date(2025, 9, 2))
    desk.pay(pursuit.account, f"{pursuit.account.balance}", "TP001")


def test_paid_asks_for_all_that_was_demanded(pursuit: Pursuit, desk: Desk):
    claimed(pursuit, desk)
    day = date(2025, 9, 30)
    with pytest.raises(WrongState, match=r"滞纳金尚有 578,850\.00 元未缴"):
        pursuit.step("paid", day)
    with pytest.raises(Incomplete, match="金额大于未缴的滞纳金"):
        pursuit.step("pay_added", day, amount=Decimal("578850.01"), voucher="46")
    pursuit.step("pay_added", day, amount=Decimal("500000.00"), voucher="46")
    with pytest.raises(WrongState, match=r"78,850\.00"):
        pursuit.step("paid", day)
    waived = pursuit.step("waive_added", day, amount=Decimal("78850.00"))
    assert waived.values["waive_ground"]
    assert pursuit.step("paid", day).after == State.PAID
    with pytest.raises(WrongState):
        pursuit.step("waive_added", day, amount=Decimal("1.00"))


def test_fines_of_before_told_the_standard(office: Office, unbuilt: FeeAccount):
    """Their decisions printed it always; what was entered by hand nobody knows."""
    pursuit = Pursuit.begun(office, unbuilt, BEGUN)
    pursuit.penalise()
    for code, day in (("file", ORDERED), ("investigate", SERVED), ("foretell", SERVED)):
        pursuit.step(code, day, "penalty")
    pursuit.serve(SERVED, "penalty")
    pursuit.step("penalise", LEVIED, "penalty")
    pursuit.serve(RECEIVED, "penalty")
    CollectionTrack.objects.update(late_standard="", late_told_on=None)
    entered(pursuit, "no", None)
    assert added_sum(pursuit.track("penalty"), LATER) == 0
    migration = import_module("fees.migrations.0002_penalties_as_told")
    migration.keep_what_was_told(apps, SimpleNamespace(connection=connection))
    assert pursuit.track("penalty").late_told_on == RECEIVED
    assert added_sum(pursuit.track("penalty"), LATER) == Decimal("70000.00")
    assert pursuit.track().late_told_on is None


def test_what_is_given_up_is_the_heads_and_has_a_ground(pursuit: Pursuit, desk: Desk):
    claimed(pursuit, desk)
    assert STEPS["waive_added"].permission == DECIDE
    said = {"on": "2025-09-30", "amount": "1", "reason": "本金已缴清", "version": ""}
    form = StepForm(said, step=STEPS["waive_added"], track=pursuit.track(), day=LATER)
    assert "waive_ground" in form.errors
