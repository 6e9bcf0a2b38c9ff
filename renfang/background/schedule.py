"""What is done once a day: declared by rooms, enqueued by whichever worker looks first.

    register_daily(Daily("nightly", "核验并封存", time(1, 0), command="nightly"))

The key of a day's job is its name and the day, so of many workers one enqueues it. After a night
off the last day that was missed is made good; a clock that is put back repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from renfang.background.models import Job
from renfang.background.running import Final, Running


@dataclass(frozen=True)
class Daily:
    """Something to be done every day from ``at`` on (local time).

    Either a management ``command`` with its ``arguments``, or a ``function`` by its dotted name,
    which is called without any and may return what is to be said. ``is_on`` may switch it off.
    ``code`` is its name for good, at most 40 letters; ``title`` is shown.
    """

    code: str
    title: str
    at: time
    command: str = ""
    function: str = ""
    arguments: Callable[[], Sequence[str]] = tuple
    is_on: Callable[[], bool] = lambda: True
    attempts: int = 1

    @property
    def prefix(self) -> str:
        """What the keys of its jobs begin with."""
        return f"daily:{self.code}:"

    def day_due(self, now: datetime) -> date:
        """The last day whose time has come, of an instant."""
        local = timezone.localtime(now)
        return local.date() - timedelta(days=local.time() < self.at)

    def next_at(self, now: datetime) -> datetime:
        """When its time comes next."""
        day = self.day_due(now) + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, self.at))

    def jobs(self) -> Job:
        """Its jobs, the last first."""
        return Job.objects.filter(key__startswith=self.prefix).order_by("-pk")


_dailies: dict[str, Daily] = {}


def register_daily(*dailies: Daily) -> None:
    """Add to what is done every day; called by ``register()`` of a room."""
    for daily in dailies:
        if daily.code in _dailies or bool(daily.command) == bool(daily.function):
            raise ValueError(f"{daily.code}: registered before, or not one of command and function")
        _dailies[daily.code] = daily


def dailies() -> list[Daily]:
    """What is done every day and switched on, in the order of the night."""
    return sorted((each for each in _dailies.values() if each.is_on()), key=lambda each: each.at)


def find_daily(code: str) -> Daily | None:
    """The one of this name, if it is switched on."""
    return next((each for each in dailies() if each.code == code), None)


def enqueue_due(now: datetime | None = None) -> None:
    """Enqueue what is due today and was not enqueued yet."""
    now = now or timezone.now()
    wanted = {f"{each.prefix}{each.day_due(now)}": each for each in dailies()}
    there = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key, daily in wanted.items():
        if key not in there:
            run_daily_task(daily, key).enqueue(daily.code)


def run_daily_task(daily: Daily, key: str, **options: object) -> object:
    """The task that does it, to be enqueued under this key."""
    return run_daily.using(key=key, title=daily.title, attempts=daily.attempts, **options)


@task(takes_context=True, title="每日任务", whole=False)
def run_daily(context: Running, code: str) -> str:
    """Do what is registered under this name, and nothing else that a row could name."""
    daily = _dailies.get(code)
    if daily is None:
        raise CommandError("本版本的程序中没有这项每日任务")
    if daily.function:
        return str(import_string(daily.function)() or "")
    out = StringIO()
    try:
        call_command(daily.command, *daily.arguments(), stdout=out, stderr=out)
    except CommandError as error:
        kind = Final if isinstance(error, Final) else CommandError
        raise kind(f"{error}\n{out.getvalue()}".strip()) from error
    return out.getvalue().strip()
