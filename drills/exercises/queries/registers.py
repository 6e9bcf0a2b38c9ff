"""The drills that hang on a row of a register (a key target, a locality, a plan) or on a team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from drills.exercises.models import Drill, DrillState
from drills.registers.catalogue import Table
from drills.registers.models import KeyTarget, Locality, ProtectionPlan
from drills.teams.models import Team
from drills.teams.queries import needed
from renfang.organisations.scope import Scope
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


def _table(drills: Any, title: str) -> Table:
    found = list(drills.order_by("-starts_at")[:20])
    return Table(
        title,
        ("演练", "开始时间", "状态"),
        [
            (str(d), f"{timezone.localtime(d.starts_at):%Y-%m-%d %H:%M}", d.get_state_display())
            for d in found
        ],
        [reverse("drills:drill", args=[d.pk]) for d in found],
    )


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """Drills that are planned with a team: it is not dissolved before they are held or changed."""
    for call in team.calls.filter(drill__state=DrillState.PLANNED).select_related("drill"):
        words = f"{team}已列入演练“{call.drill}”。先从该演练中移出，或取消该演练"
        yield Resting(row=call.drill, label="演练", effect=needed(ending), words=words)
