"""The assess command's questions as JSON values, read strictly, and its answers.

One question is an object: a project to assess, a sum that is ``late``, or a ``fine``. First the
readers of single values (numbers, dates, codes, names), then ``answer`` and the three kinds. Every
problem is a FactProblem whose field is spelled as in the question (``buildings[0].storeys``).
Numbers travel as strings with two decimals; docs/rules.md says what is accepted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

from engineering.area.facts import EarlierPhase
from engineering.area.rules import BuildingFacts, BuiltPart, Situation
from fees.calculation.fee import FeeFacts, assess
from fees.calculation.fines import FineFacts, fine_range
from fees.calculation.late_payment import accrue
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.explained import BadFact, Explained, FactProblem, MissingFact
from renfang.rules.rounding import HUNDREDTH
from renfang.rules.vocabulary import CITY_CLASSES, DIVISION_LEVELS, OBLIGATIONS, USES, ZONES

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
PART_FIELDS: Final = {"area": "面积", "equivalence": "折算规则"}
PHASE_FIELDS: Final = {
    "name": "分期名称",
    "buildings": "楼栋",
    "planned_area": "批准修建面积",
    "relocated_area": "批准易地建设面积",
}
BUILDING_FIELDS: Final = {
    "name": "楼栋名称",
    "use": "用途类别",
    "storeys": "地上层数",
    "foundation_depth": "基础埋深",
    "ground_floor_area": "首层建筑面积",
    "above_ground_area": "地上建筑面积",
    "relief": "减免事由",
}
LATE_FIELDS: Final = {
    "obligation": "义务种类",
    "principal": "本金",
    "due": "缴款期限",
    "until": "计算至",
    "excluded": "不计入的期间",
}
FINE_FIELDS: Final = {
    "required_area": "应建面积",
    "unbuilt_area": "未建面积",
    "cost": "造价",
}
_NAMES: Final = (
    PROJECT_FIELDS
    | BUILDING_FIELDS
    | LATE_FIELDS
    | FINE_FIELDS
    | PHASE_FIELDS
    | PART_FIELDS
    | {
        "late": "逾期",
        "fine": "罚款",
    }
)

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?")
_NEGATIVE: Final = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,8})?")

# What no office will reach; a larger number is a slip of the keyboard.
LARGEST_AREA: Final = Decimal("100000000")
LARGEST_SUM: Final = Decimal("1000000000000")
LARGEST_RATE: Final = Decimal("1000000")
DEEPEST: Final = Decimal("99")
_HIGHEST: Final = 200
_LONGEST_NAME: Final = 100


def refuse_unknown(values: Mapping[str, Any], known: Iterable[str], why: str) -> None:
    """Refuse the first field that is not known, and say which are."""
    unknown = [name for name in values if name not in known]
    if unknown:
        raise BadFact(shown(unknown[0]), f"{why}；可用：{'、'.join(known)}。")


def value_of(values: Mapping[str, Any], field: str) -> Any:
    """The field's value; absent and null are the same, and an error."""
    value = values.get(field)
    if value is None:
        raise MissingFact(field, f"缺少{_NAMES[field]}；补填此项。")
    return value


def code_of(
    values: Mapping[str, Any], field: str, known: Mapping[str, str], *, needed: bool = False
) -> str | None:
    """One of the known codes; None only where the field may be left out."""
    value = values.get(field)
    if value is None and not needed:
        return None
    value = value_of(values, field)
    if not isinstance(value, str) or value not in known:
        allowed = "、".join(f"{code}（{name}）" for code, name in known.items())
        raise BadFact(field, f"{_NAMES[field]}没有“{shown(value)}”，可用：{allowed}。")
    return value


def name_of(value: object) -> str:
    """A building's name: not blank, printable, of bearable length."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise BadFact("name", f"楼栋名称须为 1 至 {_LONGEST_NAME} 个字。")
    if not value.isprintable():
        raise BadFact("name", "楼栋名称含不能显示的字符；重新输入。")
    return value


def date_of(value: object, field: str) -> date:
    """A date written YYYY-MM-DD and no other way."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadFact(field, f"{value} 不是日历上的日期；核对年月日。") from None
    raise BadFact(field, f"{shown(value)} 不是日期；按 2024-03-05 的样子填写。")


def storeys_of(value: object) -> int:
    """A whole number of storeys above ground."""
    number, _ = decimal_of(value, "storeys", "18")
    if number != number.to_integral_value() or not 1 <= number <= _HIGHEST:
        raise BadFact("storeys", f"地上层数须为 1 至 {_HIGHEST} 的整数，现为 {shown(value)}。")
    return int(number)


def optional_number(values: Mapping[str, Any], field: str, largest: Decimal) -> Decimal | None:
    """``number_of`` the field, or None where it is left out."""
    value = values.get(field)
    return None if value is None else number_of(value, field, largest)


def number_of(value: object, field: str, largest: Decimal = LARGEST_AREA) -> Decimal:
    """An area or a sum: not below zero, two decimals at most, returned with two."""
    number, decimals = decimal_of(value, field, "1234.50")
    if decimals > 2:
        raise BadFact(field, f"{shown(value)} 最多两位小数；先取舍再填写。")
    if number > largest:
        raise BadFact(field, f"{shown(value)} 超过上限 {largest}；核对单位和小数点。")
    return number if decimals == 2 else number.quantize(HUNDREDTH)


def decimal_of(value: object, field: str, example: str) -> tuple[Decimal, int]:
    """A plain decimal and its decimals, from a string or an exact JSON number.

    No exponent, no separators, no sign, no full-width digits: the office's own forms read those,
    and show what they understood; a command cannot ask back.
    """
    if isinstance(value, str | Decimal | int) and not isinstance(value, bool):
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            return Decimal(text), len(text.partition(".")[2])
        if _NEGATIVE.fullmatch(text):
            raise BadFact(field, f"{shown(value)} 小于 0；填不小于 0 的数。")
    raise BadFact(field, f"{shown(value)} 不是数；只用数字和小数点，如 {example}。")


def shown(value: object) -> str:
    """The value as the message repeats it: short, and free of what cannot be printed."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(mark if mark.isprintable() else "�" for mark in text)
    return text if len(text) <= 40 else f"{text[:40]}…"


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
