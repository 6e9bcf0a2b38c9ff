"""A clock that runs back: what is on record must not come before what was recorded earlier.

Instants order payments, checks and papers; with a server whose clock fell back (an empty battery, a
restored machine) a check would come before what it checks. So an act is refused while the clock
is behind the last event. After a clock that ran ahead was put right, ``manage.py accept_clock``
says so on record, and acts go on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from renfang.acts import Unavailable
from renfang.history.models import Event


def last_instant() -> datetime | None:
    """The instant of the event that was recorded last, whatever it says."""
    return Event.objects.order_by("-pk").values_list("at", flat=True).first()


def instant(*, after_correction: bool = False) -> datetime:
    """The present instant, at which something may be recorded.

    Raises Unavailable when it is before the last event by more than ``CLOCK_TOLERANCE`` seconds,
    for several servers never agree to the second; None asks nothing. ``after_correction`` is for
    the one event that says that a clock was put right.
    """
    now = timezone.now()
    if settings.CLOCK_TOLERANCE is None or after_correction:
        return now
    last = last_instant()
    if last is not None and now < last - timedelta(seconds=settings.CLOCK_TOLERANCE):
        raise Unavailable(
            f"服务器时间 {timezone.localtime(now):%Y-%m-%d %H:%M} 早于最近一次办理的"
            f" {timezone.localtime(last):%Y-%m-%d %H:%M}，本次没有办理。由系统管理员校准服务器时钟"
        )
    return now
