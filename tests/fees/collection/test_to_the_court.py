"""Three roads to the court: each application says what happened, to the court that has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fees.collection.forms import StepForm
from fees.collection.steps.table import STEPS
from fees.models import CollectionTrack, FeeAccount
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.organisations.models import RemedyAuthority
from renfang.typesetting import render
from tests.builders.office import Office
from tests.builders.pursuit import COURT, Pursuit
from tests.kernel.documents.pdf import page_count, text_of

State = CollectionTrack.State
LEVIED, SERVED = date(2025, 1, 16), date(2025, 1, 17)
NEVER = "未申请行政复议、未提起行政诉讼"
READING = "《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》"


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    """A fee that was decided and served on 2025-01-17."""
    begun = Pursuit.begun(office, account, date(2024, 4, 8))
    begun.decided(LEVIED, SERVED)
    return begun


@pytest.fixture
def punished(office: Office, unbuilt: FeeAccount) -> Pursuit:
    """Fined 70,000 and ordered to build until 2025-05-26, served on 2025-02-25."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    for code, day in (("file", date(2025, 1, 6)), ("investigate", date(2025, 1, 20)),
                      ("foretell", date(2025, 2, 10))):  # fmt: skip
        begun.step(code, day, "penalty")
    begun.serve(date(2025, 2, 11), "penalty")
    begun.step("penalise", date(2025, 2, 24), "penalty", order_by=date(2025, 5, 26))
    begun.serve(date(2025, 2, 25), "penalty")
    return begun


def printed(paper: IssuedDocument) -> str:
    return text_of(render(compose(paper)))


def demanded(pursuit: Pursuit, issued: date, came: date, kind: str = "levy", **said: Any) -> Any:
    step = pursuit.step("demand", issued, kind, **said)
    pursuit.serve(came, kind)
    return step


def form(pursuit: Pursuit, code: str, on: date, kind: str = "levy") -> StepForm:
    return StepForm(None, step=STEPS[code], track=pursuit.track(kind), day=on)


def test_never_contested(pursuit: Pursuit):
    """强制法 53-55: the remedies ran out, the 催告 was not obeyed."""
    demanded(pursuit, date(2025, 7, 18), date(2025, 7, 21))
    words = printed(pursuit.step("apply", date(2025, 8, 5)).paper)
    assert f"被申请人在法定期限（2025年7月17日届满）内{NEVER}" in words
    assert "《中华人民共和国行政强制法》第五十三条" in words
    assert "决定书告知了申请行政复议、提起行政诉讼的权利和期限" in words
    assert f"本案由申请人所在地的基层人民法院受理（{READING}第一百五十七条）" in words
    for fact in ("住所：X市东区", "法定代表人：", "催告书及送达回证", "当事人的意见及催告情况"):
        assert fact in words
    assert not any(paper in words for paper in ("行政复议决定书及", "生效证明"))


def test_upheld_in_reconsideration_and_not_sued(pursuit: Pursuit):
    """复议法 78(一): the same limit from the end of the fifteen days to sue, after a 催告."""
    pursuit.step("contest", date(2025, 3, 3), contest_kind="reconsideration",
                 body="X市人民政府", case_number="X政复〔2025〕9号")  # fmt: skip
    pursuit.step("uphold", date(2025, 5, 6), instance="reconsideration", body="X市人民政府",
                 document_number="X政复决〔2025〕9号")  # fmt: skip
    assert pursuit.track().apply_by == date(2025, 8, 21)
    with pytest.raises(WrongState, match="先签发催告书"):
        pursuit.step("apply", date(2025, 5, 22))
    demanded(pursuit, date(2025, 5, 22), date(2025, 5, 23))
    words = printed(pursuit.step("apply", date(2025, 6, 10)).paper)
    assert NEVER not in words
    assert "被申请人申请行政复议（X市人民政府受理，案号：X政复〔2025〕9号）" in words
    assert "X市人民政府X政复决〔2025〕9号行政复议决定于2025年5月6日送达" in words
    assert "决定没有被撤销、变更" in words
    assert "在法定期限（2025年5月21日届满）内没有提起行政诉讼" in words
    assert "《中华人民共和国行政复议法》第七十八条第一项" in words
    assert "行政复议决定书及送达证明" in words


