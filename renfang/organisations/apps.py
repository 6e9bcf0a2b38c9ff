from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "renfang.organisations"
    label = "organisations"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from renfang.acts import LACKING
        from renfang.organisations import checks  # noqa: F401
        from renfang.organisations.permissions import whom_to_turn_to

        LACKING.register(whom_to_turn_to)
