"""By when an omitted project has to apply, and how that day follows the working calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from engineering.omissions.models import OmissionCase
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import Unit, Whose, deadline
from renfang.documents.models import IssuedDocument


def counted_remedy(case: OmissionCase) -> date:
    """The last day of the working days that the notice leaves the developer."""
    return deadline(
        case.notified_on,
        case.remedy_days,
        Unit.WORKING_DAY,
        calendar=current_calendar(),
        whose=Whose.CITIZEN,
    ).last_day


def _notified() -> QuerySet[OmissionCase]:
    return OmissionCase.objects.filter(
        state=OmissionCase.State.NOTIFIED, remedy_days__isnull=False, remedy_by__isnull=False
    )


def _remedy(case: OmissionCase) -> dict[str, Any]:
    """The day may move on, never before the one that the notice told the developer."""
    notice = IssuedDocument.objects.of(case).current().filter(kind="omission_notice").first()
    told = [date.fromisoformat(notice.snapshot["remedy_by"])] if notice else []
    return {"remedy_by": max([counted_remedy(case), *told])}


CLOCK = StoredClock(
    model=OmissionCase, days={"remedy_by": "限期办理至"}, running=_notified, count=_remedy
)
