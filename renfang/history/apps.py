from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "renfang.history"
    label = "history"
    verbose_name = "办理记录"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from renfang.history import checks  # noqa: F401
        from renfang.history.entries import mark_failure, note_end, note_login
        from renfang.organisations.sessions import ENDINGS

        ENDINGS.register(note_end)
        user_logged_in.connect(note_login, dispatch_uid="renfang.note_login")
        user_login_failed.connect(mark_failure, dispatch_uid="renfang.mark_failure")
