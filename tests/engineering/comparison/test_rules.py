"""What is alike: certain by code, or by party with name or place; all else is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engineering.comparison.rules import (
    Described,
    choose,
    exceeds,
    ground_floor,
    likeness,
    use_of,
)

KNOWN = Described(
    name="锦绣家园",
    developer="锦绣置业有限公司",
    address="X市东区和平路 88 号",
    code="2404-620102-04-01-000001",
    credit_code="91110000101623741K",
)
NOBODY = Described(name="翠湖广场", developer="翠湖公司", address="西区湖滨路1号")


@pytest.mark.parametrize(
    ("changes", "grounds", "is_certain"),
    [
        ({}, "项目代码相同", True),
        ({"name": "别的名称", "developer": "别的公司", "address": ""}, "项目代码相同", True),
        ({"code": ""}, "统一社会信用代码相同、项目名称相同、建设地点相同", True),
        ({"code": "", "name": "锦绣家园二期"}, "统一社会信用代码相同、建设地点相同", True),
        (
            {"code": "", "name": "锦绣　家园", "address": "", "credit_code": ""},
            "建设单位相同、项目名称相同",
            True,
        ),
        (
            {"code": "", "name": "B地块", "address": "和平路88号"},
            "统一社会信用代码相同、建设地点相近",
            False,
        ),
        (
            {"code": "", "developer": "项目公司", "credit_code": ""},
            "项目名称相同、建设地点相同",
            False,
        ),
        (
            {"code": "", "credit_code": "91330100MA27XL0H1Y", "address": ""},
            "项目名称相同",
            False,
        ),
    ],
)
def test_alike(changes: dict[str, str], grounds: str, is_certain: bool) -> None:
    like = likeness(replace(KNOWN, **changes), KNOWN)
    assert like is not None
    assert (like.words, like.is_certain) == (grounds, is_certain)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "2404-620102-04-01-000002"},
        {"code": "", "name": "B地块", "address": ""},
        {
            "code": "",
            "name": "B地块",
            "developer": "项目公司",
            "credit_code": "",
            "address": "路88",
        },
        {"code": "", "name": "", "developer": "", "credit_code": "", "address": ""},
    ],
    ids=["another code", "the party alone", "a short place", "nothing said"],
)
def test_not_alike(changes: dict[str, str]) -> None:
    assert likeness(replace(KNOWN, **changes), KNOWN) is None


def test_one_that_is_certain_is_taken_and_two_are_asked() -> None:
    told = replace(KNOWN, code="")
    assert choose(told, [NOBODY, KNOWN]).sure == 1
    twice = choose(told, [KNOWN, NOBODY, replace(KNOWN, address="")])
    assert twice.sure is None
    assert [position for position, _ in twice.asked] == [0, 2]
    assert choose(NOBODY, [KNOWN]) == choose(NOBODY, [])


def test_one_per_cent_is_no_doubt_and_a_cent_more_is() -> None:
    assert not exceeds(Decimal("10000.00"), Decimal("9900.00"))
    assert exceeds(Decimal("10000.00"), Decimal("9899.99"))
    assert not exceeds(Decimal("100.00"), Decimal("500.00"))


def test_facts_that_a_list_lacks_are_assumed_by_rule() -> None:
    assert ground_floor(Decimal("10000.00"), 3) == Decimal("3333.33")
    assert [use_of(words) for words in ("商品住宅", "标准厂房", "商业、办公", "")] == [
        "residential",
        "industrial",
        "public",
        "public",
    ]
