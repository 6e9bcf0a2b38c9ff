"""What is known of a registered project: its developer, its buildings, its place in a plan."""

from __future__ import annotations

from dataclasses import dataclass

from engineering.area.facts import BuildingEntry
from engineering.projects.models import Building, Developer, Project


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


def entry_of(building: Building) -> BuildingEntry:
    """A stored building as the acts take it."""
    return BuildingEntry(
        name=building.name,
        use=building.use,
        purpose=building.purpose,
        storeys=building.storeys,
        foundation_depth=building.foundation_depth,
        ground_floor_area=building.ground_floor_area,
        above_ground_area=building.above_ground_area,
        relief=building.relief,
    )


def find_developer(organisation_id: int, credit_code: str) -> Developer | None:
    """The developer that this organisation has registered under a credit code."""
    if not credit_code:
        return None
    return Developer.objects.filter(organisation=organisation_id, credit_code=credit_code).first()
