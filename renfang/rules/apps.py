from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RulesConfig(AppConfig):
    name = "renfang.rules"
    label = "rules"
    verbose_name = "规则"

    def ready(self) -> None:
        from renfang.rules.shipping import enter_shipped_books

        post_migrate.connect(enter_shipped_books, sender=self)
