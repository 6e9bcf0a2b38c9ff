"""Claiming a job, running it, ending it: every change of a job's state, each in one transaction.

Who runs a job holds its ``claim``. Whatever it writes first locks the row and asks whether the
claim still is its own (``hold``), so a worker that was taken for dead can write nothing any more.
"""

from __future__ import annotations

import errno
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json
from django_tasks_db.models import get_date_max

from renfang.acts import Refused, Unavailable
from renfang.algorithms import digest
from renfang.background.models import Job, JobFile, JobStep
from renfang.background.rules import LONGEST, delay_after, delay_after_death
from renfang.background.signs import Progress, clear, folder_of, is_asked_to_stop, tell
from renfang.files import written_whole
from renfang.history.origin import acting_from
from renfang.organisations.models import User
from renfang.quantities.parsing import storable

logger = logging.getLogger(__name__)
State = Job.State

# Seconds between two looks at what others want of a running job, and two notes of its progress.
_PAUSE = 1.0
_LONGEST_RESULT = 4000


class Halted(BaseException):
    """The job must not go on. No task may take it for the fault of one of its rows."""


class Lost(Halted):
    """Another worker has the job: this one was taken for dead."""


class Cancelled(Halted):
    """Somebody cancelled it."""


class Stopped(Halted):
    """The worker is being stopped; the job goes back into the queue."""


class Final(CommandError):
    """A command did its work and found something: once more it would find the same."""


@dataclass(frozen=True, kw_only=True)
class Running(TaskContext):
    """What a task is given as ``context``."""

    job: Job
    stopping: Callable[[], bool] = lambda: False
    _looked: dict[str, float] = field(default_factory=dict)

    @property
    def by(self) -> User | None:
        """Who asked for it, as he is now; his rights are asked again by the acts."""
        return User.objects.filter(pk=self.job.asked_by_id).first()

    def check(self) -> None:
        """Raise Halted where the job must not go on; cheap enough to be called for every row."""
        if self.stopping():
            raise Stopped
        if not self._is_time("check"):
            return
        row = _mine(self.job).values_list("cancel_asked_at").first()
        if row is None:
            raise Lost
        if row[0] is not None or is_asked_to_stop(self.job):
            raise Cancelled

    def progress(self, done: int, total: int, line: str = "") -> None:
        """Tell how far it is: n of m, and a line of text for who asked for it.

        Within a transaction too, where pages see it at once (``signs``).
        """
        self.check()
        if done < total and not self._is_time("progress"):
            return
        if connection.in_atomic_block:
            tell(self.job, Progress(done, total, storable(line)[:200]))
        try:
            _mine(self.job).update(done=done, total=total, line=storable(line)[:200])
        except DatabaseError:
            # Nothing hangs on it; a broken transaction shows itself with the next statement.
            logger.warning("the progress of job %s was not noted", self.job.pk, exc_info=True)

    def once(self, key: str, work: Callable[[], object]) -> bool:
        """Do ``work`` in one transaction with the note that it is done; False where it was.

        For a long job of many parts (``key`` at most 100 letters): an attempt that goes on after
        another leaves out what that one has done.
        """
        self.check()
        if JobStep.objects.filter(job=self.job, key=key).exists():
            return False
        with transaction.atomic():
            hold(self.job)
            _, is_new = JobStep.objects.get_or_create(job=self.job, key=key)
            if is_new:
                work()
        return is_new

    def keep_file(self, content: bytes, name: str, *, part: str = JobFile.Part.RESULT) -> None:
        """Keep a file for who asked: the result, or what went wrong (``JobFile.Part``)."""
        # Of each attempt its own: one that was taken for dead must not write over the next one's.
        suffix = "".join(re.findall(r"\.[A-Za-z0-9]{1,8}$", name))
        path = f"{folder_of(self.job.pk)}/{self.job.claim[:8]}-{part}{suffix}"
        with written_whole(
            Path(settings.MEDIA_ROOT) / path, mode=settings.FILE_UPLOAD_PERMISSIONS
        ) as file:
            file.write(content)
        values = {
            "name": storable(name)[:200],
            "path": path,
            "sha256": digest(content),
            "size": len(content),
        }
        with transaction.atomic():
            hold(self.job)
            JobFile.objects.update_or_create(job=self.job, part=part, defaults=values)

    def _is_time(self, what: str) -> bool:
        now = time.monotonic()
        if now - self._looked.get(what, -_PAUSE) < _PAUSE:
            return False
        self._looked[what] = now
        return True


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, claim=job.claim)


