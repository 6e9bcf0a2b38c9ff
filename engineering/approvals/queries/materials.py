"""申请材料: the list per kind of application, and what of it is still missing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engineering.approvals.models.applications import Application
from engineering.approvals.models.settings import RequiredMaterial
from renfang.organisations.models import Organisation

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Listed:
    """One row of a list of materials."""

    name: str
    note: str = ""
    is_mandatory: bool = True


@cache
def built_in(kind: str) -> tuple[Listed, ...]:
    """The list for offices that keep none of their own."""
    path = Path(__file__).parents[1] / "materials.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["material"]
    return tuple(
        Listed(row["name"], row.get("note", ""), not row.get("optional", False))
        for row in rows
        if kind in row["kinds"]
    )


def materials_for(organisation: Organisation, kind: str) -> Sequence[Listed]:
    """The organisation's own list, else its nearest superior's, else the built-in one."""
    rows = list(
        RequiredMaterial.objects.filter(organisation__in=organisation.lineage, kind=kind)
        .select_related("organisation")
        .order_by("-organisation__path", "position")
    )
    own = [row for row in rows if row.organisation_id == rows[0].organisation_id]
    listed = tuple(Listed(row.name, row.note, row.is_mandatory) for row in own)
    return listed or built_in(kind)


def missing_materials(application: Application) -> list[str]:
    """Names of the mandatory materials that are not ticked; read from prefetched ones."""
    listed = application.materials.all()
    return [row.name for row in listed if row.is_mandatory and not row.is_received]


def correction_text(application: Application) -> str:
    """补正内容 from the mandatory materials that are not ticked, numbered, one to a line."""
    missing = application.materials.filter(is_received=False, is_mandatory=True)
    return "\n".join(
        f"{_numeral(number)}、缺少{row.name}{f'（{row.note}）' if row.note else ''}；"
        for number, row in enumerate(missing, 1)
    )


def _numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens - 1]}十")
    return head + (_NUMERALS[ones - 1] if ones else "")
