"""Limits that count what stands in the record: the same for all workers, and after a restart.

A counter in a process would let each worker count for itself; what was tried is on record anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from renfang.history.models import AccessRecord


@dataclass(frozen=True)
class AtMost:
    """So many within so long."""

    most: int
    within: timedelta

    def open_again(self, done: QuerySet[AccessRecord]) -> datetime | None:
        """When there is room for one more, of what was done; None where there is room now."""
        since = timezone.now() - self.within
        times = done.filter(at__gt=since).order_by("-at").values_list("at", flat=True)
        latest = list(times[: self.most])
        return latest[-1] + self.within if len(latest) == self.most else None
