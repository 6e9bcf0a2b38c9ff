"""What a step, or the service of a paper, changes on its track, and the limits it sets.

Each effect takes the track (not yet saved), the day, what the form said, and the calendar; it
gives the limits that it counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fees.collection.models import CollectionTrack
from fees.collection.penalties import fine_in, governing_step, order_in, standard_told
from fees.collection.rules import (
    Counted,
    counted,
    court_application_limit,
    remedies,
    safe_end,
)
from fees.collection.steps.court_effects import COURT_EFFECTS
from fees.collection.steps.days import Effect, Values, nothing_due
from fees.collection.steps.days import due as _due
from fees.collection.steps.days import until as _until
from fees.collection.steps.outcome_effects import (
    DECISION_CHANGE,
    OUTCOME_EFFECTS,
    change_served,
)
from fees.notices.rules import LEVY_DECISION, day_to_pay
from renfang.clocks.periods import Code, Period
from renfang.clocks.rules import Unit, Whose, WorkingCalendar
from renfang.rules.vocabulary import ORDERS

_State = CollectionTrack.State


def _order(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.pay_days, track.heard_until = values["pay_days"], None
    track.late_standard = standard_told(track, on, orders=True)
    _due(track, None, "")
    return []


def _levy(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.amount, track.decided_on, track.pay_by = track.owed, on, values["pay_by"]
    track.late_standard = standard_told(track, on)
    _due(track, None, "")
    return []


def _enter_decision(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.decision_number, track.amount = values["decision_number"], values["amount"]
    track.decided_on = on
    limits = _remedies_from(track, values["served_on"], values["rights_told"] == "yes", calendar)
    track.pay_by = values["pay_by"]
    track.ordered_until = values.get("ordered_until")
    if values.get("late_told") == "yes":
        track.late_standard, track.late_told_on = "见决定书", values["served_on"]
    _due(track, track.pay_by, "缴款期限")
    return limits


def _remedies_from(
    track: CollectionTrack, served_on: date, told: bool, calendar: WorkingCalendar
) -> list[Counted]:
    """The decision counts from ``served_on``: remedies, and from their end the court."""
    track.served_on = served_on
    limits = remedies(served_on, calendar, told=told)
    track.remedies_end_on = max(limit.last_day for limit in limits)
    last = court_application_limit(safe_end(limits), calendar)
    track.apply_by = last.last_day
    return [*limits, last]


def _file(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    return _until(track, counted(Code.PENALTY_DECISION, on, calendar))


def _foretell(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.told_amount, track.heard_until = fine_in(values), None
    return []


def _hear(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.heard_until = values["hearing_on"]
    _due(track, values["hearing_on"], "听证日期")
    return []


def _penalise(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.amount, track.decided_on = fine_in(values), on
    sanction = governing_step(track, on, values).sanction
    track.order = order_in(sanction, values) if sanction else ""
    track.order_until = values.get("order_by") if track.order else None
    track.late_standard = standard_told(track, on) if track.amount else ""
    return _until(track, counted(Code.PENALTY_SERVICE, on, calendar))


def _pay_fine(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.paid += values["amount"]
    return []


def _pay_added(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.added_paid += values["amount"]
    return []


def _waive_added(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    track.added_waived += values["amount"]
    return []


def _claim(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    _due(track, values["until"], "债权申报期限")
    return []


EFFECTS: Mapping[str, Effect] = {
    "order": _order,
    "levy": _levy,
    "enter_decision": _enter_decision,
    "file": _file,
    "foretell": _foretell,
    "hear": _hear,
    "penalise": _penalise,
    "pay_fine": _pay_fine,
    "pay_added": _pay_added,
    "waive_added": _waive_added,
    "claim": _claim,
    "write_off": nothing_due,
    "paid": nothing_due,
    "fulfil": nothing_due,
    "drop": nothing_due,
    **COURT_EFFECTS,
    **OUTCOME_EFFECTS,
}


# What follows from the service of a paper

# The term that an order to pay leaves, as its limit is called.
ORDERED = "责令缴纳和陈述申辩期限"


def _order_served(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    term = Period(ORDERED, track.pay_days, Unit.WORKING_DAY, "通知书所定期限", Whose.CITIZEN)
    limits = _until(track, counted(term, on, calendar))
    track.heard_until = track.pay_by = track.ordered_until = limits[0].last_day
    _told(track, on)
    return limits


def _told(track: CollectionTrack, on: date) -> None:
    """Whoever received the paper knows the standard that it states. 行政强制法 art. 45(1)."""
    track.late_told_on = on if track.late_standard else None


def _notice_served(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    limits = _until(track, counted(Code.HEARING_REQUEST, on, calendar))
    track.heard_until = limits[0].last_day
    return limits


def _levy_served(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    """The decision names the day to pay by; who receives it late has fifteen days from then."""
    named, received = track.pay_by, _decision_served(track, Code.LEVY_PAYMENT, on, calendar)
    last_day = day_to_pay(named, on, calendar) if named else None
    if last_day is not None and last_day > received[0].last_day:
        track.pay_by = last_day
        _due(track, last_day, "缴款期限")
        return received[1:]
    return received


def _penalty_served(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    limits = _decision_served(track, Code.FINE_PAYMENT, on, calendar)
    if track.amount:
        return limits
    # A warning and an order alone: nothing is to be paid, the order has its own last day.
    track.pay_by = None
    _due(track, track.order_until, f"责令{ORDERS[track.order]}" if track.order else "")
    return limits[1:]


def _decision_served(
    track: CollectionTrack, term: Code, on: date, calendar: WorkingCalendar
) -> list[Counted]:
    payment = counted(term, on, calendar)
    limits = _remedies_from(track, on, True, calendar)
    track.pay_by = payment.last_day
    track.state = _State.REMEDY
    _told(track, on)
    _due(track, track.pay_by, "缴款期限")
    return [payment, *limits]


def _demand_came(track: CollectionTrack, on: date, calendar: WorkingCalendar) -> list[Counted]:
    limits = _until(track, counted(Code.DEMAND, on, calendar))
    track.demand_ends_on = limits[0].last_day
    return limits


ServiceEffect = Callable[[CollectionTrack, date, WorkingCalendar], list[Counted]]
# paper → (the states in which its service has an effect, the effect)
SERVED: Mapping[str, tuple[tuple[str, ...], ServiceEffect]] = {
    "order_to_pay": ((_State.ORDERED,), _order_served),
    LEVY_DECISION: ((_State.LEVIED,), _levy_served),
    "penalty_prior_notice": ((_State.FORETOLD,), _notice_served),
    "penalty_decision": ((_State.PENALISED,), _penalty_served),
    DECISION_CHANGE: ((_State.LEVIED, _State.PENALISED), change_served),
    "statutory_demand": ((_State.DEMANDED,), _demand_came),
}
