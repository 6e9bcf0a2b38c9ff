"""What the reports put into the menu."""

from __future__ import annotations

from fees.menu import GROUP
from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Register the room's menu entries."""
    register_entries(
        GROUP,
        Entry("财务工作台", "fees:desk", "home", "view_fees", rank=10),
        Entry("账龄分析", "fees:ageing", "chart-bar", "view_fees", rank=140),
        Entry("收缴情况表", "fees:figures", "chart-bar", "view_fees", rank=170),
    )
