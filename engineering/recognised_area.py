"""折算: how much of the required area a higher-grade shelter stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from renfang.rules.books import RuleBook
from renfang.rules.explained import BadFact, Explained, Step
from renfang.rules.rounding import ZERO, percent, to_hundredth


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """Shelter area in square metres; ``equivalence`` is a code of the book, or empty."""

    area: Decimal
    equivalence: str = ""


def recognised_built_area(
    parts: Sequence[BuiltPart], book: RuleBook, as_of: date
) -> Explained[Decimal]:
    """The built area that counts against the required area, in square metres.

    Where the law lets a higher grade be built at a share of the area (60 %), 600 built stand
    for 1,000 required. Raises BadFact(``built_parts[n].equivalence``) for a code not in force.
    """
    rules = book.on(as_of)
    total, steps = ZERO, []
    for position, part in enumerate(parts):
        if not part.equivalence:
            total += part.area
            continue
        rule = rules.equivalences.get(part.equivalence)
        if rule is None:
            raise BadFact(
                f"built_parts[{position}].equivalence",
                f"{book.title}没有施行中的折算规则“{part.equivalence}”；核对代码。",
            )
        counted = to_hundredth(part.area / rule.share)
        total += counted
        formula = f"{part.area}㎡ ÷ {percent(rule.share)}"
        steps.append(Step(rule.name, rule.basis, formula, f"折合 {counted}㎡"))
    return Explained(total, tuple(steps))
