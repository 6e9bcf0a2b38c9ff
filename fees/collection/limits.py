"""The limits of a track as they stand now: those that its steps counted, by the present calendar.

A step keeps the limits as they were counted when it was taken; they are what the court is shown.
The track keeps the last days that govern it now. When the calendar changes, the limits of the
steps are counted anew from the same beginnings, and each day of the track that rests on one of
them follows (``CLOCK``). A day that somebody named (a deferral, a hearing, the day on a decision)
stands still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack
from fees.collection.outcomes import CHANGED, CHANGING, DECLARED, PARTLY, UPHELD
from fees.collection.rules import Counted, counted, court_application_limit, safe_end
from fees.collection.steps.effects import ORDERED
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION, day_to_pay
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code, Period, latest
from renfang.clocks.recounting import StoredClock
from renfang.clocks.rules import Unit, Whose

_COURT = latest(Code.COURT_APPLICATION).name
_REMEDIES = tuple(
    latest(code).name
    for code in (
        Code.RECONSIDERATION,
        Code.LAWSUIT,
        Code.REMEDIES_UNTOLD,
        Code.LAWSUIT_AFTER_RECONSIDERATION,
    )
)
_PAYMENT = (latest(Code.LEVY_PAYMENT).name, latest(Code.FINE_PAYMENT).name, ORDERED)
_DEMAND, _HEARING = latest(Code.DEMAND).name, latest(Code.HEARING_REQUEST).name
# For each day of a track: the limits on which it can rest, and the steps after which it is a day
# that somebody named.
_RESTS_ON: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "heard_until": ((ORDERED, _HEARING), ("hear",)),
    "pay_by": (_PAYMENT, ("levy", "enter_decision", "adopt", "defer", *CHANGING)),
    "ordered_until": ((ORDERED,), ("enter_decision",)),
    # A judgment that is final ends the remedies on its day.
    "remedies_end_on": (_REMEDIES, (UPHELD, DECLARED, CHANGED, PARTLY)),
    "demand_ends_on": ((_DEMAND,), ()),
    "apply_by": ((_COURT,), ()),
}
# What ``due_for`` says where the day is also another day of the track.
_SAME_AS = {"缴款期限": "pay_by", "救济期限届满": "remedies_end_on"}


def limits_of(track: CollectionTrack) -> list[dict[str, Any]]:
    """The limits of all steps, for the page; with ``was`` where the calendar has moved one since.

    Those of a track that has ended stand as they were counted.
    """
    shown = []
    for step in track.steps.all():
        again = {} if track.is_ended else _again(step)
        for entry in step.limits:
            now = again.get(entry["label"])
            if now is not None and now.last_day.isoformat() != entry["last_day"]:
                shown.append({**now.as_data(), "was": entry["last_day"]})
            else:
                shown.append(entry)
    return shown


def _again(step: CollectionStep) -> dict[str, Counted]:
    """The step's limits by the present calendar; the court's follows from its remedies."""
    calendar = current_calendar()
    found = {
        entry["label"]: counted(_period(entry), date.fromisoformat(entry["start"]), calendar)
        for entry in step.limits
    }
    remedies = [limit for label, limit in found.items() if label in _REMEDIES]
    if remedies and _COURT in found:
        found[_COURT] = court_application_limit(safe_end(remedies), calendar)
    return found


_WHOSE = {latest(code).name: latest(code).whose for code in Code} | {ORDERED: Whose.CITIZEN}


def _period(entry: Mapping[str, Any]) -> Period:
    """The limit as the step counted it: the law of its day, not that of today."""
    whose = entry.get("whose") or _WHOSE.get(entry["label"], Whose.OFFICE)
    return Period(entry["label"], entry["count"], Unit(entry["unit"]), entry["basis"], Whose(whose))


def _running() -> QuerySet[CollectionTrack]:
    kept = Q()
    for name in CLOCK.days:
        kept |= Q(**{f"{name}__isnull": False})
    return (
        CollectionTrack.objects.filter(kept, case__state=CollectionCase.State.OPEN)
        .exclude(state__in=CollectionTrack.ENDED)
        .select_related("case__account__project")
        .prefetch_related(Prefetch("steps", CollectionStep.objects.order_by("-id")))
    )


def _days(track: CollectionTrack) -> dict[str, date | None]:
    """What the days of the track are by the present calendar."""
    taken = sorted(track.steps.all(), key=lambda step: -step.pk)
    steps = [(step.code, _again(step)) for step in taken]
    days = {name: getattr(track, name) for name in CLOCK.days}
    for name, (labels, named) in _RESTS_ON.items():
        if days[name] is not None:
            days[name] = _governing(steps, labels, named) or days[name]
    days["pay_by"] = _as_decided(track, taken) or days["pay_by"]
    if track.due_on is not None:
        days["due_on"] = _due(track, steps, days)
    return days


# The code of each step with its limits by the present calendar, the latest first.
_Steps = Sequence[tuple[str, Mapping[str, Counted]]]


def _governing(steps: _Steps, labels: Sequence[str], named: Sequence[str] = ()) -> date | None:
    """The last day of those limits in the latest step that set one; None for a named day."""
    for code, again in steps:
        last_days = [again[label].last_day for label in labels if label in again]
        if last_days:
            return max(last_days)
        if code in named:
            return None
    return None


def _as_decided(track: CollectionTrack, steps: Iterable[CollectionStep]) -> date | None:
    """The day to pay of this office's 征收决定书: the one that it names, or its term if later."""
    papers = [step.paper_id for step in steps if step.paper_id]
    if track.kind != CollectionTrack.Kind.LEVY or track.served_on is None:
        return None
    notice = PaymentNotice.objects.filter(
        document__in=papers, document__kind=LEVY_DECISION, document__voiding__isnull=True
    ).first()
    if notice is None:
        return None
    return day_to_pay(notice.due_on, track.served_on, current_calendar())


def _due(track: CollectionTrack, steps: _Steps, days: Mapping[str, date | None]) -> date | None:
    """What has to happen next is another day of the track, or a limit of its own."""
    same = _SAME_AS.get(track.due_for)
    if same is not None:
        return days[same] if getattr(track, same) == track.due_on else track.due_on
    return _governing(steps, (track.due_for,)) or track.due_on


CLOCK = StoredClock(
    model=CollectionTrack,
    days={
        "heard_until": "陈述申辩期限",
        "pay_by": "缴款期限",
        "ordered_until": "责令限期缴纳届满日",
        "remedies_end_on": "救济期限届满日",
        "demand_ends_on": "催告期限届满日",
        "apply_by": "申请执行截止日",
        "due_on": "办理期限",
    },
    running=_running,
    count=_days,
    subject=lambda track: track.case,
)
