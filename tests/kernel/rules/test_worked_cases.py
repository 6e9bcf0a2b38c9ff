"""The worked cases of the law: areas, fees, late sums and fines, with their own numbers."""

from datetime import date
from decimal import Decimal

import pytest

from engineering.area.relocation import may_relocate
from engineering.area.rules import required_area
from fees.calculation.fines import FineFacts, fine_range
from fees.calculation.late_payment import accrue
from renfang.rules.books import load
from tests.kernel.rules.facts import (
    amended,
    assessed,
    building,
    explained,
    required,
    said,
    situation,
)


def total(*buildings, **facts):
    return str(required(*buildings, **facts).value.total)


def test_eighteen_storeys_owe_their_ground_floor_and_pay_hebei_city_rate():
    tower = building(
        "residential", storeys=18, ground_floor_area="850.00", above_ground_area="15300"
    )
    found = assessed(tower, book="hebei", where=situation(division_level="city"))
    assert str(found.required_area) == "850.00"
    assert str(found.payable) == "1275000.00"
    assert found.may_relocate is False


def test_office_owes_two_percent_and_may_relocate_because_that_is_less_than_its_ground_floor():
    office = building(ground_floor_area="1440.00", above_ground_area="8640.50")
    found = assessed(office, book="hebei", where=situation(division_level="county"))
    assert str(found.required_area) == "172.81"
    assert found.may_relocate is True
    assert str(found.payable) == "172810.00"


@pytest.mark.parametrize(
    ("book", "city_class", "area", "owed"),
    [
        ("national", "third", "2000.00", "40.00"),
        ("national", "third", "1999.99", "0.00"),
        ("guizhou", "first", "2000.00", "40.00"),
        ("guizhou", "first", "1999.99", "0.00"),
        ("zhejiang", "provincial", "2000.00", "100.00"),
        ("zhejiang", "provincial", "1999.99", "0.00"),
    ],
)
def test_two_thousand_square_metres_count_and_one_hundredth_less_does_not(
    book, city_class, area, owed
):
    assert total(building(above_ground_area=area), book=book, city_class=city_class) == owed


def test_mixed_use_in_a_zhejiang_county_town_is_computed_by_use_and_added():
    dwelling = building("residential", above_ground_area="45230.60")
    shops = building(above_ground_area="3120.00")
    found = required(dwelling, shops, book="zhejiang", city_class="provincial").value
    assert [str(row.required_area) for row in found.rows] == ["3618.45", "156.00"]
    assert str(found.total) == "3774.45"


def test_rounding_each_row_differs_by_a_hundredth_from_rounding_the_total():
    rows = [building("residential", above_ground_area="4187.33") for _ in range(3)]
    per_row = required(*rows, book="zhejiang", city_class="provincial").value
    by_total = required(
        *rows, book=amended("zhejiang", area_rounding="TOTAL"), city_class="provincial"
    ).value
    assert str(per_row.total) == "1004.97"
    assert str(by_total.total) == "1004.96"
    assert sum(row.required_area for row in by_total.rows) == by_total.total


def test_half_up_and_half_even_part_at_the_half():
    shops = building(above_ground_area="2000.10")
    assert total(shops, book="zhejiang", city_class="provincial") == "100.01"
    banker = amended("zhejiang", area_mode="HALF_EVEN")
    assert total(shops, book=banker, city_class="provincial") == "100.00"
    assert (
        total(shops, book=amended("zhejiang", area_mode="UP"), city_class="provincial") == "100.01"
    )


def test_what_is_built_is_taken_off():
    found = assessed(
        building("residential", above_ground_area="45230.60"),
        building(above_ground_area="3120.00"),
        book="zhejiang",
        where=situation("provincial"),
        built_area="3500.00",
        rate="1500",
    )
    assert str(found.shortfall_area) == "274.45"
    assert str(found.payable) == "411675.00"
    assert sum(line.shortfall for line in found.lines) == found.shortfall_area


def test_teaching_building_pays_half():
    school = building(
        storeys=5,
        foundation_depth="2.50",
        ground_floor_area="2400",
        above_ground_area="12000",
        reliefs=("school",),
    )
    found = assessed(school, where=situation(local_share="0.03"), rate="1500")
    assert str(found.required_area) == "360.00"
    assert (str(found.gross), str(found.relief), str(found.payable)) == (
        "540000.00",
        "270000.00",
        "270000.00",
    )


