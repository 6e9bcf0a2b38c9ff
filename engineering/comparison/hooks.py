"""What fees tell the comparison: what a clue may be worth, and what came of clues."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engineering.area.facts import BuildingFacts
from renfang.hooks import Hook
from renfang.organisations.models import Organisation

# The fee (yuan) for buildings of somebody who never applied, by the law at an office on a day.
# Raises Incomplete where a fact or the office's practice is missing.
FEE_ESTIMATES: Hook[Callable[[Organisation, Collection[BuildingFacts], date], Decimal]] = Hook()


@dataclass(frozen=True, slots=True)
class Collected:
    """What was charged and what has come in, in yuan."""

    charged: Decimal = Decimal("0.00")
    paid: Decimal = Decimal("0.00")


# Of projects (ids): the sums of their accounts.
COLLECTIONS: Hook[Callable[[Collection[int]], Collected]] = Hook()
