"""What papers of a penalty say, held against the articles, province by province, as printed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from engineering.models import OmissionCase
from fees.collection.acts.cases import close_case, open_penalty_track
from fees.collection.forms import StepForm
from fees.collection.penalties import act_of, law_day, other_law, sanction_of, unpunished
from fees.collection.steps.conditions import law_has_changed, law_is_unknown, limit_passed
from fees.collection.steps.table import STEPS
from fees.collection.views.acts import _sanction_facts
from fees.models import CollectionCase, CollectionTrack, FeeAccount
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.rules.models import LocalPractice
from renfang.typesetting import render
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit
from tests.kernel.documents.pdf import page_count, text_of

State = CollectionTrack.State
FILED, FOUND, TOLD, HELD = (
    date(2025, 1, 6), date(2025, 1, 20), date(2025, 2, 10), date(2025, 2, 11),
)  # fmt: skip
DECIDED, SERVED = date(2025, 2, 24), date(2025, 2, 25)
UNTIL = date(2025, 8, 31)
# Book: what the prior notice and the decision have to name.
LAWS = {
    "national": (
        "《中华人民共和国人民防空法》第二十二条的规定",
        "《中华人民共和国人民防空法》第四十八条的规定",
        "责令限期修建，限于2025年8月31日前（含当日）完成",
        {},
    ),
    "beijing": (
        "《北京市人民防空条例》第十六条第一款的规定",
        "《北京市人民防空条例》第四十四条的规定",
        "责令限期修建，限于2025年8月31日前（含当日）完成",
        {"amount": Decimal("30000.00")},
    ),
    "zhejiang": (
        "《浙江省实施〈中华人民共和国人民防空法〉办法》第十二条的规定",
        "《浙江省实施〈中华人民共和国人民防空法〉办法》第二十九条的规定",
        "责令限期补建，限于2025年8月31日前（含当日）完成",
        {"order": "BUILD_MISSING", "amount": Decimal("34000.00")},
    ),
    "henan": (
        "《河南省实施〈中华人民共和国人民防空法〉办法》第十二条的规定",
        "《河南省实施〈中华人民共和国人民防空法〉办法》第二十八条的规定",
        "责令限期补缴易地建设费，限于2025年8月31日前（含当日）完成",
        {"order": "PAY_MISSING", "amount": Decimal("25500.00")},
    ),
    "chongqing": (
        "《重庆市人民防空条例》第十八条的规定",
        "《重庆市人民防空条例》第四十一条的规定",
        "责令限期补建，限于2025年8月31日前（含当日）完成",
        {
            "order": "BUILD_MISSING",
            "shelter_cost": Decimal("1000000.00"),
            "amount": Decimal("50000.00"),
        },
    ),
}


def under(book: str) -> None:
    """All offices apply ``book``."""
    LocalPractice.objects.update(rulebook=book)


def printed(paper: IssuedDocument) -> str:
    """The paper's words without blanks, line ends and page numbers, as its PDF has them."""
    return re.sub(r"—\d+—", "", text_of(render(compose(paper))))


