from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "renfang.documents"
    label = "documents"
    verbose_name = "文书"
