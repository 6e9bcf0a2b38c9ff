"""What is known of a registered project: its developer, its buildings, its place in a plan."""

from __future__ import annotations

from dataclasses import dataclass

from engineering.area.facts import BuildingFacts
from engineering.projects.models import Building, Developer, Project
from renfang.quantities.name_columns import name_among


@dataclass(frozen=True)
class Planning:
    """What planning says of a project: zone, 专项规划, and the phase before it."""

    zone: str = "urban"
    plan_satisfied: bool | None = None
    follows: Project | None = None
    is_last_phase: bool = False


def planning_of(project: Project) -> Planning:
    """Where a registered project lies and which phase of its plan it is."""
    return Planning(
        zone=project.zone,
        plan_satisfied=project.plan_satisfied,
        follows=project.follows,
        is_last_phase=project.is_last_phase,
    )


def facts_of(building: Building) -> BuildingFacts:
    """A building of the table, stored or not yet, as rules and acts take it."""
    return BuildingFacts(
        name=building.name,
        use=building.use,
        purpose=building.purpose,
        storeys=building.storeys,
        foundation_depth=building.foundation_depth,
        ground_floor_area=building.ground_floor_area,
        above_ground_area=building.above_ground_area,
        reliefs=(building.relief,) if building.relief else (),
    )


def building_row(project: Project, position: int, facts: BuildingFacts) -> Building:
    """The same the other way: the row of a project's table, not yet saved."""
    return Building(
        project=project,
        position=position,
        name=facts.name,
        use=facts.use,
        purpose=facts.purpose,
        storeys=facts.storeys,
        foundation_depth=facts.foundation_depth,
        ground_floor_area=facts.ground_floor_area,
        above_ground_area=facts.above_ground_area,
        relief=facts.relief,
    )


def find_developer(organisation_id: int, credit_code: str) -> Developer | None:
    """The developer that this organisation has registered under a credit code."""
    if not credit_code:
        return None
    return Developer.objects.filter(organisation=organisation_id, credit_code=credit_code).first()


def other_developers(organisation_id: int, name: str, credit_code: str) -> list[str]:
    """Questions about developers of that name under other credit codes, three at most."""
    if not name:
        return []
    twins = Developer.objects.filter(name_among("name", [name]), organisation=organisation_id)
    return [
        f"本机构已登记同名建设单位“{twin.name}”，统一社会信用代码为 {twin.credit_code}，"
        f"与填写的 {credit_code} 不同。核对营业执照，确认不是同一单位"
        for twin in twins.exclude(credit_code=credit_code).order_by("id")[:3]
    ]
