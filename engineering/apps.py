from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"

    def ready(self) -> None:
        from engineering import permissions
        from engineering.approvals import workbench as approval_menu
        from engineering.demo.applications import stories as approval_stories
        from engineering.demo.peacetime_use import peacetime_use_stories
        from engineering.demo.projects import stories
        from engineering.demo.shelters import shelter_stories
        from engineering.demo.upkeep import upkeep_stories
        from engineering.shelters.workbench import menu as shelter_menu
        from engineering.upkeep import workbench as upkeep_menu
        from renfang.demo.stories import register_stories

        permissions.declare()
        approval_menu.register()
        shelter_menu.register()
        upkeep_menu.register()
        register_stories(stories)
        register_stories(approval_stories)
        register_stories(shelter_stories)
        register_stories(peacetime_use_stories)
        register_stories(upkeep_stories)
