"""The facts that the required area depends on, and the required area itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from renfang.rules.rounding import ZERO
from renfang.rules.rows import AreaRule


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFacts:
    """One building. Areas in square metres, two decimals; depth of the foundation in metres.

    None: not known yet. A rule that needs an unknown fact raises MissingFact.
    """

    name: str
    use: str
    storeys: int | None = None
    foundation_depth: Decimal | None = None
    ground_floor_area: Decimal | None = None
    above_ground_area: Decimal | None = None
    reliefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPhase:
    """A phase of the same plan that has its permit; ``relocated_area`` was paid or built elsewhere.

    Areas in square metres.
    """

    name: str
    buildings: tuple[BuildingFacts, ...]
    planned_area: Decimal
    relocated_area: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where and when: the day whose law applies, the class of the city, the zone.

    ``local_share`` is the share that the place has fixed within the band of the book.
    ``plan_satisfied``: the plot's shelters already reach the special plan (None: not asked).
    ``earlier``: the phases with which this one is counted together; empty where it stands alone.
    """

    as_of: date
    city_class: str | None = None
    division_level: str | None = None
    zone: str = "urban"
    local_share: Decimal | None = None
    plan_satisfied: bool | None = None
    earlier: tuple[EarlierPhase, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredRow:
    """What one building owes, and the rule that governs it (None: no rule reaches it)."""

    building: BuildingFacts
    rule: AreaRule | None
    required_area: Decimal

    @property
    def grade(self) -> str:
        """The resistance grade that is owed; empty where nothing is."""
        return "" if self.rule is None else self.rule.grade


@dataclass(frozen=True, slots=True)
class RequiredArea:
    """应建面积 of the project: one row for each building, in order; they add up to ``total``."""

    total: Decimal
    rows: tuple[RequiredRow, ...]

    @property
    def by_grade(self) -> dict[str, Decimal]:
        """Owed area by grade, without the grades of which nothing is owed."""
        grades: dict[str, Decimal] = {}
        for row in self.rows:
            if row.required_area:
                grades[row.grade] = grades.get(row.grade, ZERO) + row.required_area
        return grades


@dataclass(frozen=True)
class BuildingEntry:
    """One building as stated by the developer; areas in ㎡, depth in metres."""

    name: str
    use: str
    storeys: int
    foundation_depth: Decimal
    ground_floor_area: Decimal
    above_ground_area: Decimal
    purpose: str = ""
    relief: str = ""
