from django.apps import AppConfig
from django.db.backends.signals import connection_created

from renfang.quantities.name_columns import teach_sqlite


class QuantitiesConfig(AppConfig):
    name = "renfang.quantities"
    label = "quantities"
    verbose_name = "数量与金额"

    def ready(self) -> None:
        """Give every SQLite connection the function that compares names."""
        connection_created.connect(teach_sqlite, dispatch_uid="names")
