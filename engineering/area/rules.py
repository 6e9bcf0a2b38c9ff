"""应建面积: how much shelter a project owes, building by building, with the reasons. Pure.

In this order: 分期建设 (what a later phase owes when the phases of one plan are counted together),
折算 (how much of the required area a higher-grade shelter stands for), and ``required_area``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from engineering.area.explanation import (
    band,
    outside_steps,
    reaches,
    row_step,
    share_steps,
    threshold_step,
    total_step,
)
from engineering.area.facts import (
    BuildingFacts,
    BuiltPart,
    EarlierPhase,
    Facts,
    RequiredArea,
    RequiredRow,
)
from renfang.rules.books import RuleBook, RulesInForce
from renfang.rules.explained import BadFact, Explained, MissingFact, Step
from renfang.rules.rounding import ZERO, apportion, percent, plain, to_hundredth
from renfang.rules.rows import AreaRule
from renfang.rules.vocabulary import OUTSIDE_THE_DUTY, USES

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
        RequiredRow(row.building, row.rule, area, row.required_area)
        for row, area in zip(rows, areas, strict=True)
    )
    return Explained(RequiredArea(owed, shared), (*joint.steps, step))


def recognised_built_area(
    parts: Sequence[BuiltPart], book: RuleBook, as_of: date
) -> Explained[Decimal]:
    """The built area that counts against the required area, in square metres.

    Where the law lets a higher grade be built at a share of the area (60 %), 600 built stand
    for 1,000 required. Raises BadFact(``built_parts[n].equivalence``) for a code not in force.
    """
    rules = book.on(as_of)
    total, steps = ZERO, []
    for position, part in enumerate(parts):
        if not part.equivalence:
            total += part.area
            continue
        rule = rules.equivalences.get(part.equivalence)
        if rule is None:
            raise BadFact(
                f"built_parts[{position}].equivalence",
                f"{book.title}没有施行中的折算规则“{part.equivalence}”；核对代码。",
            )
        counted = to_hundredth(part.area / rule.share)
        total += counted
        formula = f"{part.area}㎡ ÷ {percent(rule.share)}"
        steps.append(Step(rule.name, rule.basis, formula, f"折合 {counted}㎡"))
    return Explained(total, tuple(steps))


_BY_SHARE: Final = ("PERCENT_ABOVE_GROUND", "PERCENT_PLANNED_TOTAL")


def required_area(book: RuleBook, facts: Facts) -> Explained[RequiredArea]:
    """应建面积 of one project, in square metres, rounded as the book says.

    A phase that is counted together with earlier ones owes what those have not met.
    Source: 人民防空工程建设管理规定 arts 45 and 47, and the provincial rule that replaces them.
    Raises MissingFact for a fact that the governing rule needs and BadFact for a share outside
    the band, each with the field's name.
    """
    own, earlier = facts.buildings, facts.earlier_phases
    if not earlier:
        return _of_buildings(own, book, facts)
    return balance(_of_buildings(whole_plan(earlier, own), book, facts), earlier, len(own))


def _of_buildings(
    buildings: Sequence[BuildingFacts], book: RuleBook, facts: Facts
) -> Explained[RequiredArea]:
    """What the buildings owe, taken as one project."""
    rules = book.on(facts.as_of)
    steps = [rules.heading(facts.as_of), *rules.notes_on("area_rules")]
    governing = [
        _governing_rule(position, building, rules, facts)
        for position, building in enumerate(buildings)
    ]
    steps += outside_steps(buildings, governing, facts, rules)
    below = _below_threshold(buildings, governing, steps)
    shares = _shares(governing, rules, facts)
    exact = [
        Decimal(0)
        if rule is None or position in below
        else _exact_area(position, buildings[position], rule, shares)
        for position, rule in enumerate(governing)
    ]
    areas = _rounded(exact, rules)
    steps += share_steps(governing, shares, below, facts)
    for position, rule in enumerate(governing):
        if rule is not None and position not in below:
            steps.append(
                row_step(buildings[position], rule, shares, exact[position], areas[position], rules)
            )
    steps.append(total_step(exact, areas, rules))
    areas = _raised_to_floor(areas, rules, steps)
    rows = tuple(map(RequiredRow, buildings, governing, areas))
    return Explained(RequiredArea(sum(areas, ZERO), rows), tuple(steps))


def reaches_height(rule: AreaRule, building: BuildingFacts, position: int) -> bool:
    """Whether the building has the storeys or the foundation depth that the rule asks for."""
    tests = (
        ("storeys", building.storeys, rule.min_storeys, rule.storeys_inclusive),
        ("foundation_depth", building.foundation_depth, rule.min_depth, rule.depth_inclusive),
    )
    asked = [test for test in tests if test[2] is not None]
    for _, fact, bound, inclusive in asked:
        if fact is not None and bound is not None and reaches(fact, bound, inclusive):
            return True
    for name, fact, _, _ in asked:
        if fact is None:
            raise _missing(position, building, name)
    return not asked


_FACT_NAMES: Final = {
    "storeys": "地上层数",
    "foundation_depth": "基础埋深",
    "ground_floor_area": "首层建筑面积",
    "above_ground_area": "地上建筑面积",
}


def _missing(position: int, building: BuildingFacts, fact: str) -> MissingFact:
    return MissingFact(
        f"buildings[{position}].{fact}",
        f"{building.name}缺少{_FACT_NAMES[fact]}，适用的条款要用到它；补填后再算。",
    )


def _needed(position: int, building: BuildingFacts, fact: str) -> Decimal:
    value: Decimal | None = getattr(building, fact)
    if value is None:
        raise _missing(position, building, fact)
    return value


def _governing_rule(
    position: int, building: BuildingFacts, rules: RulesInForce, facts: Facts
) -> AreaRule | None:
    """The first rule, in the book's order, that fits zone, height, use and class of the city."""
    if building.use not in USES:
        raise BadFact(
            f"buildings[{position}].use", f"用途类别没有“{building.use}”，可用：{'、'.join(USES)}。"
        )
    if building.use == OUTSIDE_THE_DUTY:
        return None
    for rule in rules.area_rules:
        if building.use not in rule.uses or (rule.zones and facts.zone not in rule.zones):
            continue
        if rule.city_classes:
            if facts.city_class is None:
                raise MissingFact("city_class", "缺少城市类别，适用的条款要用到它；补填后再算。")
            if facts.city_class not in rule.city_classes:
                continue
        if reaches_height(rule, building, position):
            return rule
    return None


