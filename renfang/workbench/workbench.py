"""The entry of the to-do list in the menu."""

from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Called once when Django starts."""
    register_entries("工作台", Entry("我的待办", "workbench", "list-check", rank=10))
