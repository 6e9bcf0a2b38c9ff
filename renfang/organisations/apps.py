from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "renfang.organisations"
    label = "organisations"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from renfang.acts import LACKING
        from renfang.organisations import checks  # noqa: F401
        from renfang.organisations.permissions import whom_to_turn_to
        from renfang.organisations.sessions import begin_session, close_session

        LACKING.register(whom_to_turn_to)
        user_logged_in.connect(begin_session, dispatch_uid="renfang.begin_session")
        user_logged_out.connect(close_session, dispatch_uid="renfang.close_session")
