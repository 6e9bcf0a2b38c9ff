"""Whose files there are."""

from __future__ import annotations

from django.db.models import Q

from renfang.exchange.kinds import all_kinds
from renfang.exchange.models import ImportBatch
from renfang.organisations.scope import Scope, ScopedQuerySet


def own_batches(scope: Scope) -> ScopedQuerySet:
    """The files that the user uploaded and may still enter: nobody sees those of others."""
    codes: dict[str, list[str]] = {}
    for kind in all_kinds():
        codes.setdefault(kind.permission, []).append(kind.code)
    may_enter = Q(pk__in=[])
    for permission, kinds in codes.items():
        may_enter |= Q(kind__in=kinds, organisation__in=scope.organisations(permission))
    return ImportBatch.objects.filter(may_enter, uploaded_by=scope.user)
