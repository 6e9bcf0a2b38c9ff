"""manage.py assess: JSON in, JSON out, no database; bad facts leave with 2 and name the field."""

import io
import json
import sys

import pytest
from django.core.management import call_command

from fees.calculation.contract import answer
from renfang.rules.books import RuleBook
from renfang.rules.explained import FactProblem
from tests.kernel.rules.facts import amended

BUILDING = {
    "name": "办公楼",
    "use": "public",
    "storeys": 6,
    "foundation_depth": "2.00",
    "ground_floor_area": "1440.00",
    "above_ground_area": "8640.50",
}
PROJECT = {
    "rulebook": "national",
    "as_of": "2024-05-01",
    "city_class": "third",
    "rate": "1000",
    "buildings": [BUILDING],
}
LATE = {
    "rulebook": "national",
    "as_of": "2024-05-01",
    "late": {
        "obligation": "fine",
        "principal": "100000",
        "due": "2024-03-18",
        "until": "2024-04-21",
        "excluded": [["2024-04-01", "2024-04-20"]],
    },
}
FINE = {"rulebook": "zhejiang", "fine": {"required_area": "1500.00"}}


@pytest.fixture
def ask(tmp_path):
    def run(question):
        file = tmp_path / "facts.json"
        text = question if isinstance(question, str) else json.dumps(question)
        file.write_text(text, encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("assess", str(file), stdout=out, stderr=err)
        except SystemExit as leaving:
            assert out.getvalue() == ""
            return leaving.code, err.getvalue()
        return 0, json.loads(out.getvalue())

    return run


def test_a_project_is_answered_with_all_fields_of_the_contract(ask):
    code, found = ask(PROJECT)
    steps = found.pop("steps")
    assert code == 0
    assert found == {
        "rulebook": "national",
        "version": "2026.2",
        "required_area": "172.81",
        "shortfall_area": "172.81",
        "rate": "1000.00",
        "gross": "172810.00",
        "relief": "0.00",
        "payable": "172810.00",
        "may_relocate": True,
    }
    assert all(set(step) == {"rule", "basis", "formula", "result"} for step in steps)
    assert all(all(step.values()) for step in steps)


def with_team_shelters(name: str) -> RuleBook:
    """A bureau's book under which a shelter of 专业队 may be built at 60 %."""
    return amended(
        equivalences=[
            {"code": "team", "name": "专业队工程", "share": "0.6", "basis": "样例〔2026〕1号"}
        ]
    )


def test_a_higher_grade_counts_for_more_in_the_contract_too():
    parts = [{"area": "60.00", "equivalence": "team"}, {"area": "20.00"}]
    found = answer({**PROJECT, "built_parts": parts}, with_team_shelters)
    assert (found["required_area"], found["shortfall_area"]) == ("172.81", "52.81")
    assert found["payable"] == "52810.00"
    assert "折合 100.00㎡" in [step["result"] for step in found["steps"]]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([{"area": "60.00", "equivalence": "x"}], "built_parts[0].equivalence"),
        ([{"area": "60.00"}, {"area": "viel"}], "built_parts[1].area"),
        ([{"equivalence": "team"}], "built_parts[0].area"),
        ([{"area": "1", "equivalence": 6}], "built_parts[0].equivalence"),
        ([{"area": "1", "grade": "5"}], "built_parts[0].grade"),
        (["60"], "built_parts[0]"),
        ("60", "built_parts"),
    ],
)
def test_a_bad_part_is_named(parts, field):
    with pytest.raises(FactProblem) as refused:
        answer({**PROJECT, "built_parts": parts}, with_team_shelters)
    assert refused.value.field == field


def test_the_area_is_given_whole_or_by_parts():
    question = {**PROJECT, "built_area": "10.00", "built_parts": [{"area": "60.00"}]}
    with pytest.raises(FactProblem, match="只写一项"):
        answer(question, with_team_shelters)


