from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "renfang.background"
    label = "background"
    verbose_name = "后台任务"
