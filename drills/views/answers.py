"""Answers that several pages give."""

from __future__ import annotations

from django.db.models import QuerySet

from renfang.acts import NotPermitted
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope


def offices(scope: Scope, permission: str) -> QuerySet[Organisation]:
    """The organisations at which the user holds a permission; NotPermitted where there is none."""
    if not scope.holds(permission):
        raise NotPermitted.lacking(permission)
    return Organisation.objects.filter(pk__in=scope.organisations(permission))
