from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = "专业队与演练"

    def ready(self) -> None:
        from drills import demo, finding, menu, papers, permissions, todo
        from renfang.workbench.demo import register_stories

        permissions.declare()
        papers.declare()
        menu.declare()
        todo.declare()
        finding.declare()
        register_stories(demo.stories)
