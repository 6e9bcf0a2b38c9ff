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
from renfang.serving.models import ServiceReceipt

OMISSION_NOTICE = "omission_notice"


def served_on(case: OmissionCase) -> date | None:
    """The day from which the notice counts as served; None before that."""
    receipt = ServiceReceipt.objects.filter(
        paper__in=_notices(case), state=ServiceReceipt.State.SERVED
    ).first()
    return receipt.effective_on if receipt else None


def _notices(case: OmissionCase) -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.of(case).current().filter(kind=OMISSION_NOTICE)


def remedy_day(case: OmissionCase, served: date | None) -> date | None:
    """By when to apply: so many working days from the service; None before it.

    Never before a day that the notice itself names, as those of before did.
    """
    if served is None:
        return None
    notice = _notices(case).first()
    named = notice.snapshot.get("remedy_by") if notice else None
    days = [date.fromisoformat(named)] if named else []
    if case.remedy_days is not None:
        days.append(counted_from(case.remedy_days, served))
    return max(days, default=case.remedy_by)


def counted_from(days: int, served: date) -> date:
    """The last of so many working days after the service, which are the developer's."""
    return deadline(
        served,
        days,
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
    return {"remedy_by": remedy_day(case, served_on(case))}


CLOCK = StoredClock(
    model=OmissionCase, days={"remedy_by": "限期办理至"}, running=_notified, count=_remedy
)