def pursued(office: Office, account: FeeAccount) -> Pursuit:
    """A penalty track whose facts are found."""
    begun = Pursuit.begun(office, account, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", FILED, "penalty")
    begun.step("investigate", FOUND, "penalty")
    return begun


def decided(pursuit: Pursuit, **said: Any) -> tuple[IssuedDocument, IssuedDocument]:
    """Prior notice and decision, both served."""
    said = {"order_by": UNTIL, **said}
    told = pursuit.step("foretell", TOLD, "penalty", **said).paper
    pursuit.serve(HELD, "penalty")
    made = pursuit.step("penalise", DECIDED, "penalty", **said).paper
    pursuit.serve(SERVED, "penalty")
    return told, made


@pytest.mark.parametrize("book", LAWS)
def test_notice_and_decision_name_every_kind_and_the_articles_of_the_book(
    office: Office, unbuilt: FeeAccount, book: str
):
    """人民防空法 art. 48: 给予警告，并责令限期修建，可以并处; the provinces likewise (L1)."""
    under(book)
    violated, basis, order, said = LAWS[book]
    papers = decided(pursued(office, unbuilt), **said)
    for paper in papers:
        words = printed(paper)
        for needed in ("给予警告", order, "罚款", violated, basis):
            assert needed in words, (paper.kind, needed)
        # Evidence: 行政处罚法 arts 46, 59(1)(二); the party: 59(1)(一), not the building site.
        for needed in ("现场勘验笔录", "住建部门调取", "项目已经开工"):
            assert needed in words
        assert "地址：X市东区政通路7号，法定代表人：赵明" in words
    told, made = map(printed, papers)
    # 44, 63, 64: the notice says whether a hearing may be asked for; what lapses is that alone.
    assert "你单位有权进行陈述、申辩。" in told
    assert "属于《中华人民共和国行政处罚法》第六十三条第一款规定的听证范围" in told
    assert "逾期未提出的，视为放弃听证的权利" in told
    assert "放弃上述权利" not in told
    # 59(1)(四)(五); 强制法 45(1): the standard is told where it is to be claimed.
    assert "自收到本决定书之日起十五日内" in made
    assert "每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款数额" in made
    for needed in ("六十日", "六个月", "行政复议", "行政诉讼"):
        assert needed in made


def test_a_warning_alone_is_a_decision_and_ends_when_it_is_carried_out(
    office: Office, unbuilt: FeeAccount
):
    """可以并处: no fine, nothing to be paid, and the court is never asked for money."""
    pursuit = pursued(office, unbuilt)
    told, made = decided(pursuit, amount=None, fine_grounds="", hearing_right="no")
    words = printed(made)
    assert "给予警告" in words
    assert "罚款" not in words.split("权利告知")[0]
    assert "不属于《中华人民共和国行政处罚法》第六十三条第一款规定的听证范围" in printed(told)
    track = pursuit.track("penalty")
    assert (track.state, track.amount, track.pay_by) == (State.REMEDY, 0, None)
    assert (track.due_on, track.due_for) == (UNTIL, "责令限期修建")
    with pytest.raises(WrongState, match="没有处以罚款"):
        pursuit.step("paid", date(2025, 3, 3), "penalty")
    with pytest.raises(WrongState, match="没有欠缴，也没有逾期未履行的责令事项"):
        pursuit.step("demand", date(2025, 8, 29), "penalty")
    assert pursuit.step("fulfil", date(2025, 9, 2), "penalty").after == State.FULFILLED


def test_less_than_the_least_needs_a_ground(office: Office, unbuilt: FeeAccount):
    """行政处罚法 art. 32; 河南 28: 30 to 50 yuan a ㎡."""
    under("henan")
    pursuit = pursued(office, unbuilt)
    low = {"order": "BUILD", "order_by": UNTIL, "amount": Decimal("100.00")}
    with pytest.raises(Incomplete, match="罚款不得低于"):
        pursuit.step("foretell", TOLD, "penalty", **low)
    with pytest.raises(Incomplete, match="写明减轻处罚的事实"):
        pursuit.step("foretell", TOLD, "penalty", **low, mitigation="harm_removed")
    said = low | {"mitigation": "harm_removed", "mitigation_facts": "已补建一处防空地下室"}
    words = printed(pursuit.step("foretell", TOLD, "penalty", **said).paper)
    assert "主动消除或者减轻违法行为危害后果" in words
    assert "《中华人民共和国行政处罚法》第三十二条第（一）项" in words
    assert "已补建一处防空地下室" in words


def test_an_approved_relocation_that_is_not_paid_is_no_offence(office: Office, account: FeeAccount):
    """L2: it is levied; art. 48 punishes who does not build, and was permitted not to."""
    begun = Pursuit.begun(office, account, date(2025, 1, 2))
    with pytest.raises(WrongState, match="没有对“经批准易地建设而不缴纳易地建设费”规定处罚"):
        begun.penalise()
    under("zhejiang")
    with pytest.raises(WrongState, match=r"第三十条.*没有规定处罚"):
        begun.penalise()
    assert begun.case.tracks.count() == 1


@pytest.mark.parametrize("book", ["henan", "chongqing"])
def test_where_the_book_names_the_act_a_lawyer_looks_first(
    office: Office, account: FeeAccount, book: str
):
    under(book)
    begun = Pursuit.begun(office, account, date(2025, 1, 2))
    with pytest.raises(Incomplete, match=r"填写法制审核意见：.*立案前由法制审核认定"):
        begun.penalise()
    open_penalty_track(begun.case.pk, by=begun.officer, legal_review="周敏：适用第二十八条")
    sheet = printed(begun.step("file", FILED, "penalty").paper)
    assert "周敏：适用第二十八条" in sheet
    assert "经批准不修建防空地下室" in sheet
    assert "给予警告，责令限期补缴易地建设费，可以并处罚款" in sheet


def test_filing_and_closing_name_what_is_laid_on_the_debtor(
    office: Office, unbuilt: FeeAccount, desk: Desk
):
    pursuit = pursued(office, unbuilt)
    sheet = printed(pursuit.track("penalty").steps.get(code="file").paper)
    for needed in ("给予警告，责令限期修建，可以并处罚款", "第四十八条", "违法行为仍在继续"):
        assert needed in sheet
    decided(pursuit)
    pursuit.step("pay_fine", SERVED, "penalty", amount=Decimal("70000"), voucher="45")
    pursuit.step("paid", SERVED, "penalty")
    pursuit.step("drop", SERVED)
    case = close_case(pursuit.case.pk, result="已缴清，已修建", on=SERVED, by=pursuit.head)
    paper = IssuedDocument.objects.get(kind="case_closing", number__contains="结案")
    words = printed(paper)
    assert case.state == "closed"
    assert page_count(render(compose(paper))) == 1
    assert "给予警告；责令限期修建，限于2025年8月31日前（含当日）完成；罚款70,000.00元" in words


def test_two_years_after_the_end_the_office_has_to_say_why(office: Office, unbuilt: FeeAccount):
    """行政处罚法 art. 36: found on 2025-01-02, ended on 2022-12-30."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    late = {"offence_ended_on": date(2022, 12, 30)}
    with pytest.raises(Incomplete, match="已满二年未被发现"):
        begun.step("file", FILED, "penalty", **late)
    project = unbuilt.project
    OmissionCase.objects.create(
        organisation=project.organisation,
        project=project,
        source="survey",
        found_on=date(2024, 12, 30),
        name=project.name,
        clue="测绘显示没有防空地下室",
    )
    in_time = begun.track("penalty")
    assert limit_passed(in_time, date(2022, 12, 30)) == ""
    assert limit_passed(in_time, date(2022, 12, 20))
    OmissionCase.objects.all().delete()
    sheet = begun.step("file", FILED, "penalty", **late, limit_reason="2024年已被举报").paper
    assert "违法行为2022年12月30日终了；2024年已被举报" in printed(sheet)
    begun.step("investigate", FOUND, "penalty")
    with pytest.raises(Incomplete, match="不再给予行政处罚"):
        begun.step("foretell", TOLD, "penalty")
    why = "2024年3月接举报，二年内已被发现"
    assert begun.step("foretell", TOLD, "penalty", explanation=why).after == State.FORETOLD


def test_heads_decide_together_where_the_case_is_grave(office: Office, unbuilt: FeeAccount):
    """行政处罚法 arts 57(2), 58(1)."""
    pursuit = pursued(office, unbuilt)
    pursuit.step("foretell", TOLD, "penalty")
    pursuit.serve(HELD, "penalty")
    said: dict[str, Any] = {"is_complex": "yes"}
    for more, field in (
        ({"legal_review": "周敏：同意"}, "legal_review"),
        ({"discussed_on": DECIDED}, "discussed_on"),
        ({"discussants": "吴建国、郑岚"}, "discussants"),
        ({"discussion": "同意处罚"}, "discussion"),
    ):
        with pytest.raises(Incomplete) as refusal:
            pursuit.step("penalise", DECIDED, "penalty", **said)
        assert refusal.value.field == field
        said |= more
    words = printed(pursuit.step("penalise", DECIDED, "penalty", **said).paper)
    assert "经本机关负责人2025年2月24日集体讨论" in words


def test_who_investigated_does_not_preside(office: Office, unbuilt: FeeAccount):
    pursuit = pursued(office, unbuilt)
    pursuit.step("foretell", TOLD, "penalty")
    pursuit.serve(HELD, "penalty")
    asked = {
        "requested_on": date(2025, 2, 18),
        "hearing_on": date(2025, 3, 10),
        "hearing_place": "九时，三楼会议室",
    }
    with pytest.raises(Incomplete, match="张三是本案调查人员"):
        pursuit.step("hear", date(2025, 2, 19), "penalty", **asked, presider="张三")
    heard = pursuit.step("hear", date(2025, 2, 19), "penalty", **asked, presider="周敏（科长）")
    assert "听证由周敏（科长）主持" in printed(heard.paper)


def test_where_the_notice_saw_no_hearing_none_is_held(office: Office, unbuilt: FeeAccount):
    pursuit = pursued(office, unbuilt)
    pursuit.step("foretell", TOLD, "penalty", hearing_right="no")
    pursuit.serve(HELD, "penalty")
    with pytest.raises(WrongState, match="不属于《行政处罚法》第六十三条"):
        pursuit.step("hear", date(2025, 2, 19), "penalty")


def test_decision_keeps_to_what_was_told(office: Office, unbuilt: FeeAccount):
    """行政处罚法 arts 44, 45: no other order, no heavier fine, no fine where none was told."""
    under("henan")
    pursuit = pursued(office, unbuilt)
    said = {"order": "BUILD", "order_by": UNTIL, "amount": None}
    pursuit.step("foretell", TOLD, "penalty", **said)
    pursuit.serve(HELD, "penalty")
    with pytest.raises(Incomplete, match="事先告知的是责令限期修建"):
        pursuit.step("penalise", DECIDED, "penalty", **said | {"order": "PAY_MISSING"})
    with pytest.raises(Incomplete, match="不得高于事先告知"):
        pursuit.step("penalise", DECIDED, "penalty", **said | {"amount": Decimal("30000.00")})


def test_without_an_address_no_penalty(office: Office, unbuilt: FeeAccount):
    """行政处罚法 art. 59(1)(一)."""
    pursuit = pursued(office, unbuilt)
    developer = unbuilt.project.developer
    developer.address = ""
    developer.save()
    with pytest.raises(WrongState, match=r"没有登记当事人.*的住所"):
        pursuit.step("foretell", TOLD, "penalty")


def test_of_two_laws_the_milder_is_named(office: Office, unbuilt: FeeAccount):
    """行政处罚法 art. 37: the act ended under one book, and is punished under another."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", FILED, "penalty", offence_ended_on=date(2024, 6, 28))
    track = begun.track("penalty")
    assert other_law(track, TOLD) == ""
    practice = LocalPractice.objects.get(effective_to=None)
    values = {
        field.attname: getattr(practice, field.attname)
        for field in practice._meta.fields
        if field.attname not in ("id", "rulebook", "effective_from", "effective_to")
    }
    LocalPractice.objects.update(effective_to=date(2024, 12, 31))
    LocalPractice.objects.create(**values, rulebook="zhejiang", effective_from=date(2025, 1, 1))
    said = other_law(track, TOLD)
    assert "违法行为终了之日（2024-06-28）施行的规定：给予警告，责令限期修建" in said
    assert "《中华人民共和国人民防空法》第四十八条" in said
    assert "办法》第二十九条" in said
    assert "由法制审核认定（《行政处罚法》第三十七条）" in said
    assert law_has_changed(track, begun.officer, TOLD) == said
    # 0 to 100,000 before, 34,000 to 68,000 now: the lower most is milder, by a lawyer's leave.
    assert "罚款 0.00 至 100,000.00 元" in said
    assert "罚款 34,000.00 至 68,000.00 元" in said
    assert law_day(track, TOLD) == TOLD
    assert "办法》第二十九条" in sanction_of(track, TOLD).basis
    begun.step("investigate", FOUND, "penalty")
    told = begun.step(
        "foretell", TOLD, "penalty", order="BUILD", amount=Decimal("34000.00"), order_by=UNTIL
    )
    text = printed(told.paper)
    assert "办法》第二十九条的规定，本机关拟" in text
    assert "违法行为终了之日（2024年6月28日）施行的规定" in text
    assert "（《行政处罚法》第三十七条）。根据" in text


