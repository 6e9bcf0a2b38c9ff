"""与上一版比较: what differs between two computations of the same project, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_AREAS = {"required_area": "应建面积（㎡）", "shortfall_area": "易地建设面积（㎡）"}
_MONEY = {
    "rate": "收费标准（元/㎡）",
    "gross": "应缴金额（元）",
    "relief": "减免金额（元）",
    "payable": "实缴金额（元）",
}
_TEXTS = {
    "rulebook_version": "规则版本",
    "as_of": "适用规则日期",
    "local_basis": "收费标准依据",
}


@dataclass(frozen=True)
class Compared:
    """One line: before, after, and by how much where both are numbers."""

    label: str
    before: str
    after: str
    change: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


def compare(before: Any | None, after: Any) -> list[Compared]:
    """The lines of two sets of figures (drafts, versions or proposals); areas ㎡, money yuan."""
    lines = []
    for name, label in {**_AREAS, **_MONEY, **_TEXTS}.items():
        old = None if before is None else getattr(before, name)
        new = getattr(after, name)
        change = ""
        if isinstance(old, Decimal) and isinstance(new, Decimal) and old != new:
            change = f"{new - old:+,.2f}"
        lines.append(Compared(label, _shown(old, name), _shown(new, name), change))
    return lines


def _shown(value: Any, name: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if value is None:
        return "分类计收" if name == "rate" else "-"
    return str(value)
