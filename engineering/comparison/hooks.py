"""What fees tell the comparison: what a clue may be worth, and what came of clues."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engineering.area.facts import BuildingFacts
from renfang.hooks import Hook
from renfang.organisations.models import Organisation

# By the law at an office on a day: what says the fee (yuan) that somebody would owe who put these
# buildings up without ever applying. Both raise Incomplete where a fact or the practice is missing.
Estimator = Callable[[Collection[BuildingFacts]], Decimal]
FEE_ESTIMATES: Hook[Callable[[Organisation, date], Estimator]] = Hook()


@dataclass(frozen=True, slots=True)
class Collected:
    """What was charged and what has come in, in yuan."""

    charged: Decimal = Decimal("0.00")
    paid: Decimal = Decimal("0.00")


# Of projects (ids): the sums of their accounts.
COLLECTIONS: Hook[Callable[[Collection[int]], Collected]] = Hook()
