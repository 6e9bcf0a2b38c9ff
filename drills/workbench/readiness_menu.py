"""The menu of what stands ready: registers, plans, coverage, figures."""

from renfang.workbench.navigation import Entry, register_entries, register_group


def declare() -> None:
    """Add 战备登记 to the menu, below the group of teams and drills."""
    register_group("战备登记")
    register_entries(
        "战备登记",
        Entry("战备情况", "drills:figures", "chart-bar", "view_readiness", rank=10),
        Entry("战勤值班", "drills:shifts", "clock", "view_readiness", rank=20),
        Entry("问题整改", "drills:findings", "alert-triangle", "view_drills", rank=30),
        Entry("演练覆盖", "drills:coverage", "map-pin", "view_drills", rank=40),
        Entry("预案方案", "drills:protection_plans", "book", "view_readiness", rank=50),
        Entry("警报设施", "drills:sirens", "alarm", "view_readiness", rank=60),
        Entry("重要经济目标", "drills:key_targets", "building", "view_readiness", rank=70),
        Entry("疏散基地", "drills:evacuation_bases", "home", "view_readiness", rank=80),
        Entry("街道社区", "drills:localities", "building-community", "view_readiness", rank=90),
    )
