from django.apps import AppConfig


class ServingConfig(AppConfig):
    name = "renfang.serving"
    label = "serving"
    verbose_name = "送达"
