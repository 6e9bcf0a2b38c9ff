"""Whose files there are."""

from __future__ import annotations

from django.db.models import Q

from renfang.exchange.kinds import all_kinds
from renfang.exchange.models import ImportBatch
from renfang.organisations.scope import Scope, ScopedQuerySet


def own_batches(scope: Scope) -> ScopedQuerySet:
    """The files that the user uploaded and may still enter: nobody sees those of others."""
    entered = Q(pk__in=[])
    for kind in all_kinds():
        offices = scope.organisations(kind.permission)
        entered |= Q(kind=kind.code, organisation__in=offices)
    return ImportBatch.objects.filter(entered, uploaded_by=scope.user)
