"""What is read about peacetime uses: regimes, lights, what ends soon, what is used or free."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from engineering.peacetime_use.models import PeacetimeUse, UseRegime, UseRequest
from engineering.shelters.models import Shelter
from engineering.works.queries import passed_acceptance
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import Deadline, Standing, Unit, WorkingCalendar, deadline, standing
from renfang.organisations.models import Organisation

_State = PeacetimeUse.State


def due_to_answer(regime: UseRegime, received_on: date) -> dict[str, Any]:
    """Last day to decide a request and whether it is an estimate; no day where nothing limits it.

    By the names of the request's fields.
    """
    if not regime.decision_days:
        return {"due_on": None, "due_is_estimated": False}
    due = deadline(received_on, regime.decision_days, Unit.WORKING_DAY, calendar=current_calendar())
    return {"due_on": due.last_day, "due_is_estimated": due.estimated}


def _undecided() -> QuerySet[UseRequest]:
    rows = UseRequest.objects.filter(state=UseRequest.State.PENDING, due_on__isnull=False)
    return rows.select_related("use__regime", "use__shelter")


CLOCK = StoredClock(
    model=UseRequest,
    days={"due_on": "办理时限"},
    estimate="due_is_estimated",
    running=_undecided,
    count=lambda request: due_to_answer(request.use.regime, request.received_on),
    subject=lambda request: request.use,
)


def request_light(request: UseRequest, calendar: WorkingCalendar, today: date) -> Standing | None:
    """The light of an undecided request; None where nothing limits it."""
    if request.due_on is None or request.state != UseRequest.State.PENDING:
        return None
    due = Deadline(request.due_on, request.due_is_estimated, ())
    return standing(today, due, start=request.received_on, calendar=calendar)


def term_light(use: PeacetimeUse, calendar: WorkingCalendar, today: date) -> Standing | None:
    """The light of a term that is running out; None before its reminder begins."""
    begins = use.ends_on - timedelta(days=use.regime.reminder_days)
    if use.state != _State.IN_FORCE or today < begins:
        return None
    return standing(today, Deadline(use.ends_on, False, ()), start=begins, calendar=calendar)


def ends_soon(uses: Any, today: date) -> Any:
    """Uses whose reminder has begun, those past their end included."""
    wanted = Q(pk__in=[])
    for days in UseRegime.objects.values_list("reminder_days", flat=True).distinct():
        wanted |= Q(regime__reminder_days=days, ends_on__lte=today + timedelta(days=days))
    return uses.filter(wanted)


def regime_on(organisation: Organisation, day: date) -> UseRegime | None:
    """The regime in force on ``day``: the organisation's own, else its nearest superior's."""
    return organisation.nearest(UseRegime.objects.filter(effective_from__lte=day))


def room_left(shelter: Shelter, besides: PeacetimeUse | None = None) -> Decimal:
    """Square metres of the works that no other use (applied for or in force) takes up."""
    acceptance = passed_acceptance(shelter) if shelter.built_area is None else None
    built = shelter.built_area or (acceptance.built_area if acceptance else Decimal("0.00"))
    others = shelter.peacetime_uses.filter(state__in=[_State.PENDING, _State.IN_FORCE])
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return built - (others.aggregate(total=Sum("used_area"))["total"] or Decimal("0.00"))


def with_uses(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """Say of each shelter whether anybody asked to use it."""
    return shelters.annotate(has_uses=Exists(PeacetimeUse.objects.filter(shelter=OuterRef("pk"))))


def why_still_used(shelter: Shelter, *, to: str) -> str:
    """Who still uses the works, so that ``to`` has to wait; empty where nobody does."""
    uses = shelter.peacetime_uses.filter(state=PeacetimeUse.State.IN_FORCE)
    operators = list(uses.order_by("id").values_list("operator", flat=True))
    if not operators:
        return ""
    return (
        f"{shelter}还有平时使用未注销（{'、'.join(operators)}），不能{to}。先在“平时使用”办理注销"
    )
