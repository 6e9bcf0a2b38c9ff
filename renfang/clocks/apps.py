from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "renfang.clocks"
    label = "clocks"
    verbose_name = "时限"
