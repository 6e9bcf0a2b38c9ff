from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "renfang.pages"
    label = "pages"
    verbose_name = "页面"

    def ready(self) -> None:
        from renfang.pages import wording

        wording.register()
