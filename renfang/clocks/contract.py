"""Deadline questions as they arrive from the command line, and their answers as JSON values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from renfang.clocks.rules import MAX_COUNT, ClockError, Pause, Unit, WorkingCalendar, deadline

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,6}")
FIELDS = ("start", "count", "unit", "pauses")


def answer(question: object, calendar: WorkingCalendar) -> dict[str, Any]:
    """``{"deadline": "2024-04-29", "steps": […]}``, with ``"estimated": true`` where it applies.

    Raises ClockError that names the missing, contradictory or unreadable field.
    """
    if not isinstance(question, Mapping):
        raise ClockError("FILE", "每一项须为 JSON 对象，含 start、count、unit。")
    due = deadline(
        _date(_required(question, "start"), "start"),
        _count(_required(question, "count")),
        _unit(_required(question, "unit")),
        _pauses(question.get("pauses", [])),
        calendar=calendar,
    )
    answered: dict[str, Any] = {"deadline": due.last_day.isoformat()}
    if due.estimated:
        answered["estimated"] = True
    answered["steps"] = [step.as_dict() for step in due.steps]
    return answered


def _required(question: Mapping[str, Any], field: str) -> Any:
    value = question.get(field)
    if value is None:
        raise ClockError(field, "缺少此项。")
    return value


def _date(value: object, field: str) -> date:
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ClockError(field, f"{value} 不是日历上的日期。") from None
    raise ClockError(field, "日期按 2024-03-05 填写。")


def _count(value: object) -> int:
    """A whole number or a string of digits; the range is checked by the clock itself."""
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ClockError("count", f"期限须为 1 至 {MAX_COUNT} 的整数。")


def _unit(value: object) -> Unit:
    if isinstance(value, str) and value in set(Unit):
        return Unit(value)
    raise ClockError("unit", "单位须为 working_day、calendar_day、month 或 year。")


def _pauses(value: object) -> list[Pause]:
    if not isinstance(value, list):
        raise ClockError("pauses", '须为起止日期的数组，例如 [["2024-04-08", "2024-04-12"]]。')
    return [_pause(pair, f"pauses[{index}]") for index, pair in enumerate(value)]


def _pause(pair: object, field: str) -> Pause:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ClockError(field, '须为一起一止两个日期，例如 ["2024-04-08", "2024-04-12"]。')
    first, last = (_date(day, field) for day in pair)
    if last < first:
        raise ClockError(field, f"止日 {last} 早于起日 {first}。")
    if (last - first).days > 3660:
        raise ClockError(field, f"{first} 至 {last} 超过十年，核对年份。")
    return Pause(first, last)