@pytest.mark.parametrize(
    ("relief", "payable"), [("profit_care", "750000.00"), ("nonprofit_care", "0.00")]
)
def test_care_homes_pay_half_or_nothing_once_relocation_is_approved(relief, payable):
    home = building(above_ground_area="50000", reliefs=(relief,))
    assert str(assessed(home, rate="1500").payable) == payable
    waiting = assessed(home, rate="1500", relocation_approved=False)
    assert str(waiting.payable) == "1500000.00"


def test_who_simply_did_not_build_gets_no_exemption_for_affordable_housing():
    housing = building("residential", ground_floor_area="5518", reliefs=("affordable_housing",))
    found = explained(
        housing, where=situation(as_of=date(2009, 6, 18)), rate="312.54", lawful=False
    )
    assert str(found.value.required_area) == "5518.00"
    assert found.value.relief == 0
    assert found.value.payable == found.value.gross == Decimal("1724595.72")
    assert "指导案例21号" in said(found)


@pytest.mark.parametrize(
    ("day", "payable"), [(date(2019, 12, 20), "1000000.00"), (date(2020, 1, 8), "750000.00")]
)
def test_the_day_decides_the_rate(day, payable):
    book = amended(
        rates=[
            {"yuan": "2000", "basis": "旧标准", "effective_to": "2019-12-31"},
            {"yuan": "1500", "basis": "新标准", "effective_from": "2020-01-01"},
        ]
    )
    found = assessed(book=book, where=situation(as_of=day), shortfall_by_grade={"6": "500.00"})
    assert str(found.payable) == payable


def test_hebei_6b_is_charged_on_the_first_floor():
    dwelling = building(
        "residential", foundation_depth="2.20", ground_floor_area="620", above_ground_area="3720"
    )
    found = assessed(dwelling, book="hebei", where=situation("provincial", division_level="county"))
    assert str(found.payable) == "124000.00"
    assert found.lines[0].rate.base == "FIRST_FLOOR_AREA"


def test_shaanxi_of_2004_takes_seven_percent_of_low_dwellings():
    dwelling = building("residential", ground_floor_area="2100", above_ground_area="12500")
    found = assessed(dwelling, book="shaanxi-2004", where=situation("first", local_share="0.07"))
    assert str(found.required_area) == "875.00"
    assert str(found.payable) == "787500.00"


def test_phases_are_compared_by_their_shortfalls():
    def fee(area):
        return assessed(shortfall_by_grade={"6": area}, rate="1500").payable

    assert fee("500.00") == Decimal("750000.00")
    assert fee("1200.00") == Decimal("1800000.00")


def test_chongqing_raises_what_is_owed_to_two_hundred():
    assert total(building(above_ground_area="7500"), book="chongqing") == "200.00"
    assert total(building(above_ground_area="10000"), book="chongqing") == "200.00"
    assert total(building(above_ground_area="10001"), book="chongqing") == "200.02"
    assert total(building(above_ground_area="1999"), book="chongqing") == "0.00"


@pytest.mark.parametrize(
    ("storeys", "area", "answer"),
    [(6, "399.99", True), (6, "400.00", False), (18, "300.00", False)],
)
def test_fujian_lets_small_shelters_of_low_buildings_go_elsewhere(storeys, area, answer):
    dwelling = building("residential", storeys=storeys, ground_floor_area=area)
    found = required(dwelling, book="fujian").value
    assert may_relocate(found, load("fujian"), situation()).value is answer


@pytest.mark.parametrize(("area", "answer"), [("12499.88", True), ("12500.00", False)])
def test_zhejiang_lets_less_than_a_thousand_go_elsewhere(area, answer):
    where = situation("provincial", buildings=(building("residential", above_ground_area=area),))
    found = required_area(load("zhejiang"), where)
    assert str(found.value.total) == ("999.99" if answer else "1000.00")
    assert may_relocate(found.value, load("zhejiang"), where).value is answer


