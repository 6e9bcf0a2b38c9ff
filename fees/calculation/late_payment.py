"""逾期: what accrues by the day on an unpaid fee or fine, and where it stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from renfang.rules.books import RuleBook
from renfang.rules.explained import BadFact, Explained, Step
from renfang.rules.rounding import percent, plain, to_hundredth
from renfang.rules.rows import LateRule
from renfang.rules.vocabulary import OBLIGATIONS

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Late:
    """``days`` that count, ``accrued`` yuan, and whether the cap has cut the sum down."""

    days: int
    accrued: Decimal
    capped: bool


def accrue(
    book: RuleBook,
    *,
    as_of: date,
    obligation: str,
    principal: Decimal,
    due: date,
    until: date,
    excluded: Sequence[Interval] = (),
) -> Explained[Late]:
    """What has accrued on ``principal`` from the day after ``due`` to ``until``, to 分 half up.

    Both ends of an excluded interval (复议、诉讼期间) are excluded; a day in two intervals is
    excluded once. Source: 行政处罚法 arts 72, 73; 行政强制法 arts 12, 45; provincial law for the
    fee. Raises BadFact for an unknown obligation, for an interval that ends before it begins,
    and for a day on which the book has no rule for the obligation.
    """
    rules = book.on(as_of)
    if obligation not in OBLIGATIONS:
        raise BadFact("obligation", f"没有“{obligation}”，可用：{'、'.join(OBLIGATIONS)}。")
    rule = rules.late_rules.get(obligation)
    if rule is None:
        raise BadFact(
            "as_of",
            f"{book.title}没有录入 {as_of.isoformat()} 施行的{OBLIGATIONS[obligation]}逾期规则；"
            "改用该日施行的规则库。",
        )
    steps = [rules.heading(as_of), *rules.notes_on("late_rules")]
    days = _counted_days(rule, due, until, excluded, steps)
    exact = principal * rule.daily_share * days
    cap = to_hundredth(principal * rule.cap_share)
    accrued = min(to_hundredth(exact), cap)
    capped = exact > cap
    steps.append(_accrual_step(rule, principal, days, exact))
    steps.append(_cap_step(rule, principal, cap, accrued, capped))
    return Explained(Late(days, accrued, capped), tuple(steps))


def _counted_days(
    rule: LateRule, due: date, until: date, excluded: Sequence[Interval], steps: list[Step]
) -> int:
    first = due + timedelta(days=1)
    overdue = max(0, (until - due).days)
    pauses = _merged(excluded, first, until)
    paused = sum((end - start).days + 1 for start, end in pauses)
    for start, end in pauses:
        steps.append(
            Step(
                rule="不计入的期间",
                basis=rule.basis,
                formula=f"{start.isoformat()} 至 {end.isoformat()}，首尾两日都不计",
                result=f"{(end - start).days + 1} 日",
            )
        )
    steps.append(
        Step(
            rule="逾期天数",
            basis="自缴款期限届满的次日起算",
            formula=(
                f"{first.isoformat()} 至 {until.isoformat()} 共 {overdue} 日－不计入 {paused} 日"
                if overdue
                else f"期限 {due.isoformat()}，计至 {until.isoformat()}，未逾期"
            ),
            result=f"{overdue - paused} 日",
        )
    )
    return overdue - paused


def _merged(excluded: Sequence[Interval], first: date, last: date) -> list[Interval]:
    """The excluded days within the period, as intervals that do not touch the same day twice."""
    merged: list[Interval] = []
    for position, (start, end) in enumerate(excluded):
        if end < start:
            raise BadFact(
                f"excluded[{position}]",
                f"起日 {start.isoformat()} 晚于止日 {end.isoformat()}；核对两个日期。",
            )
    for start, end in sorted(excluded):
        begin, finish = max(start, first), min(end, last)
        if merged and begin <= merged[-1][1]:
            begin = merged[-1][1] + timedelta(days=1)
        if begin <= finish:
            merged.append((begin, finish))
    return merged


def _accrual_step(rule: LateRule, principal: Decimal, days: int, exact: Decimal) -> Step:
    formula = (
        f"{principal} × {percent(rule.daily_share)}/日 × {days} 日 ＝ {plain(exact)}"
        if rule.daily_share
        else "没有加收的依据，每日 0 元"
    )
    return Step(rule.name, rule.basis, formula, f"{to_hundredth(exact)} 元")


def _cap_step(
    rule: LateRule, principal: Decimal, cap: Decimal, accrued: Decimal, capped: bool
) -> Step:
    share = "本金" if rule.cap_share == 1 else f"本金的 {percent(rule.cap_share)}"
    return Step(
        rule="不得超出金钱给付义务的数额",
        basis=rule.basis,
        formula=f"上限为{share}：{principal} × {percent(rule.cap_share)} ＝ {cap}",
        result=f"{'超出上限，计' if capped else '未超出上限，计'} {accrued} 元",
    )
