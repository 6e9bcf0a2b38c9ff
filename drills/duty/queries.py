"""Who can be on duty at an office, and its shifts near a time."""

from __future__ import annotations

from datetime import datetime

from drills.duty.models import DutyPerson, DutyShift
from drills.duty.rules import Watch


def crew_of(organisation_id: int) -> dict[int, DutyPerson]:
    """Who can be on duty at the office, by id."""
    people = DutyPerson.objects.filter(organisation=organisation_id, is_current=True)
    return {person.pk: person for person in people}


def watches_of(organisation_id: int, begin: datetime, end: datetime) -> list[Watch]:
    """The office's shifts that share any time with the span, or begin with it."""
    shifts = DutyShift.objects.filter(
        organisation=organisation_id, starts_at__lt=max(begin, end), ends_at__gt=begin
    )
    return [
        Watch(starts_at, ends_at, frozenset(filter(None, crew)))
        for starts_at, ends_at, *crew in shifts.values_list(
            "starts_at", "ends_at", "leader", "main", "deputy"
        )
    ]
