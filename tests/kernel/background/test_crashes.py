"""Workers are killed, race, and die of their database: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from renfang.background.models import Job, JobStep, WorkerSign
from renfang.documents.models import NumberPrefix
from renfang.history.models import Event
from renfang.history.record import broken_events
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.kernel.background import tasks

pytestmark = pytest.mark.django_db(transaction=True)
State = Job.State
# RENFANG_WORKER_KILLS=60 in a long run.
KILLS = int(os.environ.get("RENFANG_WORKER_KILLS", "3"))


@pytest.fixture(autouse=True)
def queue_with_workers(settings):
    settings.TASKS = {"default": {"BACKEND": "renfang.background.backend.Queue"}}


@pytest.fixture
def keeper(office: Office):
    return office.who(Role.SYSTEM_ADMINISTRATOR)


class Hand:
    """A worker process, by its number."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_there(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal and wait for the end."""
        if self.is_there:
            os.kill(self.pid, how)
        until(lambda: not self.is_there)


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen]:
    """The process that has started Django once and forks workers."""
    process = None

    def start() -> subprocess.Popen:
        nonlocal process
        if process is None:
            name = json.dumps(str(connection.settings_dict["NAME"]))
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.kernel.background.hand", name],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return process

    yield start
    if process is not None:
        process.communicate()


@pytest.fixture
def hand(nursery) -> Iterator[Callable[..., Hand]]:
    """Starts workers, and ends them after the test."""
    started = []

    def start(step: str = "", lease: float = 0.6) -> Hand:
        process = nursery()
        process.stdin.write(json.dumps([step, lease]) + "\n")
        process.stdin.flush()
        started.append(Hand(int(process.stdout.readline())))
        return started[-1]

    yield start
    for each in started:
        each.end()


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what other processes bring about."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, Counter(Job.objects.values_list("state", "error"))
        time.sleep(0.05)


def all_done() -> bool:
    return not Job.objects.exclude(state=State.SUCCEEDED).exists()


def words() -> list[str]:
    found = NumberPrefix.objects.filter(prefix__startswith="词")
    return sorted(found.values_list("prefix", flat=True))


def enqueue(office: Office, keeper) -> list[str]:
    """Short jobs and a long one; what they are to write."""
    short = [f"词{number:02}" for number in range(4)]
    for word in short:
        tasks.mark.using(by=keeper, key=word).enqueue(office.east.pk, word)
    parts = [f"词长{number:02}" for number in range(5)]
    tasks.mark_all.using(by=keeper, key="long").enqueue(office.east.pk, parts, pause=0.02)
    return sorted(short + parts)


def assert_whole(expected: list[str]) -> None:
    """Everything is there, once, with its event."""
    assert words() == expected
    assert Event.objects.filter(act="登记").count() == len(expected)
    assert list(broken_events()) == []
    assert set(Job.objects.values_list("result__status", flat=True)) == {"SUCCESSFUL"}


def test_killed_at_every_step_nothing_is_lost_and_nothing_doubled(office, keeper, hand):
    expected = enqueue(office, keeper)
    for step in ("claimed", "ran", "ended", "part"):
        dying = hand(step)
        until(lambda dying=dying: not dying.is_there)
    left = Job.objects.filter(state=State.RUNNING).count()
    assert left, "jobs of the dead"
    assert JobStep.objects.count() == 1, "what was half done is undone"
    hand()
    until(all_done)
    assert_whole(expected)
    assert Job.objects.filter(attempts__gt=1).count() >= left
    assert JobStep.objects.count() == 5
    assert not Job.objects.exclude(claim="").exists()


def test_killed_at_random_moments(office, keeper, hand):
    dice = random.Random(KILLS)
    expected = enqueue(office, keeper)
    workers = [hand(), hand()]
    for _ in range(KILLS):
        time.sleep(dice.random() * 0.3)
        victim = dice.choice(workers)
        victim.end()
        workers.remove(victim)
        workers.append(hand())
    until(all_done)
    assert_whole(expected)


def test_two_workers_race_and_each_job_is_done_once(office, keeper, hand):
    expected = enqueue(office, keeper)
    racers = [hand(lease=60), hand(lease=60)]
    until(all_done)
    assert_whole(expected)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    until(lambda: WorkerSign.objects.count() == 2)
    for racer in racers:
        racer.end(signal.SIGTERM)
    assert not WorkerSign.objects.exists(), "who goes says so"


def test_a_worker_that_is_stopped_gives_a_long_job_back_at_once(office, keeper, hand):
    tasks.wait.using(by=keeper).enqueue()
    process = hand()
    until(lambda: Job.objects.filter(state=State.RUNNING).exists())
    process.end(signal.SIGTERM)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.claim) == (State.QUEUED, 0, "")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows")
def test_a_locked_database_is_waited_for(office, keeper, hand):
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
    script = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "held.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    name = str(connection.settings_dict["NAME"])
    other = subprocess.Popen(
        [sys.executable, "-c", script, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    hand()
    time.sleep(0.3)
    assert Job.objects.get().state == State.QUEUED, "reading goes on, nothing is claimed"
    other.communicate()
    until(all_done)
    assert_whole(["词一"])
