"""易地建设条件: whether the size of what is owed is itself a ground to build elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engineering.area.facts import Facts, RequiredArea, RequiredRow
from renfang.rules.books import RuleBook
from renfang.rules.explained import Explained, Step
from renfang.rules.rounding import ZERO, plain
from renfang.rules.rows import RelocationGround

# One ground's answer: allowed, not allowed, or not decidable from the facts; and why.
Finding = tuple[bool | None, str]


def may_relocate(required: RequiredArea, book: RuleBook, facts: Facts) -> Explained[bool | None]:
    """Whether a ground of area in the book lets the whole project be relocated.

    True: one does. False: none does, or the book has none; geology and the like may still be
    found by the authority. None: not decidable, because a fact is missing, or because a ground
    reaches some buildings and not the others, so that only a part could be relocated.
    Source: 人民防空工程建设管理规定 art. 48 and the provincial list that replaces it.
    """
    rules = book.on(facts.as_of)
    owed = [row for row in required.rows if row.required_area]
    steps = list(rules.notes_on("relocation_grounds"))
    if not owed:
        steps.append(
            Step(
                rule="易地建设条件",
                basis="没有修建义务的，不存在易地建设",
                formula=f"应建面积 {required.total}㎡",
                result="不适用",
            )
        )
        return Explained(False, tuple(steps))
    findings: list[bool | None] = []
    conditions = [ground for ground in rules.relocation_grounds if ground.kind == "CONDITION"]
    for ground in rules.relocation_grounds:
        if ground in conditions:
            continue
        finding, formula = _find(ground, required.total, owed, facts)
        findings.append(finding)
        steps.append(Step(ground.name, ground.basis, formula, _RESULTS[finding]))
    if not findings:
        steps.append(_no_ground_step())
    if conditions:
        steps.append(_conditions_step(conditions))
    return Explained(_any(findings), tuple(steps))


_RESULTS = {
    True: "符合，可以申请易地建设",
    False: "不符合此项条件",
    None: "登记的指标不能确定，由人防主管部门核实后认定",
}


def _any(findings: Sequence[bool | None]) -> bool | None:
    """One ground is enough; an undecided one leaves the question open."""
    if True in findings:
        return True
    return None if None in findings else False


def _conditions_step(grounds: Sequence[RelocationGround]) -> Step:
    """The grounds that only evidence can show, together: they decide nothing here."""
    return Step(
        rule="凭材料认定的易地建设条件",
        basis="；".join(dict.fromkeys(ground.basis for ground in grounds)),
        formula="；".join(ground.note or ground.name for ground in grounds),
        result="由人防主管部门凭勘察、设计等材料认定",
    )


def _no_ground_step() -> Step:
    return Step(
        rule="易地建设条件",
        basis="规则库所列条件",
        formula="规则库没有以面积为准的易地建设条件",
        result="不能以面积为由易地建设",
    )


def _find(
    ground: RelocationGround, total: Decimal, owed: Sequence[RequiredRow], facts: Facts
) -> Finding:
    if ground.kind == "BELOW_FIRST_FLOOR":
        return _below_first_floor(owed)
    if ground.kind == "BELOW_AREA":
        return _below_area(ground, total, owed)
    if facts.plan_satisfied is None:
        return False, "没有已达到专项规划要求的证明"
    return facts.plan_satisfied, "已核实" if facts.plan_satisfied else "已建面积未达到要求"


def _below_first_floor(owed: Sequence[RequiredRow]) -> Finding:
    """Compared building by building; what is built centrally for a zone is compared as one.

    What counts is what the building's own rule asks: a surplus of earlier phases lessens what is
    still to be built, and makes no building smaller (人民防空工程建设管理规定 art. 48).
    """
    findings: list[bool | None] = []
    texts = []
    for members in _pools(owed):
        name = "、".join(row.building.name for row in members)
        area = sum((row.own_area for row in members), ZERO)
        net = sum((row.required_area for row in members), ZERO)
        floors = [row.building.ground_floor_area for row in members]
        if any(floor is None for floor in floors):
            findings.append(None)
            texts.append(f"{name}：首层建筑面积未知")
            continue
        floor = sum((floor for floor in floors if floor is not None), ZERO)
        findings.append(area < floor)
        sign = "＜" if area < floor else "≥"
        asked = "应建" if area == net else "按本栋规则（不计分期结转）应建"
        texts.append(f"{name}：{asked} {area}㎡ {sign} 首层 {floor}㎡")
    return _all_or_part(findings), "；".join(texts)


def _pools(owed: Sequence[RequiredRow]) -> list[list[RequiredRow]]:
    central = [row for row in owed if row.rule and row.rule.family == "PERCENT_PLANNED_TOTAL"]
    single = [[row] for row in owed if row not in central] if central else [[row] for row in owed]
    return [*single, central] if central else single


def _all_or_part(findings: Sequence[bool | None]) -> bool | None:
    """The same answer for all buildings, or None: only a part could be relocated."""
    return findings[0] if all(finding is findings[0] for finding in findings) else None


def _below_area(ground: RelocationGround, total: Decimal, owed: Sequence[RequiredRow]) -> Finding:
    """The project's total against the limit, the larger of what it owes with and without phases."""
    limit = ground.area or ZERO
    own = sum((row.own_area for row in owed), ZERO)
    area = max(total, own)
    below = area <= limit if ground.inclusive else area < limit
    sign = ("≤" if ground.inclusive else "＜") if below else ("＞" if ground.inclusive else "≥")
    words = "应建面积" if area == total else "应建面积（不计分期结转）"
    text = f"{words} {area}㎡ {sign} {plain(limit)}㎡"
    if not below or ground.high_rise_from is None:
        return below, text
    low = [_is_low(ground, row) for row in owed]
    described = "；".join(
        f"{row.building.name} {_storeys(row)}，{_HEIGHTS[answer]}"
        for row, answer in zip(owed, low, strict=True)
    )
    return _all_or_part(low), f"{text}；{described}"


_HEIGHTS = {True: "不是高层建筑", False: "是高层建筑", None: "是否高层建筑须核对建筑高度"}


def _storeys(row: RequiredRow) -> str:
    storeys = row.building.storeys
    return "层数未知" if storeys is None else f"{storeys} 层"


def _is_low(ground: RelocationGround, row: RequiredRow) -> bool | None:
    """Whether the building is no high-rise; storeys alone do not always tell."""
    storeys = row.building.storeys
    if storeys is None or ground.high_rise_from is None:
        return None
    if storeys >= ground.high_rise_from:
        return False
    doubtful = ground.doubtful_from is not None and storeys >= ground.doubtful_from
    return None if doubtful and row.building.use == "public" else True
