from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"

    def ready(self) -> None:
        from engineering import approval_menu, permissions, shelter_menu
        from engineering.demo import stories
        from renfang.workbench.demo import register_stories

        permissions.declare()
        approval_menu.register()
        shelter_menu.register()
        register_stories(stories)
