"""What the steps from the 催告 onwards change on their track.

Once the court has the case, the bureau's own acts change nothing about the execution: they put
on record what the court ruled, and what the bureau wrote to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fees.assessments.models import Assessment
from fees.collection.instalments import deferral_as
from fees.collection.models import CollectionTrack
from fees.collection.outcomes import Road, fate_of
from fees.collection.rules import Counted, counted
from fees.collection.steps.days import PAYMENT, Effect, Values, due, until
from fees.ledger.models import ZERO
from renfang.clocks.periods import Code
from renfang.clocks.rules import WorkingCalendar

_State = CollectionTrack.State


def is_freed(track: CollectionTrack) -> bool:
    """Whether nothing is owed any more because the fee ended with its permit."""
    if track.kind != CollectionTrack.Kind.LEVY or track.owed > ZERO:
        return False
    last = track.case.account.assessments.order_by("-version").first()
    return last is not None and last.kind == Assessment.Kind.ENDED


def _defer(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    # What was demanded is not due any more; ``settle`` moves the day to pay and the limit.
    track.demand_ends_on = None
    track.pay_by = deferral_as(values).until
    due(track, track.pay_by, PAYMENT)
    return []


def _demand(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.demand_ends_on = None
    due(track, None, "")
    return []


def _apply(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Where the track goes back to when the application is taken back; the court's five days."""
    track.resumes_to = track.state
    if fate_of(track).road is Road.JUDGED:
        # 强制法 art. 56 is about the bureau's own decision, not about a judgment.
        due(track, None, "")
        return []
    return until(track, counted(Code.COURT_ACCEPTANCE, on, calendar))


def _accept(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    if fate_of(track).road is Road.JUDGED:
        due(track, None, "")
        return []
    return until(track, counted(Code.COURT_RULING, on, calendar))


def _refused(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Fifteen days to ask the higher court, from the day on which the ruling was received."""
    return until(track, counted(Code.COURT_REVIEW, on, calendar))


def _withdrawn(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Back to where it was applied from; what ended with its permit ends."""
    if is_freed(track):
        track.resumes_to = _State.DROPPED
    elif not track.resumes_to:
        # Applied for before it was kept from where.
        track.resumes_to = _State.DEMANDED
    due(track, None, "")
    return []


def _settled(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.resumes_to = track.state
    due(track, values["until"], "和解协议履行期限")
    return []


def _suspended(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    # Suspended while a settlement runs, execution goes on where it stood before the settlement.
    if track.state != _State.AGREED:
        track.resumes_to = track.state
    due(track, None, "")
    return []


def _extended(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    due(track, values["until"], "同意延期执行至")
    return []


def _performed(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.order_done_on = values["done_on"]
    return []


def _nothing_due(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    due(track, None, "")
    return []


def _nothing(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    return []


COURT_EFFECTS: Mapping[str, Effect] = {
    "defer": _defer,
    "demand": _demand,
    "apply": _apply,
    "accept": _accept,
    "reject": _refused,
    "deny": _refused,
    "rule": _nothing_due,
    "enforce": _nothing_due,
    "settle": _settled,
    "breach": _nothing_due,
    "extend": _extended,
    "suspend": _suspended,
    "resume": _nothing_due,
    "withdraw": _nothing,
    "withdrawn": _withdrawn,
    "terminate": _nothing_due,
    "perform": _performed,
    "lay_down": _nothing_due,
}
