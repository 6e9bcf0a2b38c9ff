"""离队 and 撤销 must not predate what members have on record, nor leave a plan without its team.

The records and plans stand in rooms above, which register what they know of them here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from drills.teams.models import Member, Team
from renfang.acts import Incomplete, WrongState
from renfang.hooks import Hook

# (member, day, what stands on record, in words)
OnRecord = tuple[Member, date, str]

# The last thing that any of the members has on record, or None.
LAST_ON_RECORD: Hook[Callable[[QuerySet[Member]], OnRecord | None]] = Hook()
# Why the team is still needed and what to do first, or "".
STILL_NEEDED: Hook[Callable[[Team], str]] = Hook()


def refuse_leaving(members: QuerySet[Member], on: date) -> None:
    """Raise Incomplete on ``on`` when one of the members has something on record from then on.

    The day of leaving is no longer one of service: what is on record lies before it.
    """
    found = max(
        filter(None, [last(members) for last in LAST_ON_RECORD]),
        key=lambda one: one[1],
        default=None,
    )
    if found is not None and found[1] >= on:
        member, day, what = found
        raise Incomplete(f"{member}在 {day} 的{what}，离队日期须晚于这一天", field="on")


def refuse_dissolving(team: Team) -> None:
    """Raise WrongState while a drill, session, assessment or campaign still needs the team."""
    for reason_of in STILL_NEEDED:
        reason = reason_of(team)
        if reason:
            raise WrongState(reason)
