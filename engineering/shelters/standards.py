"""The data that shelters are checked against: limits, checklists and lists, by their dates.

They ship as ``standards.toml``; a file ``shelter_rules.toml`` in the data folder takes its place.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from engineering.shelters.rules import FunctionLimits, Limit, UnitRules

BUILT_IN = Path(__file__).with_name("standards.toml")


def _path() -> Path:
    own = Path(settings.DATA_DIR) / "shelter_rules.toml"
    return own if own.exists() else BUILT_IN


@cache
def _load(path: Path, _changed: int) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _edition(table: str, day: date, **wanted: str) -> dict[str, Any]:
    """The last edition of ``table`` in force on ``day``; the first one for days before all."""
    path = _path()
    rows = [
        row
        for row in _load(path, path.stat().st_mtime_ns)[table]
        if all(row[key] == value for key, value in wanted.items())
    ]
    rows.sort(key=lambda row: row["effective_from"])
    in_force = [row for row in rows if row["effective_from"] <= day]
    return in_force[-1] if in_force else rows[0]


def unit_rules(day: date) -> UnitRules:
    """What protective units are compared with on ``day``."""
    row = _edition("units", day)
    functions = {
        name: FunctionLimits(**{key: Decimal(value) for key, value in limits.items()})
        for name, limits in row["functions"].items()
    }
    return UnitRules(
        basis=row["basis"],
        storeys_without_division=row["storeys_without_division"],
        min_exits=row["min_exits"],
        min_outdoor_exits=row["min_outdoor_exits"],
        functions=functions,
    )


def national_limit(item: str, day: date) -> Limit:
    """The national period for ``item`` (a value of ShelterLimit.Item)."""
    row = _edition("limits", day, item=item)
    return Limit(row["count"], row["unit"], row["basis"])


def checklist(day: date) -> tuple[str, list[tuple[str, str]]]:
    """The basis, and (discipline, item) of each row of the acceptance's checklist."""
    row = _edition("checklists", day)
    return row["basis"], [(discipline, item) for discipline, item in row["items"]]


def filing_materials(day: date) -> list[str]:
    """What a builder hands in to file the completion."""
    return [name for name, _ in _edition("materials", day)["items"]]


def filing_bases(day: date) -> dict[str, str]:
    """Material → the article that asks for it."""
    return dict(_edition("materials", day)["items"])


def evaluation_grades(day: date) -> list[tuple[str, str]]:
    """(code, words) of the grades that an evaluation may give."""
    return [(code, words) for code, words in _edition("grades", day)["items"]]


def advised_step(grade: str, day: date) -> str:
    """The step of a shelter's life that an evaluation with this grade calls for; empty: none."""
    return _edition("grades", day).get("leads_to", {}).get(grade, "")
