"""What the steps from the 催告 onwards change on their track.

Once the court has the case, the bureau's own acts change nothing about the execution: they put
on record what the court ruled, and what the bureau wrote to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fees.collection.instalments import deferral_as
from fees.collection.models import CollectionTrack
from fees.collection.outcomes import Road, fate_of
from fees.collection.rules import Counted, counted
from fees.collection.steps.days import PAYMENT, Effect, Values, due, nothing_due, until
from renfang.clocks.periods import Code
from renfang.clocks.rules import WorkingCalendar

_State = CollectionTrack.State


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
    """The court's five days to accept."""
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


def _taken_back(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.resumes_to = ""
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
    "rule": nothing_due,
    "enforce": nothing_due,
    "settle": _settled,
    "breach": nothing_due,
    "extend": _extended,
    "suspend": _suspended,
    "resume": nothing_due,
    "withdraw": _nothing,
    "take_back": _taken_back,
    "terminate": nothing_due,
    "close_round": nothing_due,
    "reopen": nothing_due,
    "perform": _performed,
}
