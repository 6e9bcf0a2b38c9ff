"""The assess command's questions as JSON values, read strictly, and its answers.

One question is an object: a project to assess, a sum that is ``late``, or a ``fine``. Every
problem is a FactProblem whose field is spelled as in the question (``buildings[0].storeys``).
Numbers travel as strings with two decimals; docs/rules.md says what is accepted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

from engineering.area_facts import EarlierPhase
from engineering.recognised_area import BuiltPart
from engineering.required_area import BuildingFacts, Situation
from fees.contract_values import (
    BUILDING_FIELDS,
    DEEPEST,
    FINE_FIELDS,
    LARGEST_AREA,
    LARGEST_RATE,
    LARGEST_SUM,
    LATE_FIELDS,
    PART_FIELDS,
    PHASE_FIELDS,
    PROJECT_FIELDS,
    code_of,
    date_of,
    decimal_of,
    name_of,
    number_of,
    optional_number,
    refuse_unknown,
    shown,
    storeys_of,
    value_of,
)
from fees.fee_calculation import FeeFacts, assess
from fees.fines import FineFacts, fine_range
from fees.late_payment import accrue
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.explained import BadFact, Explained, FactProblem
from renfang.rules.vocabulary import CITY_CLASSES, DIVISION_LEVELS, OBLIGATIONS, USES, ZONES

_MOST_BUILDINGS: Final = 5000
_MOST_PHASES: Final = 50
_MOST_PARTS: Final = 200


def read_json(text: str) -> Any:
    """JSON with exact numbers: each number a Decimal, no NaN, no key twice.

    Raises FactProblem for repeated keys and for NaN, and ValueError for what is no JSON.
    """
    return json.loads(
        text,
        parse_float=Decimal,
        parse_int=Decimal,
        parse_constant=_refuse_constant,
        object_pairs_hook=_refuse_repetition,
    )


def _refuse_constant(name: str) -> NoReturn:
    raise BadFact("FILE", f"{name} 不是数；改为带两位小数的字符串。")


def _refuse_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadFact(shown(twice), "同一对象中出现两次；只保留一个。")
    return values


FindBook = Callable[[str], RuleBook]


def answer(question: object, find: FindBook = load) -> dict[str, Any]:
    """The answer to one question. Raises FactProblem that names the field.

    ``find`` gives the book of a name or raises KeyError; the shipped books are the default.
    """
    if not isinstance(question, Mapping):
        raise BadFact("FILE", "每一项须为 JSON 对象。")
    for name, answered in (("late", _answer_late), ("fine", _answer_fine)):
        if name in question:
            refuse_unknown(question, ("rulebook", "as_of", name), f"含 {name} 时不用此项")
            return answered(question, find)
    refuse_unknown(question, PROJECT_FIELDS, "没有此项")
    return _answer_project(question, find)


# --- 核定 ------------------------------------------------------------------------------------


def _answer_project(question: Mapping[str, Any], find: FindBook) -> dict[str, Any]:
    book = _book(question, find)
    facts = _fee_facts(question)
    assessed = assess(book, facts)
    value = assessed.value
    return {
        "rulebook": value.rulebook,
        "version": value.version,
        "required_area": _two(value.required_area),
        "shortfall_area": _two(value.shortfall_area),
        "rate": None if value.rate is None else _two(value.rate),
        "gross": _two(value.gross),
        "relief": _two(value.relief),
        "payable": _two(value.payable),
        "may_relocate": value.may_relocate,
        "steps": _steps(assessed),
    }


def _fee_facts(question: Mapping[str, Any]) -> FeeFacts:
    given = _shortfalls(question)
    situation = Situation(
        as_of=date_of(value_of(question, "as_of"), "as_of"),
        city_class=code_of(question, "city_class", CITY_CLASSES, needed=given is None),
        division_level=code_of(question, "division_level", DIVISION_LEVELS),
        zone=code_of(question, "zone", ZONES) or "urban",
        local_share=_local_share(question),
        plan_satisfied=_optional_truth(question, "plan_satisfied"),
        earlier=_earlier(question),
    )
    built = question.get("built_area")
    rate = question.get("rate")
    return FeeFacts(
        buildings=_buildings(question, needed=given is None),
        situation=situation,
        built_area=Decimal("0.00") if built is None else number_of(built, "built_area"),
        built_parts=_built_parts(question),
        shortfall_by_grade=given,
        rate=None if rate is None else number_of(rate, "rate", LARGEST_RATE),
        lawful=_lawful(question),
    )


def _buildings(question: Mapping[str, Any], *, needed: bool) -> tuple[BuildingFacts, ...]:
    values = question.get("buildings")
    if values is None and not needed:
        return ()
    values = value_of(question, "buildings")
    if not isinstance(values, list) or (needed and not values):
        raise BadFact("buildings", "须为楼栋的数组，至少一栋。")
    if len(values) > _MOST_BUILDINGS:
        raise BadFact("buildings", f"一次最多 {_MOST_BUILDINGS} 栋；分成几项计算。")
    return tuple(_within(f"buildings[{at}]", _building, value) for at, value in enumerate(values))


def _building(values: object) -> BuildingFacts:
    if not isinstance(values, Mapping):
        raise BadFact("", "每一栋须为 JSON 对象。")
    refuse_unknown(values, BUILDING_FIELDS, "没有此项")
    relief = values.get("relief") or None
    if relief is not None and not isinstance(relief, str):
        raise BadFact("relief", "减免事由写成代码字符串，如 school。")
    building = BuildingFacts(
        name=name_of(value_of(values, "name")),
        use=code_of(values, "use", USES, needed=True) or "",
        storeys=storeys_of(value_of(values, "storeys")),
        foundation_depth=number_of(
            value_of(values, "foundation_depth"), "foundation_depth", DEEPEST
        ),
        ground_floor_area=number_of(value_of(values, "ground_floor_area"), "ground_floor_area"),
        above_ground_area=number_of(value_of(values, "above_ground_area"), "above_ground_area"),
        reliefs=() if relief is None else (relief,),
    )
    ground, above = building.ground_floor_area, building.above_ground_area
    if ground is not None and above is not None and ground > above:
        raise BadFact(
            "ground_floor_area",
            f"首层建筑面积 {ground} 大于地上建筑面积 {above}（above_ground_area）；核对两个面积。",
        )
    return building


def _shortfalls(question: Mapping[str, Any]) -> dict[str, Decimal] | None:
    values = question.get("shortfall_by_grade")
    if values is None:
        return None
    if not isinstance(values, Mapping) or not values:
        raise BadFact("shortfall_by_grade", '须为等级到面积的对象，如 {"6": "1200.00"}。')
    return {
        grade: number_of(area, f"shortfall_by_grade.{shown(grade)}")
        for grade, area in values.items()
    }


def _local_share(question: Mapping[str, Any]) -> Decimal | None:
    value = question.get("local_share")
    if value is None:
        return None
    share, decimals = decimal_of(value, "local_share", "0.02")
    if share > 1 or decimals > 6:
        raise BadFact("local_share", f"{shown(value)} 写成小数，如 0.02 表示 2%，最多六位小数。")
    return share


def _earlier(question: Mapping[str, Any]) -> tuple[EarlierPhase, ...]:
    """The phases counted together with this one: what each was permitted to build and relocate."""
    values = question.get("earlier_phases", [])
    if not isinstance(values, list) or len(values) > _MOST_PHASES:
        raise BadFact("earlier_phases", f"须为以前各期的数组，最多 {_MOST_PHASES} 期。")
    return tuple(_within(f"earlier_phases[{at}]", _phase, value) for at, value in enumerate(values))


def _phase(values: object) -> EarlierPhase:
    if not isinstance(values, Mapping):
        raise BadFact("", "每一期须为 JSON 对象。")
    refuse_unknown(values, PHASE_FIELDS, "没有此项")
    return EarlierPhase(
        name=name_of(value_of(values, "name")),
        buildings=_buildings(values, needed=True),
        planned_area=number_of(value_of(values, "planned_area"), "planned_area"),
        relocated_area=number_of(value_of(values, "relocated_area"), "relocated_area"),
    )


def _built_parts(question: Mapping[str, Any]) -> tuple[BuiltPart, ...]:
    """The shelter's parts where a higher grade counts for more (折算), each with its rule."""
    values = question.get("built_parts", [])
    if not isinstance(values, list) or len(values) > _MOST_PARTS:
        raise BadFact("built_parts", f"须为各部分的数组，最多 {_MOST_PARTS} 个部分。")
    if values and question.get("built_area") is not None:
        raise BadFact("built_parts", "已给出 built_area；总面积和各部分只写一项。")
    return tuple(_within(f"built_parts[{at}]", _part, value) for at, value in enumerate(values))


