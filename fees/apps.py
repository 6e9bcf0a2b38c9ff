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
        from engineering import hooks
        from fees import permissions
        from fees.hooks import fee_card, paid_fee, unsettled_fee
        from fees.menu import GROUP
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        permissions.register()
        register_group(GROUP)
        hooks.SETTLEMENT_CHECKS.register(unsettled_fee)
        hooks.SETTLEMENT_STATEMENTS.register(paid_fee)
        hooks.PROJECT_CARDS.register(fee_card)
        open_rooms("fees", ROOMS)
