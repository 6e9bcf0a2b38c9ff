"""What peacetime use, upkeep and the picture add to the shared pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from engineering import (
    inspection_publication,
    peacetime_use_papers,
    upkeep_tasks,
)
from engineering.models import PeacetimeUse
from engineering.use_reminders import REQUESTS, use_tasks
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, Group, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import register_piles, register_tasks


def register() -> None:
    """Called when Django starts."""
    peacetime_use_papers.register()
    inspection_publication.register()
    register_group(
        Group(
            "使用与维护",
            [
                Entry("平时使用", "engineering:peacetime_uses", "building", "view_peacetime_use"),
                Entry("检查计划", "engineering:inspection_plans", "calendar-event", "view_upkeep"),
                Entry("检查任务", "engineering:inspection_tasks", "list-check", "view_upkeep"),
                Entry("隐患台账", "engineering:hazards", "alert-triangle", "view_upkeep"),
                Entry("工程分布图", "engineering:shelter_map", "map-pin", "view_confidential"),
                Entry("人均占有面积", "engineering:capacity", "chart-bar", "view_capacity"),
                Entry("平时使用管理方式", "engineering:use_regimes", "settings", "set_use_regime"),
            ],
            rank=22,
        )
    )
    register_tasks(use_tasks)
    register_piles(REQUESTS, *upkeep_tasks.PILES)
    register_finder(find_uses)


def find_uses(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Uses by part of the operator's or the shelter's name."""
    found = PeacetimeUse.objects.visible_to(scope).filter(
        Q(operator__contains=words) | Q(shelter__name__contains=words)
    )
    for use in found.select_related("shelter").order_by("-id")[:limit]:
        yield Hit(
            "平时使用",
            use.operator,
            f"{use.shelter.name}，{use.get_state_display()}，至 {use.ends_on}",
            use.get_absolute_url(),
        )
