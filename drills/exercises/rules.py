"""演练评估: the total of points and the grade it makes; minutes between times. Pure functions.

The criteria and grades stand in criteria.toml beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from drills.figures import rate


@cache
def book() -> dict[str, Any]:
    """Built-in criteria by kind of drill, and the grades with the least total of each."""
    return tomllib.loads(Path(__file__).with_name("criteria.toml").read_text(encoding="utf-8"))


class Scored(Protocol):
    """Points given for one criterion, of its full marks."""

    full_marks: int
    score: int


def total_of(points: Sequence[Scored]) -> Decimal | None:
    """总分 in hundredths of the full marks, one decimal, half up; None without criteria."""
    return rate(sum(each.score for each in points), sum(each.full_marks for each in points))


def grade_of(total: Decimal | None) -> str:
    """等级 of a total: 优秀 from 90, 良好 from 80, 合格 from 60 unless the book says otherwise."""
    if total is None:
        return ""
    return next(str(grade) for grade, least in book()["grades"] if total >= least)


def minutes_between(begin: time | None, end: time | None) -> int | None:
    """Whole minutes from one time of day to a later one; None where either is not known."""
    if begin is None or end is None:
        return None
    return (end.hour - begin.hour) * 60 + end.minute - begin.minute
