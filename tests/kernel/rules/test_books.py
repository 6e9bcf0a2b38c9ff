"""Rule books as data: they load, survive a round trip, and a faulty copy is told what is wrong."""

import json
from datetime import date, timedelta

import pytest

from renfang.rules.book_checks import missing_rates, validate
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.explained import BadFact
from renfang.rules.rows import BookError
from renfang.rules.vocabulary import SECTIONS
from tests.kernel.rules.facts import (
    DAY,
    amended,
    building,
    explained,
    required,
    said,
    situation,
)

NAMES = (
    "national",
    "zhejiang",
    "hebei",
    "henan",
    "chongqing",
    "beijing",
    "fujian",
    "guizhou",
    "qinghai",
    "meizhou",
    "heze",
    "shaanxi-2004",
)


def test_the_books_of_the_contract_ship_with_the_program():
    assert set(built_in_names()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_built_in_book_is_sound_and_cites_every_row(name):
    book = load(name)
    assert validate(book) == []
    assert all(row.basis for row in book.dated_rows())
    assert (book.parent is None) == (name == "national")


@pytest.mark.parametrize("name", NAMES)
def test_a_book_survives_a_round_trip_through_json(name):
    written = json.dumps(load(name).to_dict(), ensure_ascii=False)
    assert RuleBook.from_dict(json.loads(written)) == load(name)


def test_what_is_in_force_changes_on_the_day_and_not_before():
    book = load("national")
    assert "community_care" not in book.on(date(2019, 5, 31)).reliefs
    assert "community_care" in book.on(date(2019, 6, 1)).reliefs
    assert "community_care" in book.on(date(2025, 12, 31)).reliefs
    assert "community_care" not in book.on(date(2026, 1, 1)).reliefs


def test_remembered_rules_are_the_rules_of_the_day():
    book = amended("heze")
    first = date(2015, 12, 31)
    for back in (0, 1, 4000, 2):
        day = first + timedelta(days=back)
        fresh = amended("heze")
        assert book.on(day).rates == fresh.on(day).rates


def test_a_copy_names_its_own_version_and_its_parents():
    copy = RuleBook.from_dict(
        {
            "code": "city",
            "title": "某市规则库",
            "version": "3",
            "parent": "hebei",
            "basis": "市文件",
        }
    )
    assert copy.full_version == f"3+hebei-{load('hebei').full_version}"
    found = required(building(), book=copy)
    assert found.value.total == 120
    assert any("未录入河北省关于应建面积" in step.result for step in found.steps)


def test_a_misshapen_book_is_refused_with_every_field():
    values = load("hebei").to_dict() | {"colour": "red", "notes": "x"}
    values["rates"] = [{"yuan": 300, "basis": "文件"}, {"yuan": "NaN", "shade": "1"}]
    with pytest.raises(BookError) as refusal:
        RuleBook.from_dict(values)
    told = "；".join(refusal.value.problems)
    for part in ("colour", "notes", "第 1 行.yuan", "第 2 行.yuan", "shade", "缺少 basis"):
        assert part in told


def test_an_unknown_parent_is_refused():
    with pytest.raises(BookError, match="没有名为 atlantis"):
        RuleBook.from_dict(
            {"code": "x", "title": "x", "version": "1", "parent": "atlantis", "basis": "x"}
        )


@pytest.mark.parametrize(
    ("section", "changes", "told"),
    [
        ("area_rules", {"family": "MAGIC"}, "类型没有"),
        ("area_rules", {"uses": ["industrial"]}, "不在修建义务范围内"),
        ("area_rules", {"uses": []}, "缺少用途"),
        ("area_rules", {"grade": "7"}, "抗力等级没有"),
        ("area_rules", {"min_share": "0.5"}, "此类型不用比例"),
        ("area_rules", {"family": "PERCENT_ABOVE_GROUND"}, "缺少比例幅度"),
        ("area_rules", {"family": "MIN_AREA_FLOOR"}, "缺少最低限面积"),
        ("area_rules", {"basis": " "}, "缺少法律依据"),
        (
            "area_rules",
            {"effective_from": "2024-01-02", "effective_to": "2024-01-01"},
            "终止日早于",
        ),
        ("area_rules", {"city_classes": ["tenth"]}, "城市类别没有"),
        ("reliefs", {"share": "1.5"}, "不大于 1"),
        ("reliefs", {"evidence": ""}, "缺少证明材料"),
        ("late_rules", {"cap_share": "2"}, "不得超出本金"),
        ("fines", {"low": "200000"}, "下限大于上限"),
        ("relocation_grounds", {"kind": "BELOW_AREA"}, "缺少限额面积"),
    ],
)
def test_a_faulty_row_is_named_with_what_to_change(section, changes, told):
    values = load("national").to_dict()
    values[section] = [values[section][0] | changes, *values[section][1:]]
    problems = validate(RuleBook.from_dict(values))
    assert any(
        problem.startswith(f"{SECTIONS[section]}第 1 行") and told in problem
        for problem in problems
    ), problems


def test_two_rows_for_the_same_thing_on_the_same_day_are_refused():
    rates = load("hebei").to_dict()["rates"]
    twice = amended("hebei", rates=[*rates, rates[0]])
    assert validate(twice) == ["易地建设费标准第 1 行和第 5 行在同一时间适用于同一对象"]
    later = [row | {"effective_from": "2030-01-01"} for row in rates]
    ended = [{**row, "effective_to": "2029-12-31"} for row in rates]
    assert validate(amended("hebei", rates=[*ended, *later])) == []


def test_every_grade_that_the_area_rules_give_has_a_rate_on_every_day():
    rates = load("hebei").to_dict()["rates"]
    of_grade_six = [row for row in rates if row["grade"] == "6"]
    (problem,) = validate(amended("hebei", rates=of_grade_six))
    assert "没有6B级的单价，自 2019-01-01 起" in problem
    assert "人防重点城市的居民住宅楼" in problem
    # The rate of 6B runs out: the day from which it is missing is named.
    ending = [
        row | ({"effective_to": "2029-12-31"} if row["grade"] == "6B" else {}) for row in rates
    ]
    (problem,) = validate(amended("hebei", rates=ending))
    assert "没有6B级的单价，自 2030-01-01 起" in problem
    # Without any rate the office's own is charged for all grades.
    assert validate(amended("hebei", rates=[])) == []


def test_a_rate_for_small_buildings_or_some_cities_alone_is_none_for_the_others():
    rate = load("meizhou").to_dict()["rates"][1]
    assert "没有6级以上的单价" in validate(amended("meizhou", rates=[rate]))[0]
    shaanxi = load("shaanxi-2004")
    assert [gap.grade for gap in missing_rates(shaanxi, city_class="third")] == ["6", "6B"]
    assert missing_rates(shaanxi, city_class="first") == []


def test_no_relief_without_document_and_first_day_is_sound_or_reduces_anything():
    relief = {"code": "rental", "name": "公租房", "share": "1", "evidence": "认定文件"}
    for row, told in (
        (relief | {"basis": "国家关于公租房免收的规定", "effective_from": "2010-01-01"}, "文号"),
        (relief | {"basis": "建保〔2010〕87号"}, "缺少施行日期"),
        (relief | {"basis": "建保〔2010〕87号", "unverified": True}, "备注中写明"),
    ):
        book = amended(reliefs=[row])
        assert any(told in problem for problem in validate(book)), told
        found = explained(building(reliefs=("rental",)), book=book, rate="1000")
        assert found.value.relief == 0
        assert "减免不予适用：公租房" in said(found)


def test_a_relief_that_is_not_verified_is_kept_and_refused_with_the_reason():
    assert load("national").on(DAY).relief_names["poverty_relocation"] == "易地扶贫搬迁"
    found = explained(building(reliefs=("poverty_relocation",)), rate="1000")
    assert found.value.relief == 0
    assert "依据未经核实，没有启用" in said(found)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_relief_names_document_and_day_or_applies_to_nobody(name):
    for row in load(name).reliefs:
        assert not row.gap or (row.unverified and row.note)


@pytest.mark.parametrize(
    ("book", "facts"),
    [
        ("hebei", {"division_level": "city"}),
        ("qinghai", {}),
        ("meizhou", {}),
        ("fujian", {"rate": "1500"}),
        ("shaanxi-2004", {"city_class": "first", "local_share": "0.04"}),
        ("guizhou", {"rate": "1500"}),
    ],
)
def test_a_first_day_that_nobody_has_seen_is_said_in_the_result(book, facts):
    rate = facts.pop("rate", None)
    found = explained(building(), book=book, where=situation(**facts), rate=rate)
    assert "施行日期未核实" in said(found)


def test_the_first_days_of_chongqing_beijing_and_the_nation():
    firsts = {name: load(name).effective_from for name in ("national", "chongqing", "beijing")}
    assert firsts == {
        "national": date(2003, 2, 21),
        "chongqing": date(2010, 7, 23),
        "beijing": date(2002, 5, 1),
    }


def test_why_a_book_does_not_know_the_law_before_it():
    with pytest.raises(BadFact, match="历次修正的条文没有逐条核实"):
        load("zhejiang").on(date(2020, 11, 26))


def test_the_latest_rules_are_those_of_today():
    assert load("zhejiang").latest().fines == load("zhejiang").on(DAY).fines
