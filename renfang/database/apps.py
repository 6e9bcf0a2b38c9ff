from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DatabaseConfig(AppConfig):
    name = "renfang.database"
    label = "database"
    verbose_name = "数据库"

    def ready(self) -> None:
        from renfang.database import (
            checks,  # noqa: F401
            triggers,
        )

        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)
