"""Facts as JSON values, read strictly: what is accepted, and what the asker is told otherwise.

Every problem is a FactProblem whose field is spelled as in the JSON (``buildings[0].storeys``).
Numbers travel as strings with two decimals; docs/rules.md says what else is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from renfang.rules.explained import BadFact, FactProblem, MissingFact
from renfang.rules.rounding import HUNDREDTH

T = TypeVar("T")

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?")
_NEGATIVE: Final = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,8})?")

# What no office will reach; a larger number is a slip of the keyboard.
LARGEST_AREA: Final = Decimal("100000000")
LARGEST_SUM: Final = Decimal("1000000000000")
LARGEST_RATE: Final = Decimal("1000000")


class Fields:
    """The fields of one JSON object; ``names`` are all that it may have, with their Chinese names.

    Absent and null are the same.
    """

    def __init__(self, values: object, names: Mapping[str, str], what: str) -> None:
        """Raise BadFact for what is no object, and for the first field that is not known."""
        if not isinstance(values, Mapping):
            raise BadFact("", f"{what}须为 JSON 对象。")
        refuse_unknown(values, names, "没有此项")
        self.values, self.names = values, names

    def optional(self, field: str) -> Any:
        """The value as it stands, or None."""
        return self.values.get(field)

    def given(self, field: str) -> Any:
        """The value. Raises MissingFact."""
        return given(self.values, field, self.names[field])

    def code(self, field: str, known: Mapping[str, str]) -> str:
        """One of the known codes."""
        value = self.given(field)
        if not isinstance(value, str) or value not in known:
            allowed = "、".join(f"{code}（{name}）" for code, name in known.items())
            raise BadFact(field, f"{self.names[field]}没有“{shown(value)}”，可用：{allowed}。")
        return value

    def optional_code(self, field: str, known: Mapping[str, str]) -> str | None:
        """One of the known codes, or None."""
        return None if self.optional(field) is None else self.code(field, known)

    def number(self, field: str, largest: Decimal = LARGEST_AREA) -> Decimal:
        """An area or a sum, as ``number_of`` reads it."""
        return number_of(self.given(field), field, largest)

    def optional_number(self, field: str, largest: Decimal = LARGEST_AREA) -> Decimal | None:
        """The same, or None."""
        return None if self.optional(field) is None else self.number(field, largest)

    def day(self, field: str) -> date:
        """A date written YYYY-MM-DD."""
        return date_of(self.given(field), field)

    def optional_truth(self, field: str) -> bool | None:
        """``true``, ``false``, or None."""
        value = self.optional(field)
        if value is not None and not isinstance(value, bool):
            raise BadFact(field, "写 true 或 false，不加引号。")
        return value


def given(values: Mapping[str, Any], field: str, name: str) -> Any:
    """The field's value; absent and null are the same, and a MissingFact."""
    value = values.get(field)
    if value is None:
        raise MissingFact(field, f"缺少{name}；补填此项。")
    return value


def refuse_unknown(values: Mapping[str, Any], known: Iterable[str], why: str) -> None:
    """Refuse the first field that is not known, and say which are."""
    unknown = [name for name in values if name not in known]
    if unknown:
        raise BadFact(shown(unknown[0]), f"{why}；可用：{'、'.join(known)}。")


# Problems with these facts lie at the top of the question, wherever they are noticed.
_TOP: Final = ("as_of", "rulebook")


def within(prefix: str, read: Callable[[Any], T], value: Any) -> T:
    """``read(value)``, with the name of every problem completed by where the value stands."""
    try:
        return read(value)
    except FactProblem as problem:
        if problem.field in _TOP:
            raise
        raise problem.within(prefix) from None


def rows_of(field: str, read: Callable[[Any], T], values: Iterable[Any]) -> tuple[T, ...]:
    """Each value read; a problem names its row (``buildings[0].storeys``)."""
    return tuple(within(f"{field}[{at}]", read, value) for at, value in enumerate(values))


def date_of(value: object, field: str) -> date:
    """A date written YYYY-MM-DD and no other way."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadFact(field, f"{value} 不是日历上的日期；核对年月日。") from None
    raise BadFact(field, f"{shown(value)} 不是日期；按 2024-03-05 的样子填写。")


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


def two(number: Decimal) -> str:
    """An area or a sum as JSON carries it: a string with two decimals."""
    return format(number, ".2f")
