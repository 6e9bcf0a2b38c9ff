"""From a project and its office's practice to the facts that the rules take.

The facts are plain JSON data of the same shape that ``manage.py assess`` reads, so that what was
computed for an application can be computed again from what was stored with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.projects import BuildingEntry
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.models import LocalPractice, practice_on


def practice_for(organisation: Organisation, day: date) -> LocalPractice:
    """The practice in force. Raises Incomplete when the office has entered none for the day."""
    practice = practice_on(organisation, day)
    if practice is None:
        raise Incomplete(
            f"{organisation}没有登记 {day} 起适用的本地执行口径，无法核定应建面积。"
            "由系统管理员在“机构与口径”中登记规则、城市类别和依据文件"
        )
    return practice


def facts_json(
    buildings: Iterable[BuildingEntry],
    practice: LocalPractice,
    *,
    as_of: date,
    zone: str,
    planned_area: Decimal,
) -> dict[str, Any]:
    """The facts of one computation: areas in ㎡ and shares as decimal strings.

    ``lawful`` is always true here: who applies has not evaded the duty (最高人民法院指导案例21号
    concerns those who never apply; fees says so where it charges them).
    """
    facts: dict[str, Any] = {
        "rulebook": practice.rulebook,
        "as_of": as_of.isoformat(),
        "city_class": practice.city_class,
        "division_level": practice.division_level,
        "zone": zone,
        "buildings": [_building(building) for building in buildings],
        "built_area": str(planned_area),
        "lawful": True,
    }
    if practice.local_share_bp is not None:
        facts["local_share"] = str(Decimal(practice.local_share_bp).scaleb(-4))
    if practice.local_rate is not None:
        facts["rate"] = str(practice.local_rate)
    return facts


def _building(building: BuildingEntry) -> dict[str, Any]:
    facts = {
        "name": building.name,
        "use": building.use,
        "storeys": building.storeys,
        "foundation_depth": str(building.foundation_depth),
        "ground_floor_area": str(building.ground_floor_area),
        "above_ground_area": str(building.above_ground_area),
    }
    if building.relief:
        facts["relief"] = building.relief
    return facts
