"""Single values of a JSON question, read strictly: numbers, dates, codes, names.

Each function raises a FactProblem whose field is spelled as in the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from renfang.rules.explained import BadFact, MissingFact
from renfang.rules.rounding import HUNDREDTH

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
