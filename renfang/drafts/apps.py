from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "renfang.drafts"
    label = "drafts"
    verbose_name = "未提交的填写内容"
