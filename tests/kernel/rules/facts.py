"""Believable facts for the rules: an ordinary office and dwelling in a city of the third class."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.area.facts import BuildingFacts, Facts, RequiredArea
from engineering.area.rules import required_area
from fees.calculation.fee import FeeAssessment, assess
from renfang.rules.books import RuleBook, load
from renfang.rules.explained import Explained

DAY = date(2024, 5, 1)


def building(use: str = "public", **facts: Any) -> BuildingFacts:
    values: dict[str, Any] = {
        "name": "1号楼",
        "use": use,
        "storeys": 6,
        "foundation_depth": "2.00",
        "ground_floor_area": "1000.00",
        "above_ground_area": "6000.00",
    } | facts
    for name in ("foundation_depth", "ground_floor_area", "above_ground_area"):
        if values[name] is not None:
            values[name] = Decimal(values[name])
    return BuildingFacts(**values)


def situation(city_class: str | None = "third", **facts: Any) -> Facts:
    """Where and when, without any building yet."""
    if isinstance(facts.get("local_share"), str):
        facts["local_share"] = Decimal(facts["local_share"])
    return Facts(**({"as_of": DAY, "city_class": city_class} | facts))


def required(
    *buildings: BuildingFacts, book: str | RuleBook = "national", **where: Any
) -> Explained[RequiredArea]:
    rules = load(book) if isinstance(book, str) else book
    return required_area(rules, replace(situation(**where), buildings=buildings))


def assessed(
    *buildings: BuildingFacts,
    book: str | RuleBook = "national",
    where: Facts | None = None,
    **facts: Any,
) -> FeeAssessment:
    return explained(*buildings, book=book, where=where, **facts).value


def explained(
    *buildings: BuildingFacts,
    book: str | RuleBook = "national",
    where: Facts | None = None,
    relocation_approved: bool = True,
    **facts: Any,
) -> Explained[FeeAssessment]:
    rules = load(book) if isinstance(book, str) else book
    for name in ("built_area", "rate"):
        if isinstance(facts.get(name), str):
            facts[name] = Decimal(facts[name])
    shortfall = facts.get("shortfall_by_grade")
    if shortfall:
        facts["shortfall_by_grade"] = {grade: Decimal(area) for grade, area in shortfall.items()}
    stated = replace(where or situation(), buildings=buildings, **facts)
    return assess(rules, stated, relocation_approved=relocation_approved)


def amended(book: str = "national", **changes: Any) -> RuleBook:
    """A bureau's copy of a built-in book, with some fields or sections changed."""
    return RuleBook.from_dict(load(book).to_dict() | changes)


def said(result: Explained[Any]) -> str:
    """All that the steps say, as one text."""
    return "\n".join(" | ".join(step.as_dict().values()) for step in result.steps)
