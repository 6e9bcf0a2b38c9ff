"""What contesting a decision, and its result, changes on the track, and the limits that it sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fees.collection.models import CollectionTrack
from fees.collection.outcomes import (
    ANNULLED,
    CHANGED,
    DECLARED,
    OWN_CHANGE,
    PARTLY,
    REDO,
    REVOKED,
    UPHELD,
    WITHDRAWN,
    Instance,
)
from fees.collection.rules import Counted, counted, court_application_limit, remedies, safe_end
from fees.collection.steps.days import Effect, Values, due
from fees.ledger.models import ZERO
from fees.notices.rules import day_to_pay
from renfang.clocks.periods import Code
from renfang.clocks.rules import WorkingCalendar

_State, _LEVY = CollectionTrack.State, CollectionTrack.Kind.LEVY
# What has to happen next where a decision is to be made anew.
TO_REDO = "重新作出决定"
# The paper of the bureau's own change, whose service sets the limits running again.
DECISION_CHANGE = "decision_change"


def _contest(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    # The three months run from the end of the remedies, which are now being used.
    track.apply_by = None
    track.demand_ends_on = None
    due(track, None, "")
    return []


def _judge(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    limit = counted(Code.APPEAL, on, calendar)
    due(track, limit.last_day, limit.limit.name)
    return [limit]


def _appeal(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    due(track, None, "")
    return []


def _upheld(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Fifteen days to sue after a reconsideration, none after a final judgment; then the court."""
    limits = []
    track.remedies_end_on = on
    if values["instance"] == Instance.RECONSIDERATION:
        limits.append(counted(Code.LAWSUIT_AFTER_RECONSIDERATION, on, calendar))
        track.remedies_end_on = limits[0].last_day
    last = court_application_limit(safe_end(limits) if limits else on, calendar)
    track.apply_by = last.last_day
    due(track, track.remedies_end_on, "救济期限届满")
    return [*limits, last]


def _changed(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Another sum is owed, by the day that the paper names where it names one."""
    track.amount = values["new_amount"]
    track.pay_by = values.get("new_pay_by") or track.pay_by
    return _upheld(track, on, values, calendar)


def _withdrawn(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """The first remedies run on; the court may be asked from their end, or from now."""
    ended = track.remedies_end_on or on
    last = court_application_limit(max(ended, on), calendar)
    track.apply_by = last.last_day
    due(track, ended if ended > on else None, "救济期限届满")
    return [last]


def _gone(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """Nothing is owed by the decision, nothing can be claimed for delay or asked of the court."""
    track.amount = ZERO
    track.apply_by = track.demand_ends_on = track.order_until = None
    track.order = ""
    due(track, None, "")
    return []


_BLANK = ("decided_on", "served_on", "pay_by", "heard_until", "remedies_end_on", "late_told_on")


def _redo(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """The track stands where it stood before the decision; its day to decide anew is named."""
    _gone(track, on, values, calendar)
    for name in _BLANK:
        setattr(track, name, None)
    track.decision_number = track.late_standard = ""
    track.told_amount = ZERO
    due(track, values["redo_by"], TO_REDO)
    return []


def _own_change(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """The paper has to be served; remedies and the way to the court begin with its service."""
    track.amount, track.pay_by = values["new_amount"], values["pay_by"]
    track.demand_ends_on = None
    if track.state != _State.CONTESTED:
        track.remedies_end_on = track.apply_by = None
        due(track, None, "")
    return []


def _refund_fine(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.paid -= values["amount"]
    return []


def _refund_added(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.added_paid -= values["amount"]
    return []


OUTCOME_EFFECTS: Mapping[str, Effect] = {
    "contest": _contest,
    "judge": _judge,
    "appeal": _appeal,
    UPHELD: _upheld,
    DECLARED: _upheld,
    CHANGED: _changed,
    PARTLY: _changed,
    WITHDRAWN: _withdrawn,
    ANNULLED: _gone,
    REDO: _redo,
    OWN_CHANGE: _own_change,
    REVOKED: _gone,
    "refund_fine": _refund_fine,
    "refund_added": _refund_added,
}


def change_served(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    """变更决定书 was served: remedies from now on, and fifteen days to pay at least."""
    is_levy = track.kind == _LEVY
    term = counted(Code.LEVY_PAYMENT if is_levy else Code.FINE_PAYMENT, on, calendar)
    named = track.pay_by
    track.pay_by = max(named, term.last_day) if named else term.last_day
    if is_levy and named is not None:
        track.pay_by = day_to_pay(named, on, calendar)
    limits = remedies(on, calendar)
    track.remedies_end_on = max(limit.last_day for limit in limits)
    last = court_application_limit(safe_end(limits), calendar)
    track.apply_by, track.state = last.last_day, _State.REMEDY
    due(track, track.pay_by, "缴款期限")
    return [*limits, last]