@pytest.mark.parametrize(
    ("book", "facts", "minimum", "maximum"),
    [
        ("zhejiang", {"required_area": "1500"}, "60000.00", "100000.00"),
        ("henan", {"required_area": "1500"}, "45000.00", "75000.00"),
        ("henan", {"required_area": "5627.75"}, "100000.00", "100000.00"),
        ("chongqing", {"cost": "586981.90"}, "29349.10", "29349.10"),
        ("chongqing", {"cost": "3000000"}, "100000.00", "100000.00"),
        ("beijing", {"unbuilt_area": "499.99"}, "0.00", "30000.00"),
        ("beijing", {"unbuilt_area": "500"}, "30000.00", "50000.00"),
        ("beijing", {"unbuilt_area": "999.99"}, "30000.00", "50000.00"),
        ("beijing", {"unbuilt_area": "1000"}, "50000.00", "100000.00"),
        ("national", {}, "0.00", "100000.00"),
        ("qinghai", {}, "0.00", "100000.00"),
    ],
)
def test_fines_stay_within_the_lawful_range(book, facts, minimum, maximum):
    numbers = {name: Decimal(value) for name, value in facts.items()}
    found = fine_range(load(book), FineFacts(**numbers)).value
    assert (str(found.minimum), str(found.maximum)) == (minimum, maximum)


def test_henan_range_before_its_cap_is_shown():
    found = fine_range(load("henan"), FineFacts(required_area=Decimal("5627.75")))
    assert "168832.5～281387.5" in said(found)


def test_jilin_style_charge_by_above_ground_area():
    book = amended(
        area_rules=[
            {
                "code": "direct",
                "name": "直接计费",
                "family": "FIXED_UNIT_CHARGE",
                "order": 1,
                "uses": ["public", "residential"],
                "basis": "样例",
            }
        ],
        rates=[{"yuan": "10", "base": "ABOVE_GROUND_AREA", "basis": "样例"}],
    )
    found = assessed(building(above_ground_area="58698.19"), book=book)
    assert str(found.payable) == "586981.90"
    assert found.required_area == 0


@pytest.mark.parametrize(
    ("until", "days", "accrued", "capped"),
    [
        ("2024-04-17", 30, "90000.00", False),
        ("2024-04-20", 33, "99000.00", False),
        ("2024-04-21", 34, "100000.00", True),
    ],
)
def test_three_percent_a_day_on_a_fine_stops_at_the_fine(until, days, accrued, capped):
    found = accrue(
        load("national"),
        as_of=date(2024, 5, 1),
        obligation="fine",
        principal=Decimal("100000.00"),
        due=date(2024, 3, 18),
        until=date.fromisoformat(until),
    ).value
    assert (found.days, str(found.accrued), found.capped) == (days, accrued, capped)


@pytest.mark.parametrize(
    ("until", "days", "accrued", "capped"),
    [
        ("2022-01-01", 1, "823.35", False),
        ("2022-04-30", 120, "98802.00", False),
        ("2023-05-15", 500, "411675.00", False),
        ("2023-08-23", 600, "411675.00", True),
    ],
)
def test_zhejiang_late_sum_on_the_fee_stops_at_the_fee(until, days, accrued, capped):
    found = accrue(
        load("zhejiang"),
        as_of=date(2024, 5, 1),
        obligation="fee",
        principal=Decimal("411675.00"),
        due=date(2021, 12, 31),
        until=date.fromisoformat(until),
    ).value
    assert (found.days, str(found.accrued), found.capped) == (days, accrued, capped)


def test_qidong_four_percent():
    block = building(ground_floor_area="8000", above_ground_area="97179.50")
    assert total(block, city_class="first") == "3887.18"


def test_guangzhou_two_thousand_five_hundred_a_square_metre():
    found = assessed(shortfall_by_grade={"5": "1467.00"}, rate="2500")
    assert str(found.payable) == "3667500.00"


def test_factory_owes_nothing_and_its_dormitory_does():
    workshop = building("industrial", ground_floor_area="30000", above_ground_area="30000")
    alone = explained(workshop)
    assert alone.value.payable == alone.value.required_area == 0
    assert "不在修建义务范围内" in said(alone)
    dormitory = building(ground_floor_area="500", above_ground_area="3000")
    assert total(workshop, dormitory) == "60.00"


def test_overbuilt_project_pays_nothing():
    found = explained(
        building("residential", ground_floor_area="1000"), built_area="1200", rate="1500"
    )
    assert found.value.shortfall_area == found.value.payable == 0
    assert "超建 200.00㎡" in said(found)
