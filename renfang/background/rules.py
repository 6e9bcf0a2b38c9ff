"""When a job is tried again, and how long what is done is kept."""

from __future__ import annotations

from datetime import timedelta

# After the first failure, the second …: long enough in the end to free a disk or mend a network.
DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=6),
    timedelta(minutes=36),
    timedelta(hours=2),
)
LONGEST = DELAYS[-1]
ATTEMPTS = 5
# A job that is done, or was cancelled, is kept with its files for a season, a failure for a year.
KEPT = timedelta(days=90)
KEPT_FAILURES = timedelta(days=365)
# An argument is the number of a row or a day: what is larger belongs into a table or a file.
LARGEST_ARGUMENTS = 20_000


def delay_after(attempt: int) -> timedelta:
    """How long to wait after the attempt of this number, counted from 1."""
    return DELAYS[min(max(attempt, 1), len(DELAYS)) - 1]


def delay_after_death(attempt: int) -> timedelta:
    """The same where the worker died: the first time that is hardly the job's fault."""
    return timedelta(0) if attempt <= 1 else delay_after(attempt - 1)
