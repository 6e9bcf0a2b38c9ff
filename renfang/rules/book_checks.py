"""What is wrong with a rule book: judged before a bureau publishes its copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

from renfang.rules.books import RuleBook
from renfang.rules.rows import (
    AreaRule,
    Discretion,
    FineRule,
    LateRule,
    Mitigation,
    Penalty,
    RateRow,
    Relief,
    RelocationGround,
    Row,
    names_document,
)
from renfang.rules.vocabulary import (
    ACTS,
    AREA_ROUNDINGS,
    CHARGE_BASES,
    CITY_CLASSES,
    COUNTS_FROM,
    DIVISION_LEVELS,
    FAMILIES,
    FINE_KINDS,
    FINES,
    GROUND_KINDS,
    MEASURES,
    OBLIGATIONS,
    ORDERS,
    OUTSIDE_THE_DUTY,
    ROUNDING_MODES,
    SECTIONS,
    THRESHOLD_SCOPES,
    USES,
    ZONES,
)

_ONE: Final = Decimal(1)
# 行政强制法 art. 45(2): since this day no late sum exceeds what is owed.
_CAPPED_SINCE: Final = date(2012, 1, 1)
_BY_SHARE: Final = ("PERCENT_ABOVE_GROUND", "PERCENT_PLANNED_TOTAL")


def validate(book: RuleBook) -> list[str]:
    """Chinese sentences, each naming the row and what to change; empty for a sound book."""
    problems = list(_head_problems(book))
    for section, check in _CHECKS.items():
        for number, row in enumerate(getattr(book, section), start=1):
            place = f"{SECTIONS[section]}第 {number} 行"
            problems += [f"{place}：{problem}" for problem in _date_problems(row)]
            problems += [f"{place}：{problem}" for problem in check(row, book)]
    problems += _overlaps(book)
    problems += [gap.words for gap in missing_rates(book)]
    return problems


@dataclass(frozen=True, slots=True)
class MissingRate:
    """A grade that an area rule of a book produces and that no rate of the book charges."""

    grade: str
    grade_name: str
    rule_name: str
    since: date | None

    @property
    def words(self) -> str:
        """What to add, for whoever edits the book."""
        since = "" if self.since is None else f"，自 {self.since.isoformat()} 起"
        return (
            f"{SECTIONS['rates']}没有{self.grade_name}的单价{since}："
            f"应建面积规则“{self.rule_name}”产生这个等级。增加该等级的收费标准"
        )


def missing_rates(
    book: RuleBook, *, city_class: str = "", division_level: str = ""
) -> list[MissingRate]:
    """The grades that the area rules produce and no rate reaches, each named once.

    Asked of every day on which the book changes. A book without any rate in force is charged by
    the office's own rate for all grades, so nothing is missing there. With ``city_class`` and
    ``division_level`` only what is in force in such a place is asked.
    """
    found: dict[str, MissingRate] = {}
    for day in book.days_of_change():
        rules = book.on(day)
        if not rules.rates:
            continue
        for rule in rules.area_rules:
            if not rule.grade or rule.grade in found or rule.family == "FIXED_UNIT_CHARGE":
                continue
            if city_class and rule.city_classes and city_class not in rule.city_classes:
                continue
            grade = rules.grades.get(rule.grade)
            charged_as = rule.grade if grade is None else grade.charged_as
            rates = [row for row in rules.rates if row.grade in ("", charged_as)]
            if not any(_reaches(row, rule, city_class, division_level) for row in rates):
                name = rule.grade if grade is None else grade.name
                found[rule.grade] = MissingRate(rule.grade, name, rule.name, day)
    return list(found.values())


def _reaches(row: RateRow, rule: AreaRule, city_class: str, division_level: str) -> bool:
    """Whether a rate charges buildings of every size under the rule, in a place of this kind."""
    return (
        row.max_above_ground is None
        and rule.code not in row.not_for_rules
        and (not city_class or not row.city_classes or city_class in row.city_classes)
        and (not division_level or row.division_level in ("", division_level))
    )


def _head_problems(book: RuleBook) -> Iterator[str]:
    for name, value in (("代码", book.code), ("名称", book.title), ("版本", book.version)):
        if not value.strip():
            yield f"规则库缺少{name}"
    if not book.basis.strip():
        yield "规则库缺少法律依据"
    if book.area_rounding and book.area_rounding not in AREA_ROUNDINGS:
        yield f"面积取舍方式没有“{book.area_rounding}”"
    if book.area_mode and book.area_mode not in ROUNDING_MODES:
        yield f"面积取舍规则没有“{book.area_mode}”"
    for section in book.replaces:
        if section not in SECTIONS:
            yield f"规则库没有名为“{section}”的部分，不能整体替换"
    if book.parent is None and not book.area_rules:
        yield "没有上级规则库的，须自备应建面积规则"


def _date_problems(row: Row) -> Iterator[str]:
    if not row.basis.strip():
        yield "缺少法律依据"
    if row.effective_from and row.effective_to and row.effective_to < row.effective_from:
        yield "施行终止日早于起始日"
    if row.unverified and not row.note.strip():
        yield "未核实的条目须在备注中写明还缺什么"


def _citation_problems(row: Row) -> Iterator[str]:
    """What takes or gives money away rests on a document that can be looked up."""
    if row.basis.strip() and not row.unverified and not names_document(row.basis):
        yield "法律依据没有写明文号或者法律的条款"


def _area_problems(row: AreaRule, book: RuleBook) -> Iterator[str]:
    yield from _unknown("类型", (row.family,), FAMILIES)
    yield from _unknown("用途", row.uses, USES)
    yield from _unknown("城市类别", row.city_classes, CITY_CLASSES)
    yield from _unknown("区域", row.zones, ZONES)
    yield from _unknown("起算范围", (row.threshold_scope,), THRESHOLD_SCOPES)
    if OUTSIDE_THE_DUTY in row.uses:
        yield "工业生产厂房不在修建义务范围内，不能列入用途"
    if row.family == "MIN_AREA_FLOOR":
        if not row.floor_area:
            yield "缺少最低限面积"
        return
    if not row.uses:
        yield "缺少用途"
    if row.family in _BY_SHARE:
        yield from _share_problems(row)
    elif row.min_share is not None or row.max_share is not None:
        yield "此类型不用比例"
    if row.grade not in _grades(book) and row.family != "FIXED_UNIT_CHARGE":
        yield f"抗力等级没有“{row.grade}”"


def _share_problems(row: AreaRule) -> Iterator[str]:
    if row.min_share is None or row.max_share is None:
        yield "缺少比例幅度"
    elif not Decimal(0) < row.min_share <= row.max_share <= _ONE:
        yield "比例幅度须大于 0、不大于 1，且下限不大于上限"


def _grades(book: RuleBook) -> set[str]:
    inherited = set() if book.parent is None else _grades(book.parent)
    return inherited | {grade.code for grade in book.grades}


def _rate_problems(row: RateRow, book: RuleBook) -> Iterator[str]:
    yield from _unknown("计费基数", (row.base,), CHARGE_BASES)
    yield from _unknown("城市类别", row.city_classes, CITY_CLASSES)
    if row.division_level:
        yield from _unknown("行政级别", (row.division_level,), DIVISION_LEVELS)
    if row.grade and row.grade not in _grades(book):
        yield f"抗力等级没有“{row.grade}”"


def _relief_problems(row: Relief, _: RuleBook) -> Iterator[str]:
    if not Decimal(0) < row.share <= _ONE:
        yield "减免比例须大于 0、不大于 1"
    if not row.evidence.strip():
        yield "缺少证明材料"
    yield from _citation_problems(row)
    if row.effective_from is None and not row.unverified:
        yield "缺少施行日期。文件的施行日期查明前，标为未核实，不适用"


def _ground_problems(row: RelocationGround, _: RuleBook) -> Iterator[str]:
    yield from _unknown("条件种类", (row.kind,), GROUND_KINDS)
    if row.kind == "BELOW_AREA" and row.area is None:
        yield "缺少限额面积"


def _late_problems(row: LateRule, _: RuleBook) -> Iterator[str]:
    yield from _unknown("义务种类", (row.obligation,), OBLIGATIONS)
    yield from _unknown("起算", (row.counts_from,), COUNTS_FROM)
    yield from _citation_problems(row)
    if row.cap_share is None:
        if row.effective_to is None or row.effective_to >= _CAPPED_SINCE:
            yield f"缺少加收上限：{_CAPPED_SINCE} 起不得超出本金（行政强制法第四十五条第二款）"
    elif row.cap_share > _ONE:
        yield "加收总额不得超出本金（行政强制法第四十五条第二款）"


def _penalty_problems(row: Penalty, _: RuleBook) -> Iterator[str]:
    yield from _unknown("行为", (row.act,), ACTS)
    yield from _unknown("责令", row.orders, ORDERS)
    yield from _unknown("罚款", (row.fine,), FINES)
    yield from _citation_problems(row)
    if not row.violated.strip():
        yield "缺少违反的条款"
    if row.act == "NOT_BUILT" and not row.warning:
        yield "人民防空法第四十八条规定给予警告，须勾选给予警告"
    if not row.warning and not row.orders and row.fine == "NONE":
        yield "既没有处罚，也没有责令"


def _discretion_problems(row: Discretion, _: RuleBook) -> Iterator[str]:
    yield from _unknown("行为", (row.act,), ACTS)
    yield from _unknown("计算方式", (row.measure,), MEASURES)
    yield from _citation_problems(row)
    if not row.circumstance.strip():
        yield "缺少情形"
    if row.low > row.high:
        yield "下限大于上限"
    if row.measure == "SHARE_OF_RANGE" and row.high > _ONE:
        yield "法定幅度内的位置不大于 1"
    if row.area_from is not None and row.area_below is not None and row.area_from >= row.area_below:
        yield "分档起点不小于终点"


def _mitigation_problems(row: Mitigation, _: RuleBook) -> Iterator[str]:
    yield from _citation_problems(row)


def _fine_problems(row: FineRule, _: RuleBook) -> Iterator[str]:
    yield from _unknown("种类", (row.kind,), FINE_KINDS)
    yield from _citation_problems(row)
    if row.low > row.high:
        yield "下限大于上限"
    if row.area_from is not None and row.area_below is not None and row.area_from >= row.area_below:
        yield "分档起点不小于终点"


def _equivalence_problems(row: Any, _: RuleBook) -> Iterator[str]:
    if not Decimal(0) < row.share <= _ONE:
        yield "折算比例须大于 0、不大于 1"


_CHECKS: Final[Mapping[str, Callable[[Any, RuleBook], Iterator[str]]]] = {
    "area_rules": _area_problems,
    "equivalences": _equivalence_problems,
    "rates": _rate_problems,
    "reliefs": _relief_problems,
    "relocation_grounds": _ground_problems,
    "late_rules": _late_problems,
    "penalties": _penalty_problems,
    "fines": _fine_problems,
    "discretions": _discretion_problems,
    "mitigations": _mitigation_problems,
}


def _unknown(name: str, values: tuple[str, ...], known: Mapping[str, str]) -> Iterator[str]:
    for value in values:
        if value not in known:
            yield f"{name}没有“{value}”，可用：{'、'.join(known)}"


def _overlaps(book: RuleBook) -> Iterator[str]:
    """Two rows that would both apply to the same thing on the same day."""
    for section, same in _SAME.items():
        rows = list(enumerate(getattr(book, section), start=1))
        for (first, one), (second, other) in combinations(rows, 2):
            if one.unverified or other.unverified:
                continue
            if same(one, other) and _share_a_day(one, other):
                yield f"{SECTIONS[section]}第 {first} 行和第 {second} 行在同一时间适用于同一对象"


def _share_a_day(one: Row, other: Row) -> bool:
    starts_late = (
        one.effective_to and other.effective_from and other.effective_from > one.effective_to
    )
    ends_early = (
        one.effective_from and other.effective_to and other.effective_to < one.effective_from
    )
    return not (starts_late or ends_early)


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """An empty list means everything."""
    return not one or not other or bool(set(one) & set(other))


def _same_area(one: AreaRule, other: AreaRule) -> bool:
    return (
        one.code == other.code
        and _meet(one.uses, other.uses)
        and _meet(one.city_classes, other.city_classes)
        and _meet(one.zones, other.zones)
    )


def _same_rate(one: RateRow, other: RateRow) -> bool:
    def conditions(row: RateRow) -> tuple[object, ...]:
        return (row.grade, row.division_level, bool(row.city_classes), row.max_above_ground)

    return conditions(one) == conditions(other) and _meet(one.city_classes, other.city_classes)


def _same_fine(one: FineRule, other: FineRule) -> bool:
    if "BRACKET" not in (one.kind, other.kind) or one.kind != other.kind:
        return True
    apart = (
        one.area_below is not None
        and other.area_from is not None
        and other.area_from >= one.area_below
    ) or (
        other.area_below is not None
        and one.area_from is not None
        and one.area_from >= other.area_below
    )
    return not apart


_SAME: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "area_rules": _same_area,
    "rates": _same_rate,
    "reliefs": lambda one, other: one.code == other.code,
    "late_rules": lambda one, other: one.obligation == other.obligation,
    "penalties": lambda one, other: one.act == other.act,
    "fines": _same_fine,
    "discretions": lambda one, other: one.code == other.code,
    "mitigations": lambda one, other: one.code == other.code,
}