def test_an_array_is_answered_by_an_array_in_order(ask):
    _, found = ask([PROJECT, LATE, FINE])
    assert [sorted(set(one) - {"steps"}) for one in found[1:]] == [
        ["accrued", "capped", "days"],
        ["maximum", "minimum"],
    ]
    assert (found[1]["days"], found[1]["accrued"], found[1]["capped"]) == (14, "42000.00", False)
    assert (found[2]["minimum"], found[2]["maximum"]) == ("60000.00", "100000.00")
    assert ask([]) == (0, [])


def test_facts_may_come_from_standard_input(monkeypatch):
    source = io.TextIOWrapper(io.BytesIO(json.dumps(PROJECT).encode()))
    monkeypatch.setattr(sys, "stdin", source)
    out = io.StringIO()
    call_command("assess", "-", stdout=out)
    assert json.loads(out.getvalue())["payable"] == "172810.00"


def test_exact_json_numbers_and_nulls_are_read(ask):
    loose = BUILDING | {
        "foundation_depth": 2,
        "above_ground_area": 8640.5,
        "storeys": "6",
        "relief": None,
    }
    _, found = ask(PROJECT | {"buildings": [loose], "local_share": None, "rate": 1000})
    assert found["payable"] == "172810.00"


def test_given_areas_need_no_buildings(ask):
    question = {
        "rulebook": "heze",
        "as_of": "2019-05-01",
        "shortfall_by_grade": {"6": "1200.00", "6B": "800.00"},
    }
    _, found = ask(question)
    assert (found["gross"], found["rate"], found["may_relocate"]) == ("2880000.00", None, None)
    assert (found["required_area"], found["shortfall_area"]) == ("2000.00", "2000.00")


def without(values, name):
    return {key: value for key, value in values.items() if key != name}


def built(**changes):
    return PROJECT | {"buildings": [BUILDING | changes]}


def late(**changes):
    return LATE | {"late": LATE["late"] | changes}


