from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "fees"
    verbose_name = "费用"
    demo_stories = "fees.demo.stories"

    def ready(self) -> None:
        from engineering.hooks import (
            register_card,
            register_compensation,
            register_settlement_check,
            register_statement,
            register_survey_listener,
        )
        from fees import permissions
        from fees.assessments import papers as assessment_papers
        from fees.assessments.acts.completion import open_review
        from fees.assessments.workbench import PILES, find_accounts
        from fees.collection import papers as collection_papers
        from fees.collection.workbench import PILES as COLLECTION_PILES
        from fees.hooks import fee_card, paid_fee, unsettled_fee
        from fees.notices import papers
        from fees.payments.acts.compensation import open_compensation, unpaid
        from fees.payments.workbench import PILES as PAYMENT_PILES
        from fees.reconciliation import papers as statement_papers
        from fees.refunds import papers as refund_papers
        from renfang.workbench.navigation import Entry, register_entries, register_group
        from renfang.workbench.search import register_finder
        from renfang.workbench.tasks import register_piles

        permissions.declare()
        papers.declare()
        assessment_papers.declare()
        collection_papers.declare()
        refund_papers.declare()
        statement_papers.declare()
        register_settlement_check(unsettled_fee)
        register_statement(paid_fee)
        register_survey_listener(open_review)
        register_compensation(open_compensation, unpaid)
        register_card(fee_card)
        register_piles(*PILES, *COLLECTION_PILES, *PAYMENT_PILES)
        register_finder(find_accounts)
        register_group("易地建设费")
        register_entries(
            "易地建设费",
            Entry("财务工作台", "fees:desk", "home", "view_fees", rank=10),
            Entry("待核定", "fees:pending", "calculator", "view_fees", rank=20),
            Entry("核定复核", "fees:drafts", "writing", "view_fees", rank=30),
            Entry("竣工核费", "fees:completions", "ruler-measure", "view_fees", rank=40),
            Entry("拆除补偿费", "fees:compensations", "receipt", "view_fees", rank=50),
            Entry("应收台账", "fees:accounts", "report-money", "view_fees", rank=60),
            Entry("记账单复核", "fees:slips", "receipt", "view_fees", rank=70),
            Entry("对账", "fees:statements", "file-import", "view_fees", rank=80),
            Entry("费源信息", "fees:fee_sources", "file-export", "view_fees", rank=90),
            Entry("退付", "fees:refunds", "cash", "view_fees", rank=100),
            Entry("核销", "fees:write_offs", "gavel", "view_fees", rank=110),
            Entry("月结", "fees:months", "calendar", "view_fees", rank=120),
            Entry("催缴台", "fees:collection", "speakerphone", "view_fees", rank=130),
            Entry("账龄分析", "fees:ageing", "chart-bar", "view_fees", rank=140),
            Entry("规则库", "fees:books", "book", "view_rulebooks", rank=150),
            Entry("试算比较", "fees:what_if", "scale", "view_rulebooks", rank=160),
            Entry("收缴情况表", "fees:figures", "chart-bar", "view_fees", rank=170),
        )
