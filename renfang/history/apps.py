from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "renfang.history"
    label = "history"
    verbose_name = "办理记录"
