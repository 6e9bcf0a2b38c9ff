"""What capacity is computed from: the works of each division, and the divisions of an office.

What belongs to a division is told by the tree of offices and never by the digits of its code
(GB/T 2260): a new area may have an office and a code beside those of its city.
"""

from __future__ import annotations

from collections.abc import Iterable
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

    def __add__(self, other: Works) -> Works:
        return Works(
            self.count + other.count,
            self.built_area + other.built_area,
            self.shelter_area + other.shelter_area,
        )


@dataclass(frozen=True)
class _Territory:
    """Which office of a tree answers for which division, by the paths of the offices.

    ``heads`` has the office that is the division's own (its 行政区划), the highest where several
    are; ``carers`` the one in whose hands the division lies (负责的行政区划), else its head.
    """

    heads: dict[int, str]
    carers: dict[int, str]

    def holds(self, division_id: int, place: int | None, keeper: str) -> bool:
        """Whether works at the division ``place``, registered by ``keeper``, belong to a division.

        They do where they lie in it, and where the office that answers for their place is the
        division's own office or stands below it. Where nobody answers for the place, or it is not
        known, the office that registered them counts.
        """
        if place == division_id:
            return True
        head = self.heads.get(division_id)
        carer = keeper if place is None else self.carers.get(place, keeper)
        return head is not None and carer.startswith(head)


def works_of(organisation: Organisation, divisions: Iterable[Division]) -> dict[int, Works]:
    """Accepted works that still stand, by division id: those of the office and of all below it."""
    territory = _territory_of(organisation)
    parts = _works_by_place(organisation)
    return {
        division.pk: sum(
            (
                works
                for place, keeper, works in parts
                if territory.holds(division.pk, place, keeper)
            ),
            Works(),
        )
        for division in divisions
    }


def _territory_of(organisation: Organisation) -> _Territory:
    offices = sorted(
        Organisation.objects.filter(path__startswith=organisation.path).prefetch_related("serves"),
        key=lambda office: len(office.lineage),
    )
    heads: dict[int, str] = {}
    serving: dict[int, str] = {}
    for office in offices:
        heads.setdefault(office.division_id, office.path)
        serving |= {division.pk: office.path for division in office.serves.all()}
    return _Territory(heads, heads | serving)


def _works_by_place(organisation: Organisation) -> list[tuple[int | None, str, Works]]:
    """The works of an office and those below: division id, path of the registering office, sums."""
    rows = (
        Shelter.objects.filter(
            organisation__path__startswith=organisation.path, state__in=INSPECTED_STATES
        )
        .annotate(at=Coalesce(F("division"), F("project__division")))
        .values("at", "organisation__path")
        .annotate(
            works=Count("pk"),
            built=Sum("built_area"),
            sheltered=Sum("shelter_area", filter=Q(wartime_function__in=_PERSONNEL)),
        )
        .order_by("at", "organisation__path")
    )
    return [
        (
            row["at"],
            row["organisation__path"],
            Works(row["works"], row["built"] or _ZERO, row["sheltered"] or _ZERO),
        )
        for row in rows
    ]


def divisions_of(organisation: Organisation) -> Any:
    """The divisions that an organisation and those below it are for."""
    return Division.objects.filter(
        Q(served_by__path__startswith=organisation.path)
        | Q(seated__path__startswith=organisation.path)
    ).distinct()