def judged(pursuit: Pursuit, on: date = date(2025, 11, 3)) -> None:
    pursuit.step("contest", date(2025, 3, 3))
    pursuit.step("uphold", on)


def test_a_judgment_is_executed_by_the_court_of_first_instance_without_a_demand(pursuit: Pursuit):
    """行诉法 95, 法释〔2018〕1号 152-154; both days are kept, the earlier is warned about."""
    judged(pursuit)
    track = pursuit.track()
    assert (track.apply_by, track.judged_until) == (date(2026, 2, 3), date(2027, 11, 3))
    assert (track.notice_by, track.serve_by) == (None, None)
    said = [found.words for found in STEPS["apply"].findings(track, None, date(2025, 11, 4))]
    assert len(said) == 1
    assert "2027-11-03" in said[0]
    assert "2026-02-03" in said[0]
    asked = form(pursuit, "apply", date(2025, 11, 4))
    assert asked.initial["court"] == COURT
    assert "court_ground" not in asked.fields
    with pytest.raises(Incomplete, match=f"第一审人民法院（{COURT}）") as refusal:
        pursuit.step("apply", date(2025, 11, 4), court="X市西区人民法院")
    assert refusal.value.field == "court"
    applied = pursuit.step("apply", date(2025, 11, 4))
    assert (applied.after, applied.limits) == (State.APPLIED, [])
    words = printed(applied.paper)
    assert NEVER not in words
    assert f"被申请人提起行政诉讼（{COURT}受理，案号：1号）" in words
    assert "发生法律效力，决定没有被撤销、变更" in words
    assert "《中华人民共和国行政诉讼法》第九十五条" in words
    assert f"{READING}第一百五十二条至第一百五十四条" in words
    assert "裁判文书生效证明" in words
    assert "催告" not in words
    assert "第一百五十七条" not in words


def test_after_a_judgment_the_court_looks_at_the_decision_no_more(pursuit: Pursuit):
    judged(pursuit)
    pursuit.step("apply", date(2025, 11, 4))
    pursuit.step("accept", date(2025, 11, 6))
    for code in ("rule", "deny"):
        with pytest.raises(WrongState, match="不经准予执行的审查"):
            pursuit.step(code, date(2025, 11, 7))
    assert pursuit.step("enforce", date(2025, 11, 7)).after == State.ENFORCING


def test_between_the_two_days_no_false_reason_is_asked_for(pursuit: Pursuit):
    judged(pursuit)
    late = pursuit.step("apply", date(2026, 2, 4))
    assert "逾期申请的正当理由" not in printed(late.paper)


def test_after_two_years_a_reason_is_asked_for(pursuit: Pursuit):
    judged(pursuit)
    track = pursuit.track()
    CollectionTrack.objects.filter(pk=track.pk).update(judged_until=date(2026, 3, 3))
    with pytest.raises(Incomplete, match="已于 2026-03-03 届满"):
        pursuit.step("apply", date(2026, 3, 4))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"court": "X市中级人民法院"}, "court"),
        ({"court": "东区"}, "court"),
        ({"court": "X铁路运输法院", "court_ground": "centralised"}, "centralised_by"),
    ],
)
def test_a_court_without_jurisdiction_is_refused(
    pursuit: Pursuit, said: dict[str, str], field: str
):
    demanded(pursuit, date(2025, 7, 18), date(2025, 7, 21))
    with pytest.raises(Incomplete) as refusal:
        pursuit.step("apply", date(2025, 8, 5), **said)
    assert refusal.value.field == field


