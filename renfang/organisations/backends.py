"""Logging in by password; every page names the user's organisation, so it is read along."""

from django.contrib.auth.backends import ModelBackend

from renfang.organisations.models import User


class StaffBackend(ModelBackend):
    """Django's own, with the organisation in the same query."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
