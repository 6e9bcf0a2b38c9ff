"""The demo city's background jobs: one in each state, as a system administrator finds them.

What they say was never done: a demo would prove and back up for minutes. A worker that finds the
one that runs takes it for left by a dead one, as it must, and does it again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.management import CommandError
from django_tasks import task

from renfang.background.acts import cancel_job
from renfang.background.models import Job
from renfang.background.running import Running, claim, execute
from renfang.demo.stories import DemoCity, Story, moment
from renfang.organisations.permissions import Role


@task(takes_context=True, title="每日任务", whole=False, attempts=1)
def told(context: Running, words: str, failing: str = "", file: str = "") -> str:
    """Says what it was told to say, and keeps it in a file of this name."""
    if file:
        context.keep_file(words.encode(), file)
    if failing:
        raise CommandError(failing)
    return words


def _asked(code: str, title: str, day: date, *words: str, **options: object) -> Job:
    key = f"daily:{code}:demo-{day}"
    result = told.using(key=key, title=title, **options).enqueue(*words)
    return Job.objects.get(result_id=result.id)


def _run(job: Job) -> None:
    # What fails here fails on purpose, and not on the terminal of who loads the demo.
    logging.disable(logging.WARNING)
    try:
        execute(claim(job.pk, "demo"))
    finally:
        logging.disable(logging.NOTSET)


def nights(city: DemoCity) -> Story:
    """A proof that held, a backup that failed; today one runs, one waits, one was given up."""
    yield city.day(1)
    night = city.day(1)
    words = "核验办理记录 3,214 条、文书 412 份，全部相符。"
    _run(_asked("nightly", "核验并封存", night, words, "", "核验结果.txt"))
    full = "备份未完成。备份目录的存储空间已满，需 4.2 GB，剩余 1.1 GB"
    _run(_asked("backup", "备份", night, "", full))
    yield city.day(0)
    today, keeper = city.day(0), city.who(Role.SYSTEM_ADMINISTRATOR)
    waiting = _asked("backup", "备份", today, "", by=keeper, about="更换磁盘后的第一次备份")
    cancel_job(waiting.pk, by=keeper)
    running = _asked("nightly", "核验并封存", today, "核验台账 63 个账户，全部相符。")
    claim(running.pk, "demo")
    Job.objects.filter(pk=running.pk).update(done=21, total=63, line="第 21 个账户")
    tonight = moment(city.today + timedelta(days=1), 2, 30)
    _asked("produce_documents", "补制文书文件", today, "补制文书 0 份", run_after=tonight)


def stories(city: DemoCity) -> Iterator[Story]:
    """What this module tells."""
    yield nights(city)


TELLERS = (stories,)
