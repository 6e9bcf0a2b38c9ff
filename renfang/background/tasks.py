"""The kernel's own work of the night on the queue itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from renfang.background.models import Job
from renfang.background.rules import KEPT, KEPT_FAILURES
from renfang.background.signs import folder_of


def clear_jobs() -> str:
    """Remove jobs that ended long ago, with their files; says how many."""
    now = timezone.now()
    done = Q(state__in=[Job.State.SUCCEEDED, Job.State.CANCELLED], ended_at__lt=now - KEPT)
    failed = Q(state=Job.State.FAILED, ended_at__lt=now - KEPT_FAILURES)
    count = 0
    for job in Job.objects.filter(done | failed).select_related("result"):
        # Files first: what a crash leaves is a row without its file, removed the night after.
        shutil.rmtree(Path(settings.MEDIA_ROOT) / folder_of(job.pk), ignore_errors=True)
        job.result.delete()
        count += 1
    return f"清理后台任务 {count} 项"
