from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"

    def ready(self) -> None:
        from drills import permissions
        from drills.assessments.papers import sheets as training_papers
        from drills.demo import drills as demo
        from drills.demo import duty as demo_duty
        from drills.demo import readiness as demo_readiness
        from drills.demo import training as demo_training
        from drills.exercises.papers import record as papers
        from drills.exercises.papers import report as report_paper
        from drills.reorganisation import papers as reorganisation_paper
        from drills.workbench import menu, readiness_menu, todo, training_todo
        from drills.workbench import search as finding
        from renfang.demo.stories import register_stories

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
