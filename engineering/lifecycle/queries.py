"""What is read about a shelter's later life: its steps so far, and its demolitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from engineering.lifecycle.models import Demolition
from engineering.shelters.models import LifeRecord, Shelter
from engineering.shelters.standards import advised_step
from renfang.clocks.rules import WorkingCalendar, light_until

_ZERO = Decimal("0.00")


def free_area(shelter: Shelter, besides: Demolition | None = None) -> Decimal:
    """㎡ of works that neither a duty of their own nor another demolition has taken.

    What the project had to build itself replaces nothing; works bundled with a building whose
    permit is not on record are taken for the building's own duty.
    """
    built = shelter.built_area or _ZERO
    if shelter.approval is not None:
        computation = shelter.approval.computations.first()
        own = computation.required_area if computation else shelter.approved_area
    else:
        attached = shelter.construction_form == Shelter.ConstructionForm.ATTACHED
        own = built if attached else _ZERO
    taken = Demolition.objects.filter(rebuilt_as=shelter)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    used = taken.aggregate(sum=Sum("area"))["sum"] or _ZERO
    return max(built - own - used, _ZERO)


def with_life(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """Say of each shelter whether its later life is worth a look."""
    return shelters.annotate(
        has_demolitions=Exists(Demolition.objects.filter(shelter=OuterRef("pk"))),
        has_life=Exists(LifeRecord.objects.filter(shelter=OuterRef("pk"))),
    )


def advised_for(row: Shelter) -> str:
    """What the last evaluation calls for, unless it was done since."""
    last = row.life.exclude(kind=LifeRecord.Kind.USE_ENDED).first()
    if last is None or last.kind != LifeRecord.Kind.EVALUATION:
        return ""
    return advised_step(last.grade, last.on)


def demolitions_of(row: Shelter, today: date, calendar: WorkingCalendar) -> list[Any]:
    """The shelter's demolitions, the newest first, with the light of what is still due."""
    demolitions: list[Any] = list(row.demolitions.select_related("rebuilt_as"))
    for demolition in demolitions:
        waits = demolition.due_on and demolition.state in ("approved", "demolished")
        demolition.light = light_until(demolition.due_on, today, calendar) if waits else None
    return demolitions
