"""The assess command's questions, and the answers.

One question is a JSON object: a project to assess, a sum that is ``late``, or a ``fine``. Every
problem is a FactProblem whose field is spelled as in the question (``buildings[0].storeys``). Pages
ask the calculations themselves (``fee.assess``, ``late_payment.accrue``, ``fines.fine_range``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

from engineering.area.facts import PROJECT_FIELDS, Facts
from fees.calculation.fee import assess
from fees.calculation.fines import FineFacts, fine_range
from fees.calculation.late_payment import accrue
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.explained import BadFact, Explained
from renfang.rules.reading import (
    LARGEST_SUM,
    Fields,
    date_of,
    given,
    refuse_unknown,
    shown,
    two,
    within,
)
from renfang.rules.vocabulary import OBLIGATIONS

_LATE_FIELDS: Final = {
    "obligation": "义务种类",
    "principal": "本金",
    "due": "缴款期限",
    "until": "计算至",
    "excluded": "不计入的期间",
}
_FINE_FIELDS: Final = {
    "required_area": "应建面积",
    "unbuilt_area": "未建面积",
    "cost": "造价",
}


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
    book = _book(question, find)
    assessed = assess(book, Facts.from_json(question))
    return {**assessed.value.to_json(), "steps": assessed.steps_as_dicts()}


def _answer_late(question: Mapping[str, Any], find: FindBook) -> dict[str, Any]:
    book = _book(question, find)
    as_of = date_of(given(question, "as_of", PROJECT_FIELDS["as_of"]), "as_of")
    if not isinstance(question["late"], Mapping):
        raise BadFact("late", "须为 JSON 对象，含 obligation、principal、due、until。")

    def read(values: object) -> Explained[Any]:
        fields = Fields(values, _LATE_FIELDS, "逾期")
        return accrue(
            book,
            as_of=as_of,
            obligation=fields.code("obligation", OBLIGATIONS),
            principal=fields.number("principal", LARGEST_SUM),
            due=fields.day("due"),
            until=fields.day("until"),
            excluded=_intervals(fields.optional("excluded")),
        )

    late_payment = within("late", read, question["late"])
    return {
        "days": late_payment.value.days,
        "accrued": two(late_payment.value.accrued),
        "capped": late_payment.value.capped,
        "steps": late_payment.steps_as_dicts(),
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
    if not isinstance(question["fine"], Mapping):
        raise BadFact("fine", "须为 JSON 对象，含 required_area、unbuilt_area 或 cost。")

    def read(values: object) -> Explained[Any]:
        fields = Fields(values, _FINE_FIELDS, "罚款")
        facts = FineFacts(
            required_area=fields.optional_number("required_area"),
            unbuilt_area=fields.optional_number("unbuilt_area"),
            cost=fields.optional_number("cost", LARGEST_SUM),
        )
        owed, unbuilt = facts.required_area, facts.unbuilt_area
        if owed is not None and unbuilt is not None and unbuilt > owed:
            raise BadFact("unbuilt_area", f"未建面积 {unbuilt} 大于应建面积 {owed}；核对两个面积。")
        return fine_range(book, facts, day)

    found = within("fine", read, question["fine"])
    return {
        "minimum": two(found.value.minimum),
        "maximum": two(found.value.maximum),
        "steps": found.steps_as_dicts(),
    }


def _book(question: Mapping[str, Any], find: FindBook) -> RuleBook:
    name = given(question, "rulebook", PROJECT_FIELDS["rulebook"])
    try:
        return find(name if isinstance(name, str) else "")
    except KeyError:
        raise BadFact(
            "rulebook", f"没有名为“{shown(name)}”的规则库，可用：{'、'.join(built_in_names())}。"
        ) from None
