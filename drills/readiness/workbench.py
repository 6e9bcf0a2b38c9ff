"""What readiness adds to the shared pages."""

from __future__ import annotations

from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Register the menu entry."""
    register_entries(
        "战备登记", Entry("战备情况", "drills:figures", "chart-bar", "view_readiness", rank=10)
    )
