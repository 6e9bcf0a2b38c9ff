from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    name = "renfang.organisations"
    label = "organisations"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from renfang.administration.acts import roles
        from renfang.organisations import checks  # noqa: F401

        roles.declare_kernel_permissions()
        post_migrate.connect(roles.write_permissions, dispatch_uid="renfang.permissions")