def hold(job: Job) -> Job:
    """The row, locked to the end of the transaction, while the claim is ours. Raises Lost."""
    row = _locked(_mine(job))
    if row is None:
        raise Lost
    return row


def _locked(rows: QuerySet[Job], *, skip_locked: bool = False) -> Job | None:
    locked = rows.select_for_update(of=("self",), skip_locked=skip_locked)
    return locked.select_related("result").first()


def due() -> QuerySet[Job]:
    """Jobs whose time has come, the first to be done at the head.

    A retry is never further off than the longest delay: one that is was given its time by a clock
    that has been put back since.
    """
    now, any_time = timezone.now(), get_date_max()
    stray = Q(attempts__gt=0, result__run_after__gt=now + LONGEST)
    come = Q(result__run_after=any_time) | Q(result__run_after__lte=now) | stray
    return Job.objects.filter(come, state=State.QUEUED).order_by(
        "-result__priority", "result__run_after", "pk"
    )


def claim_next(worker: str) -> Job | None:
    """Take the next job for this worker, or None. A short transaction, and none without work."""
    if not due().exists():
        return None
    with transaction.atomic():
        job = _locked(due(), skip_locked=True)
        return None if job is None else _claimed(job, worker)


def claim(job_id: int, worker: str) -> Job | None:
    """Take this very job, if its time has come and nobody has it."""
    with transaction.atomic():
        job = _locked(due().filter(pk=job_id), skip_locked=True)
        return None if job is None else _claimed(job, worker)


def _claimed(job: Job, worker: str) -> Job:
    job.state, job.claim, job.beat = State.RUNNING, secrets.token_hex(16), 0
    job.attempts += 1
    job.started_at, job.cancel_asked_at = timezone.now(), None
    job.save()
    job.result.claim(worker)
    return job


def execute(job: Job, stopping: Callable[[], bool] = lambda: False) -> None:
    """Run a claimed job and put down how it ended. Raises only what the database cannot take down.

    It runs in a context of its own: neither in an act nor in a request that may be around it.
    """
    Context().run(_execute, job, stopping)


def _execute(job: Job, stopping: Callable[[], bool]) -> None:
    with acting_from(job.address):
        try:
            _run(job, stopping)
        except Lost:
            logger.warning("job %s was given to another worker meanwhile", job.pk)
        except Stopped:
            _end(job, _give_back)
        except Cancelled:
            _end(job, _cancel)
        except (Exception, SystemExit) as error:
            told = isinstance(error, Refused | CommandError)
            trace = None if told else error
            logger.warning("job %s (%s) failed: %s", job.pk, job.title, error, exc_info=trace)
            _end(job, partial(_fail, error=error))
        finally:
            clear(job)


def _run(job: Job, stopping: Callable[[], bool]) -> None:
    task, result = job.result.task, job.result.task_result
    context = Running(task_result=result, job=job, stopping=stopping)
    task_started.send(type(task.get_backend()), task_result=result)
    if task.whole:
        with transaction.atomic():
            if hold(job).cancel_asked_at:
                raise Cancelled
            _succeed(job, task.call(context, *result.args, **result.kwargs))
    else:
        context.check()
        value = task.call(context, *result.args, **result.kwargs)
        with transaction.atomic():
            _succeed(job, value)
    job.result.refresh_from_db()
    task_finished.send(type(task.get_backend()), task_result=job.result.task_result)


def _succeed(job: Job, value: Any) -> None:
    row = hold(job)
    row.result.return_value = normalize_json(storable(value) if isinstance(value, str) else value)
    row.result.exception_class_path = row.result.traceback = ""
    row.said = row.result.return_value[:_LONGEST_RESULT] if isinstance(value, str) else ""
    row.error = ""
    _turn(row, State.SUCCEEDED)


