"""A worker beside the server: started with it, again when it dies, ended with it.

``gunicorn.conf.py`` calls this in the process that keeps the server's own workers. The worker
reads its standard input, which ends when that process dies in whatever way, and stops then.
Nothing here loads Django.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
# Seconds before it is started again: growing while it dies young, so that a fault fills no log.
FIRST_PAUSE, LONGEST_PAUSE, YOUNG = 1.0, 30.0, 60.0


class Companion:
    """Keeps one worker process alive until ``stop``."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._stopped = Event()

    def start(self) -> None:
        """Start it, and watch it in a thread."""
        Thread(target=self._keep, name="background worker", daemon=True).start()

    def restart(self) -> None:
        """End the worker after its present job; the watch starts another, with the new program."""
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """End it for good, after its present job."""
        self._stopped.set()
        self.restart()

    def let_go(self) -> None:
        """In a process that was forked from the keeper: leave the worker's standard input to it."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopped.is_set():
            born = time.monotonic()
            try:
                self.process = subprocess.Popen(
                    [sys.executable, "manage.py", "work", "--beside"],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                )
                self.process.wait()
            except OSError:
                logger.exception("no worker could be started")
            pause = FIRST_PAUSE if time.monotonic() - born > YOUNG else pause
            self._stopped.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def is_wanted() -> bool:
    """Whether the server is to have a worker beside it: unless RENFANG_WORKER is 0."""
    return os.environ.get("RENFANG_WORKER", "1") != "0"
