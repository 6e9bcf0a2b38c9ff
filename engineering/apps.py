from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"
    demo_stories = "engineering.demo.stories"

    def ready(self) -> None:
        from engineering import permissions
        from engineering.approvals import workbench as approval_menu
        from engineering.shelters.workbench import menu as shelter_menu
        from engineering.upkeep import workbench as upkeep_menu

        permissions.declare()
        approval_menu.register()
        shelter_menu.register()
        upkeep_menu.register()
