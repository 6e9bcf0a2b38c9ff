"""The rows of a rule book: flat, plain fields, each with its legal basis and its dates.

A row is one line of a table, so that a bureau can edit a copy in the browser. ``read_row`` and
``write_row`` turn rows into plain values (strings, whole numbers, truth values, lists of
strings) and back without loss; numbers of law travel as decimal strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What a book and every row have: what it rests on and the days on which it applies.

    Both dates are part of the period; None leaves that end open. ``first_day_unverified`` says
    that nobody has seen on which day the document took effect: the first day is then entered as
    well as its number allows, and every page and paper that uses it says so.
    """

    basis: str
    effective_from: date | None = None
    effective_to: date | None = None
    note: str = ""
    first_day_unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Dated):
    """One line of a book. An ``unverified`` one is kept with its note, and applies on no day."""

    unverified: bool = False

    def in_force(self, day: date) -> bool:
        """Whether the row applies on this day."""
        return (
            not self.unverified
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRule(Row):
    """How much shelter a building owes. The first row in ``order`` that fits a building governs it.

    ``min_storeys`` and ``min_depth`` (metres) are alternatives: reaching either is enough.
    ``threshold`` is above-ground area in square metres; below it nothing is owed. Shares are
    fractions of one; where the two differ, the place fixes its own within the band.
    ``floor_area`` belongs to MIN_AREA_FLOOR, which looks at the project's total.
    """

    code: str
    name: str
    family: str
    order: int
    uses: tuple[str, ...] = ()
    city_classes: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    min_storeys: int | None = None
    storeys_inclusive: bool = True
    min_depth: Decimal | None = None
    depth_inclusive: bool = True
    grade: str = ""
    min_share: Decimal | None = None
    max_share: Decimal | None = None
    threshold: Decimal | None = None
    threshold_inclusive: bool = True
    threshold_scope: str = "PROJECT"
    floor_area: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Row):
    """抗力等级; ``charged_as`` names the grade whose rate it pays (5级 pays as 6级以上)."""

    code: str
    name: str
    charged_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence(Row):
    """Higher-grade shelter counts for more: ``share`` of the owed area, built so, is enough."""

    code: str
    name: str
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow(Row):
    """Yuan per square metre. An empty condition fits everything; the narrowest row wins.

    ``max_above_ground`` is the building's above-ground area; ``not_for_rules`` are codes of
    area rules whose buildings the row does not take.
    """

    yuan: Decimal
    base: str = "REQUIRED_AREA"
    grade: str = ""
    division_level: str = ""
    city_classes: tuple[str, ...] = ()
    max_above_ground: Decimal | None = None
    max_inclusive: bool = True
    not_for_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief(Row):
    """Takes ``share`` (1: exempt, 0.5: half) off the fee for the area of that building.

    ``lawful_only`` refuses it to a builder who never applied and simply did not build.
    """

    code: str
    name: str
    share: Decimal
    evidence: str
    needs_approved_relocation: bool = True
    lawful_only: bool = True

    @property
    def gap(self) -> str:
        """Why nobody may rely on the row, in words for a paper; empty where nothing is missing.

        A relief gives money away, so it names a document with its number and its first day.
        """
        if self.unverified:
            return "依据未经核实，没有启用"
        if not names_document(self.basis):
            return "没有写明文号，不能作为减免的依据"
        if self.effective_from is None:
            return "没有写明施行日期，不能作为减免的依据"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelocationGround(Row):
    """When the shelter may be built elsewhere, that is, paid for.

    ``high_rise_from`` (storeys) shuts out high buildings; from ``doubtful_from`` on, a building
    that is not a dwelling may or may not be one, because its height decides and is not known.
    """

    code: str
    name: str
    kind: str
    area: Decimal | None = None
    inclusive: bool = False
    high_rise_from: int | None = None
    doubtful_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRule(Row):
    """What accrues by the day on an unpaid sum; both numbers are fractions of the principal.

    ``cap_share`` is None where the law of that time knew no cap (before 2012-01-01).
    ``counts_from`` names the period after whose end the days count (``COUNTS_FROM``).
    """

    obligation: str
    name: str
    daily_share: Decimal
    cap_share: Decimal | None = None
    counts_from: str = "DUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class FineRule(Row):
    """The lawful range of a fine; ``low`` and ``high`` are yuan, yuan per square metre or shares.

    ``area_from`` (included) and ``area_below`` (not included) bound a BRACKET.
    """

    kind: str
    low: Decimal
    high: Decimal
    cap: Decimal | None = None
    area_from: Decimal | None = None
    area_below: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty(Row):
    """What the law lays on one act (``ACTS``): warning, orders, fine.

    ``name`` is the act in the law's own words, ``violated`` the articles that it breaks, ``basis``
    the article that punishes it. Of ``orders`` (``ORDERS``) the office makes one, with its day.
    ``fine`` says whether there is one at all and whether it must be imposed (``FINES``); how much
    it may be is the section 罚款幅度. A row without warning and fine punishes nothing.
    """

    act: str
    name: str
    violated: str
    warning: bool = False
    orders: tuple[str, ...] = ()
    fine: str = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discretion(Row):
    """裁量基准: what a fine is proposed to be in one circumstance, within the lawful range.

    ``low`` and ``high`` are yuan, yuan per square metre of required area, or shares of the way from
    the least to the most (``MEASURES``); ``cap`` is yuan. ``area_from`` (included) and
    ``area_below`` (not included) bound the unbuilt area. ``mitigates``: the row is one of
    减轻处罚, so that its sum may lie below the least of the range.
    """

    code: str
    act: str
    name: str
    circumstance: str
    measure: str
    low: Decimal
    high: Decimal
    cap: Decimal | None = None
    area_from: Decimal | None = None
    area_below: Decimal | None = None
    mitigates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(Row):
    """A ground on which a penalty is mitigated: the fine may then lie below the range."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a book does not know about one of its sections; shown as a step where it matters."""

    section: str
    text: str


