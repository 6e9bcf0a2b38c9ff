"""抄送: which offices a decision may be copied to, as its 版记 names them (GB/T 9704, 7.4.1)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from engineering.approvals.models.applications import Application
from engineering.approvals.queries.deciding import decider_of
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation


def offices_to_copy(application: Application) -> QuerySet[Organisation]:
    """Those above and below the handling office, but for the one that decides."""
    office = application.organisation
    near = Q(pk__in=office.lineage) | Q(parent=office.pk)
    return Organisation.objects.filter(near).exclude(pk=decider_of(application).pk).order_by("path")


def copies_in_words(application: Application, offices: Iterable[Organisation]) -> str:
    """The offices as the paper prints them; Incomplete for one it cannot be copied to."""
    chosen = {office.pk for office in offices}
    known = list(offices_to_copy(application).filter(pk__in=chosen))
    if len(known) != len(chosen):
        raise Incomplete("只能抄送上级和下级机构", field="copies_to")
    return "，".join(office.name for office in known)
