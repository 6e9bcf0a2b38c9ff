"""What every effect does to the days of a track, and what follows from all of them together.

``settle`` comes after each effect and each service: the days that rest on more than one step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from fees.collection.instalments import Deferral, deferral_in
from fees.collection.models import CollectionStep, CollectionTrack
from fees.collection.outcomes import CONTESTED, DECIDED, RESULTS, Road, fate_after
from fees.collection.rules import Counted, counted, demand_days
from fees.ledger.models import ZERO
from renfang.clocks.periods import Code
from renfang.clocks.rules import WorkingCalendar

Values = Mapping[str, Any]
Effect = Callable[[CollectionTrack, date, Values, WorkingCalendar], list[Counted]]
PAYMENT, INSTALMENT = "缴款期限", "分期缴款期限"


def due(track: CollectionTrack, day: date | None, what: str) -> None:
    """What has to happen next on the track, and by when."""
    track.due_on, track.due_for = day, what if day else ""


def until(track: CollectionTrack, limit: Counted, what: str = "") -> list[Counted]:
    """The limit is what has to happen next."""
    due(track, limit.last_day, what or limit.limit.name)
    return [limit]


def nothing_due(
    track: CollectionTrack, on: date, values: Values, calendar: WorkingCalendar
) -> list[Counted]:
    """The effect of a step after which nothing has to happen by a day."""
    due(track, None, "")
    return []


def settle(
    track: CollectionTrack, calendar: WorkingCalendar, step: CollectionStep | None = None
) -> list[Counted]:
    """Bring the days that rest on the whole file up to date; gives the limits counted for it.

    ``step`` is the one being taken, which is not on record yet: its effect is on the track.
    """
    steps = [*track.steps.order_by("id"), *([step] if step else [])]
    limits = _of_judgment(track, steps, calendar, step)
    deferral = deferral_in(steps)
    if deferral is not None:
        limits += _of_deferral(track, deferral, calendar, step)
    _of_demand(track, steps, calendar)
    return limits


def _of_judgment(
    track: CollectionTrack,
    steps: Sequence[CollectionStep],
    calendar: WorkingCalendar,
    step: CollectionStep | None,
) -> list[Counted]:
    """Two years after a judgment in force: 行政诉讼法 art. 95, 法释〔2018〕1号 art. 153."""
    if step is None or step.code not in (*DECIDED, CONTESTED, *RESULTS):
        return []
    track.judged_until = None
    if step.code not in RESULTS or fate_after(steps).road is not Road.JUDGED:
        return []
    if track.apply_by is None:
        # Nothing is left to be executed: the decision fell.
        return []
    limit = counted(Code.JUDGMENT_ENFORCEMENT, step.on, calendar)
    track.judged_until = limit.last_day
    return [limit]


def _of_deferral(
    track: CollectionTrack,
    deferral: Deferral,
    calendar: WorkingCalendar,
    step: CollectionStep | None,
) -> list[Counted]:
    """The day to pay and the limit to apply follow the next open part: 行政处罚法 art. 72(2).

    The limit never begins before the remedies have run out, for until then nothing can be asked.
    """
    if track.owed <= ZERO:
        return []
    track.pay_by = deferral.runs_until(track.owed)
    if step is not None and step.code in ("defer", "pay_fine"):
        following = deferral.next_day(track.owed)
        due(track, following, PAYMENT if following == track.pay_by else INSTALMENT)
    if track.apply_by is None or track.remedies_end_on is None:
        return []
    if track.pay_by <= track.remedies_end_on:
        return []
    limit = counted(Code.COURT_AFTER_DEFERRAL, track.pay_by, calendar)
    if limit.last_day == track.apply_by:
        return []
    track.apply_by = limit.last_day
    return [limit]


def _of_demand(
    track: CollectionTrack, steps: Sequence[CollectionStep], calendar: WorkingCalendar
) -> None:
    """Until when the 催告书 has to go out; a judgment is executed without one."""
    track.notice_by = track.serve_by = None
    if track.apply_by is None or track.remedies_end_on is None:
        return
    if fate_after(steps).road is not Road.JUDGED:
        found = demand_days(track.apply_by, track.remedies_end_on, calendar)
        track.notice_by, track.serve_by = found.notice_by, found.serve_by