R = TypeVar("R")

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")


# 〔2000〕474号, 2019年第76号, 第474号令, or an article of a law.
_DOCUMENT = re.compile(
    r"[〔\[（(][0-9]{4}[〕\])）][^，。；]{0,12}?[0-9]+号|第[0-9一二三四五六七八九十百]+号|《[^》]+》.*第[^，。；]+条"
)


def names_document(basis: str) -> bool:
    """Whether a legal basis can be looked up: a document with its number, or a law's article."""
    return _DOCUMENT.search(basis) is not None


class BookError(ValueError):
    """A rule book that cannot be read; ``problems`` are Chinese sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


def read_row(kind: type[R], values: Mapping[str, Any], where: str) -> R:
    """A row from plain values. Raises BookError for unknown, missing or misshapen fields."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    problems = [f"{where} 有未知项 {name}" for name in values if name not in known]
    read: dict[str, Any] = {}
    for name, field in known.items():
        if name in values:
            try:
                read[name] = _read(str(field.type), values[name])
            except ValueError as error:
                problems.append(f"{where}.{name} {error}")
        elif field.default is MISSING:
            problems.append(f"{where} 缺少 {name}")
    if problems:
        raise BookError(problems)
    return kind(**read)


def write_row(row: object) -> dict[str, Any]:
    """The row as plain values; fields that hold their default are left out."""
    written = {}
    for field in fields(row):  # type: ignore[arg-type]
        value = getattr(row, field.name)
        if value != field.default or field.default is MISSING:
            written[field.name] = _write(value)
    return written


def _read(annotation: str, value: Any) -> Any:
    if value is None and annotation.endswith("| None"):
        return None
    return _READERS[annotation.removesuffix(" | None")](value)


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("须为文字")
    return value


def _read_number(value: Any) -> Decimal:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError('须为不小于 0 的数，写成字符串，如 "0.02"')
    return Decimal(value)


def _read_whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("须为不小于 0 的整数")
    return value


def _read_truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("须为 true 或 false")
    return value


def _read_date(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("须为日期，如 2024-03-05") from None


def _read_texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("须为文字的列表")
    return tuple(value)


_READERS = {
    "str": _read_text,
    "Decimal": _read_number,
    "int": _read_whole,
    "bool": _read_truth,
    "date": _read_date,
    "tuple[str, ...]": _read_texts,
}


def _write(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
