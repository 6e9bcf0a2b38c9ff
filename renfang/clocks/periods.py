"""法定期限: how long the law gives for each thing, by the day. Pure.

The numbers stand in ``periods.toml``, each with its article; code asks for them by ``Code``.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from renfang.clocks.rules import (
    MAX_COUNT,
    ONE_DAY,
    Deadline,
    Pause,
    Unit,
    Whose,
    WorkingCalendar,
    deadline,
)

FILE = Path(__file__).with_name("periods.toml")


class Code(StrEnum):
    """The periods that the program counts; ``periods.toml`` holds a count for each."""

    PERMIT_COMPLETENESS = "permit_completeness"
    PERMIT_DECISION = "permit_decision"
    PERMIT_JOINT_DECISION = "permit_joint_decision"
    PERMIT_EXTENSION = "permit_extension"
    PERMIT_JOINT_EXTENSION = "permit_joint_extension"
    PERMIT_SERVICE = "permit_service"
    PERMIT_RENEWAL = "permit_renewal"
    PUBLIC_NOTICE = "public_notice"
    RECONSIDERATION = "reconsideration"
    LAWSUIT = "lawsuit"
    REMEDIES_UNTOLD = "remedies_untold"
    LAWSUIT_AFTER_RECONSIDERATION = "lawsuit_after_reconsideration"
    APPEAL = "appeal"
    HEARING_REQUEST = "hearing_request"
    HEARING_NOTICE = "hearing_notice"
    PENALTY_LIMIT = "penalty_limit"
    PENALTY_DECISION = "penalty_decision"
    PENALTY_SERVICE = "penalty_service"
    FINE_PAYMENT = "fine_payment"
    DEMAND = "demand"
    COURT_APPLICATION = "court_application"
    COURT_ACCEPTANCE = "court_acceptance"
    COURT_RULING = "court_ruling"
    COURT_REVIEW = "court_review"
    LATE_REVIVAL = "late_revival"
    SIREN_TEST_NOTICE = "siren_test_notice"
    LEVY_PAYMENT = "levy_payment"
    REFUND_STEP = "refund_step"


class PeriodsError(ValueError):
    """What is wrong with the table of periods, in words for whoever edits it."""


@dataclass(frozen=True)
class Period:
    """How long, in what unit, and what says so: an article, or the paper that sets the term.

    ``whose`` it is to act within it: an estimate errs on the safe side for citizens.
    """

    name: str
    count: int
    unit: Unit
    basis: str
    whose: Whose = Whose.OFFICE

    def counted_from(
        self, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
    ) -> Deadline:
        """The last day of the period that began with an event on ``start``."""
        return deadline(start, self.count, self.unit, pauses, calendar=calendar, whose=self.whose)


@dataclass(frozen=True)
class Edition:
    """A period with the days on which its count is the law; both ends included."""

    period: Period
    effective_from: date = date.min
    effective_to: date = date.max


Table = Mapping[Code, Sequence[Edition]]


def period(code: Code, on: date) -> Period:
    """The period as the law has it on ``on``."""
    for edition in built_in()[code]:
        if edition.effective_from <= on <= edition.effective_to:
            return edition.period
    raise PeriodsError(f"{code} 在 {on} 没有法定期限")


def latest(code: Code) -> Period:
    """The period as the law has it now, for what knows no day: the defaults of a form."""
    return built_in()[code][-1].period


@cache
def built_in() -> Table:
    """The table that ships with the program, read once."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Table:
    """A table of periods from TOML. Raises PeriodsError naming the code and what is wrong."""
    editions: dict[Code, list[Edition]] = defaultdict(list)
    for row in tomllib.loads(text).get("periods", []):
        code, edition = _edition(row)
        editions[code].append(edition)
    missing = [code.value for code in Code if code not in editions]
    if missing:
        raise PeriodsError(f"缺少期限：{'、'.join(missing)}")
    for code, rows in editions.items():
        rows.sort(key=lambda edition: edition.effective_from)
        _require_unbroken(code, rows)
    return editions


_TEXTS = ("code", "name", "unit", "basis")
_KNOWN = {*_TEXTS, "count", "whose", "effective_from", "effective_to"}


def _edition(row: Mapping[str, Any]) -> tuple[Code, Edition]:
    """One table of the file, every field checked."""
    name = row.get("code", "？")
    if unknown := set(row) - _KNOWN:
        raise PeriodsError(f"{name}：不认识的项目 {'、'.join(sorted(unknown))}")
    for field in _TEXTS:
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise PeriodsError(f"{name}：缺少 {field}")
    count = row.get("count")
    if type(count) is not int or not 1 <= count <= MAX_COUNT:
        raise PeriodsError(f"{name}：count 应为 1 至 {MAX_COUNT} 的整数")
    try:
        code, unit = Code(row["code"]), Unit(row["unit"])
        whose = Whose(row.get("whose", Whose.OFFICE))
    except ValueError as error:
        raise PeriodsError(f"{name}：{error}") from None
    # TOML knows dates with a time of day too, which are no days of law.
    days = [row.get("effective_from", date.min), row.get("effective_to", date.max)]
    if any(type(day) is not date for day in days) or days[1] < days[0]:
        raise PeriodsError(f"{name}：effective_from、effective_to 应为先后两个日期")
    return code, Edition(Period(row["name"], count, unit, row["basis"], whose), *days)


def _require_unbroken(code: Code, rows: Sequence[Edition]) -> None:
    """Each count begins on the day after the one before it ended, and the last is in force."""
    for earlier, later in pairwise(rows):
        if (
            earlier.effective_to == date.max
            or later.effective_from != earlier.effective_to + ONE_DAY
        ):
            raise PeriodsError(f"{code}：{later.effective_from} 起的期限与前一期限没有首尾相接")
    if rows[-1].effective_to != date.max:
        raise PeriodsError(f"{code}：{rows[-1].effective_to} 之后没有期限")
