from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AdministrationConfig(AppConfig):
    name = "renfang.administration"
    label = "administration"
    verbose_name = "系统管理"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from renfang.administration import checks, permissions  # noqa: F401
        from renfang.administration.acts.roles import rewrite_at_login, write_permissions

        permissions.register()
        post_migrate.connect(write_permissions, dispatch_uid="renfang.permissions")
        user_logged_in.connect(rewrite_at_login, dispatch_uid="renfang.rewrite_at_login")
