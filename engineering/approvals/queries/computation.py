"""面积核定: from a project's buildings and its office's practice to the facts that rules take.

The facts are plain JSON data of the same shape that ``manage.py assess`` reads, so that what was
computed for an application can be computed again from what was stored with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.approvals.models.applications import Application
from engineering.area.computation import ComputedArea, compute
from engineering.area.facts import BuildingEntry
from engineering.projects.models import Project
from engineering.projects.queries import Planning, entry_of, planning_of
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.explained import FactProblem
from renfang.rules.models import LocalPractice, PhaseMethod, practice_on


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
    planning: Planning,
    planned_area: Decimal,
) -> dict[str, Any]:
    """The facts of one computation: areas in ㎡ and shares as decimal strings.

    ``lawful`` is always true here: who applies has not evaded the duty (最高人民法院指导案例21号
    concerns those who never apply; fees says so where it charges them).
    """
    facts: dict[str, Any] = {
        "rulebook": practice.applied_rulebook or practice.rulebook,
        "as_of": as_of.isoformat(),
        "city_class": practice.city_class,
        "division_level": practice.division_level,
        "zone": planning.zone,
        "buildings": [_building(building) for building in buildings],
        "built_area": str(planned_area),
        "lawful": True,
    }
    if practice.local_share_bp is not None:
        facts["local_share"] = str(Decimal(practice.local_share_bp).scaleb(-4))
    if practice.local_rate is not None:
        facts["rate"] = str(practice.local_rate)
    if planning.plan_satisfied is not None:
        facts["plan_satisfied"] = planning.plan_satisfied
    if _is_balanced(planning, practice):
        facts["earlier_phases"] = earlier_phases(planning.follows)
    return facts


def _is_balanced(planning: Planning, practice: LocalPractice) -> bool:
    if planning.follows is None:
        return False
    if practice.phase_method == PhaseMethod.LAST_PHASE_BALANCE:
        return planning.is_last_phase
    return practice.phase_method == PhaseMethod.CUMULATIVE


def earlier_phases(last: Project | None) -> list[dict[str, Any]]:
    """The phases up to ``last``, the first one first, each as its permit has it.

    Raises Incomplete for a phase without a permit in force: what it meets is not known.
    """
    phases: list[dict[str, Any]] = []
    while last is not None:
        permit = (
            last.applications.filter(state=Application.State.GRANTED)
            .prefetch_related("computations")
            .first()
        )
        computation = next(iter(permit.computations.all()), None) if permit else None
        if permit is None or computation is None:
            raise Incomplete(
                f"上一期项目“{last}”没有有效的许可，分期面积不能结转。先办结上一期，再办理本期"
            )
        phases.insert(
            0,
            {
                "name": last.name,
                "buildings": computation.facts["buildings"],
                "planned_area": str(permit.planned_area),
                "relocated_area": str(computation.shortfall_area),
            },
        )
        last = last.follows
    return phases


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


def compute_buildings(
    buildings: Iterable[BuildingEntry],
    organisation: Organisation,
    *,
    as_of: date,
    planning: Planning,
    planned_area: Decimal,
) -> ComputedArea:
    """The required area of stated buildings under an office's practice on a day.

    Raises Incomplete with the office's words where a fact or the practice is missing.
    """
    facts = facts_json(
        buildings,
        practice_for(organisation, as_of),
        as_of=as_of,
        planning=planning,
        planned_area=planned_area,
    )
    try:
        return compute(facts)
    except FactProblem as problem:
        raise Incomplete(f"应建面积无法核定：{problem.message}") from problem


def compute_for(project: Project, planned_area: Decimal, as_of: date) -> ComputedArea:
    """The required area of a registered project. Raises Incomplete."""
    return compute_buildings(
        [entry_of(building) for building in project.buildings.all()],
        project.organisation,
        as_of=as_of,
        planning=planning_of(project),
        planned_area=planned_area,
    )
