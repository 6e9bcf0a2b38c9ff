"""System checks that keep an installation within its security model."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils import timezone

from renfang.organisations.models import User
from renfang.organisations.passwords import POLICIES
from renfang.organisations.posts import strange_rights
from renfang.organisations.second_factor import ENFORCEMENTS


@register(Tags.security, deploy=True)
def nobody_is_superuser(app_configs: Any, **kwargs: Any) -> list[Error]:
    """In production rights come from roles alone; a superuser would bypass scope in guardian."""
    if settings.DEBUG:
        return []
    try:
        names = list(
            User.objects.filter(is_superuser=True, is_active=True).values_list(
                "username", flat=True
            )
        )
    except DatabaseError:  # not migrated yet: nobody is in
        return []
    if not names:
        return []
    return [
        Error(
            f"Active superusers exist: {', '.join(names)}",
            hint="Grant roles instead: manage.py grant_role USER ROLE ORGANISATION",
            id="renfang.E001",
        )
    ]


@register(Tags.security, deploy=True)
def rights_come_from_posts(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Posts that exclude one another, and rights that no post gives, put in past the acts."""
    try:
        found = list(strange_rights(timezone.localdate()))
    except DatabaseError:  # not migrated yet: nobody is in
        return []
    hint = "Take a post back on the page of the person; migrate writes the rights anew"
    return [Error(words, hint=hint, id="renfang.E002") for words in found]


@register(Tags.security)
def password_policy_is_known(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A policy that nobody wrote would end every login in an error."""
    if settings.PASSWORD_POLICY in POLICIES:
        return []
    known = ", ".join(POLICIES)
    return [Error(f"RENFANG_PASSWORD_POLICY must be one of {known}", id="renfang.E004")]


@register(Tags.security)
def second_factor_is_known(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A word that nobody wrote would let everybody in by a password alone."""
    if settings.SECOND_FACTOR in ENFORCEMENTS:
        return []
    known = ", ".join(ENFORCEMENTS)
    return [Error(f"RENFANG_SECOND_FACTOR must be one of {known}", id="renfang.E005")]


@register(Tags.security, deploy=True)
def second_factor_is_required(app_configs: Any, **kwargs: Any) -> list[Caution]:
    """In an office heads, checkers, finance officers and administrators come in by two steps."""
    if settings.SECOND_FACTOR in ("required", "everybody") or settings.DEMO:
        return []
    hint = "Take RENFANG_SECOND_FACTOR out of the environment (GB/T 22239-2019 8.1.4.1 d)"
    return [Caution("A second factor is only offered", hint=hint, id="renfang.W001")]
