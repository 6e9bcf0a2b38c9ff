"""逾期: what accrues by the day on an unpaid fee or fine, and where it stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from renfang.rules.books import RuleBook, unverified_days
from renfang.rules.explained import BadFact, Explained, Step, in_words
from renfang.rules.rounding import percent, plain, to_hundredth
from renfang.rules.rows import LateRule
from renfang.rules.vocabulary import COUNTS_FROM, OBLIGATIONS

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Late:
    """``days`` that count, ``accrued`` yuan, and whether the cap has cut the sum down."""

    days: int
    accrued: Decimal
    capped: bool


def late_rule_at(book: RuleBook, obligation: str, as_of: date) -> LateRule | None:
    """The rule by which an unpaid ``obligation`` grows on a day; None where the book has none.

    ``counts_from`` of the rule is DUE (the day to pay by) or ORDER (the end of the period of a
    责令限期缴纳; without one nothing is counted). Raises BadFact for an unknown obligation.
    """
    if obligation not in OBLIGATIONS:
        raise BadFact("obligation", f"没有“{obligation}”，可用：{'、'.join(OBLIGATIONS)}。")
    return book.on(as_of, by_older_law=True).late_rules.get(obligation)


def standard_words(rule: LateRule) -> str:
    """The standard as a decision or order tells it; empty where nothing is added.

    行政强制法 art. 45(1): what was not told cannot be claimed.
    """
    if not rule.daily_share:
        return ""
    verb, name = ("加处", "罚款") if rule.obligation == "fine" else ("加收", "滞纳金")
    base = "罚款数额" if rule.obligation == "fine" else "未缴金额"
    share = _in_words(rule.daily_share)
    words = f"自{COUNTS_FROM[rule.counts_from]}起，每日按{base}的{share}{verb}{name}"
    if rule.cap_share is None:
        return words
    added = "加处罚款" if rule.obligation == "fine" else name
    cap = base if rule.cap_share == 1 else f"{base}的{percent(rule.cap_share)}"
    return f"{words}，{added}的数额不超出{cap}"


def _in_words(share: Decimal) -> str:
    """百分之三, 千分之二; a share that is no whole number of either as percent."""
    digits = "一二三四五六七八九"
    for parts, words in ((100, "百分之"), (1000, "千分之")):
        number = share * parts
        if number == number.to_integral_value() and 1 <= number <= len(digits):
            return f"{words}{digits[int(number) - 1]}"
    return percent(share)


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

    ``due`` is the end of the period that the rule counts from (``late_rule_at(…).counts_from``).
    Both ends of an excluded interval (复议、诉讼期间) are excluded; a day in two intervals is
    excluded once. Source: 行政处罚法 arts 72, 73; 行政强制法 arts 12, 45; provincial law for the
    fee. Raises BadFact for an unknown obligation, for an interval that ends before it begins,
    and for a day on which the book has no rule for the obligation.
    """
    rule = late_rule_at(book, obligation, as_of)
    if rule is None:
        raise BadFact(
            "as_of",
            f"{book.title}没有录入 {as_of.isoformat()} 施行的{OBLIGATIONS[obligation]}逾期规则；"
            "改用该日施行的规则库。",
        )
    rules = book.on(as_of, by_older_law=True)
    steps = [rules.heading(as_of), *rules.notes_on("late_rules"), *unverified_days([rule])]
    days = _counted_days(rule, due, until, excluded, steps)
    exact = principal * rule.daily_share * days
    steps.append(_accrual_step(rule, principal, days, exact))
    if rule.cap_share is None:
        steps.append(_no_cap_step(rule))
        return Explained(Late(days, to_hundredth(exact), capped=False), tuple(steps))
    cap = to_hundredth(principal * rule.cap_share)
    accrued = min(to_hundredth(exact), cap)
    capped = exact > cap
    steps.append(_cap_step(rule, rule.cap_share, principal, accrued, capped))
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
                formula=f"{in_words(start)}至{in_words(end)}，首尾两日都不计",
                result=f"{(end - start).days + 1} 日",
            )
        )
    steps.append(
        Step(
            rule="逾期天数",
            basis=f"自{COUNTS_FROM[rule.counts_from]}起算",
            formula=(
                f"{in_words(first)}至{in_words(until)}共 {overdue} 日－不计入 {paused} 日"
                if overdue
                else f"期限{in_words(due)}，计至{in_words(until)}，未逾期"
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


def _no_cap_step(rule: LateRule) -> Step:
    return Step(
        rule="加收总额",
        basis=rule.basis,
        formula="《中华人民共和国行政强制法》2012年1月1日施行前，法律没有规定上限",
        result="不封顶",
    )


def _cap_step(
    rule: LateRule, share: Decimal, principal: Decimal, accrued: Decimal, capped: bool
) -> Step:
    words = "本金" if share == 1 else f"本金的 {percent(share)}"
    cap = to_hundredth(principal * share)
    return Step(
        rule="不得超出金钱给付义务的数额",
        basis=rule.basis,
        formula=f"上限为{words}：{principal} × {percent(share)} ＝ {cap}",
        result=f"{'超出上限，计' if capped else '未超出上限，计'} {accrued} 元",
    )
