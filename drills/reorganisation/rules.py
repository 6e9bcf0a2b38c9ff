"""Indicators of the yearly reorganisation. Pure values; thresholds are the office's own.

Source: domain practice: 满编率 = 实编 / 编制, 到位率 = 实到 / 应到, 装备配备率 = 到位 / 编配,
装备完好率 = 完好 / 在编, 骨干在位率 = 骨干在位 / 骨干编制, 更新率 = 当年新调整 / 总数.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from drills.figures import rate_text


@dataclass(frozen=True)
class Figures:
    """Counts of one team, or of many added up."""

    establishment: int = 0
    strength: int = 0
    joined: int = 0
    left: int = 0
    reserve: int = 0
    key_posts: int = 0
    key_filled: int = 0
    posts: int = 0
    posts_filled: int = 0
    allotted: int = 0
    equipped: int = 0
    found: int = 0
    serviceable: int = 0
    expected: int = 0
    arrived: int = 0
    party: int = 0
    veterans: int = 0
    rosters: int = 0
    rosters_match: int = 0

    def rates(self) -> list[tuple[str, str]]:
        """Every indicator as people read it, a dash where there is nothing to compare with."""
        return [
            ("满编率", rate_text(self.strength, self.establishment)),
            ("到位率", rate_text(self.arrived, self.expected)),
            ("骨干在位率", rate_text(self.key_filled, self.key_posts)),
            ("岗位满员率", rate_text(self.posts_filled, self.posts)),
            ("装备配备率", rate_text(self.equipped, self.allotted)),
            ("装备完好率", rate_text(self.serviceable, self.found)),
            ("人册相符率", rate_text(self.rosters_match, self.rosters)),
            ("更新率", rate_text(self.joined, self.strength)),
            ("党团员比例", rate_text(self.party, self.strength)),
            ("退役军人比例", rate_text(self.veterans, self.strength)),
        ]

    def as_json(self) -> dict[str, int]:
        """For keeping."""
        return asdict(self)


def from_json(kept: dict[str, int]) -> Figures:
    """What was kept; a count that was not known then is nought."""
    known = {field.name for field in fields(Figures)}
    return Figures(**{name: count for name, count in kept.items() if name in known})


def added(figures: Iterable[Figures]) -> Figures:
    """The sum over teams."""
    rows = list(figures)
    return Figures(
        **{field.name: sum(getattr(row, field.name) for row in rows) for field in fields(Figures)}
    )
