"""证据清单: each piece of evidence with its source and what it proves, as lines and as data.

Read from lines so that a list can be pasted from a table; prior notice and decision print it as
one. Source: 行政处罚法 arts 46, 59(1)(二).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from renfang.quantities.parsing import Unreadable, clean_text

PARTS = ("name", "source", "proves")
_BETWEEN = re.compile(r"[|｜\t]")
_LONGEST = 100
_MOST_LINES = 40


def as_lines(rows: Iterable[Mapping[str, str]]) -> str:
    """The list as it is typed: one piece a line, its three parts divided by ｜."""
    return "\n".join("｜".join(row.get(part, "") for part in PARTS) for row in rows)


class EvidenceLines(forms.CharField):
    """证据清单, one piece a line: name, source, what it proves; gives a list of dicts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="证据清单",
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text="每行一件：证据名称｜来源｜证明的事实。可以从表格粘贴三列。",
            error_messages={"required": "至少列出一件证据。"},
            strip=False,
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError naming the line that does not have the three parts."""
        lines = [line for line in (value or "").splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            raise ValidationError(f"最多列 {_MOST_LINES} 件证据，同类的合并为一行。")
        return [self._read(number, line) for number, line in enumerate(lines, 1)]

    @staticmethod
    def _read(number: int, line: str) -> dict[str, str]:
        try:
            parts = [clean_text(part) for part in _BETWEEN.split(line)]
        except Unreadable as error:
            raise ValidationError(f"第 {number} 行：{error.message}") from error
        if len(parts) != len(PARTS) or not all(parts):
            raise ValidationError(
                f"第 {number} 行应有三项，以“｜”分开：证据名称｜来源｜证明的事实。"
            )
        if too_long := next((part for part in parts if len(part) > _LONGEST), ""):
            raise ValidationError(f"第 {number} 行“{too_long[:10]}…”超过 {_LONGEST} 个字。")
        return dict(zip(PARTS, parts, strict=True))
