"""The queue behind Django's tasks API: the library's database backend, and a Job beside its row.

    @task(takes_context=True, title="批量催办", whole=False)
    def remind_all(context: Running, batch_id: int) -> str: ...

    remind_all.using(by=by, key=f"remind:{batch.pk}").enqueue(batch.pk)  # inside the act

What is enqueued in a transaction is there when it commits, and never was when it does not: the
queue is a table of the same database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

from renfang.acts import after_commit
from renfang.background.models import Job
from renfang.background.rules import ATTEMPTS, LARGEST_ARGUMENTS
from renfang.background.running import run_now
from renfang.history.origin import current_address
from renfang.organisations.models import Organisation, User


@dataclass(frozen=True, kw_only=True)
class JobTask(Task):
    """A task of the library, and what renfang wants to know of it.

    ``title`` is shown to everybody who sees the queue and says nothing of business. A ``whole``
    task runs in one transaction with its result: for what writes in the database and is quick,
    because on SQLite every other writer waits. One that is not ``whole`` writes through
    ``context.once``, or does what can be done twice. ``attempts`` is how often it is tried.
    ``by``, ``key``, ``about`` and ``organisation`` belong to one enqueuing (``using``).
    """

    title: str = ""
    whole: bool = True
    attempts: int = ATTEMPTS
    by: User | None = None
    key: str | None = None
    about: str = ""
    organisation: Organisation | None = None

    def using(
        self,
        *,
        by: User | None = None,
        key: str | None = None,
        about: str = "",
        organisation: Organisation | None = None,
        attempts: int | None = None,
        title: str = "",
        **options: Any,
    ) -> JobTask:
        """The task for one enqueuing: who asks (None for the system), under which key, for whom.

        Of tasks that are enqueued under one ``key`` there is one job, whatever became of it.
        ``options`` are those of the library: ``run_after``, ``priority``.
        """
        own = {
            "by": by or self.by,
            "key": key or self.key,
            "about": about or self.about,
            "organisation": organisation or self.organisation,
            "attempts": attempts or self.attempts,
            "title": title or self.title,
        }
        return replace(Task.using(self, **options), **own)


class Queue(DatabaseBackend):
    """Where tasks are kept until a worker takes them.

    With the option ``at_once`` the process that enqueued runs them itself after its commit.
    """

    task_class = JobTask
    supports_async_task = False

    def validate_task(self, task: Task) -> None:
        """Raise InvalidTaskError, or ValueError for a task that the page could not name."""
        super().validate_task(task)
        if not getattr(task, "title", "") or not task.takes_context:
            raise ValueError(f"{task.name} needs a title and takes_context=True")

    def enqueue(self, task: JobTask, args: Any, kwargs: Any) -> Any:
        """Put it into the queue with the transaction that is open; gives the library's result.

        Raises ValueError or TypeError for arguments that no row can hold.
        """
        _require_plain(args, kwargs)
        try:
            with transaction.atomic():
                job = self._entered(task, args, kwargs)
        except IntegrityError:
            # Somebody else was quicker by a moment; his transaction has committed.
            job = _found(task.key)
            if job is None:
                raise
        return job.result.task_result

    def _entered(self, task: JobTask, args: Any, kwargs: Any) -> Job:
        if (job := _found(task.key)) is not None:
            return job
        result = super().enqueue(task, args, kwargs)
        job = Job.objects.create(
            result=result.db_result,
            title=task.title,
            about=task.about[:200],
            key=task.key,
            asked_by=task.by,
            organisation=task.organisation or (task.by.organisation if task.by else None),
            address=current_address(),
            limit=task.attempts,
        )
        if self.options.get("at_once"):
            after_commit(partial(run_now, job.pk), failing=f"{job.title}稍后执行，不要重复办理")
        return job


def _found(key: str | None) -> Job | None:
    return Job.objects.select_related("result").filter(key=key).first() if key else None


def _require_plain(args: Any, kwargs: Any) -> None:
    """Arguments are numbers, days as text, short lists of them: plain JSON."""
    text = json.dumps([args, kwargs], allow_nan=False, ensure_ascii=False)
    if "\\u0000" in text:
        raise ValueError("no row holds a NUL")
    if len(text.encode()) > LARGEST_ARGUMENTS:
        raise ValueError("keep it in a table or a file, and enqueue its number")
