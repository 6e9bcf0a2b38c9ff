"""The entries of the administrators in the menu."""

from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Called once when Django starts."""
    register_entries(
        "管理",
        Entry("工作日历", "calendar_now", "calendar", rank=10),
        Entry("机构与口径", "offices", "building", "manage_settings", rank=20),
        Entry("人员与岗位", "people", "users", "view_people", rank=30),
        Entry("审计检索", "events", "history", "view_history", rank=40),
    )
