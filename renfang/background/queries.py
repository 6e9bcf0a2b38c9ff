"""Whose jobs one sees, and what of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from renfang.acts import NotFound
from renfang.background.models import Job, WorkerSign
from renfang.background.running import due
from renfang.organisations.scope import Scope

PERMISSION = "manage_settings"
# A worker shows itself every ten seconds; a job that is due this long has none.
_SILENT = timedelta(minutes=1)
_LATE = timedelta(minutes=10)


def visible_jobs(scope: Scope) -> QuerySet[Job]:
    """One's own jobs; for who keeps the system also those of his offices and of the system."""
    seen = Q(asked_by=scope.user.pk)
    if scope.holds(PERMISSION):
        offices = scope.organisations(PERMISSION)
        seen |= Q(organisation__in=offices) | Q(organisation=None, asked_by=None)
    return Job.objects.filter(seen)


def find_job(job_id: int, scope: Scope) -> Job:
    """The job, if the user may know of it; NotFound otherwise."""
    found = visible_jobs(scope).filter(pk=job_id)
    job = found.select_related("result", "asked_by", "organisation").first()
    if job is None:
        raise NotFound("后台任务")
    return job


def sees_contents(job: Job, scope: Scope) -> bool:
    """Whether the user may see what it is about: who asked; who keeps the system, of the system's.

    What one person's job works on is nobody else's business, the system administrator's neither.
    """
    return job.asked_by_id in (None, scope.user.pk)


def workers_there() -> int:
    """How many workers showed themselves a moment ago."""
    now = timezone.now()
    return WorkerSign.objects.filter(seen_at__range=(now - _SILENT, now + _SILENT)).count()


def failed_for(scope: Scope, today: date) -> QuerySet[Job]:
    """Failures that wait for the user: to be tried again, or given up."""
    return visible_jobs(scope).filter(state=Job.State.FAILED).order_by("-pk")


def late_for(scope: Scope, today: date) -> QuerySet[Job]:
    """What has been due for so long that no worker can be there."""
    now = timezone.now()
    seen = visible_jobs(scope).order_by().values("pk")
    return due().filter(pk__in=seen, asked_at__lt=now - _LATE)
