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

    def ready(self) -> None:
        from drills import permissions
        from drills.demo import drills as demo
        from drills.demo import duty as demo_duty
        from drills.demo import readiness as demo_readiness
        from drills.demo import training as demo_training
        from renfang.demo.stories import register_stories
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        permissions.register()
        register_group("专业队与演练")
        register_group("战备登记")
        open_rooms("drills", ROOMS)
        register_stories(demo.stories)
        register_stories(demo_training.stories)
        register_stories(demo_readiness.readiness_stories)
        register_stories(demo_duty.duty_stories)