def test_the_court_is_proposed_from_the_division_and_what_the_office_registered(
    pursuit: Pursuit, office: Office
):
    demanded(pursuit, date(2025, 7, 18), date(2025, 7, 21))
    asked = form(pursuit, "apply", date(2025, 8, 5))
    # The division's name tells it, as long as nobody registered another one.
    assert asked.initial["court_ground"] == "applicant"
    assert asked.initial["court"].endswith("东区人民法院")
    RemedyAuthority.objects.create(
        organisation=office.east,
        body=RemedyAuthority.Body.ENFORCEMENT,
        name="X铁路运输法院",
        effective_from=date(2025, 1, 1),
        basis="X高法〔2023〕8号",
    )
    asked = form(pursuit, "apply", date(2025, 8, 5))
    proposed = {name: asked.initial[name] for name in ("court", "court_ground", "centralised_by")}
    assert proposed == {"court": "X铁路运输法院", "court_ground": "centralised",
                        "centralised_by": "X高法〔2023〕8号"}  # fmt: skip


def test_a_court_named_for_several_districts(pursuit: Pursuit):
    demanded(pursuit, date(2025, 7, 18), date(2025, 7, 21))
    said = {"court": "X铁路运输法院", "court_ground": "centralised",
            "centralised_by": "X高法〔2023〕8号"}  # fmt: skip
    words = printed(pursuit.step("apply", date(2025, 8, 5), **said).paper)
    assert "本案按集中管辖的规定（X高法〔2023〕8号）由该院受理" in words


def test_an_order_to_build_is_asked_for_without_a_sum(punished: Pursuit):
    """人防法 48: the fine is paid, the shelter is not built."""
    punished.step("pay_fine", date(2025, 3, 3), "penalty", amount=Decimal("70000.00"), voucher="1")
    with pytest.raises(WrongState, match="没有逾期未履行的责令事项"):
        punished.step("demand", date(2025, 5, 26), "penalty")
    demand = demanded(punished, date(2025, 8, 26), date(2025, 8, 27), "penalty")
    words = printed(demand.paper)
    assert "履行责令限期修建（期限至2025年5月26日）的义务" in words
    assert "元" not in words
    applied = punished.step("apply", date(2025, 9, 11), "penalty", court_ground="immovable")
    words = printed(applied.paper)
    assert "由被申请人履行责令限期修建（期限至2025年5月26日）的义务" in words
    assert "责令限期修建的期限2025年5月26日届满，被申请人没有履行" in words
    assert "不动产所在地的基层人民法院" in words
    assert "执行罚款" not in words
    assert "claimed" not in applied.values
    assert page_count(render(compose(applied.paper))) <= 3


def test_fine_and_order_are_asked_for_together_or_apart(punished: Pursuit):
    choices = form(punished, "demand", date(2025, 8, 26), "penalty").fields["asks_for"].choices
    assert [code for code, _ in choices] == ["both", "money", "order"]
    demand = demanded(punished, date(2025, 8, 26), date(2025, 8, 27), "penalty", asks_for="money")
    assert "责令限期修建" not in printed(demand.paper)
    # What was not demanded is not asked of the court: 强制法 art. 54.
    assert "asks_for" not in form(punished, "apply", date(2025, 9, 11), "penalty").fields
    with pytest.raises(Incomplete, match="催告书没有要求履行"):
        punished.step("apply", date(2025, 9, 11), "penalty", asks_for="both")
    words = printed(punished.step("apply", date(2025, 9, 11), "penalty").paper)
    assert "责令限期修建" not in words
    assert "执行罚款70,000.00元" in words


def test_what_was_done_of_an_order_is_not_demanded(punished: Pursuit):
    punished.step("perform", date(2025, 8, 1), "penalty", done_on=date(2025, 7, 28))
    assert "asks_for" not in form(punished, "demand", date(2025, 8, 26), "penalty").fields
    demand = punished.step("demand", date(2025, 8, 26), "penalty")
    assert demand.values["asks_for"] == "money"
