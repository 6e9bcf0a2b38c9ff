"""面积核定: the required area for facts as JSON, with the rule book that they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.area.facts import EarlierPhase
from engineering.area.relocation import may_relocate
from engineering.area.rules import BuildingFacts, RequiredRow, Situation, required_area
from renfang.rules.books import RuleBook
from renfang.rules.editions import find_book
from renfang.rules.rounding import ZERO

# Grounds that the figures themselves decide; all others the authority finds from evidence.
_BY_AREA = frozenset({"BELOW_FIRST_FLOOR", "BELOW_AREA"})


@dataclass(frozen=True)
class Ground:
    """A condition of the rule book under which the shelter may be built elsewhere."""

    code: str
    name: str
    basis: str
    is_by_area: bool


@dataclass(frozen=True)
class ComputedArea:
    """What the rules give for one set of facts; areas in ㎡.

    ``may_relocate``: whether a ground of area is met; None where the figures do not tell.
    """

    facts: dict[str, Any]
    rulebook: RuleBook
    rows: tuple[RequiredRow, ...]
    required_area: Decimal
    planned_area: Decimal
    by_grade: dict[str, Decimal]
    may_relocate: bool | None
    grounds: dict[str, Ground]
    area_steps: list[dict[str, str]]

    @property
    def shortfall_area(self) -> Decimal:
        """What is not built and so paid for; never below zero."""
        return max(ZERO, self.required_area - self.planned_area)

    @property
    def steps(self) -> list[dict[str, str]]:
        """The whole reasoning: what is owed, whether area allows relocation, what is not built."""
        return [*self.area_steps, self._shortfall_step()]

    def _shortfall_step(self) -> dict[str, str]:
        shortfall = self.shortfall_area
        return {
            "rule": "易地建设面积",
            "basis": "应建未建的面积，《人民防空工程建设管理规定》第四十八条",
            "formula": f"应建 {self.required_area}㎡ － 拟建 {self.planned_area}㎡",
            "result": f"{shortfall}㎡" if shortfall else "0.00㎡，不需易地建设",
        }


def compute(facts: Mapping[str, Any]) -> ComputedArea:
    """The required area for facts as engineering.approvals.queries.computation gives them.

    Raises FactProblem naming the fact (``buildings[0].storeys``) that a rule misses or refuses.
    """
    book = find_book(facts["rulebook"])
    situation = situation_of(facts)
    required = required_area([_building(row) for row in facts["buildings"]], book, situation)
    relocation = may_relocate(required.value, book, situation)
    return ComputedArea(
        facts=dict(facts),
        rulebook=book,
        rows=required.value.rows,
        required_area=required.value.total,
        planned_area=Decimal(facts["built_area"]),
        by_grade=required.value.by_grade,
        may_relocate=relocation.value,
        grounds=_grounds(book, situation.as_of),
        area_steps=[step.as_dict() for step in (*required.steps, *relocation.steps)],
    )


def situation_of(facts: Mapping[str, Any]) -> Situation:
    """Where and when, with the phases that count along."""
    share = facts.get("local_share")
    return Situation(
        as_of=date.fromisoformat(facts["as_of"]),
        city_class=facts["city_class"],
        division_level=facts["division_level"],
        zone=facts["zone"],
        local_share=None if share is None else Decimal(share),
        plan_satisfied=facts.get("plan_satisfied"),
        earlier=tuple(map(_phase, facts.get("earlier_phases", ()))),
    )


def _phase(row: Mapping[str, Any]) -> EarlierPhase:
    return EarlierPhase(
        name=row["name"],
        buildings=tuple(map(_building, row["buildings"])),
        planned_area=Decimal(row["planned_area"]),
        relocated_area=Decimal(row["relocated_area"]),
    )


def _building(row: Mapping[str, Any]) -> BuildingFacts:
    def decimal(name: str) -> Decimal | None:
        return None if row.get(name) is None else Decimal(row[name])

    return BuildingFacts(
        name=row["name"],
        use=row["use"],
        storeys=row.get("storeys"),
        foundation_depth=decimal("foundation_depth"),
        ground_floor_area=decimal("ground_floor_area"),
        above_ground_area=decimal("above_ground_area"),
        reliefs=(row["relief"],) if row.get("relief") else (),
    )


def _grounds(book: RuleBook, day: date) -> dict[str, Ground]:
    return {
        row.code: Ground(row.code, row.name, row.basis, row.kind in _BY_AREA)
        for row in book.on(day).relocation_grounds
    }