BAD_FACTS = [
    (without(PROJECT, "rulebook"), "rulebook"),
    (PROJECT | {"rulebook": "atlantis"}, "rulebook"),
    (PROJECT | {"rulebook": ["national"]}, "rulebook"),
    (without(PROJECT, "as_of"), "as_of"),
    (PROJECT | {"as_of": "2024-02-30"}, "as_of"),
    (PROJECT | {"as_of": "20240501"}, "as_of"),
    (PROJECT | {"as_of": 20240501}, "as_of"),
    (PROJECT | {"as_of": "1999-01-01"}, "as_of"),
    (without(PROJECT, "city_class"), "city_class"),
    (PROJECT | {"city_class": "一类"}, "city_class"),
    (PROJECT | {"division_level": "province"}, "division_level"),
    (PROJECT | {"zone": "rural"}, "zone"),
    (PROJECT | {"local_share": "0.05"}, "local_share"),
    (PROJECT | {"local_share": "2"}, "local_share"),
    (PROJECT | {"local_share": "2%"}, "local_share"),
    (without(PROJECT, "buildings"), "buildings"),
    (PROJECT | {"buildings": []}, "buildings"),
    (PROJECT | {"buildings": BUILDING}, "buildings"),
    (PROJECT | {"buildings": [BUILDING, "x"]}, "buildings[1]"),
    (PROJECT | {"built_area": "-1"}, "built_area"),
    (PROJECT | {"built_area": "1,000.00"}, "built_area"),
    (PROJECT | {"rate": "1000.005"}, "rate"),
    (PROJECT | {"rate": "-5"}, "rate"),
    (without(PROJECT, "rate"), "rate"),
    (PROJECT | {"lawful": "false"}, "lawful"),
    (PROJECT | {"lawful": 0}, "lawful"),
    (PROJECT | {"colour": "red"}, "colour"),
    (PROJECT | {"rulebook": "hebei"} | {"rate": None}, "division_level"),
    (PROJECT | {"shortfall_by_grade": {}}, "shortfall_by_grade"),
    (PROJECT | {"shortfall_by_grade": {"7": "1"}}, "shortfall_by_grade.7"),
    (PROJECT | {"shortfall_by_grade": {"6": "many"}}, "shortfall_by_grade.6"),
    *[
        (PROJECT | {"buildings": [without(BUILDING, name)]}, f"buildings[0].{name}")
        for name in BUILDING
    ],
    (built(use="school"), "buildings[0].use"),
    (built(name=" "), "buildings[0].name"),
    (built(name="1号\ud800楼"), "buildings[0].name"),
    (built(storeys=0), "buildings[0].storeys"),
    (built(storeys="6.5"), "buildings[0].storeys"),
    (built(storeys=True), "buildings[0].storeys"),
    (built(storeys=201), "buildings[0].storeys"),
    (built(foundation_depth="-2"), "buildings[0].foundation_depth"),
    (built(foundation_depth="300"), "buildings[0].foundation_depth"),
    (built(above_ground_area="8640.505"), "buildings[0].above_ground_area"),
    (built(above_ground_area="８６４０"), "buildings[0].above_ground_area"),
    (built(above_ground_area="1e4"), "buildings[0].above_ground_area"),
    (built(above_ground_area="Infinity"), "buildings[0].above_ground_area"),
    (built(above_ground_area="99999999999"), "buildings[0].above_ground_area"),
    (built(above_ground_area=None), "buildings[0].above_ground_area"),
    (built(above_ground_area="100.00"), "buildings[0].ground_floor_area"),
    (built(relief="charity"), "buildings[0].relief"),
    (built(relief=1), "buildings[0].relief"),
    (built(height="20"), "buildings[0].height"),
    (LATE | {"buildings": [BUILDING]}, "buildings"),
    (LATE | {"late": []}, "late"),
    (without(LATE, "as_of"), "as_of"),
    # The day before 行政处罚法 of 1996 took effect.
    (LATE | {"as_of": "1996-09-30"}, "as_of"),
    (late(obligation="tax"), "late.obligation"),
    (late(principal="十万"), "late.principal"),
    (late(principal=None), "late.principal"),
    (late(due="2024-3-18"), "late.due"),
    (late(until=None), "late.until"),
    (late(excluded=[["2024-04-20", "2024-04-01"]]), "late.excluded[0]"),
    (late(excluded=[["2024-04-20"]]), "late.excluded[0]"),
    (late(excluded="2024-04-20"), "late.excluded"),
    (late(interest="1"), "late.interest"),
    (FINE | {"fine": {}}, "fine.required_area"),
    (FINE | {"fine": {"required_area": "x"}}, "fine.required_area"),
    (FINE | {"fine": {"required_area": "10", "unbuilt_area": "20"}}, "fine.unbuilt_area"),
    (FINE | {"rulebook": "beijing"}, "fine.unbuilt_area"),
    (FINE | {"rulebook": "chongqing"}, "fine.cost"),
    (FINE | {"fine": None}, "fine"),
    ("x", "FILE"),
    ("3", "FILE"),
    ('{"rulebook": NaN}', "FILE"),
    ('{"rulebook": "national", "rulebook": "hebei"}', "rulebook"),
    ("[" * 100_000, "FILE"),
]


@pytest.mark.parametrize(("question", "field"), BAD_FACTS)
def test_a_bad_fact_leaves_with_two_and_names_the_field(ask, question, field):
    code, told = ask(question)
    assert code == 2
    assert told.startswith(f"{field}：")
    assert any("\u4e00" <= mark <= "\u9fff" for mark in told)
    assert told.rstrip().endswith("。")


def test_a_bad_fact_in_an_array_names_the_item_and_nothing_is_printed(ask):
    code, told = ask([PROJECT, built(storeys=0)])
    assert code == 2
    assert told.startswith("第 2 项 buildings[0].storeys：")


def test_a_file_that_is_not_there_or_not_utf8_is_told(ask, tmp_path):
    gbk = tmp_path / "gbk.json"
    gbk.write_bytes('{"rulebook": "全国"}'.encode("gb18030"))
    for name in (str(gbk), str(tmp_path / "none.json")):
        err = io.StringIO()
        with pytest.raises(SystemExit) as leaving:
            call_command("assess", name, stdout=io.StringIO(), stderr=err)
        assert leaving.value.code == 2
        assert err.getvalue().startswith("FILE：")