def _below_threshold(
    buildings: Sequence[BuildingFacts], governing: Sequence[AreaRule | None], steps: list[Step]
) -> set[int]:
    """Positions of buildings that owe nothing because they do not reach their rule's threshold.

    地面总建筑面积 is that of all buildings under the same rule, unless the rule looks at each.
    """
    below: set[int] = set()
    pools: dict[tuple[str, int], list[int]] = {}
    for position, rule in enumerate(governing):
        if rule is not None and rule.threshold is not None:
            single = position if rule.threshold_scope == "BUILDING" else -1
            pools.setdefault((rule.code, single), []).append(position)
    for members in pools.values():
        rule = governing[members[0]]
        assert rule is not None
        assert rule.threshold is not None
        areas = [_needed(member, buildings[member], "above_ground_area") for member in members]
        total = sum(areas, ZERO)
        reached = reaches(total, rule.threshold, rule.threshold_inclusive)
        if not reached:
            below.update(members)
        steps.append(
            threshold_step(rule, [buildings[member] for member in members], total, reached)
        )
    return below


def _shares(
    governing: Sequence[AreaRule | None], rules: RulesInForce, facts: Facts
) -> dict[int, Decimal]:
    """The share that each rule in play uses, by the identity of the rule.

    The local share goes to every band that holds it; it must fit one. Other rules take the
    lower end of their band.
    """
    in_play = {id(rule): rule for rule in governing if rule and rule.family in _BY_SHARE}
    local = facts.local_share
    if local is not None:
        bands = list(in_play.values()) or [
            rule
            for rule in rules.area_rules
            if rule.family in _BY_SHARE
            and (not rule.city_classes or facts.city_class in rule.city_classes)
        ]
        if not any(_holds(rule, local) for rule in bands):
            raise _outside_band(local, bands)
    return {
        key: local if local is not None and _holds(rule, local) else rule.min_share or ZERO
        for key, rule in in_play.items()
    }


def _holds(rule: AreaRule, share: Decimal) -> bool:
    low, high = rule.min_share, rule.max_share
    return low is not None and high is not None and low <= share <= high


def _outside_band(share: Decimal, bands: Sequence[AreaRule]) -> BadFact:
    if not bands:
        return BadFact("local_share", "规则库在这里没有按比例计算的条款，去掉此项。")
    allowed = "；".join(dict.fromkeys(f"{rule.name} {band(rule)}" for rule in bands))
    return BadFact(
        "local_share",
        f"{plain(share)}（即 {percent(share)}）不在规定幅度内：{allowed}。"
        "写成幅度内的小数，如 0.02 表示 2%。",
    )


def _exact_area(
    position: int, building: BuildingFacts, rule: AreaRule, shares: dict[int, Decimal]
) -> Decimal:
    if rule.family == "FOOTPRINT":
        return _needed(position, building, "ground_floor_area")
    if rule.family in _BY_SHARE:
        return _needed(position, building, "above_ground_area") * shares[id(rule)]
    return Decimal(0)


def _rounded(exact: Sequence[Decimal], rules: RulesInForce) -> list[Decimal]:
    """Each row rounded; or the total rounded and shared, so that the rows still add up to it."""
    if rules.area_rounding == "PER_ROW":
        return [to_hundredth(area, rules.area_mode) for area in exact]
    return apportion(to_hundredth(sum(exact, Decimal(0)), rules.area_mode), exact)


def _raised_to_floor(areas: list[Decimal], rules: RulesInForce, steps: list[Step]) -> list[Decimal]:
    """MIN_AREA_FLOOR: a project that owes something owes at least this, shared over its rows."""
    for rule in rules.area_rules:
        total = sum(areas, ZERO)
        if rule.family != "MIN_AREA_FLOOR" or not ZERO < total < (rule.floor_area or ZERO):
            continue
        floor = to_hundredth(rule.floor_area or ZERO)
        areas = apportion(floor, areas)
        parts = "＋".join([f"{area}" for area in areas if area])
        steps.append(
            Step(
                rule=rule.name,
                basis=rule.basis,
                formula=f"{total}㎡ ＜ {floor}㎡，按各栋应建面积比例分摊：{parts}",
                result=f"应建面积 {floor}㎡",
            )
        )
    return areas
