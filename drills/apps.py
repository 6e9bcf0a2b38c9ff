"""The app of teams, training and drills, and the floors on which its rooms stand."""

from django.apps import AppConfig

# The lowest floor first: a room imports only rooms that stand before it.
ROOMS = (
    "registers",
    "teams",
    "rollcall",
    "training",
    "assessments",
    "reorganisation",
    "exercises",
    "sirens",
    "duty",
    "readiness",
)


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"
    demo_stories = "drills.demo.stories"

    def ready(self) -> None:
        from drills import permissions
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        permissions.register()
        register_group("专业队与演练")
        register_group("战备登记")
        open_rooms("drills", ROOMS)
