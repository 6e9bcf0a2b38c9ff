from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "fees"
    verbose_name = "费用"

    def ready(self) -> None:
        from engineering.project_cards import register_card
        from engineering.settlement import (
            register_compensation,
            register_settlement_check,
            register_statement,
            register_survey_listener,
        )
        from fees import papers, permissions
        from fees.compensation import open_compensation, unpaid
        from fees.completion import open_review
        from fees.demo import stories
        from fees.project_card import fee_card
        from fees.settlement import paid_fee, unsettled_fee
        from fees.tasks import find_accounts, open_tasks
        from renfang.workbench.demo import register_stories
        from renfang.workbench.navigation import Entry, Group, register_group
        from renfang.workbench.search import register_finder
        from renfang.workbench.tasks import register_tasks

        permissions.declare()
        papers.declare()
        register_settlement_check(unsettled_fee)
        register_statement(paid_fee)
        register_survey_listener(open_review)
        register_compensation(open_compensation, unpaid)
        register_card(fee_card)
        register_tasks(open_tasks)
        register_stories(stories)
        register_finder(find_accounts)
        register_group(
            Group(
                "易地建设费",
                [
                    Entry("待核定", "fees:pending", "calculator", "view_fees"),
                    Entry("竣工核费", "fees:completions", "ruler-measure", "view_fees"),
                    Entry("拆除补偿费", "fees:compensations", "receipt", "view_fees"),
                    Entry("应收台账", "fees:accounts", "report-money", "view_fees"),
                    Entry("收缴情况表", "fees:figures", "chart-bar", "view_fees"),
                ],
            )
        )
