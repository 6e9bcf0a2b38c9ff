from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"
    demo_stories = "drills.demo_stories"

    def ready(self) -> None:
        from drills import (
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
