"""演练评估: points by criterion, the total and the grade they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drills.exercises.models import Drill, DrillScore
from drills.exercises.rules import grade_of, total_of
from drills.exercises.steps import EVALUATE
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User


@dataclass(frozen=True)
class Points:
    """Points given for one criterion, whole numbers of its full marks."""

    criterion: str
    full_marks: int
    score: int
    note: str = ""


@act
def evaluate_drill(
    drill_id: int, points: Sequence[Points], *, by: User, version: int | None
) -> Drill:
    """登记评估: the whole sheet at once, until the drill is on file.

    Raises Incomplete, naming the criterion, for points out of range or a criterion given twice.
    """
    drill: Drill = Drill.objects.locked_for(EVALUATE, drill_id, by, version=version)
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
    drill.touch()
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
