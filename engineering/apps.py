from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"

    def ready(self) -> None:
        from engineering import approval_menu, permissions, shelter_menu, upkeep_menu
        from engineering.demo import stories
        from engineering.demo_approvals import stories as approval_stories
        from engineering.demo_peacetime_use import peacetime_use_stories
        from engineering.demo_shelters import shelter_stories
        from engineering.demo_upkeep import upkeep_stories
        from renfang.workbench.demo import register_stories

        permissions.declare()
        approval_menu.register()
        shelter_menu.register()
        upkeep_menu.register()
        register_stories(stories)
        register_stories(approval_stories)
        register_stories(shelter_stories)
        register_stories(peacetime_use_stories)
        register_stories(upkeep_stories)
