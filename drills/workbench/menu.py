"""The app's part of the menu."""

from renfang.workbench.navigation import Entry, register_entries, register_group


def declare() -> None:
    """Add 专业队与演练 to the menu."""
    register_group("专业队与演练")
    register_entries(
        "专业队与演练",
        Entry("专业队", "drills:teams", "users-group", "view_teams", rank=10),
        Entry("年度整组", "drills:campaigns", "refresh", "view_teams", rank=20),
        Entry("训练计划", "drills:training_plans", "school", "view_training", rank=30),
        Entry("训练课", "drills:sessions", "book", "view_training", rank=40),
        Entry("考核", "drills:assessments", "list-check", "view_training", rank=50),
        Entry("演练", "drills:drills", "speakerphone", "view_drills", rank=60),
        Entry("训练演练日历", "drills:calendar", "calendar-event", "view_drills", rank=70),
    )