def _part(values: object) -> BuiltPart:
    if not isinstance(values, Mapping):
        raise BadFact("", "每一部分须为 JSON 对象。")
    refuse_unknown(values, PART_FIELDS, "没有此项")
    code = values.get("equivalence") or ""
    if not isinstance(code, str):
        raise BadFact("equivalence", "折算规则写成代码字符串；不折算的不写。")
    return BuiltPart(number_of(value_of(values, "area"), "area"), code)


def _optional_truth(question: Mapping[str, Any], name: str) -> bool | None:
    value = question.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadFact(name, "写 true 或 false，不加引号。")
    return value


def _lawful(question: Mapping[str, Any]) -> bool:
    value = question.get("lawful", True)
    if not isinstance(value, bool):
        raise BadFact("lawful", "写 true 或 false，不加引号。")
    return value


# --- 逾期, 罚款 --------------------------------------------------------------------------------


def _answer_late(question: Mapping[str, Any], find: FindBook) -> dict[str, Any]:
    book = _book(question, find)
    as_of = date_of(value_of(question, "as_of"), "as_of")
    late = question["late"]
    if not isinstance(late, Mapping):
        raise BadFact("late", "须为 JSON 对象，含 obligation、principal、due、until。")

    def read(values: Mapping[str, Any]) -> Explained[Any]:
        refuse_unknown(values, LATE_FIELDS, "没有此项")
        return accrue(
            book,
            as_of=as_of,
            obligation=code_of(values, "obligation", OBLIGATIONS, needed=True) or "",
            principal=number_of(value_of(values, "principal"), "principal", LARGEST_SUM),
            due=date_of(value_of(values, "due"), "due"),
            until=date_of(value_of(values, "until"), "until"),
            excluded=_intervals(values.get("excluded")),
        )

    late_payment = _within("late", read, late)
    return {
        "days": late_payment.value.days,
        "accrued": _two(late_payment.value.accrued),
        "capped": late_payment.value.capped,
        "steps": _steps(late_payment),
    }