def _end(job: Job, ending: Callable[[Job], None]) -> None:
    try:
        with transaction.atomic():
            ending(hold(job))
    except Lost:
        logger.warning("job %s was given to another worker meanwhile", job.pk)


def _fail(row: Job, error: BaseException) -> None:
    """Try again later, or not: a refusal stays one, and there is a limit."""
    row.error = storable(_words(error))[:1000]
    row.result.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.result.traceback = storable("".join(format_exception(error)))
    is_final = isinstance(error, Refused | Final) and not isinstance(error, Unavailable)
    if is_final or row.attempts >= row.limit:
        _turn(row, State.FAILED)
    else:
        put_back(row, delay_after(row.attempts))


def _give_back(row: Job) -> None:
    # The attempt was no fault of the job, and does not count.
    row.attempts -= 1
    put_back(row)


def _cancel(row: Job) -> None:
    done = f"，已办 {row.progress}" if row.total else ""
    row.error = f"执行中被取消{done}，已办的保留"
    _turn(row, State.CANCELLED)


def put_back(row: Job, delay: timedelta = timedelta(0)) -> None:
    """Into the queue again, to be done after a while; the caller holds the row."""
    row.result.run_after = timezone.now() + delay if delay else get_date_max()
    _turn(row, State.QUEUED)


def cancel_waiting(row: Job) -> None:
    """Take a job that nobody runs out of the queue; the caller holds the row."""
    _turn(row, State.CANCELLED)


def settle_failed(key: str, words: str) -> None:
    """What a failed job was to do was done otherwise: it waits for nobody any more."""
    with transaction.atomic():
        row = _locked(Job.objects.filter(key=key, state=State.FAILED))
        if row is not None:
            row.error = storable(words)[:1000]
            _turn(row, State.CANCELLED)


_STATUS = {
    State.QUEUED: TaskResultStatus.READY,
    State.SUCCEEDED: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
    # The library knows no cancelling; to it the task did not succeed.
    State.CANCELLED: TaskResultStatus.FAILED,
}


def _turn(row: Job, state: Job.State) -> None:
    """The one place where our state and the library's change, both at once."""
    row.state, row.claim = state, ""
    row.ended_at = None if state == State.QUEUED else timezone.now()
    row.save()
    row.result.status = _STATUS[state]
    row.result.finished_at = row.ended_at
    row.result.save()


def reap(job_id: int, claim_of_dead: str, beat: int) -> bool:
    """Take a job from a worker whose heart stands still; whether it was still that worker's.

    A row that is locked is being written by its worker, which therefore lives.
    """
    with transaction.atomic():
        rows = Job.objects.filter(pk=job_id, state=State.RUNNING, claim=claim_of_dead, beat=beat)
        row = _locked(rows, skip_locked=True)
        if row is None:
            return False
        logger.warning("job %s (%s) was left by a worker that died", row.pk, row.title)
        row.error = f"执行进程中断（第 {row.attempts} 次执行）"
        if row.cancel_asked_at:
            _cancel(row)
        elif row.attempts >= row.limit:
            _turn(row, State.FAILED)
        else:
            put_back(row, delay_after_death(row.attempts))
        return True


def _words(error: BaseException) -> str:
    """Why it failed, for people; what only a developer understands stands in the log."""
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, ImportError | SuspiciousOperation):
        return "本版本的程序中没有这项任务。升级后重新执行，或取消"
    if isinstance(error, DatabaseError):
        return "数据库没有应答或暂时不能写入"
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return "存储空间已满" if full else f"文件读写未成功（{error.strerror or error}）"
    return f"程序出错（{type(error).__name__}），详见服务器日志"


def drain(worker: str = "drain", most: int = 1000) -> int:
    """Run what is due, here and now, without a heart: how many jobs. For tests and commands."""
    count = 0
    while count < most and (job := claim_next(worker)) is not None:
        execute(job)
        count += 1
    return count


def run_now(job_id: int) -> None:
    """Run this job at once, if nobody else has it."""
    job = claim(job_id, "at once")
    if job is not None:
        execute(job)
