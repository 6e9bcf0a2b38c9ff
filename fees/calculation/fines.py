"""罚款幅度: the lawful range of a fine for a shelter that was not built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from renfang.rules.books import RuleBook, RulesInForce, unverified_days
from renfang.rules.explained import BadFact, Explained, MissingFact, Step
from renfang.rules.rounding import percent, plain, to_hundredth
from renfang.rules.rows import FineRule


@dataclass(frozen=True, slots=True, kw_only=True)
class FineFacts:
    """Square metres and yuan; a book asks for some of them only."""

    required_area: Decimal | None = None
    unbuilt_area: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FineRange:
    """The least and the most that may be fined, in yuan."""

    minimum: Decimal
    maximum: Decimal


def fine_range(book: RuleBook, facts: FineFacts, as_of: date | None = None) -> Explained[FineRange]:
    """The lawful range, each end capped. Without a day the book's latest rules are used.

    Source: 人民防空法 art. 48 and the provincial article that narrows it. Whether the act is
    punished at all, and the 裁量基准 within the range, is told by ``penalties``. Raises
    MissingFact for the fact the rule needs.
    """
    rules = book.latest() if as_of is None else book.on(as_of)
    rule = _fitting(rules, facts)
    steps = [rules.heading(as_of), *rules.notes_on("fines"), *unverified_days([rule])]
    if rule.kind == "PER_AREA":
        area = _needed("required_area", facts.required_area)
        low, high = rule.low * area, rule.high * area
        work = f"应建面积 {area}㎡ × {plain(rule.low)}～{plain(rule.high)} 元/㎡"
    elif rule.kind == "SHARE_OF_COST":
        cost = _needed("cost", facts.cost)
        low, high = rule.low * cost, rule.high * cost
        shares = dict.fromkeys((percent(rule.low), percent(rule.high)))
        work = f"造价 {cost} 元 × {'～'.join(shares)}"
    else:
        low, high = rule.low, rule.high
        work = _bracket_text(rule, facts)
    steps.append(_range_step(rule, work, low, high))
    found = FineRange(_capped(low, rule.cap), _capped(high, rule.cap))
    steps.append(_cap_step(rule, found))
    return Explained(found, tuple(steps))


def _fitting(rules: RulesInForce, facts: FineFacts) -> FineRule:
    for rule in rules.fines:
        if rule.kind != "BRACKET":
            return rule
        area = _needed("unbuilt_area", facts.unbuilt_area)
        above = rule.area_from is None or area >= rule.area_from
        if above and (rule.area_below is None or area < rule.area_below):
            return rule
    raise BadFact("rulebook", f"{rules.book.title}没有施行中的罚款规则；改用该日施行的规则库。")


def _needed(field: str, value: Decimal | None) -> Decimal:
    if value is None:
        names = {"required_area": "应建面积", "unbuilt_area": "未建面积", "cost": "造价"}
        raise MissingFact(field, f"此规则库按{names[field]}确定罚款，补填{names[field]}。")
    return value


def _capped(amount: Decimal, cap: Decimal | None) -> Decimal:
    return to_hundredth(amount if cap is None else min(amount, cap))


def _bracket_text(rule: FineRule, facts: FineFacts) -> str:
    if rule.kind == "FLAT":
        return f"幅度 {plain(rule.low)}～{plain(rule.high)} 元"
    bounds = []
    if rule.area_from is not None:
        bounds.append(f"{plain(rule.area_from)}㎡ 以上")
    if rule.area_below is not None:
        bounds.append(f"不足 {plain(rule.area_below)}㎡")
    return f"未建面积 {facts.unbuilt_area}㎡，{'、'.join(bounds)}"


def _range_step(rule: FineRule, work: str, low: Decimal, high: Decimal) -> Step:
    return Step(
        rule=rule.note or "罚款幅度",
        basis=rule.basis,
        formula=work,
        result=f"{plain(low)}～{plain(high)} 元",
    )


def _cap_step(rule: FineRule, found: FineRange) -> Step:
    cap = "没有另定最高限额" if rule.cap is None else f"最高不超过 {plain(rule.cap)} 元"
    return Step(
        rule="法定幅度",
        basis=rule.basis,
        formula=f"{cap}，四舍五入到分",
        result=f"{found.minimum} 元至 {found.maximum} 元",
    )
