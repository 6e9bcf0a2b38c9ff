from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "renfang.rules"
    label = "rules"
    verbose_name = "规则"
