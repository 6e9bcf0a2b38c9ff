"""学时: how far a member is with the hours asked of their team. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from drills.figures import rate_text

NONE = Decimal("0.0")


@dataclass(frozen=True)
class Standing:
    """How far one member is: hours that count, and hours asked.

    Hours above what a subject asks do not make up for another subject.
    """

    counted: Decimal
    asked: Decimal
    total: Decimal

    @property
    def is_met(self) -> bool:
        """Whether every subject's hours are reached."""
        return self.counted >= self.asked

    @property
    def rate_text(self) -> str:
        """学时完成率 as people read it."""
        return rate_text(int(self.counted * 10), int(self.asked * 10))


def standing(hours: Mapping[int, Decimal], asked: Mapping[int, Decimal]) -> Standing:
    """A member's standing from hours by subject and what their team is asked."""
    counted = sum((min(hours.get(pk, NONE), need) for pk, need in asked.items()), NONE)
    return Standing(counted, sum(asked.values(), NONE), sum(hours.values(), NONE))
