"""处罚种类和裁量: what each place's law lays on an act, and which sums may be fined."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fees.calculation.fines import FineFacts, FineRange, fine_range
from fees.calculation.penalties import (
    FEE_UNPAID,
    NOT_BUILT,
    UNDER_BUILT,
    fine_problem,
    mitigations_at,
    proposed_fines,
    sanction_at,
    sanctions_at,
)
from renfang.rules.book_checks import validate
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.explained import BadFact, MissingFact

DAY = date(2026, 6, 1)
TABLE = {
    "code": "ordinary",
    "act": "NOT_BUILT",
    "name": "一般",
    "circumstance": "首次违法，责令后按期缴清",
    "measure": "PER_AREA",
    "low": "20",
    "high": "20",
    "cap": "20000",
    "basis": "X市裁量基准（X动〔2025〕3号）",
}


def with_table(*rows: dict[str, object], book: str = "national") -> RuleBook:
    return RuleBook.from_dict(load(book).to_dict() | {"discretions": list(rows)})


@pytest.mark.parametrize(
    ("book", "words", "violated", "basis"),
    [
        ("national", "给予警告，责令限期修建，可以并处罚款", "法》第二十二条", "第四十八条"),
        (
            "zhejiang",
            "给予警告，责令限期修建或者限期补建或者限期缴纳易地建设费，可以并处罚款",
            "办法》第十二条",
            "第二十九条",
        ),
        (
            "henan",
            "给予警告，责令限期修建或者限期补缴易地建设费，可以并处罚款",
            "办法》第十二条",
            "第二十八条",
        ),
        ("beijing", "给予警告，责令限期修建，可以并处罚款", "条例》第十六条第一款", "第四十四条"),
        (
            "chongqing",
            "给予警告，责令限期补建或者限期补缴易地建设费，可以并处罚款",
            "条例》第十八条",
            "第四十一条",
        ),
    ],
)
def test_not_building_is_warned_and_ordered_and_may_be_fined(
    book: str, words: str, violated: str, basis: str
) -> None:
    sanction = sanction_at(load(book), NOT_BUILT, DAY)
    assert sanction is not None
    assert sanction.words == words
    assert sanction.violated.endswith(violated)
    assert sanction.basis.endswith(basis)
    assert sanction.punishes
    assert sanction.kinds[0].words == "警告"
    assert sanction.kinds[0].is_mandatory
    assert [kind.order for kind in sanction.kinds if kind.needs_day] == list(sanction.orders)
    assert not sanction.kinds[-1].is_mandatory


@pytest.mark.parametrize("book", built_in_names())
def test_every_book_warns_where_the_statute_warns(book: str) -> None:
    day = load(book).effective_to or DAY
    sanction = sanction_at(load(book), NOT_BUILT, day)
    assert sanction is not None
    assert sanction.warning


@pytest.mark.parametrize("book", ["national", "hebei", "qinghai", "beijing"])
def test_who_owes_the_fee_of_an_approved_relocation_has_not_failed_to_build(book: str) -> None:
    assert sanction_at(load(book), FEE_UNPAID, DAY) is None


def test_zhejiang_orders_the_fee_to_be_paid_and_punishes_nobody_for_it() -> None:
    sanction = sanction_at(load("zhejiang"), FEE_UNPAID, DAY)
    assert sanction is not None
    assert (sanction.words, sanction.punishes) == ("责令限期缴纳易地建设费", False)


@pytest.mark.parametrize("book", ["henan", "chongqing"])
def test_a_province_that_names_the_act_asks_for_a_lawyer_first(book: str) -> None:
    sanction = sanction_at(load(book), FEE_UNPAID, DAY)
    assert sanction is not None
    assert sanction.punishes
    assert "法制审核" in sanction.note


def test_a_book_from_before_the_section_stands_under_the_national_article() -> None:
    values = load("zhejiang").to_dict()
    for section in ("penalties", "mitigations"):
        values.pop(section, None)
    national = load("national").to_dict()
    for section in ("penalties", "mitigations"):
        national.pop(section)
    old = RuleBook.from_dict(values, RuleBook.from_dict(national))
    sanction = sanction_at(old, NOT_BUILT, DAY)
    assert sanction is not None
    assert sanction.basis == "《中华人民共和国人民防空法》第四十八条"
    assert set(mitigations_at(old, DAY)) == set(mitigations_at(load("national"), DAY))


def test_an_unknown_act_is_refused_and_all_acts_are_told_at_once() -> None:
    with pytest.raises(BadFact):
        sanction_at(load("national"), "LITTERING", DAY)
    assert set(sanctions_at(load("zhejiang"), DAY)) == {NOT_BUILT, UNDER_BUILT, FEE_UNPAID}


@pytest.mark.parametrize("book", [name for name in built_in_names() if name != "zhejiang"])
def test_building_less_is_no_offence_unless_the_book_names_it(book: str) -> None:
    day = load(book).effective_to or DAY
    assert sanction_at(load(book), UNDER_BUILT, day) is None
    assert sanction_at(load("zhejiang"), UNDER_BUILT, DAY).basis.endswith("第二十九条")


RANGE = FineRange(Decimal("60000.00"), Decimal("100000.00"))


@pytest.mark.parametrize(
    ("amount", "ground", "told"),
    [
        ("0.00", False, ""),
        ("60000.00", False, ""),
        ("100000.00", False, ""),
        ("100000.01", False, "不得高于 100,000.00 元"),
        ("100000.01", True, "不得高于 100,000.00 元"),
        ("59999.99", False, "不得低于 60,000.00 元"),
        ("59999.99", True, ""),
        ("-1.00", True, "不能小于 0"),
    ],
)
def test_a_fine_below_the_least_needs_a_ground_of_article_32(
    amount: str, ground: bool, told: str
) -> None:
    sanction = sanction_at(load("zhejiang"), NOT_BUILT, DAY)
    assert sanction is not None
    mitigation = mitigations_at(load("zhejiang"), DAY)["harm_removed"] if ground else None
    problem = fine_problem(sanction, RANGE, Decimal(amount), mitigation)
    assert (told in problem) if told else problem == ""


def test_a_fine_is_neither_left_out_nor_added_against_the_law() -> None:
    rows = load("national").to_dict()["penalties"]
    demanding = RuleBook.from_dict(
        load("national").to_dict() | {"penalties": [rows[0] | {"fine": "MANDATORY"}]}
    )
    sanction = sanction_at(demanding, NOT_BUILT, DAY)
    assert sanction is not None
    assert "应当处以罚款" in fine_problem(sanction, RANGE, Decimal("0.00"))
    order = sanction_at(load("zhejiang"), FEE_UNPAID, DAY)
    assert order is not None
    assert "没有规定罚款" in fine_problem(order, RANGE, Decimal("100.00"))


def test_the_shipped_books_have_no_table_of_discretion() -> None:
    assert all(not load(name).discretions for name in built_in_names())


@pytest.mark.parametrize(
    ("row", "least", "most"),
    [
        # 20 yuan × 1,500 ㎡ = 30,000, capped at 20,000; the least of the range is 0.
        ({}, "20000.00", "20000.00"),
        ({"cap": "70000", "low": "40", "high": "40"}, "60000.00", "60000.00"),
        ({"measure": "SHARE_OF_RANGE", "low": "0.3", "high": "0.7"}, "20000.00", "20000.00"),
        (
            {"measure": "SHARE_OF_RANGE", "low": "0.3", "high": "0.7", "cap": "90000"},
            "30000.00",
            "70000.00",
        ),
        (
            {"measure": "YUAN", "low": "10000", "high": "999999", "cap": "999999"},
            "10000.00",
            "100000.00",
        ),
    ],
)
def test_a_table_of_discretion_proposes_within_the_range(
    row: dict[str, str], least: str, most: str
) -> None:
    book = with_table(TABLE | row)
    assert validate(book) == []
    facts = FineFacts(required_area=Decimal("1500.00"))
    found = fine_range(book, facts, DAY).value
    (proposed,) = proposed_fines(book, NOT_BUILT, facts, found, DAY)
    assert (str(proposed.minimum), str(proposed.maximum)) == (least, most)
    assert proposed.circumstance == TABLE["circumstance"]


def test_only_a_row_of_mitigation_proposes_less_than_the_least() -> None:
    facts = FineFacts(required_area=Decimal("1500.00"))
    for mitigates, least in ((False, "60000.00"), (True, "20000.00")):
        book = with_table(TABLE | {"mitigates": mitigates}, book="zhejiang")
        found = fine_range(book, facts, DAY).value
        (proposed,) = proposed_fines(book, NOT_BUILT, facts, found, DAY)
        assert str(proposed.minimum) == least


def test_a_row_of_discretion_for_a_size_asks_for_the_area() -> None:
    book = with_table(TABLE | {"area_from": "500"})
    assert proposed_fines(book, FEE_UNPAID, FineFacts(), RANGE, DAY) == ()
    small = FineFacts(required_area=Decimal("900.00"), unbuilt_area=Decimal("499.99"))
    assert proposed_fines(book, NOT_BUILT, small, RANGE, DAY) == ()
    with pytest.raises(MissingFact):
        proposed_fines(book, NOT_BUILT, FineFacts(), RANGE, DAY)


@pytest.mark.parametrize(
    ("section", "changes", "told"),
    [
        ("penalties", {"warning": False}, "规定给予警告"),
        ("penalties", {"act": "X"}, "行为没有"),
        ("penalties", {"orders": ["X"]}, "责令没有"),
        ("penalties", {"violated": " "}, "缺少违反的条款"),
        ("penalties", {"basis": "有关规定"}, "没有写明文号或者法律的条款"),
        ("discretions", {"low": "30"}, "下限大于上限"),
        ("discretions", {"measure": "SHARE_OF_RANGE"}, "不大于 1"),
        ("discretions", {"circumstance": ""}, "缺少情形"),
        ("mitigations", {"basis": "有关规定"}, "没有写明文号或者法律的条款"),
        ("late_rules", {"cap_share": None, "effective_to": None}, "缺少加收上限"),
    ],
)
def test_a_faulty_row_says_what_to_change(
    section: str, changes: dict[str, object], told: str
) -> None:
    values = with_table(TABLE).to_dict()
    values[section] = [values[section][0] | changes, *values[section][1:]]
    problems = validate(RuleBook.from_dict(values))
    assert any(told in problem for problem in problems), problems
