"""核定: the relocation fee of a project, from what is not built to what is to be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engineering.area.facts import BuildingFacts, Facts, RequiredArea
from engineering.area.relocation import may_relocate
from engineering.area.rules import recognised_built_area, required_area
from fees.calculation.lines import ChargeLine, charge_lines, given_lines, priced, unit_prices
from renfang.rules.books import RuleBook, RulesInForce, unverified_days
from renfang.rules.explained import BadFact, Explained, Step, in_words
from renfang.rules.reading import two
from renfang.rules.rounding import ZERO, percent, plain, to_hundredth
from renfang.rules.rows import Relief


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeAssessment:
    """应缴 (gross), 减免 (relief), 实缴 (payable), and the areas and lines they come from.

    ``rate`` is None where several rates apply, or none is known because nothing is owed.
    ``payable`` is always ``gross - relief`` and never below zero.
    """

    rulebook: str
    version: str
    required_area: Decimal
    shortfall_area: Decimal
    rate: Decimal | None
    gross: Decimal
    relief: Decimal
    payable: Decimal
    may_relocate: bool | None
    lines: tuple[ChargeLine, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as the command prints them: numbers as strings with two decimals."""
        return {
            "rulebook": self.rulebook,
            "version": self.version,
            "required_area": two(self.required_area),
            "shortfall_area": two(self.shortfall_area),
            "rate": None if self.rate is None else two(self.rate),
            "gross": two(self.gross),
            "relief": two(self.relief),
            "payable": two(self.payable),
            "may_relocate": self.may_relocate,
        }


