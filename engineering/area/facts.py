"""The facts that the required area and the fee depend on, and the required area itself.

``Facts`` is their one form. Tables, forms and imports make it, every rule takes it, and as JSON
(``to_json``, ``from_json``) it is what ``manage.py assess`` reads, so that what was computed can be
computed again from what was stored. ``from_json`` is strict: each problem is a FactProblem that
names field and row as the JSON spells them (``buildings[0].storeys``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from renfang.rules.explained import BadFact
from renfang.rules.reading import (
    LARGEST_RATE,
    Fields,
    decimal_of,
    number_of,
    rows_of,
    shown,
    two,
)
from renfang.rules.rounding import ZERO
from renfang.rules.rows import AreaRule
from renfang.rules.vocabulary import CITY_CLASSES, DIVISION_LEVELS, USES, ZONES

PROJECT_FIELDS: Final = {
    "rulebook": "规则库",
    "as_of": "适用日期",
    "city_class": "城市类别",
    "division_level": "行政级别",
    "zone": "区域",
    "local_share": "本地比例",
    "buildings": "楼栋",
    "built_area": "实建面积",
    "built_parts": "折算的各部分",
    "shortfall_by_grade": "各等级未建面积",
    "rate": "单价",
    "lawful": "是否依法申请",
    "plan_satisfied": "是否达到专项规划要求",
    "earlier_phases": "以前各期",
}
_PART_FIELDS: Final = {"area": "面积", "equivalence": "折算规则"}
_PHASE_FIELDS: Final = {
    "name": "分期名称",
    "buildings": "楼栋",
    "planned_area": "批准修建面积",
    "relocated_area": "批准易地建设面积",
}
_BUILDING_FIELDS: Final = {
    "name": "楼栋名称",
    "use": "用途类别",
    "storeys": "地上层数",
    "foundation_depth": "基础埋深",
    "ground_floor_area": "首层建筑面积",
    "above_ground_area": "地上建筑面积",
    "relief": "减免事由",
}
_DEEPEST: Final = Decimal("99")
_HIGHEST: Final = 200
_LONGEST_NAME: Final = 100
_MOST_BUILDINGS: Final = 5000
_MOST_PHASES: Final = 50
_MOST_PARTS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFacts:
    """One building. Areas in square metres, two decimals; depth of the foundation in metres.

    None: not known yet. A rule that needs an unknown fact raises MissingFact. ``purpose`` is the
    use in the developer's words: no rule reads it, so JSON leaves it out.
    """

    name: str
    use: str
    storeys: int | None = None
    foundation_depth: Decimal | None = None
    ground_floor_area: Decimal | None = None
    above_ground_area: Decimal | None = None
    reliefs: tuple[str, ...] = ()
    purpose: str = field(default="", compare=False)

    @property
    def relief(self) -> str:
        """The one relief that table, form and JSON have room for; empty where none is claimed.

        Raises ValueError for several, which only a rule may weigh.
        """
        if len(self.reliefs) > 1:
            raise ValueError(f"{self.name} claims several reliefs; there is room for one")
        return self.reliefs[0] if self.reliefs else ""

    @classmethod
    def from_json(cls, values: object) -> BuildingFacts:
        """A building of the command's file, where every fact but the relief must be given."""
        fields = Fields(values, _BUILDING_FIELDS, "每一栋")
        relief = fields.optional("relief") or None
        if relief is not None and not isinstance(relief, str):
            raise BadFact("relief", "减免事由写成代码字符串，如 school。")
        name, use = _name_of(fields.given("name")), fields.code("use", USES)
        storeys = _storeys_of(fields.given("storeys"))
        depth = fields.number("foundation_depth", _DEEPEST)
        ground, above = fields.number("ground_floor_area"), fields.number("above_ground_area")
        if ground > above:
            raise BadFact(
                "ground_floor_area",
                f"首层建筑面积 {ground} 大于地上建筑面积 {above}（above_ground_area）；"
                "核对两个面积。",
            )
        return cls(
            name=name,
            use=use,
            storeys=storeys,
            foundation_depth=depth,
            ground_floor_area=ground,
            above_ground_area=above,
            reliefs=() if relief is None else (relief,),
        )

    def to_json(self) -> dict[str, Any]:
        """The building as ``from_json`` reads it."""
        written = {
            "name": self.name,
            "use": self.use,
            "storeys": self.storeys,
            "foundation_depth": _number(self.foundation_depth),
            "ground_floor_area": _number(self.ground_floor_area),
            "above_ground_area": _number(self.above_ground_area),
            "relief": self.relief or None,
        }
        return _without_nothing(written)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPhase:
    """A phase of the same plan that has its permit; ``relocated_area`` was paid or built elsewhere.

    Areas in square metres.
    """

    name: str
    buildings: tuple[BuildingFacts, ...]
    planned_area: Decimal
    relocated_area: Decimal

    @classmethod
    def from_json(cls, values: object) -> EarlierPhase:
        """A phase as it was permitted."""
        fields = Fields(values, _PHASE_FIELDS, "每一期")
        return cls(
            name=_name_of(fields.given("name")),
            buildings=_buildings(fields, needed=True),
            planned_area=fields.number("planned_area"),
            relocated_area=fields.number("relocated_area"),
        )

    def to_json(self) -> dict[str, Any]:
        """The phase as ``from_json`` reads it."""
        return {
            "name": self.name,
            "buildings": [building.to_json() for building in self.buildings],
            "planned_area": two(self.planned_area),
            "relocated_area": two(self.relocated_area),
        }


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """Shelter area in square metres; ``equivalence`` is a code of the book, or empty."""

    area: Decimal
    equivalence: str = ""

    @classmethod
    def from_json(cls, values: object) -> BuiltPart:
        """A part, with the rule by which a higher grade counts for more (折算), if any."""
        fields = Fields(values, _PART_FIELDS, "每一部分")
        code = fields.optional("equivalence") or ""
        if not isinstance(code, str):
            raise BadFact("equivalence", "折算规则写成代码字符串；不折算的不写。")
        return cls(fields.number("area"), code)

    def to_json(self) -> dict[str, Any]:
        """The part as ``from_json`` reads it."""
        return _without_nothing({"area": two(self.area), "equivalence": self.equivalence or None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is built, where and when. Areas in square metres, money in yuan, two decimals.

    ``rulebook`` is the reference of the book that the facts are stored with; ``as_of`` the day
    whose law applies. ``local_share`` is the share that the place has fixed within the book's band.
    ``plan_satisfied``: the plot's shelters already reach the special plan (None: not asked).
    ``earlier_phases`` are counted together with this one; empty where it stands alone.
    ``built_parts``, where given, stand for ``built_area`` with what they count for together (折算).
    ``shortfall_by_grade`` charges these areas instead of computing them; ``rate`` (yuan/㎡)
    replaces the book's rates. ``lawful`` is False for a builder who never applied and simply did
    not build.
    """

    as_of: date
    buildings: tuple[BuildingFacts, ...] = ()
    rulebook: str = ""
    city_class: str | None = None
    division_level: str | None = None
    zone: str = "urban"
    local_share: Decimal | None = None
    plan_satisfied: bool | None = None
    earlier_phases: tuple[EarlierPhase, ...] = ()
    built_area: Decimal = ZERO
    built_parts: tuple[BuiltPart, ...] = ()
    shortfall_by_grade: Mapping[str, Decimal] | None = None
    rate: Decimal | None = None
    lawful: bool = True

    @classmethod
    def from_json(cls, values: object) -> Facts:
        """The facts of a question; whether there is a book of that name is not asked here."""
        fields = Fields(values, PROJECT_FIELDS, "每一项")
        rulebook = fields.optional("rulebook") or ""
        if not isinstance(rulebook, str):
            raise BadFact("rulebook", "规则库写成名称字符串，如 national。")
        given = _shortfalls(fields)
        computed = given is None
        return cls(
            rulebook=rulebook,
            shortfall_by_grade=given,
            as_of=fields.day("as_of"),
            city_class=(
                fields.code("city_class", CITY_CLASSES)
                if computed
                else fields.optional_code("city_class", CITY_CLASSES)
            ),
            division_level=fields.optional_code("division_level", DIVISION_LEVELS),
            zone=fields.optional_code("zone", ZONES) or "urban",
            local_share=_local_share(fields),
            plan_satisfied=fields.optional_truth("plan_satisfied"),
            earlier_phases=_earlier_phases(fields),
            buildings=_buildings(fields, needed=computed),
            built_area=fields.optional_number("built_area") or ZERO,
            built_parts=_built_parts(fields),
            rate=fields.optional_number("rate", LARGEST_RATE),
            lawful=_lawful(fields),
        )

    def to_json(self) -> dict[str, Any]:
        """The facts as ``from_json`` reads them."""
        grades = self.shortfall_by_grade
        written = {
            "rulebook": self.rulebook or None,
            "as_of": self.as_of.isoformat(),
            "city_class": self.city_class,
            "division_level": self.division_level,
            "zone": self.zone,
            "local_share": None if self.local_share is None else format(self.local_share, "f"),
            "buildings": [building.to_json() for building in self.buildings],
            "built_area": None if self.built_parts else two(self.built_area),
            "built_parts": [part.to_json() for part in self.built_parts] or None,
            "shortfall_by_grade": (
                None if grades is None else {grade: two(area) for grade, area in grades.items()}
            ),
            "rate": _number(self.rate),
            "lawful": self.lawful,
            "plan_satisfied": self.plan_satisfied,
            "earlier_phases": [phase.to_json() for phase in self.earlier_phases] or None,
        }
        return _without_nothing(written)


def _without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _number(number: Decimal | None) -> str | None:
    return None if number is None else two(number)


def _name_of(value: object) -> str:
    """A building's name: not blank, printable, of bearable length."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise BadFact("name", f"楼栋名称须为 1 至 {_LONGEST_NAME} 个字。")
    if not value.isprintable():
        raise BadFact("name", "楼栋名称含不能显示的字符；重新输入。")
    return value


def _storeys_of(value: object) -> int:
    """A whole number of storeys above ground."""
    number, _ = decimal_of(value, "storeys", "18")
    if number != number.to_integral_value() or not 1 <= number <= _HIGHEST:
        raise BadFact("storeys", f"地上层数须为 1 至 {_HIGHEST} 的整数，现为 {shown(value)}。")
    return int(number)


def _buildings(fields: Fields, *, needed: bool) -> tuple[BuildingFacts, ...]:
    if fields.optional("buildings") is None and not needed:
        return ()
    values = fields.given("buildings")
    if not isinstance(values, list) or (needed and not values):
        raise BadFact("buildings", "须为楼栋的数组，至少一栋。")
    if len(values) > _MOST_BUILDINGS:
        raise BadFact("buildings", f"一次最多 {_MOST_BUILDINGS} 栋；分成几项计算。")
    return rows_of("buildings", BuildingFacts.from_json, values)


def _shortfalls(fields: Fields) -> dict[str, Decimal] | None:
    values = fields.optional("shortfall_by_grade")
    if values is None:
        return None
    if not isinstance(values, Mapping) or not values:
        raise BadFact("shortfall_by_grade", '须为等级到面积的对象，如 {"6": "1200.00"}。')
    return {
        grade: number_of(area, f"shortfall_by_grade.{shown(grade)}")
        for grade, area in values.items()
    }


def _local_share(fields: Fields) -> Decimal | None:
    value = fields.optional("local_share")
    if value is None:
        return None
    share, decimals = decimal_of(value, "local_share", "0.02")
    if share > 1 or decimals > 6:
        raise BadFact("local_share", f"{shown(value)} 写成小数，如 0.02 表示 2%，最多六位小数。")
    return share


def _earlier_phases(fields: Fields) -> tuple[EarlierPhase, ...]:
    """The phases counted together with this one: what each was permitted to build and relocate."""
    values = fields.values.get("earlier_phases", [])
    if not isinstance(values, list) or len(values) > _MOST_PHASES:
        raise BadFact("earlier_phases", f"须为以前各期的数组，最多 {_MOST_PHASES} 期。")
    return rows_of("earlier_phases", EarlierPhase.from_json, values)


def _built_parts(fields: Fields) -> tuple[BuiltPart, ...]:
    """The shelter's parts where a higher grade counts for more (折算), each with its rule."""
    values = fields.values.get("built_parts", [])
    if not isinstance(values, list) or len(values) > _MOST_PARTS:
        raise BadFact("built_parts", f"须为各部分的数组，最多 {_MOST_PARTS} 个部分。")
    if values and fields.optional("built_area") is not None:
        raise BadFact("built_parts", "已给出 built_area；总面积和各部分只写一项。")
    return rows_of("built_parts", BuiltPart.from_json, values)


def _lawful(fields: Fields) -> bool:
    value = fields.values.get("lawful", True)
    if not isinstance(value, bool):
        raise BadFact("lawful", "写 true 或 false，不加引号。")
    return value


@dataclass(frozen=True, slots=True)
class RequiredRow:
    """What one building owes, and the rule that governs it (None: no rule reaches it).

    ``by_own_rule`` is what the building owes before phases are carried over, where they are.
    """

    building: BuildingFacts
    rule: AreaRule | None
    required_area: Decimal
    by_own_rule: Decimal | None = None

    @property
    def own_area(self) -> Decimal:
        """What the building's own rule asks, whatever earlier phases built too much or too little.

        Grounds of relocation are judged by it: no carry-over opens one.
        """
        return self.required_area if self.by_own_rule is None else self.by_own_rule

    @property
    def grade(self) -> str:
        """The resistance grade that is owed; empty where nothing is."""
        return "" if self.rule is None else self.rule.grade


@dataclass(frozen=True, slots=True)
class RequiredArea:
    """应建面积 of the project: one row for each building, in order; they add up to ``total``."""

    total: Decimal
    rows: tuple[RequiredRow, ...]

    @property
    def by_grade(self) -> dict[str, Decimal]:
        """Owed area by grade, without the grades of which nothing is owed."""
        grades: dict[str, Decimal] = {}
        for row in self.rows:
            if row.required_area:
                grades[row.grade] = grades.get(row.grade, ZERO) + row.required_area
        return grades
