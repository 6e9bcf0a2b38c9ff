"""Logging in by password; every page names the user's organisation, so it is read along."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from renfang.organisations.models import Passkey, SecondFactor, User


class StaffBackend(ModelBackend):
    """Django's own, with the organisation, and whether he has two steps, in the same query."""

    def get_user(self, user_id: int) -> User | None:
        app = SecondFactor.objects.filter(user=OuterRef("pk")).exclude(key="")
        passkey = Passkey.objects.filter(user=OuterRef("pk"))
        user = (
            User.objects.select_related("organisation")
            .annotate(has_two_steps=Exists(app) | Exists(passkey))
            .filter(pk=user_id)
            .first()
        )
        return user if user is not None and self.user_can_authenticate(user) else None
