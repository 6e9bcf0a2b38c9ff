from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"
    demo_stories = "drills.demo.stories"

    def ready(self) -> None:
        from drills import permissions
        from drills.assessments.papers import sheets as training_papers
        from drills.exercises.papers import record as papers
        from drills.exercises.papers import report as report_paper
        from drills.reorganisation import papers as reorganisation_paper
        from drills.workbench import menu, readiness_menu, todo, training_todo
        from drills.workbench import search as finding

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
