"""The process that runs jobs: its heart, its watch over others, its end.

A worker lives as long as it counts on the ``beat`` of its job. Others notice that by looking again
after a while of their own time, so no clock has to agree with another, or to run forward.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections
from django.db.models import F
from django.utils import timezone

from renfang.background.models import Job, WorkerSign
from renfang.background.running import claim_next, execute, reap
from renfang.background.schedule import enqueue_due

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How often a worker does what, in seconds.

    ``lease`` is how long a heart may stand still before its job is given to another; ``grace`` how
    long a job that does not look up may go on when the worker is to stop.
    """

    poll: float = 1.0
    beat: float = 10.0
    lease: float = 60.0
    schedule: float = 30.0
    grace: float = 25.0


class Worker:
    """One process at work; ``run`` returns when it is stopped."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.pace = pace or Pace()
        self.started_at = timezone.now()
        self._stopped = Event()
        self._heart = Heart(self)
        # What was seen of jobs that others run: claim and beat, and since when.
        self._watched: dict[int, tuple[str, int, float]] = {}
        self._next: dict[str, float] = {}

    @property
    def is_stopped(self) -> bool:
        """Whether it is to end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End after the present job; one that looks up (``context.check``) goes back at once."""
        if not self._stopped.is_set():
            self._stopped.set()
            end = Timer(self.pace.grace, os._exit, [0])
            end.daemon = True
            end.start()

    def run(self, *, until_empty: bool = False, is_alone: bool = False) -> None:
        """Work until stopped, or until nothing is due. ``is_alone``: no other worker can live, so
        whatever is said to run was left by one that died."""
        if is_alone:
            self._guarded(self._reap_all)
        self._heart.start()
        try:
            while not self._stopped.is_set():
                close_old_connections()
                found = self._guarded(self._turn)
                if not found and until_empty:
                    return
                if not found:
                    self._stopped.wait(self.pace.poll)
        finally:
            self._heart.end()
            self._guarded(self._sign_off)
            connections.close_all()

    def _turn(self) -> bool:
        """Whatever is to be done now; whether a job was among it."""
        if self._is_time("schedule", self.pace.schedule):
            enqueue_due()
        if self._is_time("watch", self.pace.beat):
            self._watch()
        job = claim_next(self.name)
        if job is None:
            return False
        self._heart.job = (job.pk, job.claim)
        try:
            execute(job, self._stopped.is_set)
        finally:
            self._heart.job = None
        return True

    def _guarded(self, work: Callable[[], Any]) -> Any:
        """A database that does not answer is waited for: the worker goes on when it does."""
        try:
            return work()
        except DatabaseError as error:
            logger.warning("the database does not answer: %s", error)
            connection.close()
            self._stopped.wait(self.pace.poll)
            return None

    def _watch(self) -> None:
        """Take their jobs from workers whose heart has stood still for the length of a lease."""
        now, seen = time.monotonic(), {}
        running = Job.objects.filter(state=Job.State.RUNNING)
        for pk, claim, beat in running.values_list("pk", "claim", "beat"):
            before = self._watched.get(pk)
            since = before[2] if before and before[:2] == (claim, beat) else now
            seen[pk] = (claim, beat, since)
            if now - since >= self.pace.lease:
                reap(pk, claim, beat)
        self._watched = seen

    def _reap_all(self) -> None:
        running = Job.objects.filter(state=Job.State.RUNNING)
        for pk, claim, beat in running.values_list("pk", "claim", "beat"):
            reap(pk, claim, beat)

    def _sign_off(self) -> None:
        WorkerSign.objects.filter(name=self.name).delete()

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, now):
            return False
        self._next[what] = now + every
        return True


class Heart(Thread):
    """Counts on the beat of the job at hand, and shows that the worker is there."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker = worker
        self.job: tuple[int, str] | None = None
        self._ended = Event()

    def run(self) -> None:
        """Beat until the end; a database that cannot be written is tried again with the next."""
        while not self._ended.is_set():
            try:
                self.beat()
            except DatabaseError as error:
                logger.warning("a heartbeat was not written: %s", error)
                connection.close()
            self._ended.wait(self.worker.pace.beat)
        connection.close()

    def beat(self) -> None:
        """Write one beat."""
        if (job := self.job) is not None:
            Job.objects.filter(pk=job[0], claim=job[1]).update(beat=F("beat") + 1)
        now = timezone.now()
        WorkerSign.objects.update_or_create(
            name=self.worker.name,
            defaults={"seen_at": now},
            create_defaults={"seen_at": now, "started_at": self.worker.started_at},
        )
        WorkerSign.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()

    def end(self) -> None:
        """Stop; a beat that waits for a lock is not waited for long."""
        self._ended.set()
        self.join(timeout=5)


def heed_signals(worker: Worker) -> None:
    """SIGTERM and SIGINT stop the worker; the second one at once, and its job is made good."""

    def stop(number: int, frame: Any) -> None:
        if worker.is_stopped:
            os._exit(1)
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def die_with_parent(stopped: Callable[[], None]) -> None:
    """Call ``stopped`` once standard input ends, which its writer's death brings about."""

    def wait() -> None:
        # Not by sys.stdin: a thread that waits inside its lock breaks the end of the interpreter.
        while os.read(0, 4096):
            pass
        stopped()

    Thread(target=wait, name="parent", daemon=True).start()


@contextmanager
def only_one(is_over: Callable[[], bool]) -> Iterator[bool]:
    """On SQLite the one worker of this database: waits for its turn; gives whether it is alone.

    The system gives the lock back when its holder dies, however that happens. PostgreSQL has any
    number of workers.
    """
    if connection.vendor != "sqlite":
        yield False
        return
    path = Path(f"{connection.settings_dict['NAME']}.worker")
    with path.open("a") as file:
        while not is_over():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.5)
        yield True
