from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "renfang.database"
    label = "database"
    verbose_name = "数据库"
