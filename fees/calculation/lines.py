"""What is charged, line by line: the area of each building, its grade, its rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from engineering.area.facts import BuildingFacts, Facts, RequiredArea, RequiredRow
from renfang.rules.books import RulesInForce, unverified_days
from renfang.rules.explained import Explained, MissingFact, Step
from renfang.rules.rounding import ZERO, apportion, plain, to_hundredth
from renfang.rules.rows import RateRow
from renfang.rules.vocabulary import CHARGE_BASES, DIVISION_LEVELS, OUTSIDE_THE_DUTY

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """One area at one rate. ``charge`` is exact, in yuan; only sums are rounded.

    ``building`` is None where given areas belong to no building. ``owed`` is the required area
    of the line, ``shortfall`` the part of it that is not built, ``area`` what is charged;
    ``weight`` is what a total was shared by.
    """

    grade: str
    grade_name: str
    owed: Decimal
    shortfall: Decimal
    weight: Decimal = ZERO
    building: BuildingFacts | None = None
    rule_code: str = ""
    charged_directly: bool = False
    rate: RateRow | None = None
    yuan: Decimal | None = None
    area: Decimal = ZERO

    @property
    def charge(self) -> Decimal:
        """Area times rate, exact."""
        return _NOTHING if self.yuan is None else self.area * self.yuan


def charge_lines(required: RequiredArea, shortfall: Decimal) -> list[ChargeLine]:
    """One line for each building that owes, the shortfall shared by required area.

    What is built is not assigned to buildings by the facts, so it serves them all in proportion;
    the parts add up to the shortfall exactly.
    """
    owing = [row for row in required.rows if row.required_area]
    parts = (
        [row.required_area for row in owing]
        if shortfall == required.total
        else apportion(shortfall, [row.required_area for row in owing])
    )
    lines = [_line(row, part) for row, part in zip(owing, parts, strict=True)]
    direct = [row for row in required.rows if row.rule and row.rule.family == "FIXED_UNIT_CHARGE"]
    return lines + [_line(row, ZERO) for row in direct]


def _line(row: RequiredRow, shortfall: Decimal) -> ChargeLine:
    assert row.rule is not None
    return ChargeLine(
        grade=row.grade,
        grade_name=row.grade,
        owed=row.required_area,
        shortfall=shortfall,
        weight=row.required_area,
        building=row.building,
        rule_code=row.rule.code,
        charged_directly=row.rule.family == "FIXED_UNIT_CHARGE",
    )


def given_lines(
    shortfall_by_grade: Mapping[str, Decimal],
    required: RequiredArea | None,
    buildings: Sequence[BuildingFacts],
) -> list[ChargeLine]:
    """Lines for areas that are given by grade, shared over buildings where there are any.

    A grade's area goes to the buildings that owe that grade, by required area; where none does,
    to all civil buildings by above-ground area; without buildings it stays whole.
    """
    lines = []
    for grade, area in shortfall_by_grade.items():
        members, weights, codes = _sharers(grade, required, buildings)
        if not members:
            lines.append(ChargeLine(grade=grade, grade_name=grade, owed=area, shortfall=area))
            continue
        parts = apportion(area, weights)
        for building, part, weight, rule_code in zip(members, parts, weights, codes, strict=True):
            lines.append(
                ChargeLine(
                    grade=grade,
                    grade_name=grade,
                    owed=part,
                    shortfall=part,
                    weight=weight,
                    building=building,
                    rule_code=rule_code,
                )
            )
    return lines


def _sharers(
    grade: str, required: RequiredArea | None, buildings: Sequence[BuildingFacts]
) -> tuple[list[BuildingFacts], list[Decimal], list[str]]:
    rows = required.rows if required is not None else ()
    owing = [row for row in rows if row.grade == grade and row.required_area]
    if owing:
        codes = [row.rule.code if row.rule else "" for row in owing]
        return [row.building for row in owing], [row.required_area for row in owing], codes
    civil = [
        building
        for building in buildings
        if building.use != OUTSIDE_THE_DUTY and building.above_ground_area
    ]
    areas = [building.above_ground_area or ZERO for building in civil]
    return civil, areas, [""] * len(civil)


def unit_prices(lines: Sequence[ChargeLine], rules: RulesInForce, facts: Facts) -> list[ChargeLine]:
    """The lines with grade names, rates and charged areas.

    Raises MissingFact(``rate``) where something is to be charged and neither the book nor the
    facts have a rate, and MissingFact(``division_level``, ``city_class``) where the book's rates
    ask for it. A line with nothing to charge may stay without a rate.
    """
    finished = []
    for line in lines:
        grade = rules.grades.get(line.grade)
        name = line.grade if grade is None else grade.name
        row, yuan = None, facts.rate
        if yuan is None:
            try:
                row = _rate_row(line, rules, facts)
                yuan = row.yuan
            except MissingFact:
                if line.shortfall or line.charged_directly:
                    raise
        base = "REQUIRED_AREA" if row is None else row.base
        area = _charged_area(line, base)
        finished.append(replace(line, grade_name=name, rate=row, yuan=yuan, area=area))
    return finished


def _rate_row(line: ChargeLine, rules: RulesInForce, facts: Facts) -> RateRow:
    """The narrowest rate in force that fits the line."""
    grade = rules.grades.get(line.grade)
    charged_as = line.grade if grade is None else grade.charged_as
    fitting = [row for row in rules.rates if row.grade in ("", charged_as)]
    if facts.division_level is None and any(row.division_level for row in fitting):
        levels = "、".join(f"{code}（{name}）" for code, name in DIVISION_LEVELS.items())
        raise MissingFact("division_level", f"此规则库按行政级别定价，填写 {levels}。")
    if facts.city_class is None and any(row.city_classes for row in fitting):
        raise MissingFact("city_class", "此规则库按城市类别定价，补填城市类别。")
    fitting = [row for row in fitting if _fits(row, line, facts)]
    if not fitting:
        day = facts.as_of.isoformat()
        raise MissingFact(
            "rate",
            f"{rules.book.title}在 {day} 没有{'' if grade is None else grade.name}适用的单价；"
            "填写每平方米的元数，如 1500.00。",
        )
    return max(fitting, key=_narrowness)


def _fits(row: RateRow, line: ChargeLine, facts: Facts) -> bool:
    if row.division_level and row.division_level != facts.division_level:
        return False
    if row.city_classes and facts.city_class not in row.city_classes:
        return False
    if line.rule_code and line.rule_code in row.not_for_rules:
        return False
    if row.max_above_ground is None:
        return True
    area = None if line.building is None else line.building.above_ground_area
    if area is None:
        return False
    limit = row.max_above_ground
    return area <= limit if row.max_inclusive else area < limit


def _narrowness(row: RateRow) -> int:
    conditions = (row.grade, row.division_level, row.city_classes, row.max_above_ground)
    return sum(1 for condition in conditions if condition)


def _charged_area(line: ChargeLine, base: str) -> Decimal:
    """What the rate is multiplied by.

    A rate on the first floor or on the above-ground area charges the part of that area that
    answers to the part of the required area not built.
    """
    if line.charged_directly:
        return (line.building.above_ground_area if line.building else None) or ZERO
    whole = _base_area(line, base)
    return line.shortfall if whole is None else to_hundredth(whole * line.shortfall / line.owed)


def _base_area(line: ChargeLine, base: str) -> Decimal | None:
    """The area that a rate names instead of the required area; None where that is not known.

    Areas given by grade are charged as they are: they are nobody's first floor.
    """
    if base == "REQUIRED_AREA" or line.building is None or line.owed != line.weight:
        return None
    if base == "FIRST_FLOOR_AREA":
        return line.building.ground_floor_area
    return line.building.above_ground_area


def priced(
    lines: Sequence[ChargeLine], rules: RulesInForce, given: Decimal | None
) -> Explained[Decimal]:
    """应缴: all charges summed exactly and rounded to 分 once, with a step for each rate."""
    notes = () if given is not None else rules.notes_on("rates")
    steps = list(notes) if any(line.area for line in lines) else []
    exact = _NOTHING
    sums = []
    for members in _by_rate(lines).values():
        area = sum((line.area for line in members), ZERO)
        charge = sum((line.charge for line in members), _NOTHING)
        exact += charge
        sums.append(plain(charge))
        steps.append(_charge_step(members, area, charge, rules))
    steps += unverified_days(line.rate for line in lines if line.area)
    gross = to_hundredth(exact)
    steps.append(
        Step(
            rule="应缴易地建设费",
            basis="各项之和，四舍五入到分",
            formula="＋".join(sums) or "没有应缴项目",
            result=f"{gross} 元",
        )
    )
    return Explained(gross, tuple(steps))


def _by_rate(lines: Sequence[ChargeLine]) -> dict[tuple[str, int, Decimal], list[ChargeLine]]:
    groups: dict[tuple[str, int, Decimal], list[ChargeLine]] = {}
    for line in lines:
        if line.area and line.yuan is not None:
            groups.setdefault((line.grade, id(line.rate), line.yuan), []).append(line)
    return groups


def _charge_step(
    members: Sequence[ChargeLine], area: Decimal, charge: Decimal, rules: RulesInForce
) -> Step:
    first = members[0]
    row = first.rate
    base = CHARGE_BASES[
        "ABOVE_GROUND_AREA"
        if first.charged_directly
        else ("REQUIRED_AREA" if row is None else row.base)
    ]
    parts = "＋".join(_area_text(line) for line in members)
    area_text = f"{parts}㎡" if parts == f"{area}" else f"（{parts}＝{area}）㎡"
    return Step(
        rule=f"{first.grade_name}：{base} × 单价".lstrip("："),
        basis="给定的单价" if row is None else row.basis,
        formula=f"{area_text} × {plain(first.yuan or ZERO)} 元/㎡",
        result=f"{plain(charge)} 元",
    )


def _area_text(line: ChargeLine) -> str:
    """The charged area, with its working where it is a part of another area."""
    whole = None if line.rate is None else _base_area(line, line.rate.base)
    if whole is None or line.area == line.shortfall:
        return f"{line.area}"
    return f"{whole} × {line.shortfall} ÷ {line.owed}"