def _intervals(values: object) -> list[tuple[date, date]]:
    if values is None:
        return []
    if not isinstance(values, list):
        raise BadFact("excluded", '须为起止日期的数组，如 [["2024-04-01", "2024-04-20"]]。')
    intervals = []
    for position, pair in enumerate(values):
        field = f"excluded[{position}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadFact(field, '须为两个日期，如 ["2024-04-01", "2024-04-20"]。')
        intervals.append((date_of(pair[0], field), date_of(pair[1], field)))
    return intervals


def _answer_fine(question: Mapping[str, Any], find: FindBook) -> dict[str, Any]:
    book = _book(question, find)
    as_of = question.get("as_of")
    day = None if as_of is None else date_of(as_of, "as_of")
    fine = question["fine"]
    if not isinstance(fine, Mapping):
        raise BadFact("fine", "须为 JSON 对象，含 required_area、unbuilt_area 或 cost。")

    def read(values: Mapping[str, Any]) -> Explained[Any]:
        refuse_unknown(values, FINE_FIELDS, "没有此项")
        facts = FineFacts(
            required_area=optional_number(values, "required_area", LARGEST_AREA),
            unbuilt_area=optional_number(values, "unbuilt_area", LARGEST_AREA),
            cost=optional_number(values, "cost", LARGEST_SUM),
        )
        owed, unbuilt = facts.required_area, facts.unbuilt_area
        if owed is not None and unbuilt is not None and unbuilt > owed:
            raise BadFact("unbuilt_area", f"未建面积 {unbuilt} 大于应建面积 {owed}；核对两个面积。")
        return fine_range(book, facts, day)

    found = _within("fine", read, fine)
    return {
        "minimum": _two(found.value.minimum),
        "maximum": _two(found.value.maximum),
        "steps": _steps(found),
    }


# Problems with these facts lie at the top of the question, wherever they are noticed.
_TOP: Final = ("as_of", "rulebook")


def _within(prefix: str, read: Callable[[Any], Any], value: Any) -> Any:
    """``read(value)``, with the name of every problem completed by where the value stands."""
    try:
        return read(value)
    except FactProblem as problem:
        if problem.field in _TOP:
            raise
        raise problem.within(prefix) from None


def _book(question: Mapping[str, Any], find: FindBook) -> RuleBook:
    name = value_of(question, "rulebook")
    try:
        return find(name if isinstance(name, str) else "")
    except KeyError:
        raise BadFact(
            "rulebook", f"没有名为“{shown(name)}”的规则库，可用：{'、'.join(built_in_names())}。"
        ) from None


def _two(number: Decimal) -> str:
    return format(number, ".2f")


def _steps(explained: Explained[Any]) -> list[dict[str, str]]:
    return [step.as_dict() for step in explained.steps]