def test_of_two_same_laws_that_of_the_act_governs(office: Office, unbuilt: FeeAccount):
    """行政处罚法 art. 37: the present law only where it is milder; nothing has to be said."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", FILED, "penalty", offence_ended_on=date(2024, 6, 28))
    track = begun.track("penalty")
    assert (law_day(track, TOLD), other_law(track, TOLD)) == (date(2024, 6, 28), "")
    assert law_is_unknown(track, begun.officer, TOLD) == ""


def test_the_cost_decides_once_for_the_whole_step(office: Office, unbuilt: FeeAccount):
    """5 % of the cost, at most 100,000, before; 0 to 100,000 now: 3,000,000 make the new milder."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", FILED, "penalty", offence_ended_on=date(2024, 6, 28))
    begun.step("investigate", FOUND, "penalty")
    practice = LocalPractice.objects.get(effective_to=None)
    values = {
        field.attname: getattr(practice, field.attname)
        for field in practice._meta.fields
        if field.attname not in ("id", "rulebook", "effective_from", "effective_to")
    }
    LocalPractice.objects.update(rulebook="chongqing", effective_to=date(2024, 12, 31))
    LocalPractice.objects.create(**values, rulebook="national", effective_from=date(2025, 1, 1))
    track = begun.track("penalty")
    assert law_day(track, TOLD) == date(2024, 6, 28)
    assert "罚款为造价的 5%，最高 100,000 元" in other_law(track, TOLD)
    cost = Decimal("3000000.00")

    def asked(**typed: str) -> set[str]:
        said = {"on": "2025-02-10", **typed} if typed else None
        return set(StepForm(said, step=STEPS["foretell"], track=track, day=TOLD).fields)

    # Of two orders one is chosen; the national law knows but one.
    assert {"order", "shelter_cost"} <= asked()
    assert "order" not in asked(shelter_cost="3000000.00")
    with pytest.raises(Incomplete) as refusal:
        begun.step("foretell", TOLD, "penalty", order="BUILD_MISSING", order_by=UNTIL)
    assert refusal.value.field == "shelter_cost"
    step = begun.step("foretell", TOLD, "penalty", shelter_cost=cost, order_by=UNTIL)
    said = step.paper.snapshot
    assert said["punish_basis"] == "《中华人民共和国人民防空法》第四十八条"
    assert "现行规定处罚较轻，适用现行规定" in said["law_choice"]
    assert step.values["made_order"] == "BUILD"
    # What was told goes on to count at the decision.
    assert law_day(begun.track("penalty"), DECIDED) == DECIDED


