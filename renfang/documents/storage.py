"""Papers that were issued and have no file yet: how many, since when, and making them.

What an act leaves undone after its commit (a full disk, a folder that cannot be written, a crash)
is no failure of the act: the paper is issued. It is made good by whoever reads it first, by
``manage.py produce_documents``, or here by the system administrator, who is told of it.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from renfang.acts import Refused
from renfang.background.models import Job
from renfang.background.running import settle_failed
from renfang.documents.models import DocumentFile, IssuedDocument
from renfang.documents.registry import MADE_OTHERWISE, PAPER_KEY, produce
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Task

logger = logging.getLogger(__name__)
PERMISSION = "manage_settings"


@dataclass(frozen=True)
class Storage:
    """The folder of files: where, how much of the disk is free (bytes, None where unknown), and
    whether a file can be written there."""

    folder: str
    free: int | None
    is_writable: bool


def storage() -> Storage:
    """How the folder of files stands right now."""
    folder = Path(settings.MEDIA_ROOT)
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = None
    return Storage(str(folder), free, os.access(there, os.W_OK | os.X_OK))


def waiting(scope: Scope) -> QuerySet[IssuedDocument]:
    """Papers without a file at the offices whose system the user keeps.

    Papers of demo data wait for their first reader by design (``produced_on_first_reading``).
    """
    at = scope.organisations(PERMISSION)
    return IssuedDocument.objects.filter(file__isnull=True, organisation__in=at)


def waiting_by_office(scope: Scope) -> QuerySet:
    """For each office how many papers wait, and the oldest day; nothing of what they say."""
    return (
        waiting(scope)
        .values("organisation__name")
        .annotate(papers=Count("pk"), since=Min("issued_on"))
        .order_by("organisation__name")
    )


def produce_all(papers: QuerySet[IssuedDocument], most: int | None = None) -> tuple[int, list[str]]:
    """Make the missing files, each on its own: how many, and in words those that still fail."""
    made, failed = 0, []
    for paper in papers.filter(file__isnull=True).order_by("pk")[:most]:
        try:
            produce(paper.pk)
            made += 1
        except (OSError, Refused, DatabaseError) as error:
            logger.exception("the file of paper %s was not made", paper.pk)
            failed.append(f"{paper.number}：{_reason(error)}")
    _settle_made()
    return made, failed


def _settle_made() -> None:
    """Jobs that failed long ago, and whose papers have their files since, wait for nobody."""
    failed = Job.objects.filter(state=Job.State.FAILED, key__startswith=PAPER_KEY)
    for key in failed.values_list("key", flat=True):
        paper = key.removeprefix(PAPER_KEY)
        if paper.isdecimal() and DocumentFile.objects.filter(document_id=int(paper)).exists():
            settle_failed(key, MADE_OTHERWISE)


def _reason(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, OSError):
        return f"文件写不进存储（{error.strerror or error}）"
    return "数据库没有应答"


def unproduced(scope: Scope, today: date) -> Iterator[Task]:
    """The line on the system administrator's 待办, while papers wait for their files."""
    if settings.DEMO or not scope.holds(PERMISSION):
        return
    count = waiting(scope).count()
    if count:
        yield Task(
            title="文书文件待生成",
            subject=f"{count} 份文书已签发，文件未生成",
            url=reverse("paper_files"),
            due=today,
            note="检查存储空间和目录权限",
        )
