"""What inspections add to the shared pages: their paper and their menu entries."""

from __future__ import annotations

from engineering.inspections import papers
from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Make plans of inspection known to the registry of papers and the menu."""
    papers.register()
    register_entries(
        "使用与维护",
        Entry("检查计划", "engineering:inspection_plans", "calendar-event", "view_upkeep", rank=20),
        Entry("检查任务", "engineering:inspection_tasks", "list-check", "view_upkeep", rank=30),
    )
