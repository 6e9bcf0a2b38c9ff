"""What differs between two versions of a rule book, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fees.book_fields import described
from renfang.rules.models import BookEdition
from renfang.rules.vocabulary import ALL_SECTIONS

_HEAD = {
    "title": "名称",
    "version": "版本",
    "basis": "法律依据",
    "effective_from": "施行日期",
    "effective_to": "有效期至",
}


@dataclass(frozen=True)
class Difference:
    """One row or value: ``before`` is empty for what was added, ``after`` for what was removed."""

    place: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happened, in one word."""
        if not self.before:
            return "增加"
        return "修改" if self.after else "删除"


def differences(old: BookEdition, new: BookEdition) -> list[Difference]:
    """From ``old`` to ``new``: the head first, then section by section."""
    found = []
    for name, label in _HEAD.items():
        before, after = str(getattr(old, name) or ""), str(getattr(new, name) or "")
        if before != after:
            found.append(Difference(label, before or "未填写", after or "未填写"))
    for section, label in ALL_SECTIONS.items():
        found += _rows(section, label, old.content.get(section, []), new.content.get(section, []))
    return found


def _rows(
    section: str, label: str, old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]
) -> list[Difference]:
    """Rows of the same code (or place) are compared; equal rows are passed over."""
    gone = [row for row in old if row not in new]
    come = [row for row in new if row not in old]
    found = []
    for row in gone:
        twin = next((other for other in come if _same(row, other)), None)
        if twin is not None:
            come.remove(twin)
        found.append(Difference(label, _words(section, row), _words(section, twin) if twin else ""))
    return found + [Difference(label, "", _words(section, row)) for row in come]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = ("code", "obligation", "kind", "grade", "section", "division_level", "city_classes")
    return all(one.get(key) == other.get(key) for key in keys)


def _words(section: str, row: Mapping[str, Any]) -> str:
    told = described(section, row)
    return f"{told['head']}（{told['says']}；依据：{told['basis']}；适用：{told['period']}）"
