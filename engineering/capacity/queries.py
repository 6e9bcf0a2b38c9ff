"""What capacity is computed from: works by division, and the divisions of an office."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.organisations.models import Division, Organisation

_PERSONNEL = (Shelter.WartimeFunction.PERSONNEL_FIRST, Shelter.WartimeFunction.PERSONNEL_SECOND)


_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Works:
    """The numerators of one division: accepted works and their areas in ㎡."""

    count: int = 0
    built_area: Decimal = _ZERO
    shelter_area: Decimal = _ZERO


def works_by_division(organisation: Organisation) -> dict[int, Works]:
    """Accepted works that still stand, by division id, of an organisation and those below."""
    rows = (
        Shelter.objects.filter(
            organisation__path__startswith=organisation.path, state__in=INSPECTED_STATES
        )
        .annotate(at=Coalesce(F("division"), F("project__division")))
        .values("at")
        .annotate(
            works=Count("pk"),
            built=Sum("built_area"),
            sheltered=Sum("shelter_area", filter=Q(wartime_function__in=_PERSONNEL)),
        )
        .order_by("at")
    )
    return {
        row["at"]: Works(row["works"], row["built"] or _ZERO, row["sheltered"] or _ZERO)
        for row in rows
    }


def divisions_of(organisation: Organisation) -> Any:
    """The divisions that an organisation and those below it are for."""
    return Division.objects.filter(
        Q(served_by__path__startswith=organisation.path)
        | Q(seated__path__startswith=organisation.path)
    ).distinct()
