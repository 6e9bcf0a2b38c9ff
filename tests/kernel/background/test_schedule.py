"""What is done once a day: once, by whoever looks first, also after a night off."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time as clock
from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from renfang.background import beside, schedule
from renfang.background.models import Job
from renfang.background.running import Final, drain
from renfang.background.schedule import Daily, enqueue_due, find_daily, register_daily
from renfang.background.worker import Pace, Worker
from tests.builders.office import Office

State = Job.State


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(2026, 7, day, hour, minute))


def greet() -> str:
    return "早上好"


@pytest.fixture
def only_greeting(monkeypatch):
    monkeypatch.setattr(schedule, "_dailies", {})
    daily = Daily("greet", "问候", time(2, 0), function=f"{__name__}.greet")
    monkeypatch.setitem(sys.modules, __name__, sys.modules[greet.__module__])
    register_daily(daily)
    return daily


def keys() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.django_db
def test_each_day_once_by_whichever_worker_looks_first(only_greeting):
    enqueue_due(at(1, 1, 59))
    assert keys() == ["daily:greet:2026-06-30"], "the night before is made good"
    for _ in range(3):
        enqueue_due(at(1, 2))
        enqueue_due(at(1, 23))
    assert keys()[1:] == ["daily:greet:2026-07-01"]
    assert only_greeting.next_at(at(1, 3)) == at(2, 2)
    assert only_greeting.next_at(at(1, 1)) == at(1, 2)


@pytest.mark.django_db
def test_after_nights_off_the_last_one_is_made_good(only_greeting):
    enqueue_due(at(1, 3))
    enqueue_due(at(9, 8, 30))
    assert keys() == ["daily:greet:2026-07-01", "daily:greet:2026-07-09"]


@pytest.mark.django_db
def test_a_clock_that_is_put_back_repeats_nothing_and_waits_for_nothing(only_greeting):
    enqueue_due(at(2, 3))
    enqueue_due(at(2, 1))
    enqueue_due(at(2, 3))
    assert keys() == ["daily:greet:2026-07-02", "daily:greet:2026-07-01"]
    with time_machine.travel(at(2, 3) + timedelta(days=365)):
        enqueue_due()
    enqueue_due(at(3, 3))
    assert keys()[-1] == "daily:greet:2026-07-03"


@pytest.mark.django_db
def test_functions_and_commands_are_called_and_what_they_say_is_kept(only_greeting, office: Office):
    register_daily(
        Daily("sessions", "清理过期登录", time(3), command="clearsessions"),
        Daily("wrong", "没有的命令", time(4), command="no_such_command"),
        Daily("off", "不做", time(5), command="clearsessions", is_on=lambda: False),
    )
    with pytest.raises(ValueError, match="registered before"):
        register_daily(only_greeting)
    with pytest.raises(ValueError, match="not one of"):
        register_daily(Daily("both", "两样", time(1), command="x", function="y"))
    enqueue_due(at(1, 23))
    drain()
    ended = dict(Job.objects.values_list("title", "state"))
    assert ended == {"问候": "succeeded", "清理过期登录": "succeeded", "没有的命令": "failed"}
    assert Job.objects.get(title="问候").said == "早上好"
    assert find_daily("off") is None


@pytest.mark.django_db
def test_a_name_that_a_row_makes_up_is_not_called(only_greeting):
    schedule.run_daily.using(attempts=1).enqueue("os.system")
    drain()
    assert Job.objects.get().error == "本版本的程序中没有这项每日任务"


@pytest.mark.django_db
def test_what_the_kernel_and_its_rooms_do_every_night(settings, tmp_path):
    codes = [each.code for each in schedule.dailies()]
    night = ["sessions", "jobs", "imports", "access", "nightly", "produce_documents"]
    assert codes == [*night, "comparison", "drafts"]
    settings.BACKUP_DIR = str(tmp_path)
    assert "backup" in [each.code for each in schedule.dailies()]
    settings.DEMO = True
    assert "produce_documents" not in [each.code for each in schedule.dailies()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_night_with_a_worker_proves_backs_up_and_ends(office: Office, settings, tmp_path):
    settings.TASKS = {"default": {"BACKEND": "renfang.background.backend.Queue"}}
    settings.MEDIA_ROOT, settings.SEAL_DIR = tmp_path / "files", tmp_path / "seal"
    (tmp_path / "files").mkdir()
    if connection.vendor == "sqlite" or shutil.which("pg_dump"):
        settings.BACKUP_DIR = str(tmp_path / "backup")
    worker = Worker(Pace(poll=0.01))
    worker.run(until_empty=True)
    said = {job.title: (job.state, job.error) for job in Job.objects.all()}
    assert len(said) == len(schedule.dailies())
    assert set(said.values()) == {("succeeded", "")}, said
    assert "相符" in Job.objects.get(title="核验并封存").said


@pytest.mark.django_db(transaction=True)
def test_the_command_does_what_is_due_and_goes(office: Office, monkeypatch):
    monkeypatch.setattr("renfang.background.worker.enqueue_due", lambda: None)
    monkeypatch.setattr("renfang.background.management.commands.work.heed_signals", lambda one: 0)
    call_command("work", until_empty=True, stdout=StringIO())


# The worker beside the server


def test_it_is_started_again_and_dies_with_its_parent(tmp_path):
    """A companion in a process of its own, whose worker is a script: killed, it comes again."""
    folder = Path(tmp_path)
    (folder / "manage.py").write_text(
        "import os, sys\n"
        "open(f'born-{os.getpid()}', 'w').close()\n"
        "sys.stdin.read()\n"
        "open(f'gone-{os.getpid()}', 'w').close()\n"
    )
    keeper = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time; from renfang.background import beside;"
            "beside.ROOT, beside.FIRST_PAUSE = pathlib.Path(sys.argv[1]), 0.05;"
            "beside.Companion().start(); time.sleep(60)",
            str(folder),
        ],
        cwd=beside.ROOT,
    )

    def born() -> list[int]:
        return [int(path.name[5:]) for path in folder.glob("born-*")]

    def wait(is_so) -> None:
        end = clock.monotonic() + 30
        while not is_so():
            assert clock.monotonic() < end
            clock.sleep(0.02)

    try:
        wait(born)
        first = born()[0]
        os.kill(first, 9)
        wait(lambda: len(born()) == 2)
        second = next(pid for pid in born() if pid != first)
    finally:
        keeper.kill()
        keeper.wait()
    wait((folder / f"gone-{second}").exists)


def test_nobody_wants_one_where_the_setting_says_so(monkeypatch):
    monkeypatch.setenv("RENFANG_WORKER", "0")
    assert not beside.is_wanted()
    monkeypatch.delenv("RENFANG_WORKER")
    assert beside.is_wanted()


def test_what_stands_beside_the_server_loads_no_django():
    script = "import sys, renfang.background.beside; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=beside.ROOT, check=True)


@pytest.mark.django_db
def test_what_a_command_found_is_not_looked_for_again(only_greeting, monkeypatch):
    def finds(*given: object, **options: object) -> None:
        raise Final("共 2 处不符")

    daily = Daily("proof", "核验", time(2, 0), command="nightly", attempts=3)
    register_daily(daily)
    monkeypatch.setattr(schedule, "call_command", finds)
    schedule.run_daily_task(daily, "daily:proof:x").enqueue("proof")
    drain()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == (State.FAILED, 1, "共 2 处不符")
