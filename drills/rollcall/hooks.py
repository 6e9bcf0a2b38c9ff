"""What the rooms that call people together tell of their kind of occasion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from drills.rollcall.models import Occasion, OccasionKind
from drills.teams.models import Team


class RollKind:
    """One kind of occasion, as its room describes it; ``owner`` is the drill, session or muster.

    The times and the state of an occasion are no part of it: the acts of the room set them
    through ``rollcall.acts`` (``call_together``, ``move``, ``settle``).
    """

    code: OccasionKind
    # The name of the act in the history, and the permission that it takes.
    act: str
    permission: str

    @property
    def import_code(self) -> str:
        """Under which its sheets are known to imports."""
        return f"drills.roll.{self.code}"

    def teams(self, owner: Any) -> Sequence[tuple[Team, int | None]]:
        """Who is called: each team with how many of it (应到); None for everybody on its roll."""
        raise NotImplementedError

    def keeper(self, owner: Any) -> Any:
        """The scoped row whose permission is asked and whose history the act is kept in."""
        return owner

    def name(self, owner: Any) -> str:
        """What it is called in a sentence: 演练“抢险演练”."""
        return f"{self.code.label}“{owner}”"

    def heading(self, owner: Any) -> str:
        """What stands after 点名 at the head of the page."""
        return str(owner)

    def due_at(self, owner: Any) -> datetime | None:
        """After which nobody came in time (规定到位时间); None where that is judged by eye."""
        return None

    def note(self, owner: Any) -> str:
        """What the history adds to the act."""
        return ""

    def trail(self, owner: Any) -> Sequence[tuple[str, str]]:
        """The pages above the roll as (label, address), the owner's own last."""
        raise NotImplementedError


_KINDS: dict[str, RollKind] = {}


def register_roll(kind: RollKind) -> None:
    """Add a kind of occasion; ``workbench.open_rolls`` does it for the rooms above."""
    _KINDS[kind.code] = kind


def kind_of(occasion: Occasion) -> RollKind:
    """How the room of this occasion describes it."""
    return _KINDS[occasion.kind]


def keeper_of(occasion: Occasion) -> Any:
    """The record of an office whose permission is asked, and whose history keeps the marks."""
    return kind_of(occasion).keeper(occasion.owner)
