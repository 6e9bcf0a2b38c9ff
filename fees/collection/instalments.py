"""暂缓、分期缴纳罚款: the plan as lines of a form and as data, and where a track stands in it.

The limit to ask the court runs from the end of the deferral or of the last instalment; where one
instalment that is not paid ends it, from that one. So the day is always that of the next open
instalment, and moves on with each payment. Source: 行政处罚法 arts 66(2), 72(2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fees.collection.models import CollectionStep
from fees.collection.outcomes import DECIDED
from renfang.quantities.parsing import Unreadable, parse_amount, parse_date

ENDS, GOES_ON = "ends", "goes_on"
_BETWEEN = re.compile(r"[|｜\t]|\s{1,}")
_MOST_LINES = 60


@dataclass(frozen=True)
class Deferral:
    """What was allowed: until when, in which parts, and what one unpaid part brings about."""

    until: date
    parts: tuple[tuple[date, Decimal], ...] = ()
    ends_with_default: bool = False

    def next_day(self, owed: Decimal) -> date:
        """By when the next part is to be paid; the last day where everything is at once."""
        later = sum((amount for _, amount in self.parts), Decimal(0))
        for day, amount in self.parts:
            later -= amount
            if owed > later:
                return day
        return self.until

    def runs_until(self, owed: Decimal) -> date:
        """The day with which it ends as far as is known now: all is due on the day after."""
        return self.next_day(owed) if self.ends_with_default else self.until


def deferral_in(steps: Iterable[CollectionStep]) -> Deferral | None:
    """The deferral that stands after these steps, the oldest first; None without one."""
    found = None
    for step in steps:
        if step.code in DECIDED:
            found = None
        elif step.code == "defer":
            found = deferral_as(step.values)
    return found


def deferral_as(values: Mapping[str, Any]) -> Deferral:
    """The deferral as the form of its step said it, or as the step keeps it."""
    parts = tuple(
        (date.fromisoformat(row["due_on"]), Decimal(row["amount"]))
        for row in values.get("instalments") or ()
    )
    until = values.get("pay_by")
    last = parts[-1][0] if parts else date.fromisoformat(str(until))
    return Deferral(last, parts, bool(parts) and values.get("default") == ENDS)


def as_lines(rows: Iterable[Mapping[str, str]]) -> str:
    """The plan as it is typed: one part a line, day and sum."""
    return "\n".join(f"{row['due_on']}　{row['amount']}" for row in rows)


class InstalmentLines(forms.CharField):
    """分期安排, one part a line: last day and sum in yuan; gives a list of dicts of strings."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="分期安排",
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text="每期一行：最后日期　金额，例如“2026-09-30　20000.00”。不分期的留空。",
            required=False,
            strip=False,
            **kwargs,
        )

    def to_python(self, value: Any) -> list[dict[str, str]]:
        """Raises ValidationError naming the line that cannot be read or is out of order."""
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            raise ValidationError(f"最多分 {_MOST_LINES} 期。")
        rows = [self._read(number, line) for number, line in enumerate(lines, 1)]
        _require_order(rows)
        return rows

    @staticmethod
    def _read(number: int, line: str) -> dict[str, str]:
        parts = [part for part in _BETWEEN.split(line) if part]
        if len(parts) != 2:
            raise ValidationError(f"第 {number} 行应有最后日期和金额两项，以空格分开。")
        try:
            day, amount = parse_date(parts[0]), parse_amount(parts[1])
        except Unreadable as error:
            raise ValidationError(f"第 {number} 行：{error.message}") from error
        if amount <= 0:
            raise ValidationError(f"第 {number} 行：金额应大于零。")
        return {"due_on": day.isoformat(), "amount": f"{amount:.2f}"}


def _require_order(rows: Sequence[Mapping[str, str]]) -> None:
    for first, second in pairwise(rows):
        if second["due_on"] <= first["due_on"]:
            raise ValidationError(f"各期日期应当依次递增，{second['due_on']} 不晚于前一期。")
