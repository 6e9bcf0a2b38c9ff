"""面积核定: the required area for stored facts, with the rule book that they name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engineering.area.facts import Facts, RequiredRow
from engineering.area.relocation import may_relocate
from engineering.area.rules import required_area
from renfang.rules.books import RuleBook
from renfang.rules.editions import find_book
from renfang.rules.explained import Step
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

    facts: Facts
    rulebook: RuleBook
    rows: tuple[RequiredRow, ...]
    required_area: Decimal
    by_grade: dict[str, Decimal]
    may_relocate: bool | None
    grounds: dict[str, Ground]
    area_steps: list[dict[str, str]]
    relocation_steps: list[dict[str, str]]

    @property
    def planned_area(self) -> Decimal:
        """What is to be built."""
        return self.facts.built_area

    @property
    def shortfall_area(self) -> Decimal:
        """What is not built and so paid for; never below zero."""
        return max(ZERO, self.required_area - self.planned_area)

    @property
    def steps(self) -> list[dict[str, str]]:
        """The whole reasoning: what is owed, whether area allows relocation, what is not built.

        Whoever builds all that is owed is told nothing of the conditions to build elsewhere.
        """
        relocation = self.relocation_steps if self.shortfall_area else []
        return [*self.area_steps, *relocation, self._shortfall_step().as_dict()]

    def _shortfall_step(self) -> Step:
        shortfall = self.shortfall_area
        return Step(
            rule="易地建设面积",
            basis="应建未建的面积，《人民防空工程建设管理规定》第四十八条",
            formula=f"应建 {self.required_area}㎡ － 拟建 {self.planned_area}㎡",
            result=f"{shortfall}㎡" if shortfall else "0.00㎡，不需易地建设",
        )


def compute(facts: Facts) -> ComputedArea:
    """The required area under the book that the facts name.

    Raises FactProblem naming the fact (``buildings[0].storeys``) that a rule misses or refuses.
    """
    book = find_book(facts.rulebook)
    required = required_area(book, facts)
    relocation = may_relocate(required.value, book, facts)
    return ComputedArea(
        facts=facts,
        rulebook=book,
        rows=required.value.rows,
        required_area=required.value.total,
        by_grade=required.value.by_grade,
        may_relocate=relocation.value,
        grounds={
            row.code: Ground(row.code, row.name, row.basis, row.kind in _BY_AREA)
            for row in book.on(facts.as_of).relocation_grounds
        },
        area_steps=required.steps_as_dicts(),
        relocation_steps=relocation.steps_as_dicts(),
    )
