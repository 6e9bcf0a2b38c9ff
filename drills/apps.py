from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"

    def ready(self) -> None:
        from drills import (
            demo,
            demo_duty,
            demo_readiness,
            demo_training,
            finding,
            menu,
            papers,
            permissions,
            readiness_menu,
            reorganisation_paper,
            report_paper,
            todo,
            training_papers,
            training_todo,
        )
        from renfang.workbench.demo import register_stories

        permissions.declare()
        papers.declare()
        report_paper.declare()
        training_papers.declare()
        reorganisation_paper.declare()
        menu.declare()
        readiness_menu.declare()
        todo.declare()
        training_todo.declare()
        finding.declare()
        register_stories(demo.stories)
        register_stories(demo_training.stories)
        register_stories(demo_readiness.readiness_stories)
        register_stories(demo_duty.duty_stories)
