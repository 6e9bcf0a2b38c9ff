"""What the books say beyond the worked cases: precedence, bands, grades, rates, fallbacks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.area.facts import BuiltPart, EarlierPhase
from engineering.area.relocation import may_relocate
from engineering.area.rules import recognised_built_area, required_area
from fees.calculation.late_payment import accrue
from renfang.rules.books import load
from renfang.rules.explained import BadFact, MissingFact
from tests.kernel.rules.facts import (
    DAY,
    amended,
    assessed,
    building,
    explained,
    required,
    said,
    situation,
)


def test_a_deep_foundation_is_enough_without_ten_storeys():
    low_and_deep = building(storeys=2, foundation_depth="3.00", ground_floor_area="900")
    assert required(low_and_deep).value.by_grade == {"6": Decimal("900.00")}
    shallow = replace(low_and_deep, foundation_depth=Decimal("2.99"))
    assert required(shallow).value.rows[0].rule.code == "other_civil"


def test_the_threshold_looks_at_all_buildings_under_the_same_rule():
    shops = [building(above_ground_area="1000"), building(above_ground_area="1000")]
    assert required(*shops).value.total == Decimal("40.00")
    tall = building(storeys=10, ground_floor_area="100", above_ground_area="1000")
    assert required(shops[0], tall).value.total == Decimal("100.00")


def test_a_threshold_may_look_at_each_building_alone():
    rows = [
        rule | {"threshold_scope": "BUILDING"} if rule["code"] == "other_civil" else rule
        for rule in load("national").to_dict()["area_rules"]
    ]
    shops = [building(above_ground_area="1000"), building(above_ground_area="2000")]
    assert required(*shops, book=amended(area_rules=rows)).value.total == Decimal("40.00")


def test_a_development_zone_has_no_threshold():
    assert required(building(above_ground_area="500"), zone="development_zone").value.total == 10


@pytest.mark.parametrize(
    ("city_class", "grades"),
    [("first", {"6B": 1000}), ("provincial", {"6B": 1000}), ("town", {}), ("other", {})],
)
def test_low_dwellings_owe_their_ground_floor_in_key_cities_only(city_class, grades):
    for use in ("residential", "dilapidated_residential"):
        assert required(building(use), city_class=city_class).value.by_grade == grades


@pytest.mark.parametrize(
    ("city_class", "owed"),
    [("first", 240), ("second", 180), ("third", 120), ("provincial", 120), ("other", 120)],
)
def test_without_a_local_share_the_lower_end_of_the_band_is_taken(city_class, owed):
    found = required(building(), city_class=city_class)
    assert found.value.total == owed
    assert "取幅度下限" in said(found)


@pytest.mark.parametrize("share", ["0.0199", "0.0301", "0.5"])
def test_a_share_outside_the_band_is_refused_with_the_band(share):
    with pytest.raises(BadFact, match="2%～3%") as refusal:
        required(building(), local_share=share)
    assert refusal.value.field == "local_share"


def test_a_share_is_checked_even_where_no_building_uses_it():
    with pytest.raises(BadFact):
        required(building(storeys=18), local_share="0.2")


def test_in_a_mixed_shaanxi_project_the_share_goes_to_the_band_that_holds_it():
    found = required(
        building("residential", above_ground_area="10000"),
        building(),
        book="shaanxi-2004",
        city_class="first",
        local_share="0.07",
    )
    assert [row.required_area for row in found.value.rows] == [700, 240]


@pytest.mark.parametrize(
    ("city_class", "dwelling", "other"),
    [
        ("first", 1100, 800),
        ("second", 1000, 700),
        ("third", 900, 600),
        ("provincial", 800, 500),
        ("town", 700, 400),
        ("other", 0, 0),
    ],
)
def test_zhejiang_shares_by_class_of_city(city_class, dwelling, other):
    rows = required(
        building("residential", storeys=18, above_ground_area="10000"),
        building(storeys=18, above_ground_area="10000"),
        book="zhejiang",
        city_class=city_class,
    ).value.rows
    assert [row.required_area for row in rows] == [dwelling, other]


def test_the_floor_is_shared_over_buildings_to_the_hundredth():
    thirds = [building(above_ground_area="1000") for _ in range(3)]
    rows = required(*thirds, book="chongqing").value.rows
    assert [str(row.required_area) for row in rows] == ["66.67", "66.67", "66.66"]


@pytest.mark.parametrize("fact", ["storeys", "foundation_depth", "above_ground_area"])
def test_a_fact_that_the_rule_needs_is_asked_for_by_name(fact):
    with pytest.raises(MissingFact) as refusal:
        required(building(**{fact: None}))
    assert refusal.value.field == f"buildings[0].{fact}"


def test_a_fact_that_no_rule_needs_is_not_asked_for():
    assert required(building(foundation_depth=None, storeys=12)).value.total == 1000
    bare = building("residential", storeys=None, foundation_depth=None, ground_floor_area=None)
    assert required(bare, book="zhejiang").value.total == Decimal("540.00")
    with pytest.raises(MissingFact) as refusal:
        required(building(), city_class=None)
    assert refusal.value.field == "city_class"


def test_a_province_without_its_own_rule_says_so_and_falls_back():
    found = explained(building(), book="qinghai")
    assert found.value.required_area == 120
    assert found.value.rate == 1500
    assert "未录入青海省关于应建面积的规定" in said(found)


def test_a_book_does_not_answer_for_days_before_it():
    with pytest.raises(BadFact) as refusal:
        required(building(), book="zhejiang", as_of=date(2020, 11, 26))
    assert refusal.value.field == "as_of"
    assert "2020-11-27" in refusal.value.message


def where_to(*buildings, book="national", **facts):
    found = required(*buildings, book=book, **facts).value
    return may_relocate(found, load(book), situation(**facts)).value


def test_grounds_that_reach_only_some_buildings_leave_the_question_open():
    tower = building("residential", storeys=18, ground_floor_area="850")
    assert where_to(tower) is False
    assert where_to(building()) is True
    assert where_to(tower, building()) is None


def test_an_unknown_ground_floor_leaves_the_question_open():
    assert where_to(building(ground_floor_area=None)) is None


@pytest.mark.parametrize("book", ["chongqing", "beijing", "henan"])
def test_a_provincial_list_without_a_ground_of_area_replaces_the_national_one(book):
    assert where_to(building(), book=book) is False


def test_the_centrally_built_shelter_of_a_zone_is_compared_as_one():
    small = building(ground_floor_area="100", above_ground_area="10000")
    large = building(ground_floor_area="300", above_ground_area="3000")
    assert where_to(small, large, zone="development_zone") is True
    assert where_to(small, large) is None


def test_seven_storeys_of_an_office_do_not_tell_whether_it_is_a_high_rise():
    assert where_to(building(storeys=7), book="fujian") is None
    assert where_to(building("residential", storeys=9, ground_floor_area="300"), book="fujian")


def test_zhejiang_plan_ground_counts_once_it_is_confirmed():
    big = building("residential", above_ground_area="90000")
    assert where_to(big, book="zhejiang") is False
    assert where_to(big, book="zhejiang", plan_satisfied=True) is True


def carried_over(built: str, book: str, *own, **facts):
    """Whether this phase may be relocated after an earlier one of 1,000 ㎡ that built so much."""
    tower = building("residential", storeys=18)
    earlier = EarlierPhase(
        name="一期", buildings=(tower,), planned_area=Decimal(built), relocated_area=Decimal(0)
    )
    where = replace(situation(**facts), buildings=own, earlier_phases=(earlier,))
    found = required_area(load(book), where)
    return str(found.value.total), may_relocate(found.value, load(book), where).value


def test_a_surplus_of_phases_opens_no_ground_and_a_deficit_closes_none():
    tower = building("residential", storeys=18, ground_floor_area="400")
    assert carried_over("1000.00", "national", tower) == ("400.00", False)
    assert carried_over("1000.50", "national", tower) == ("399.50", False)
    # An office block owes 2 % of its area, less than its first floor, whatever it takes over.
    assert carried_over("100.00", "national", building()) == ("1020.00", True)


def test_the_limit_of_zhejiang_looks_at_the_larger_of_what_is_owed_with_and_without_phases():
    homes = building("residential", above_ground_area="12500")
    facts = {"city_class": "provincial"}
    assert carried_over("480.00", "zhejiang", homes, **facts) == ("1000.00", False)
    assert carried_over("480.01", "zhejiang", homes, **facts) == ("999.99", False)
    small = building("residential", above_ground_area="12499")
    assert carried_over("480.00", "zhejiang", small, **facts) == ("999.92", True)
    assert carried_over("479.91", "zhejiang", small, **facts) == ("1000.01", False)


def test_nothing_owed_is_nothing_to_relocate():
    assert where_to(building("industrial")) is False


def test_meizhou_charges_small_low_buildings_half_the_rate():
    small = building("residential", ground_floor_area="400", above_ground_area="2000.00")
    above = building("residential", ground_floor_area="400", above_ground_area="2000.01")
    tall = building("residential", storeys=10, ground_floor_area="200", above_ground_area="2000")
    for dwelling, rate in ((small, 500), (above, 1000), (tall, 1000)):
        assert assessed(dwelling, book="meizhou").rate == rate
    both = assessed(small, above, book="meizhou")
    assert both.rate is None
    assert both.payable == 600000


def test_heze_rates_by_grade_end_with_2020():
    where = situation(as_of=date(2020, 12, 31))
    assert assessed(building(), book="heze", where=where).rate == 2000
    assert assessed(building("residential"), book="heze", where=where).rate == 600
    with pytest.raises(MissingFact) as refusal:
        assessed(building(), book="heze", where=situation(as_of=date(2021, 1, 1)))
    assert refusal.value.field == "rate"


def test_a_higher_grade_pays_the_rate_of_grade_six():
    found = assessed(
        book="hebei",
        where=situation(division_level="city"),
        shortfall_by_grade={"5": "10", "6B": "10"},
    )
    assert found.gross == 10 * 1500 + 10 * 300
    assert found.rate is None


def test_hebei_asks_for_the_level_of_the_division():
    with pytest.raises(MissingFact) as refusal:
        assessed(building(), book="hebei")
    assert refusal.value.field == "division_level"


def test_a_first_floor_rate_charges_only_the_part_not_built():
    dwelling = building("residential", ground_floor_area="620")
    found = assessed(
        dwelling, book="hebei", where=situation(division_level="county"), built_area="300"
    )
    assert found.payable == 320 * 200


def test_a_given_rate_replaces_the_rates_of_the_book():
    assert assessed(building(), book="qinghai", rate="1000").payable == 120000


def test_a_rate_is_needed_only_where_something_is_charged():
    assert assessed(building("industrial")).rate is None
    with pytest.raises(MissingFact) as refusal:
        assessed(building())
    assert refusal.value.field == "rate"


def test_only_the_most_favourable_relief_counts():
    home = building(reliefs=("profit_care", "school", "nonprofit_care"))
    found = explained(home, rate="1000")
    assert found.value.payable == 0
    assert found.value.relief == found.value.gross
    assert "只适用最优惠的一项" in said(found)


def test_a_relief_reaches_only_the_area_of_its_building():
    found = assessed(building(), building(reliefs=("school",)), rate="1000", built_area="40")
    assert (found.gross, found.relief, found.payable) == (200000, 50000, 150000)


def test_community_care_is_exempt_until_the_end_of_2025():
    home = building(reliefs=("community_care",))
    last = situation(as_of=date(2025, 12, 31))
    assert assessed(home, where=last, rate="1000").payable == 0
    late = explained(home, where=situation(as_of=date(2026, 1, 1)), rate="1000")
    assert late.value.payable == 120000
    assert "不在施行期间内" in said(late)


def test_given_areas_carry_reliefs_of_the_buildings_that_owe_the_grade():
    school = building(reliefs=("school",), above_ground_area="3000")
    found = assessed(
        school,
        building(above_ground_area="9000"),
        building("residential"),
        rate="1000",
        shortfall_by_grade={"6": "100", "6B": "50"},
    )
    assert found.required_area == found.shortfall_area == 150
    assert found.relief == Decimal("12500.00")
    assert found.may_relocate is None


def test_the_fee_accrues_nothing_where_no_law_says_so():
    found = accrue(
        load("national"),
        as_of=DAY,
        obligation="fee",
        principal=Decimal("100000"),
        due=date(2024, 1, 1),
        until=date(2024, 12, 31),
    )
    assert found.value.accrued == 0
    assert found.value.days == 365
    assert "没有加收的依据" in said(found)


def test_days_under_reconsideration_do_not_count_and_none_is_taken_off_twice():
    found = accrue(
        load("national"),
        as_of=DAY,
        obligation="fine",
        principal=Decimal("1000"),
        due=date(2024, 3, 31),
        until=date(2024, 4, 30),
        excluded=[
            (date(2024, 4, 10), date(2024, 4, 20)),
            (date(2024, 4, 1), date(2024, 4, 12)),
            (date(2024, 4, 15), date(2024, 4, 16)),
            (date(2024, 3, 1), date(2024, 3, 31)),
        ],
    ).value
    assert (found.days, found.accrued) == (10, 300)


def test_nothing_is_late_before_it_is_due():
    found = accrue(
        load("national"),
        as_of=DAY,
        obligation="fine",
        principal=Decimal("1000"),
        due=date(2024, 4, 30),
        until=date(2024, 4, 30),
    ).value
    assert (found.days, found.accrued, found.capped) == (0, 0, False)


def test_a_higher_grade_shelter_counts_for_more():
    book = amended(
        equivalences=[{"code": "team", "name": "专业队工程", "share": "0.6", "basis": "样例"}]
    )
    parts = [BuiltPart(Decimal("600")), BuiltPart(Decimal("600"), "team")]
    found = recognised_built_area(parts, book, DAY)
    assert found.value == 1600
    assert "折合 1000.00㎡" in said(found)
    with pytest.raises(BadFact):
        recognised_built_area([BuiltPart(Decimal(1), "x")], book, DAY)
