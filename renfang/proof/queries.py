"""What pages and papers say of seals and verifications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from renfang.history.models import Event
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.proof.crosschecks import last_answer
from renfang.proof.models import Seal, VerificationRun
from renfang.workbench.tasks import Task

PERMISSION = "view_history"


def last_run(*occasions: str) -> VerificationRun | None:
    """The last verification, of these occasions or of any."""
    runs = VerificationRun.objects.order_by("-pk")
    return (runs.filter(occasion__in=occasions) if occasions else runs).first()


def seal_in_words() -> str:
    """The last seal with its digest, to be printed: who has the paper can prove it later."""
    last = Seal.objects.order_by("sequence").last()
    if last is None:
        return ""
    moment = f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    return f"记录封存：第 {last.sequence} 号，{moment}，校验值 {last.digest}"


def sees_all(scope: Scope) -> bool:
    """Whether the user audits every office: what differs names records of any of them."""
    everywhere = set(Organisation.objects.values_list("pk", flat=True))
    return everywhere <= set(scope.organisations(PERMISSION))


def overdue_seal() -> str:
    """What to say when nothing was put under seal for too long; empty otherwise.

    A new office has as long from its first event on.
    """
    last = Seal.objects.order_by("sequence").last()
    since = last.at if last else Event.objects.order_by("pk").values_list("at", flat=True).first()
    hours = settings.SEAL_HOURS
    if since is None or timezone.now() - since <= timedelta(hours=hours):
        return ""
    return f"上次封存至今已超过 {hours} 小时" if last else "还没有封存过"


def unanswered() -> Iterator[VerificationRun]:
    """The last verification of the system, and that of a backup, where it found differences.

    Each stands until a later one of the same things is sound, or all was put under seal anew with
    a reason.
    """
    occasions, answer = VerificationRun.Occasion, last_answer()
    for group in ((occasions.NIGHTLY, occasions.COMMAND), (occasions.BACKUP,)):
        run = last_run(*group)
        if run is not None and not run.is_sound and not (answer and answer.at > run.at):
            yield run


def open_questions(scope: Scope, today: date) -> Iterator[Task]:
    """The auditor's lines on 待办: what differs, and that nothing was sealed for too long."""
    if settings.DEMO or not scope.holds(PERMISSION):
        return
    url = reverse("verification")
    for run in unanswered():
        of_backup = run.occasion == VerificationRun.Occasion.BACKUP
        yield Task(
            title="备份核验有不符" if of_backup else "完整性核验有不符",
            subject=run.outcome,
            url=run.get_absolute_url(),
            due=today,
            note=f"{timezone.localtime(run.at):%Y-%m-%d %H:%M} 核验",
        )
    if words := overdue_seal():
        yield Task(
            title="记录没有按时封存",
            subject=words,
            url=url,
            due=today,
            note="由系统管理员检查每夜任务",
        )
