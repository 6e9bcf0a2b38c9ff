"""The app of projects, approvals and shelters, and the floors on which its rooms stand."""

from django.apps import AppConfig

# The rooms, the lowest floor first: a room imports only rooms before it.
ROOMS = (
    "area",
    "projects",
    "shelters",
    "approvals",
    "omissions",
    "comparison",
    "works",
    "peacetime_use",
    "lifecycle",
    "inspections",
    "upkeep",
    "capacity",
)


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"
    demo_stories = "engineering.demo.stories"

    def ready(self) -> None:
        from engineering import permissions
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        permissions.register()
        register_group("结建审批", rank=10)
        register_group("人防工程", rank=20)
        register_group("使用与维护", rank=22)
        open_rooms("engineering", ROOMS)
