"""Nobody in two places: shifts as that rule sees them. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ShiftFacts:
    """From when to when, at which level, and who. Instants are aware."""

    starts_at: datetime
    ends_at: datetime
    level: str
    leader_id: int
    main_id: int
    deputy_id: int | None = None

    @property
    def people(self) -> frozenset[int]:
        """Everybody on the shift."""
        return frozenset(filter(None, (self.leader_id, self.main_id, self.deputy_id)))


@dataclass(frozen=True)
class Watch:
    """A shift as that rule sees it: when, and who is on it."""

    starts_at: datetime
    ends_at: datetime
    people: frozenset[int]

    def puts_in_two_places(self, facts: ShiftFacts) -> bool:
        """Whether somebody of this shift would stand on the other one at the same time."""
        at_once = self.starts_at < facts.ends_at and self.ends_at > facts.starts_at
        return at_once and not self.people.isdisjoint(facts.people)
