"""逾期: since when the law adds what, from which event it counts, and how it is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fees.calculation.late_payment import Late, accrue, late_rule_at, standard_words
from renfang.rules.books import load
from renfang.rules.explained import BadFact


def fine(as_of: date, days: int = 40) -> Late:
    return accrue(
        load("national"),
        as_of=as_of,
        obligation="fine",
        principal=Decimal("1000.00"),
        due=date(1996, 10, 1),
        until=date.fromordinal(date(1996, 10, 1).toordinal() + days),
    ).value


@pytest.mark.parametrize(
    ("as_of", "accrued", "capped"),
    [
        (date(1996, 10, 1), "1200.00", False),
        (date(2011, 12, 31), "1200.00", False),
        (date(2012, 1, 1), "1000.00", True),
        (date(2021, 7, 14), "1000.00", True),
        (date(2021, 7, 15), "1000.00", True),
    ],
)
def test_three_percent_since_1996_and_a_cap_since_2012(
    as_of: date, accrued: str, capped: bool
) -> None:
    found = fine(as_of)
    assert (str(found.accrued), found.capped) == (accrued, capped)


def test_before_1996_10_01_the_law_added_nothing() -> None:
    with pytest.raises(BadFact, match="没有录入 1996-09-30 施行的罚款逾期规则"):
        fine(date(1996, 9, 30))


def test_each_law_is_cited_for_its_own_time() -> None:
    old, new = (
        late_rule_at(load("national"), "fine", day) for day in (date(2020, 6, 1), date(2021, 7, 15))
    )
    assert old is not None
    assert new is not None
    assert "第五十一条第（一）项" in old.basis
    assert "第七十二条" in new.basis


def test_zhejiang_counts_from_the_end_of_the_order_and_others_from_the_day_to_pay() -> None:
    zhejiang = late_rule_at(load("zhejiang"), "fee", date(2026, 6, 1))
    assert zhejiang is not None
    assert zhejiang.counts_from == "ORDER"
    assert zhejiang.basis.startswith("《浙江省实施〈中华人民共和国人民防空法〉办法》第三十条")
    found = accrue(
        load("zhejiang"),
        as_of=date(2026, 6, 1),
        obligation="fee",
        principal=Decimal("1000.00"),
        due=date(2026, 5, 1),
        until=date(2026, 5, 11),
    )
    assert str(found.value.accrued) == "20.00"
    assert any("责令限期缴纳的期限届满的次日" in step.basis for step in found.steps)
    national = late_rule_at(load("national"), "fine", date(2026, 6, 1))
    assert national is not None
    assert national.counts_from == "DUE"


def test_zhejiang_says_why_it_knows_no_earlier_late_sum() -> None:
    with pytest.raises(BadFact, match="2020年11月27日以前的项目"):
        late_rule_at(load("zhejiang"), "fee", date(2020, 11, 26))


@pytest.mark.parametrize(
    ("book", "obligation", "words"),
    [
        (
            "zhejiang",
            "fee",
            "自责令限期缴纳的期限届满的次日起，每日按未缴金额的千分之二加收滞纳金，"
            "滞纳金的数额不超出未缴金额",
        ),
        (
            "national",
            "fine",
            "自缴款期限届满的次日起，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款数额",
        ),
        ("national", "fee", ""),
    ],
)
def test_the_standard_is_told_in_the_words_of_the_law(
    book: str, obligation: str, words: str
) -> None:
    rule = late_rule_at(load(book), obligation, date(2026, 6, 1))
    assert rule is not None
    assert standard_words(rule) == words


def test_an_unknown_obligation_is_refused() -> None:
    with pytest.raises(BadFact):
        late_rule_at(load("national"), "tax", date(2026, 6, 1))
