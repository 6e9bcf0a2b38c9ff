"""What is read about shelters: limits along their life with the light, parts, certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from engineering.shelters.hooks import READ_ALONG
from engineering.shelters.models import Equipment, Shelter, ShelterLimit
from engineering.shelters.rules import CERTIFICATE, Limit
from engineering.shelters.standards import national_limit
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import (
    Deadline,
    Standing,
    Unit,
    Whose,
    WorkingCalendar,
    deadline,
    light_until,
)
from renfang.documents.models import IssuedDocument, Printing
from renfang.organisations.models import Organisation


def limit_on(organisation: Organisation, item: str, day: date) -> Limit:
    """The organisation's own limit on ``day``, else its nearest superior's, else the national."""
    row = organisation.nearest(ShelterLimit.objects.filter(item=item, effective_from__lte=day))
    if row is None:
        return national_limit(item, day)
    return Limit(row.count, row.unit, row.basis)


# The items that the office has to do; within all others the developer or owner has to act.
_OFFICE_ITEMS = ("supervision_report",)


def _counted(item: str, limit: Limit | ShelterLimit, start: date, cal: WorkingCalendar) -> Deadline:
    whose = Whose.OFFICE if item in _OFFICE_ITEMS else Whose.CITIZEN
    return deadline(start, limit.count, Unit(limit.unit), calendar=cal, whose=whose)


def papers_in_force(shelter: Shelter) -> set[str]:
    """The kinds of the shelter's papers that are not void; its page has read them already."""
    if "kinds_in_force" in vars(shelter):
        return vars(shelter)["kinds_in_force"]
    return set(IssuedDocument.objects.of(shelter).current().values_list("kind", flat=True))


def last_day(organisation: Organisation, item: str, start: date) -> Deadline:
    """届满日 of the limit that applies to something that happened on ``start``."""
    return _counted(item, limit_on(organisation, item, start), start, current_calendar())


class Limits:
    """All limits of one item, read once: for lists, where ``last_day`` would ask for each row."""

    def __init__(self, item: str, *, read: bool = True) -> None:
        """``read=False`` where it is known that no organisation set a limit of its own."""
        self.item = item
        # The nearest organisation's first, and of each the latest first.
        self._rows = list(
            ShelterLimit.objects.filter(item=item)
            .select_related("organisation")
            .order_by("-organisation__path", "-effective_from")
            if read
            else ()
        )

    def last_day(
        self, organisation: Organisation, start: date, calendar: WorkingCalendar
    ) -> Deadline:
        """What ``last_day`` of this module gives for the item."""
        limit: Limit | ShelterLimit = next(
            (
                row
                for row in self._rows
                if row.effective_from <= start
                and organisation.path.startswith(row.organisation.path)
            ),
            None,
        ) or national_limit(self.item, start)
        return _counted(self.item, limit, start, calendar)


_State = Shelter.State
_TONES = {
    _State.PLANNED: "waiting",
    _State.UNDER_CONSTRUCTION: "waiting",
    _State.REINFORCING: "waiting",
    _State.ACCEPTED: "todo",
    _State.FILED: "good",
    _State.IN_USE: "good",
    _State.CLOSED: "blocked",
}


def shelter_tone(shelter: Shelter) -> str:
    """The tone of a state: where a shelter waits for someone."""
    return _TONES.get(shelter.state, "plain")


def with_certificate() -> dict[str, Exists]:
    """Annotations for lists: whether a certificate is in force, and whether it was printed."""
    issued = IssuedDocument.objects.current().filter(kind=CERTIFICATE, subject_id=OuterRef("pk"))
    return {
        "is_certified": Exists(issued),
        "is_printed": Exists(
            Printing.objects.filter(
                document__kind=CERTIFICATE,
                document__subject_id=OuterRef("pk"),
                document__voiding__isnull=True,
            )
        ),
    }


def with_parts(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """Join the parts of shelters, and say which of the rarer ones are worth a look."""
    found = shelters.prefetch_related("units").annotate(
        has_equipment=Exists(Equipment.objects.filter(shelter=OuterRef("pk")))
    )
    for read_along in READ_ALONG:
        found = read_along(found)
    return found


def filing_light(shelter: Shelter, today: date, calendar: WorkingCalendar) -> Standing | None:
    """The light of accepted works that wait for their filing; None for others."""
    if shelter.state != Shelter.State.ACCEPTED or not shelter.filing_due_on:
        return None
    return light_until(
        shelter.filing_due_on, today, calendar, estimated=shelter.filing_due_is_estimated
    )


def _unfiled() -> QuerySet[Shelter]:
    rows = Shelter.objects.filter(
        state=_State.ACCEPTED, filing_due_on__isnull=False, completed_on__isnull=False
    )
    return rows.select_related("organisation")


def due_to_file(shelter: Shelter) -> dict[str, Any]:
    """By when accepted works are to be filed, by the names of the shelter's fields."""
    due = last_day(shelter.organisation, "filing", shelter.completed_on)
    return {"filing_due_on": due.last_day, "filing_due_is_estimated": due.estimated}


CLOCK = StoredClock(
    model=Shelter,
    days={"filing_due_on": "备案期限"},
    estimate="filing_due_is_estimated",
    running=_unfiled,
    count=due_to_file,
)
