"""Rates of teams and drills. Pure functions and values; no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def rate(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent with one decimal, half up; None of nothing.

    More than the whole gives more than 100: a team over its establishment is shown as it is.
    """
    if whole == 0:
        return None
    return (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)


def rate_text(part: int, whole: int) -> str:
    """The rate as people read it: ``92.5%``, or a dash where there is nothing to compare with."""
    value = rate(part, whole)
    return "—" if value is None else f"{value}%"


@dataclass(frozen=True)
class Turnout:
    """应到, 实到 and the reasons of the difference, in persons.

    ``expected`` is what the plan calls up, not what happened to be on the roster, so a vacant
    post lowers the rate as it should (到位率 = 实到人数 / 应到人数).
    """

    expected: int
    present: int = 0
    late: int = 0
    absent: int = 0
    leave: int = 0
    # On the roster and not yet called.
    uncalled: int = 0

    @property
    def arrived(self) -> int:
        """实到: on time or late."""
        return self.present + self.late

    @property
    def called(self) -> int:
        """Members whose attendance is on record."""
        return self.arrived + self.absent + self.leave

    @property
    def rate(self) -> Decimal | None:
        """到位率 in per cent."""
        return rate(self.arrived, self.expected)

    @property
    def rate_text(self) -> str:
        """到位率 as people read it."""
        return rate_text(self.arrived, self.expected)

    @property
    def outstanding(self) -> int:
        """Calls still to make before the drill can be concluded.

        Everyone the plan calls up must be accounted for; of a team whose roster is shorter than
        the plan, everyone there is.
        """
        return min(self.uncalled, max(self.expected - self.called, 0))


def total(turnouts: Iterable[Turnout]) -> Turnout:
    """The sum over teams. ``outstanding`` must be summed team by team, not read from this."""
    figures = list(turnouts)
    return Turnout(
        expected=sum(turnout.expected for turnout in figures),
        present=sum(turnout.present for turnout in figures),
        late=sum(turnout.late for turnout in figures),
        absent=sum(turnout.absent for turnout in figures),
        leave=sum(turnout.leave for turnout in figures),
        uncalled=sum(turnout.uncalled for turnout in figures),
    )
