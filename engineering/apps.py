from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "engineering"
    verbose_name = "结建审批与人防工程"
    demo_stories = "engineering.demo_stories"

    def ready(self) -> None:
        from engineering import approval_menu, permissions, shelter_menu, upkeep_menu

        permissions.declare()
        approval_menu.register()
        shelter_menu.register()
        upkeep_menu.register()
