"""The app's part of the menu."""

from renfang.workbench.navigation import Entry, Group, register_group


def declare() -> None:
    """Add 专业队与演练 to the menu."""
    register_group(
        Group(
            "专业队与演练",
            [
                Entry("专业队", "drills:teams", "users-group", "view_teams"),
                Entry("年度整组", "drills:campaigns", "refresh", "view_teams"),
                Entry("训练计划", "drills:training_plans", "school", "view_training"),
                Entry("训练课", "drills:sessions", "book", "view_training"),
                Entry("考核", "drills:assessments", "list-check", "view_training"),
                Entry("演练", "drills:drills", "speakerphone", "view_drills"),
                Entry("训练演练日历", "drills:calendar", "calendar-event", "view_drills"),
            ],
        )
    )
