from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "renfang.administration"
    label = "administration"
    verbose_name = "系统管理"
