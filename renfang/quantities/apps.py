from django.apps import AppConfig


class QuantitiesConfig(AppConfig):
    name = "renfang.quantities"
    label = "quantities"
    verbose_name = "数量与金额"
