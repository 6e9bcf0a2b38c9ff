"""The drills that hang on a row of a register (a key target, a locality, a plan) or on a team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drills.exercises.models import Drill, DrillState
from drills.registers.models import KeyTarget, Locality, ProtectionPlan
from drills.teams.models import Team
from drills.teams.queries import needed
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.resting import Ending, Resting


def drills_of_target(target: KeyTarget, scope: Scope) -> list[Table]:
    """Drills that tested a plan of the key target."""
    drills = Drill.objects.visible_to(scope).filter(tested_plans__key_target=target).distinct()
    return [_table(drills, "检验方案的演练")]


def drills_of_locality(locality: Locality, scope: Scope) -> list[Table]:
    """Drills in which units of the street or community took part."""
    drills = Drill.objects.visible_to(scope).filter(participants__locality=locality).distinct()
    return [_table(drills, "参加的演练")]


def drills_of_plan(plan: ProtectionPlan, scope: Scope) -> list[Table]:
    """Drills that tested the plan."""
    return [_table(Drill.objects.visible_to(scope).filter(tested_plans=plan), "检验本预案的演练")]


_DRILLS = (
    col.Title("演练", str, link="drills:drill"),
    col.Day("开始时间", "starts_at"),
    col.Short("状态", "state"),
)


def _table(drills: Any, title: str) -> Table:
    return Table(title, _DRILLS, drills.order_by("-starts_at")[:20])


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """Drills that are planned with a team: it is not dissolved before they are held or changed."""
    for call in team.calls.filter(drill__state=DrillState.PLANNED).select_related("drill"):
        words = f"{team}已列入演练“{call.drill}”。先从该演练中移出，或取消该演练"
        yield Resting(row=call.drill, label="演练", effect=needed(ending), words=words)
