"""Worker processes for the tests: python -m tests.kernel.background.hand DATABASE.

Each line of standard input, [step, lease] in JSON, forks one, and is answered by its number (to
start Django takes seconds, to fork none). The step says where it kills itself with SIGKILL:
"claimed", "ran" (the task is done, nothing saved), "ended" (before its commit), "part" (within the
second part of a long job); with none it works on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from renfang.background import running, worker  # noqa: E402
from renfang.background.models import JobStep  # noqa: E402


def die() -> None:
    """As a power cut would have it."""
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at(step: str) -> None:
    """Put the death where it is wanted."""
    if step == "claimed":
        worker.execute = lambda *given: die()
    elif step == "ran":
        running._succeed = lambda *given: die()
    elif step == "ended":
        turn: Callable[..., Any] = running._turn

        def turned(*given: Any) -> None:
            turn(*given)
            die()

        running._turn = turned
    elif step == "part":
        once = running.Running.once

        def done(self: Any, key: str, work: Callable[[], object]) -> bool:
            def half() -> None:
                work()
                if JobStep.objects.filter(job=self.job).count() == 2:
                    die()

            return once(self, key, half)

        running.Running.once = done


def work(lease: float) -> None:
    """Work until stopped or killed."""
    worker.enqueue_due = lambda: None
    one = worker.Worker(worker.Pace(poll=0.05, beat=0.15, lease=lease))
    worker.heed_signals(one)
    one.run()


def main(database: str) -> None:
    """Fork a worker for each line, until there are no more."""
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = json.loads(database)
    connection.close()
    # Whoever dies is buried at once: its number says no more that it lives.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        step, lease = json.loads(line)
        dies_at(step)
        work(lease)
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