def assess(
    book: RuleBook, facts: Facts, *, relocation_approved: bool = True
) -> Explained[FeeAssessment]:
    """The fee under ``book`` on the day of the facts, with every step of the reasoning.

    ``relocation_approved`` is False while no relocation has been approved, which some reliefs need.
    Source: 人民防空工程建设管理规定 art. 48, 计价格〔2000〕474号, and the local rates.
    Raises MissingFact (``rate``, ``division_level``, a fact of a building, …) and BadFact.
    """
    rules = book.on(facts.as_of)
    _require_known_reliefs(facts.buildings, rules)
    steps: list[Step] = []
    counted: Sequence[Step] = ()
    if facts.built_parts:
        recognised = recognised_built_area(facts.built_parts, book, facts.as_of)
        facts, counted = replace(facts, built_area=recognised.value), recognised.steps
    if facts.shortfall_by_grade is None:
        owed = _computed(book, facts, counted, steps)
    else:
        steps += counted
        owed = _given(book, facts, facts.shortfall_by_grade, rules, steps)
    lines = unit_prices(owed.lines, rules, facts)
    steps += _sharing_steps(lines, facts)
    charged = priced(lines, rules, facts.rate)
    steps += charged.steps
    relief = _relief(lines, facts, rules, steps, relocation_approved)
    assessment = FeeAssessment(
        rulebook=book.code,
        version=book.full_version,
        required_area=owed.required,
        shortfall_area=owed.shortfall,
        rate=_single_rate(lines, facts.rate),
        gross=charged.value,
        relief=relief,
        payable=charged.value - relief,
        may_relocate=owed.may_relocate,
        lines=tuple(lines),
    )
    steps.append(_payable_step(assessment))
    return Explained(assessment, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Owed:
    required: Decimal
    shortfall: Decimal
    may_relocate: bool | None
    lines: Sequence[ChargeLine]


def _computed(book: RuleBook, facts: Facts, counted: Sequence[Step], steps: list[Step]) -> _Owed:
    """The usual case: required area, grounds of relocation, shortfall, its lines.

    ``counted`` are the steps by which higher grades were counted for more, if any were.
    """
    required = required_area(book, facts)
    relocation = may_relocate(required.value, book, facts)
    steps += required.steps
    steps += relocation.steps
    steps += counted
    total = required.value.total
    shortfall = max(ZERO, total - facts.built_area)
    steps.append(_shortfall_step(total, facts.built_area, shortfall))
    lines = charge_lines(required.value, shortfall)
    return _Owed(total, shortfall, relocation.value, lines)


def _given(
    book: RuleBook,
    facts: Facts,
    shortfall_by_grade: Mapping[str, Decimal],
    rules: RulesInForce,
    steps: list[Step],
) -> _Owed:
    """Areas that are given as not built: nothing is computed that the asker has settled."""
    steps.append(rules.heading(facts.as_of))
    for grade in shortfall_by_grade:
        if grade not in rules.grades:
            known = "、".join(rules.grades)
            raise BadFact(f"shortfall_by_grade.{grade}", f"没有这个抗力等级，可用：{known}。")
    shortfall = sum(shortfall_by_grade.values(), ZERO)
    parts = "＋".join(
        f"{rules.grades[grade].name} {area}" for grade, area in shortfall_by_grade.items()
    )
    steps.append(
        Step(
            rule="应建未建面积",
            basis="按给定的各等级面积计费，不另行计算应建面积",
            formula=f"{parts or '0.00'}㎡；应建面积＝未建 {shortfall}＋已建 {facts.built_area}",
            result=f"未建 {shortfall}㎡，应建 {shortfall + facts.built_area}㎡",
        )
    )
    lines = given_lines(shortfall_by_grade, _weights(book, facts), facts.buildings)
    return _Owed(shortfall + facts.built_area, shortfall, None, lines)


def _weights(book: RuleBook, facts: Facts) -> RequiredArea | None:
    """The required areas by which given areas are shared; only a relief makes it matter."""
    relieved = any(building.reliefs for building in facts.buildings)
    if not relieved or facts.city_class is None:
        return None
    return required_area(book, facts).value


def _shortfall_step(total: Decimal, built: Decimal, shortfall: Decimal) -> Step:
    surplus = f"，超建 {built - total}㎡" if built > total else ""
    return Step(
        rule="应建未建面积",
        basis="应建面积减实建面积，不小于零",
        formula=f"{total}－{built}" + ("＜0" if built > total else f"＝{shortfall}"),
        result=f"{shortfall}㎡{surplus}",
    )


def _sharing_steps(lines: Sequence[ChargeLine], facts: Facts) -> list[Step]:
    """How a sum of areas was shared over buildings: only where there was anything to share."""
    computed = facts.shortfall_by_grade is None
    shared = facts.built_area > 0 if computed else any(b.reliefs for b in facts.buildings)
    groups: dict[str, list[ChargeLine]] = {}
    for line in lines:
        if line.building is not None and not line.charged_directly:
            groups.setdefault("" if computed else line.grade, []).append(line)
    return [
        _sharing_step(members, computed)
        for members in groups.values()
        if shared and len(members) > 1 and any(line.shortfall for line in members)
    ]


def _sharing_step(members: Sequence[ChargeLine], computed: bool) -> Step:
    total = sum((line.shortfall for line in members), ZERO)
    weight = sum((line.weight for line in members), ZERO)
    parts = "；".join(
        f"{line.building.name if line.building else ''}（{line.grade_name}）"
        f"{total} × {line.weight} ÷ {weight} → {line.shortfall}"
        for line in members
    )
    by = "应建面积" if computed else "应建面积（没有的按地上建筑面积）"
    grades = {line.grade_name for line in members}
    over = (
        f"，涉及{'、'.join(sorted(grades))}，各等级单价不同的影响应缴金额"
        if len(grades) > 1
        else ""
    )
    return Step(
        rule="未建面积分摊到各栋（执行口径）",
        basis=f"按各栋{by}的比例分摊，先舍去 0.01㎡ 以下，余数按最大余额法补足，各栋之和等于合计",
        formula=parts,
        result=f"{total}㎡。已建面积抵扣哪一栋、哪一等级，法律没有规定，按比例分摊是执行口径{over}",
    )


def _single_rate(lines: Sequence[ChargeLine], given: Decimal | None) -> Decimal | None:
    rates = {line.yuan for line in lines if line.yuan is not None} if given is None else {given}
    return to_hundredth(rates.pop()) if len(rates) == 1 else None


# --- 减免 ------------------------------------------------------------------------------------


def _require_known_reliefs(buildings: Sequence[BuildingFacts], rules: RulesInForce) -> None:
    for position, building in enumerate(buildings):
        for code in building.reliefs:
            if code not in rules.relief_names:
                known = "、".join(rules.relief_names)
                raise BadFact(
                    f"buildings[{position}].relief", f"没有减免事由“{code}”，可用：{known}。"
                )


def _relief(
    lines: Sequence[ChargeLine],
    facts: Facts,
    rules: RulesInForce,
    steps: list[Step],
    relocation_approved: bool,
) -> Decimal:
    """What is taken off, rounded to 分 once; each building by its most favourable relief alone."""
    exact = Decimal(0)
    claimed: dict[int, list[ChargeLine]] = {}
    for line in lines:
        if line.building is not None and line.building.reliefs and line.charge:
            claimed.setdefault(id(line.building), []).append(line)
    for members in claimed.values():
        building = members[0].building
        assert building is not None
        if not facts.lawful:
            steps.append(_unlawful_step(building, rules))
            continue
        relief = _best_relief(building, facts, rules, steps, relocation_approved)
        if relief is not None:
            charge = sum((line.charge for line in members), Decimal(0))
            exact += charge * relief.share
            steps.append(_relief_step(members, relief, charge))
            steps += unverified_days([relief])
    return to_hundredth(exact)


def _best_relief(
    building: BuildingFacts,
    facts: Facts,
    rules: RulesInForce,
    steps: list[Step],
    relocation_approved: bool,
) -> Relief | None:
    candidates = []
    for code in building.reliefs:
        relief = rules.reliefs.get(code)
        if relief is None:
            steps.append(_lapsed_step(building, code, rules, facts))
        elif relief.needs_approved_relocation and not relocation_approved:
            steps.append(_not_approved_step(building, relief))
        else:
            candidates.append(relief)
    return max(candidates, key=lambda relief: relief.share, default=None)


def _unlawful_step(building: BuildingFacts, rules: RulesInForce) -> Step:
    names = "、".join(rules.relief_names[code] for code in building.reliefs)
    return Step(
        rule=f"减免不予适用：{names}",
        basis=rules.unlawful_basis,
        formula=f"{building.name}：未申请、应建未建，不属于依法易地建设",
        result="减免 0.00 元",
    )


def _lapsed_step(building: BuildingFacts, code: str, rules: RulesInForce, facts: Facts) -> Step:
    """Not in force on the day; or a row that nobody may rely on, because it lacks its document."""
    gap = rules.relief_gaps.get(code)
    why = f"{in_words(facts.as_of)}不在施行期间内" if gap is None else f"规则库中此项{gap}"
    return Step(
        rule=f"减免不予适用：{rules.relief_names[code]}",
        basis="规则库中此项减免的依据和施行期间",
        formula=f"{building.name}：{why}",
        result="减免 0.00 元",
    )


def _not_approved_step(building: BuildingFacts, relief: Relief) -> Step:
    return Step(
        rule=f"减免不予适用：{relief.name}",
        basis=relief.basis,
        formula=f"{building.name}：减免以批准易地建设为前提，尚未批准",
        result="减免 0.00 元",
    )


def _relief_step(members: Sequence[ChargeLine], relief: Relief, charge: Decimal) -> Step:
    building = members[0].building
    assert building is not None
    work = "＋".join(f"{line.area} × {plain(line.yuan or ZERO)}" for line in members)
    kind = "免收" if relief.share == 1 else f"减收 {percent(relief.share)}"
    others = "；同一面积只适用最优惠的一项" if len(building.reliefs) > 1 else ""
    basis = (
        f"{relief.basis}；以批准易地建设为前提"
        if relief.needs_approved_relocation
        else (relief.basis)
    )
    return Step(
        rule=f"{relief.name}：{kind}",
        basis=basis,
        formula=f"{building.name}：（{work}）× {percent(relief.share)}{others}",
        result=f"减免 {plain(charge * relief.share)} 元",
    )


def _payable_step(assessment: FeeAssessment) -> Step:
    return Step(
        rule="实缴易地建设费",
        basis="应缴减减免；应缴和减免各自合计后四舍五入到分",
        formula=f"{assessment.gross}－{assessment.relief}＝{assessment.payable}",
        result=(
            f"应缴 {assessment.gross} 元，减免 {assessment.relief} 元，实缴 {assessment.payable} 元"
        ),
    )
