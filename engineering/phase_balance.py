"""分期建设: what a later phase owes when the phases of one plan are counted together."""

from __future__ import annotations

from collections.abc import Sequence

from engineering.area_facts import BuildingFacts, EarlierPhase, RequiredArea, RequiredRow
from renfang.rules.explained import Explained, Step
from renfang.rules.rounding import ZERO, apportion

_BASIS = "一次性规划、分期建设的，各期合并计算，扣除以前各期已落实的面积（本地执行口径）"


def whole_plan(
    earlier: Sequence[EarlierPhase], own: Sequence[BuildingFacts]
) -> list[BuildingFacts]:
    """The buildings of all phases, this one's last."""
    return [building for phase in earlier for building in phase.buildings] + list(own)


def balance(
    joint: Explained[RequiredArea], earlier: Sequence[EarlierPhase], own_count: int
) -> Explained[RequiredArea]:
    """This phase's part of the duty of all phases so far, in square metres.

    ``joint`` is the required area of all phases together, whose last ``own_count`` rows are this
    phase's. What earlier phases were permitted to build or to relocate is met; what is left, never
    less than nothing, is owed here and shared over this phase's buildings as their own duties are.
    """
    total = joint.value.total
    built = sum((phase.planned_area for phase in earlier), ZERO)
    relocated = sum((phase.relocated_area for phase in earlier), ZERO)
    rows = joint.value.rows[len(joint.value.rows) - own_count :]
    weights = [row.required_area for row in rows]
    owed = max(ZERO, total - built - relocated)
    formula = (
        f"各期应建合计 {total}㎡ － 以前各期批准修建 {built}㎡"
        f" － 以前各期批准易地建设 {relocated}㎡"
    )
    if owed and not any(weights):
        owed = ZERO
        formula += "；本期楼栋没有修建义务，余缺留待下一期"
    areas = apportion(owed, weights)
    parts = "＋".join(f"{area}" for area in areas if area)
    step = Step(
        rule=f"分期结转：{'、'.join(phase.name for phase in earlier)}",
        basis=_BASIS,
        formula=f"{formula}；按本期各栋应建面积比例分摊：{parts}" if parts else formula,
        result=f"本期应建面积 {owed}㎡",
    )
    shared = tuple(
        RequiredRow(row.building, row.rule, area) for row, area in zip(rows, areas, strict=True)
    )
    return Explained(RequiredArea(owed, shared), (*joint.steps, step))
