"""演练评估: points by criterion, the total and the grade they make."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from drills.exercises.models import Drill, DrillScore, DrillState
from drills.figures import rate
from renfang.acts import Incomplete, act, require_state, require_version
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Points:
    """Points given for one criterion, whole numbers of its full marks."""

    criterion: str
    full_marks: int
    score: int
    note: str = ""


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "criteria.toml").read_text(encoding="utf-8"))


def total_of(points: Sequence[Points | DrillScore]) -> Decimal | None:
    """总分 in hundredths of the full marks, one decimal, half up; None without criteria."""
    return rate(sum(each.score for each in points), sum(each.full_marks for each in points))


def grade_of(total: Decimal | None) -> str:
    """等级 of a total: 优秀 from 90, 良好 from 80, 合格 from 60 unless the book says otherwise."""
    if total is None:
        return ""
    return next(str(grade) for grade, least in _book()["grades"] if total >= least)


def starting_sheet(drill: Drill, scope: Scope) -> list[tuple[str, int]]:
    """Criteria to begin with: the drill's own, else those of the office's last evaluated drill of
    the kind, else the built-in ones."""
    own = list(drill.scores.values_list("criterion", "full_marks"))
    if own:
        return own
    earlier = (
        Drill.objects.visible_to(scope)
        .filter(organisation=drill.organisation_id, kind=drill.kind, scores__isnull=False)
        .order_by("-starts_at")
        .first()
    )
    if earlier is not None:
        return list(earlier.scores.values_list("criterion", "full_marks"))
    items = _book().get(drill.kind, _book()["default"])["items"]
    return [(str(name), int(marks)) for name, marks in items]


@act
def evaluate_drill(
    drill_id: int, points: Sequence[Points], *, by: User, version: int | None
) -> Drill:
    """登记评估: the whole sheet at once, until the drill is on file.

    Raises Incomplete, naming the criterion, for points out of range or a criterion given twice.
    """
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "manage_drills")
    require_version(drill, version)
    require_state(drill, DrillState.HELD, to="登记评估")
    _check(points)
    before = _shown(list(drill.scores.all()))
    drill.scores.all().delete()
    DrillScore.objects.bulk_create(
        DrillScore(
            drill=drill,
            position=position,
            criterion=each.criterion,
            full_marks=each.full_marks,
            score=each.score,
            note=each.note,
        )
        for position, each in enumerate(points, 1)
    )
    drill.version += 1
    drill.save(update_fields=["version"])
    record(by, "登记演练评估", drill, before=before, after=_shown(points))
    return drill


def _check(points: Sequence[Points]) -> None:
    if not points:
        raise Incomplete("评估表至少有一个项目")
    names = [each.criterion for each in points]
    for each in points:
        if names.count(each.criterion) > 1:
            raise Incomplete(f"评估项目“{each.criterion}”出现了两次，合并为一行")
        if not 1 <= each.full_marks <= 1000:
            raise Incomplete(f"“{each.criterion}”的满分须为 1 至 1,000 分")
        if not 0 <= each.score <= each.full_marks:
            raise Incomplete(
                f"“{each.criterion}”得分 {each.score} 超出 0 至满分 {each.full_marks} 的范围"
            )


def _shown(points: Sequence[Points | DrillScore]) -> dict[str, Any]:
    if not points:
        return {}
    total = total_of(points)
    shown = {each.criterion: f"{each.score}/{each.full_marks}" for each in points}
    return {**shown, "总分": str(total), "等级": grade_of(total)}
