"""What a shelter's figures contradict, and what of them differs from GB 50038. Reads no table.

Contradictions are refused with the numbers; differences from the standard are warnings, because a
standard has conditions that the register does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MASKED = "＊＊＊"
# Words of a name that tell a 战时功能 of GB 50038.
_FUNCTIONS = re.compile(
    "专业队|指挥|掩蔽|医疗救护|急救|救护站|物资库|区域电站|供水站|监测中心|食品站|生产车间"
    "|警报站|干道|支道"
)
# The kind of the paper that ends the filing of a completion; the register shows which lack it.
CERTIFICATE = "completion_certificate"
# Confidential of every shelter: domain practice (宁波) and GB 50038's own secrecy of protection.
CONFIDENTIAL = (
    "category",
    "nuclear_grade",
    "conventional_grade",
    "chemical_grade",
    "longitude",
    "latitude",
)


@dataclass(frozen=True)
class FunctionLimits:
    """Largest unit and blast unit, and least area a person, in ㎡; None where none is set."""

    unit_area: Decimal | None = None
    blast_area: Decimal | None = None
    area_per_person: Decimal | None = None


@dataclass(frozen=True)
class UnitRules:
    """GB 50038 as an edition of the data file words it."""

    basis: str
    storeys_without_division: int
    min_exits: int
    min_outdoor_exits: int
    functions: dict[str, FunctionLimits]


@dataclass(frozen=True)
class Limit:
    """A period: ``count`` of ``unit`` (a value of renfang.clocks' Unit), and what it rests on."""

    count: int
    unit: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """One protective unit; areas in ㎡."""

    number: str
    wartime_function: str
    built_area: Decimal
    shelter_area: Decimal
    floor: str = ""
    shared_area: Decimal | None = None
    headcount: int = 0
    blast_units: int = 0
    exits: int = 0
    outdoor_exits: int = 0
    peacetime_use: str = ""
    parking_spaces: int = 0


@dataclass(frozen=True, kw_only=True)
class ShelterFacts:
    """The whole shelter; areas in ㎡, None where not known."""

    built_area: Decimal | None = None
    protected_area: Decimal | None = None
    shelter_area: Decimal | None = None
    passage_area: Decimal | None = None
    headcount: int | None = None
    storeys_above: int | None = None
    units: Sequence[UnitFacts] = ()


@dataclass(frozen=True)
class Contradiction:
    """Two figures that cannot both be true; ``field`` is the one to look at."""

    field: str
    message: str


def contradictions(facts: ShelterFacts) -> list[Contradiction]:
    """Every contradiction in the figures, with the numbers."""
    found = [*_within_whole(facts), *_sums(facts)]
    for unit in facts.units:
        found += _within_unit(unit)
    return found


def _within_whole(facts: ShelterFacts) -> list[Contradiction]:
    found = []
    parts = (
        ("protected_area", "防护面积", facts.protected_area),
        ("shelter_area", "掩蔽面积", facts.shelter_area),
        ("passage_area", "口部外通道面积", facts.passage_area),
    )
    for field, label, area in parts:
        if facts.built_area is not None and area is not None and area > facts.built_area:
            text = f"{label} {area:,} ㎡ 大于建筑面积 {facts.built_area:,} ㎡"
            found.append(Contradiction(field, f"{text}。核对两项面积"))
    protected, sheltered = facts.protected_area, facts.shelter_area
    if protected is not None and sheltered is not None and sheltered > protected:
        text = f"掩蔽面积 {sheltered:,} ㎡ 大于防护面积 {protected:,} ㎡。核对两项面积"
        found.append(Contradiction("shelter_area", text))
    return found


def _sums(facts: ShelterFacts) -> list[Contradiction]:
    if not facts.units:
        return []
    found = []
    sums = (
        ("built_area", "建筑面积", facts.built_area),
        ("shelter_area", "掩蔽面积", facts.shelter_area),
        ("headcount", "掩蔽人数", facts.headcount),
    )
    for field, label, whole in sums:
        total = sum((getattr(unit, field) for unit in facts.units), start=Decimal(0))
        if whole is not None and total > whole:
            unit = "人" if field == "headcount" else "㎡"
            text = (
                f"各防护单元{label}合计 {total:,} {unit}，大于工程的 {whole:,} {unit}，"
                f"多出 {total - whole:,} {unit}。核对单元表或工程{label}"
            )
            found.append(Contradiction(field, text))
    return found


def _within_unit(unit: UnitFacts) -> list[Contradiction]:
    found = []
    if unit.shelter_area > unit.built_area:
        text = (
            f"{unit.number} 单元掩蔽面积 {unit.shelter_area:,} ㎡ 大于"
            f"建筑面积 {unit.built_area:,} ㎡。核对两项面积"
        )
        found.append(Contradiction("units", text))
    if unit.outdoor_exits > unit.exits:
        text = (
            f"{unit.number} 单元室外出入口 {unit.outdoor_exits} 个，"
            f"多于出入口 {unit.exits} 个。核对两个数"
        )
        found.append(Contradiction("units", text))
    return found


def warnings(facts: ShelterFacts, rules: UnitRules) -> list[str]:
    """How the figures differ from the standard, one sentence each, the limit and basis named."""
    found = []
    for unit in facts.units:
        found += _unit_warnings(unit, facts, rules)
    return [f"{text}（{rules.basis}）" for text in found]


def _unit_warnings(unit: UnitFacts, facts: ShelterFacts, rules: UnitRules) -> list[str]:
    return [
        *_size_warnings(unit, facts, rules),
        *_person_warning(unit, rules),
        *_exit_warnings(unit, rules),
    ]


def _size_warnings(unit: UnitFacts, facts: ShelterFacts, rules: UnitRules) -> list[str]:
    limits = rules.functions.get(unit.wartime_function)
    tall = (facts.storeys_above or 0) >= rules.storeys_without_division
    if limits is None or tall:
        return []
    found = []
    if limits.unit_area is not None and unit.built_area > limits.unit_area:
        text = f"{unit.number} 单元建筑面积 {unit.built_area:,} ㎡，超过 {limits.unit_area:,} ㎡"
        found.append(text)
    if limits.blast_area is not None:
        each = (unit.built_area / max(unit.blast_units, 1)).quantize(Decimal("0.01"))
        if each > limits.blast_area:
            found.append(
                f"{unit.number} 单元分 {unit.blast_units} 个抗爆单元，平均 {each:,} ㎡，"
                f"超过 {limits.blast_area:,} ㎡"
            )
    return found


def _person_warning(unit: UnitFacts, rules: UnitRules) -> list[str]:
    limits = rules.functions.get(unit.wartime_function)
    if limits is None or limits.area_per_person is None or not unit.headcount:
        return []
    each = (unit.shelter_area / unit.headcount).quantize(Decimal("0.01"))
    if each >= limits.area_per_person:
        return []
    return [f"{unit.number} 单元人均掩蔽面积 {each} ㎡，不足 {limits.area_per_person} ㎡"]


def _exit_warnings(unit: UnitFacts, rules: UnitRules) -> list[str]:
    found = []
    if unit.exits < rules.min_exits:
        found.append(f"{unit.number} 单元出入口 {unit.exits} 个，不足 {rules.min_exits} 个")
    if unit.outdoor_exits < rules.min_outdoor_exits:
        found.append(
            f"{unit.number} 单元室外出入口 {unit.outdoor_exits} 个，"
            f"不足 {rules.min_outdoor_exits} 个"
        )
    return found


def public_name(name: str, number: int) -> str:
    """The name of works as the public may read it: none that tells what they are for in war.

    ``number`` is the works' id, by which a published list can be compared all the same.
    Source: domain practice (宁波): 性质、防护能力 are confidential.
    """
    return f"人防工程（{number}号）" if _FUNCTIONS.search(name) else name


def masked_name(name: str) -> str:
    """A name of which enough is shown to compare: the first and last two characters."""
    if len(name) <= 4:
        return name[:1] + "＊" * (len(name) - 1)
    return name[:2] + "＊" * (len(name) - 4) + name[-2:]
