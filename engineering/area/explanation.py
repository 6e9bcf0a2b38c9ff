"""How the required area is explained: the steps, with the numbers put in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engineering.area.facts import BuildingFacts, Facts
from renfang.rules.books import RulesInForce
from renfang.rules.explained import Step
from renfang.rules.rounding import ZERO, percent, plain
from renfang.rules.rows import AreaRule
from renfang.rules.vocabulary import (
    AREA_ROUNDINGS,
    CITY_CLASSES,
    OUTSIDE_THE_DUTY,
    ROUNDING_MODES,
    USES,
    ZONES,
)


def outside_steps(
    buildings: Sequence[BuildingFacts],
    governing: Sequence[AreaRule | None],
    facts: Facts,
    rules: RulesInForce,
) -> list[Step]:
    """Why some buildings owe nothing at all: factories, and what no rule reaches."""
    steps = []
    for building, rule in zip(buildings, governing, strict=True):
        if building.use == OUTSIDE_THE_DUTY:
            steps.append(
                Step(
                    rule="工业生产厂房及其配套设施",
                    basis=rules.outside_basis,
                    formula=f"{building.name}：工业生产厂房及其配套设施不属于民用建筑",
                    result="不在修建义务范围内，应建面积 0.00㎡",
                )
            )
        elif rule is None:
            place = CITY_CLASSES.get(facts.city_class or "", "城市类别未定")
            steps.append(
                Step(
                    rule="没有适用的条款",
                    basis="规则库中按日期、区域、城市类别和用途逐条比对",
                    formula=f"{building.name}：{USES[building.use]}，{place}，{ZONES[facts.zone]}",
                    result="应建面积 0.00㎡",
                )
            )
    return steps


def threshold_step(
    rule: AreaRule, members: Sequence[BuildingFacts], total: Decimal, reached: bool
) -> Step:
    """The above-ground area of the buildings under one rule, against its threshold."""
    bound = f"{plain(rule.threshold or ZERO)}㎡"
    names = "、".join([building.name for building in members])
    sums = "＋".join([f"{building.above_ground_area}" for building in members])
    worked = sums if len(members) == 1 else f"{sums}＝{total}"
    sign = (
        ("≥" if rule.threshold_inclusive else "＞")
        if reached
        else ("＜" if rule.threshold_inclusive else "≤")
    )
    return Step(
        rule=f"{rule.name}：起算面积",
        basis=rule.basis,
        formula=f"{names}地上建筑面积 {worked}㎡ {sign} {bound}",
        result="达到起算面积" if reached else "未达到起算面积，应建面积 0.00㎡",
    )


def share_steps(
    governing: Sequence[AreaRule | None],
    shares: dict[int, Decimal],
    below: set[int],
    facts: Facts,
) -> list[Step]:
    """One step for each band in play: who fixed the share, or that the lower end was taken."""
    steps, seen = [], set()
    for position, rule in enumerate(governing):
        if rule is None or position in below or id(rule) not in shares or id(rule) in seen:
            continue
        seen.add(id(rule))
        if rule.min_share == rule.max_share:
            continue
        share = shares[id(rule)]
        place = CITY_CLASSES.get(facts.city_class or "", "")
        fixed = facts.local_share is not None and share == facts.local_share
        chosen = "本地确定的比例" if fixed else "未给出适用的本地比例，取幅度下限"
        steps.append(
            Step(
                rule=f"{rule.name}：比例",
                basis=rule.basis,
                formula=f"{place}幅度 {band(rule)}，{chosen}",
                result=percent(share),
            )
        )
    return steps


def row_step(
    building: BuildingFacts,
    rule: AreaRule,
    shares: dict[int, Decimal],
    exact: Decimal,
    area: Decimal,
    rules: RulesInForce,
) -> Step:
    """What one building owes: the rule, its condition, area and share, the rounding."""
    if rule.family == "FIXED_UNIT_CHARGE":
        formula = f"{building.name}：按地上建筑面积 {building.above_ground_area}㎡ 直接计费"
        return Step(rule.name, rule.basis, formula, "不另计应建面积")
    why = _height_text(rule, building)
    if rule.family == "FOOTPRINT":
        formula = f"{building.name}：{why}按首层建筑面积 {building.ground_floor_area}㎡"
    else:
        formula = (
            f"{building.name}：{why}地上建筑面积 {building.above_ground_area}㎡"
            f" × {percent(shares[id(rule)])} ＝ {plain(exact)}㎡"
        )
        if rules.area_rounding == "PER_ROW" and exact != area:
            formula += f"，{ROUNDING_MODES[rules.area_mode]}到 0.01㎡"
    grade = rules.grades[rule.grade].name if rule.grade in rules.grades else rule.grade
    return Step(rule.name, rule.basis, formula, f"应建 {area}㎡（{grade}）")


def _height_text(rule: AreaRule, building: BuildingFacts) -> str:
    """Which of the alternatives the building reaches, with both numbers."""
    texts = (
        _reached(building.storeys, rule.min_storeys, rule.storeys_inclusive, "{} 层"),
        _reached(building.foundation_depth, rule.min_depth, rule.depth_inclusive, "基础埋深 {}m"),
    )
    return "".join(f"{text}，" for text in texts if text)


def _reached(
    fact: Decimal | int | None, bound: Decimal | int | None, inclusive: bool, form: str
) -> str:
    if fact is None or bound is None or not reaches(fact, bound, inclusive):
        return ""
    sign = "≥" if inclusive else "＞"
    unit = form.rpartition("}")[2]
    return f"{form.format(plain(Decimal(fact)))} {sign} {plain(Decimal(bound))}{unit}"


def total_step(exact: Sequence[Decimal], areas: Sequence[Decimal], rules: RulesInForce) -> Step:
    """The rows added up: rounded before, or after, as the book says."""
    total = sum(areas, ZERO)
    per_row = rules.area_rounding == "PER_ROW"
    mode = ROUNDING_MODES[rules.area_mode]
    parts = [f"{area}" if per_row else plain(raw) for raw, area in zip(exact, areas, strict=True)]
    counted = [part for part, raw in zip(parts, exact, strict=True) if raw]
    worked = "＋".join(counted) if counted else "0.00"
    if not per_row:
        whole = sum(exact, Decimal(0))
        worked += f"＝{plain(whole)}，{mode}到 0.01㎡"
    return Step(
        rule="应建面积合计",
        basis=f"取舍：{AREA_ROUNDINGS[rules.area_rounding]}，{mode}到 0.01㎡",
        formula=worked,
        result=f"{total}㎡",
    )


def reaches(fact: Decimal | int, bound: Decimal | int, inclusive: bool) -> bool:
    """民法典 art. 1259: 以上 includes the number, 超过 does not."""
    return fact >= bound if inclusive else fact > bound


def band(rule: AreaRule) -> str:
    """The band as the law writes it: ``2%～3%``, or one share."""
    low, high = rule.min_share or ZERO, rule.max_share or ZERO
    return percent(low) if low == high else f"{percent(low)}～{percent(high)}"
