"""Random projects, computed twice; and what must hold for every project whatever its numbers."""

from __future__ import annotations

import os
import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fees.calculation.contract import answer
from renfang.rules.rounding import apportion
from tests.kernel.rules import oracle

# 10,000 in a long run: RENFANG_ORACLE_RUNS=10000
RUNS = int(os.environ.get("RENFANG_ORACLE_RUNS", "1000"))
CITY_CLASSES = ["first", "second", "third", "provincial", "town", "other"]
USES = ["residential", "public", "industrial", "dilapidated_residential"]
RELIEFS = [None, None, "school", "resettlement", "profit_care", "nonprofit_care", "temporary"]
BOOKS = [
    "national",
    "zhejiang",
    "guizhou",
    "chongqing",
    "hebei",
    "qinghai",
    "meizhou",
    "shaanxi-2004",
    "beijing",
    "henan",
    "fujian",
]
HAVE_RATES = ["hebei", "qinghai", "meizhou"]


def random_building(dice: random.Random) -> dict[str, Any]:
    above = dice.choice([dice.randint(1, 400_000), dice.randint(1, 20_000_000), 200_000, 199_999])
    return {
        "name": f"{dice.randint(1, 30)}号楼",
        "use": dice.choice(USES),
        "storeys": dice.choice([1, 6, 9, 10, 18, 33]),
        "foundation_depth": dice.choice(["0.5", "2.99", "3.00", "4.2"]),
        "ground_floor_area": f"{Decimal(dice.randint(1, above)) / 100:.2f}",
        "above_ground_area": f"{Decimal(above) / 100:.2f}",
        "relief": dice.choice(RELIEFS),
    }


def random_question(dice: random.Random) -> dict[str, Any]:
    book = dice.choice(BOOKS)
    question = {
        "rulebook": book,
        "as_of": "2024-05-01",
        "city_class": dice.choice(CITY_CLASSES),
        "division_level": dice.choice(["city", "county"]),
        "zone": dice.choice(["urban", "development_zone"]),
        "buildings": [random_building(dice) for _ in range(dice.randint(1, 6))],
        "built_area": dice.choice(["0", f"{dice.randint(0, 300_000) / 100:.2f}"]),
        "lawful": dice.random() > 0.1,
    }
    if book not in HAVE_RATES:
        question["rate"] = f"{dice.randint(1, 400_000) / 100:.2f}"
    if book == "national" and dice.random() > 0.5:
        low, high = oracle.BAND.get(question["city_class"], (2, 3))
        question["local_share"] = f"0.0{dice.randint(low * 100, high * 100 - 1)}"
    return question


def test_random_projects_agree_with_an_independent_computation():
    dice = random.Random(20240501)
    for number in range(RUNS):
        question = random_question(dice)
        found = answer(question)
        expected = oracle.fee(question)
        for name, value in expected.items():
            assert Fraction(found[name]) == value, (number, name, question)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    return random_question(random.Random(draw(st.integers(0, 2**32))))


@given(questions())
def test_payable_is_never_negative_and_relief_never_above_what_is_due(question):
    found = {
        name: Decimal(value)
        for name, value in answer(question).items()
        if name in ("gross", "relief", "payable", "shortfall_area", "required_area")
    }
    assert 0 <= found["relief"] <= found["gross"]
    assert found["payable"] == found["gross"] - found["relief"] >= 0
    assert 0 <= found["shortfall_area"] <= found["required_area"]


@given(questions(), st.integers(1, 10**6))
def test_a_larger_building_never_owes_less(question, hundredths):
    before = Decimal(answer(question)["required_area"])
    grown = question["buildings"][0]
    for name in ("ground_floor_area", "above_ground_area"):
        grown[name] = f"{Decimal(grown[name]) + Decimal(hundredths) / 100:.2f}"
    assert Decimal(answer(question)["required_area"]) >= before


@given(questions())
def test_more_built_is_never_more_to_pay(question):
    question["lawful"] = False
    less = Decimal(answer(question)["gross"])
    question["built_area"] = f"{Decimal(question['built_area']) + 100:.2f}"
    # Sharing to the hundredth may move a hundredth from a cheap grade to a dear one.
    assert Decimal(answer(question)["gross"]) <= less


@given(questions())
def test_the_steps_lead_to_the_result_with_a_pocket_calculator(question):
    found = answer(question)
    steps = found["steps"]
    for step in steps:
        worked = re.search(
            r"地上建筑面积 ([\d.]+)㎡ × ([\d.]+)([%‰]) ＝ ([\d.]+)㎡", step["formula"]
        )
        if worked:
            scale = 100 if worked[3] == "%" else 1000
            exact = Fraction(worked[1]) * Fraction(worked[2]) / scale
            assert exact == Fraction(worked[4])
            assert f"应建 {float(oracle.half_up(exact)):.2f}㎡" in step["result"]
    total = next(step for step in steps if step["rule"] == "应建面积合计")
    added = sum(Fraction(part) for part in total["formula"].split("＋"))
    assert f"{float(added):.2f}㎡" == total["result"]
    charges = [step for step in steps if step["rule"].endswith("× 单价")]
    for step in charges:
        area, yuan = re.search(r"([\d.]+)）?㎡ × ([\d.]+) 元/㎡", step["formula"]).groups()
        assert Fraction(area) * Fraction(yuan) == Fraction(step["result"].removesuffix(" 元"))
    due = sum(Fraction(step["result"].removesuffix(" 元")) for step in charges)
    assert oracle.half_up(due) == Fraction(found["gross"])
    reliefs = [re.fullmatch(r"减免 ([\d.]+) 元", step["result"]) for step in steps]
    taken = sum((Fraction(relief[1]) for relief in reliefs if relief), Fraction(0))
    assert oracle.half_up(taken) == Fraction(found["relief"])
    last = steps[-1]["formula"]
    assert last == f"{found['gross']}－{found['relief']}＝{found['payable']}"


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=30))
def test_shared_parts_add_up_and_stay_within_a_hundredth(hundredths, weights):
    total = Decimal(hundredths) / 100
    if not any(weights):
        with pytest.raises(ValueError, match="zero") if hundredths else _nothing():
            assert sum(apportion(total, [Decimal(0)] * len(weights))) == 0
        return
    parts = apportion(total, [Decimal(weight) / 100 for weight in weights])
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(total) * weight / sum(weights)
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


def _nothing():
    from contextlib import nullcontext

    return nullcontext()
