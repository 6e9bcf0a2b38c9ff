"""One calculation behind every door: the command, the what-if, a book's example, an office's case.

The table is tests/data/law-cases.json, worked by hand from the texts of the law, and what people
and files have tried to smuggle in.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from engineering.approvals.queries.computation import compute_for
from engineering.area.facts import BuildingFacts, Facts
from engineering.projects.forms import BuildingForm
from fees.assessments.proposal import OtherRate, charge
from fees.rule_books.trials import ask
from renfang.acts import Incomplete
from renfang.organisations.permissions import Role
from renfang.rules.books import load
from renfang.rules.explained import FactProblem
from renfang.rules.law import law_at
from renfang.rules.models import BookEdition, LocalPractice
from renfang.rules.vocabulary import USES
from tests.builders.applications import registered
from tests.builders.office import Office

pytestmark = pytest.mark.django_db

CASES = json.loads(
    (Path(__file__).resolve().parents[2] / "data" / "law-cases.json").read_text("utf-8")
)
PROJECTS = [case for case in CASES if "buildings" in case["in"]]
FIGURES = ("required_area", "shortfall_area", "gross", "relief", "payable")
ORDINARY = {
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
    "division_level": "city",
    "local_share": "0.02",
    "rate": "1000.00",
    "buildings": [ORDINARY],
}


def command(question: dict[str, Any], folder: Path) -> dict[str, Any] | str:
    """The figures that the command prints, or what it says on leaving with 2."""
    file = folder / "facts.json"
    file.write_text(json.dumps(question), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("assess", str(file), stdout=out, stderr=err)
    except SystemExit as leaving:
        return err.getvalue() if leaving.code == 2 else f"left with {leaving.code}"
    return json.loads(out.getvalue())


def lines(buildings: list[dict[str, Any]]) -> str:
    """Buildings as the what-if has them typed, a line each."""
    names = ("storeys", "foundation_depth", "ground_floor_area", "above_ground_area")
    return "\n".join(
        "，".join(
            str(part)
            for part in (
                row["name"],
                USES.get(row["use"], row["use"]),
                *(row[name] for name in names),
                row.get("relief", ""),
            )
            if part != ""
        )
        for row in buildings
    )


def what_if(question: dict[str, Any], office: Office) -> dict[str, Any] | str:
    """The figures of the what-if page, or what it says instead."""
    client = Client()
    client.force_login(office.who(Role.FINANCE))
    book = BookEdition.objects.get(code=question["rulebook"], organisation=None).pk
    share = question.get("local_share")
    sent = {
        "book_a": book,
        "book_b": book,
        "day_a": question["as_of"],
        "day_b": question["as_of"],
        "city_class": question["city_class"],
        "division_level": question.get("division_level", ""),
        "zone": question.get("zone", ""),
        "local_share": "" if share is None else str(Decimal(share) * 100),
        "rate": question.get("rate", ""),
        "built_area": question.get("built_area", ""),
        "buildings": lines(question["buildings"]),
    }
    if not question.get("lawful", True):
        sent["unlawful"] = "on"
    answered = client.post(reverse("fees:what_if"), sent)
    if answered.status_code == 422:
        return str(answered.context["form"].errors)
    side = answered.context["sides"][0]
    return side["result"] or side["problem"]


def as_case(question: dict[str, Any], office: Office) -> dict[str, Any]:
    """The figures of an office that applies this law to a project registered by its act."""
    share = question.get("local_share")
    LocalPractice.objects.all().delete()
    LocalPractice.objects.create(
        organisation=office.city,
        rulebook=question["rulebook"],
        city_class=question["city_class"],
        division_level=question.get("division_level", "city"),
        local_share_bp=None if share is None else int(Decimal(share) * 10000),
        local_rate=question.get("rate"),
        legal_basis="X发改价〔2020〕8号",
        effective_from=date(1990, 1, 1),
    )
    project = registered(
        office,
        zone=question.get("zone", "urban"),
        buildings=[read_form(row) for row in question["buildings"]],
    )
    day = date.fromisoformat(question["as_of"])
    facts = compute_for(project, Decimal(question.get("built_area", "0")), day).facts
    facts = replace(facts, lawful=question.get("lawful", True))
    law = law_at(office.east, day)
    given = question.get("rate")
    other = OtherRate(Decimal(given), "X发改价〔2020〕8号") if given else OtherRate()
    proposal = charge(facts, law, other=other)
    return {name: f"{getattr(proposal, name):.2f}" for name in FIGURES}


def read_form(row: dict[str, Any]) -> BuildingFacts:
    """A building as the registration form reads what was typed. Raises Incomplete."""
    form = BuildingForm({name: str(value) for name, value in row.items()})
    if not form.is_valid():
        raise Incomplete(str(form.errors))
    return form.facts()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["cmd"] == "assess"], ids=lambda case: case["id"]
)
def test_the_command_prints_the_figure_worked_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    printed = command(case["in"], tmp_path)
    assert {name: printed[name] for name in case["out"]} == case["out"]


@pytest.mark.parametrize("case", PROJECTS, ids=lambda case: case["id"])
def test_every_door_comes_to_the_same(case: dict[str, Any], office: Office, tmp_path: Path) -> None:
    question = case["in"]
    printed = command(question, tmp_path)
    page = what_if(question, office)
    assert page == printed
    example = ask(load(question["rulebook"]), question)
    assert example == printed
    assert as_case(question, office) == {name: printed[name] for name in FIGURES}


@pytest.mark.parametrize("case", PROJECTS, ids=lambda case: case["id"])
def test_facts_that_are_written_are_read_back_the_same(case: dict[str, Any]) -> None:
    facts = Facts.from_json(case["in"])
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_phases_and_parts_are_written_and_read_back_too() -> None:
    phase = {
        "name": "一期",
        "buildings": [ORDINARY],
        "planned_area": "100.00",
        "relocated_area": "72.81",
    }
    parts = [{"area": "60.00", "equivalence": "team"}, {"area": "20.00"}]
    question = PROJECT | {"earlier_phases": [phase], "built_parts": parts, "plan_satisfied": False}
    written = Facts.from_json(question).to_json()
    assert written == question | {"zone": "urban", "lawful": True}
    given = {"as_of": "2024-05-01", "shortfall_by_grade": {"6": "1200.00"}}
    assert Facts.from_json(given).to_json()["shortfall_by_grade"] == {"6": "1200.00"}


# What nobody may build, whoever asks: the change to one building, and where the command names it.
IMPOSSIBLE = [
    ({"name": " "}, "name"),
    ({"name": "1号\u200b楼"}, "name"),
    ({"use": "school"}, "use"),
    ({"storeys": "0"}, "storeys"),
    ({"storeys": "201"}, "storeys"),
    ({"storeys": "6.5"}, "storeys"),
    ({"foundation_depth": "-2"}, "foundation_depth"),
    ({"foundation_depth": "300"}, "foundation_depth"),
    ({"foundation_depth": "NaN"}, "foundation_depth"),
    ({"above_ground_area": "8640.505"}, "above_ground_area"),
    ({"above_ground_area": "1e4"}, "above_ground_area"),
    ({"above_ground_area": "Infinity"}, "above_ground_area"),
    ({"above_ground_area": "99999999999"}, "above_ground_area"),
    ({"above_ground_area": "100.00"}, "ground_floor_area"),
    ({"ground_floor_area": "二百"}, "ground_floor_area"),
    ({"ground_floor_area": "DROP TABLE"}, "ground_floor_area"),
    ({"relief": "charity"}, "relief"),
]


@pytest.mark.parametrize(("change", "field"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_at_every_door(
    change: dict[str, Any], field: str, office: Office, tmp_path: Path
) -> None:
    question = PROJECT | {"buildings": [ORDINARY | change]}
    told = command(question, tmp_path)
    assert told.startswith(f"buildings[0].{field}：")

    assert isinstance(what_if(question, office), str)
    with pytest.raises(FactProblem) as refused:
        ask(load("national"), question)
    assert refused.value.field == f"buildings[0].{field}"
    with pytest.raises(Incomplete):
        as_case(question, office)


# A person types as he likes and sees what was understood; a file is read by the letter.
TYPED = [
    ({"above_ground_area": "８６４０.５０"}, {}),
    ({"above_ground_area": "8640.5㎡"}, {}),
    ({"storeys": "６"}, {}),
]


@pytest.mark.parametrize(("typed", "meant"), TYPED)
def test_pages_read_what_people_type_and_come_to_the_same(
    typed: dict[str, Any], meant: dict[str, Any], office: Office, tmp_path: Path
) -> None:
    question = PROJECT | {"buildings": [ORDINARY | typed]}
    printed = command(PROJECT | {"buildings": [ORDINARY | meant]}, tmp_path)
    assert isinstance(command(question, tmp_path), str)
    assert what_if(question, office) == printed
    assert as_case(question, office) == {name: printed[name] for name in FIGURES}
