from django.apps import AppConfig

# The rooms, the lowest floor first: each imports only those before it.
ROOMS = (
    "calculation",
    "rule_books",
    "ledger",
    "assessments",
    "notices",
    "payments",
    "refunds",
    "reconciliation",
    "collection",
    "reports",
)


class FeesConfig(AppConfig):
    name = "fees"
    verbose_name = "费用"
    demo_stories = "fees.demo.stories"

    def ready(self) -> None:
        from fees import permissions
        from fees.menu import GROUP
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        permissions.register()
        register_group(GROUP)
        open_rooms("fees", ROOMS)