def test_books_that_do_not_reach_back_to_the_act_are_told(office: Office, unbuilt: FeeAccount):
    """The law of the act's time is not in the books: form and findings name it, no paper does."""
    begun = Pursuit.begun(office, unbuilt, date(2025, 1, 2))
    begun.penalise()
    begun.step("file", FILED, "penalty", offence_ended_on=date(2024, 6, 28))
    LocalPractice.objects.update(effective_from=date(2024, 12, 31))
    track = begun.track("penalty")
    told = law_is_unknown(track, begun.officer, TOLD)
    assert "规则库没有违法行为终了之日（2024-06-28）施行的规定" in told
    assert "由法制审核核对" in told
    assert ("适用的规定", told) in _sanction_facts(track, TOLD)
    for code in ("investigate", "foretell", "penalise"):
        assert told in [
            finding.words for finding in STEPS[code].findings(track, begun.officer, TOLD)
        ]
    assert law_day(track, TOLD) == TOLD
    begun.step("investigate", FOUND, "penalty")
    assert "规则库" not in printed(begun.step("foretell", TOLD, "penalty").paper)


def test_building_less_than_approved_is_not_failing_to_build(office: Office) -> None:
    """少建 at completion is another act than 不修建, punished where a law names it."""

    def found(kind: str) -> CollectionCase:
        last = SimpleNamespace(computed=SimpleNamespace(kind=kind))
        versions = SimpleNamespace(order_by=lambda *_: SimpleNamespace(first=lambda: last))
        return SimpleNamespace(account=SimpleNamespace(assessments=versions))

    assert [act_of(found(kind)) for kind in ("violation", "completion", "first")] == [
        "NOT_BUILT",
        "UNDER_BUILT",
        "FEE_UNPAID",
    ]
    assert "少建不是不修建" in unpunished(office.east, "UNDER_BUILT", date(2025, 1, 2))
    under("zhejiang")
    assert unpunished(office.east, "UNDER_BUILT", date(2025, 1, 2)) == ""
