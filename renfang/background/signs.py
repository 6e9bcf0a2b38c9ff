"""What is said between a job and its page while its transaction is open.

A transaction shows nothing of itself before it ends; on SQLite nobody else can write meanwhile,
on PostgreSQL nobody the job's row. So progress, and the wish that it stop, lie in files beside
those of the job, named by the claim: what an attempt left behind means nothing to the next one.
Nothing is decided by a sign but whether to go on; a sign that is lost costs a line on a page.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from renfang.background.models import Job


class Progress(NamedTuple):
    """How far a job is: ``done`` of ``total`` (None: nobody counts), and a line of text."""

    done: int
    total: int | None
    line: str


def folder_of(job_id: int) -> str:
    """Where the files of a job lie, below the folder of all files."""
    return f"background/{job_id}"


def _sign(job: Job, what: str) -> Path:
    return Path(settings.MEDIA_ROOT) / folder_of(job.pk) / f"{job.claim[:8]}.{what}"


def tell(job: Job, progress: Progress) -> None:
    """Note the progress where pages find it at once."""
    sign = _sign(job, "progress")
    with suppress(OSError):
        sign.parent.mkdir(parents=True, exist_ok=True)
        unfinished = sign.with_suffix(".new")
        unfinished.write_text(json.dumps(progress), encoding="utf-8")
        unfinished.replace(sign)


def told(job: Job) -> Progress:
    """How far it is: what a running job told last, else what is on its row."""
    if job.state == Job.State.RUNNING:
        with suppress(OSError, ValueError, TypeError):
            return Progress(*json.loads(_sign(job, "progress").read_text(encoding="utf-8")))
    return Progress(job.done, job.total, job.line)


def ask_to_stop(job: Job) -> None:
    """Ask a running job to stop, without waiting for its transaction."""
    sign = _sign(job, "stop")
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.touch()


def is_asked_to_stop(job: Job) -> bool:
    """Whether somebody asked this attempt to stop."""
    return _sign(job, "stop").exists()


def clear(job: Job) -> None:
    """Remove the signs of an attempt that has ended."""
    for what in ("progress", "stop"):
        with suppress(OSError):
            _sign(job, what).unlink(missing_ok=True)
