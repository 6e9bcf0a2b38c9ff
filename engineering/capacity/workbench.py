"""What the map and the capacity add to the shared pages: their menu entries."""

from __future__ import annotations

from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Make the map of shelters and the capacity known to the menu."""
    register_entries(
        "使用与维护",
        Entry("工程分布图", "engineering:shelter_map", "map-pin", "view_confidential", rank=50),
        Entry("人均占有面积", "engineering:capacity", "chart-bar", "view_capacity", rank=60),
    )
