"""Large files: confirmed on the page like any other, entered by the queue while nobody waits.

The job enters the file by the same act in one transaction with the note that it is done, so a
worker that is killed leaves nothing half done, and the next attempt doubles nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django_tasks import task

from renfang.acts import WrongState, act
from renfang.background.acts import stop_job
from renfang.background.models import Job
from renfang.background.running import Running
from renfang.exchange.acts import confirm, own_open, require_answered
from renfang.exchange.models import ImportBatch
from renfang.exchange.queries import own_batches
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

# Rows that are entered while somebody waits: for about ten seconds.
MOST_AT_ONCE = 5_000


def is_large(batch: ImportBatch) -> bool:
    """Whether the queue enters it."""
    return batch.rows.count() > MOST_AT_ONCE


@act
def confirm_later(batch_id: int, *, by: User, options: Collection[str] = ()) -> ImportBatch:
    """确认导入 of a large file: it is entered by the queue, with the rights that the user has then.

    Raises Incomplete where something is to be decided, WrongState where it waits there already.
    """
    batch, kind, _ = own_open(batch_id, by)
    if batch.is_in_queue:
        raise WrongState(f"“{batch}”正在后台导入")
    require_answered(batch)
    about = f"{kind.title}：{batch.file_name}"
    result = enter_file.using(by=by, about=about, organisation=batch.organisation).enqueue(
        batch.pk, sorted(options)
    )
    batch.job = Job.objects.get(result_id=result.id)
    batch.save(update_fields=["job"])
    record(by, f"提交后台导入{kind.title}", batch, after={"数据行": batch.rows.count()})
    return batch


@task(takes_context=True, title="导入文件", whole=False)
def enter_file(context: Running, batch_id: int, options: list[str]) -> str:
    """Enter the file whole or not at all; says what was done."""
    by, job = context.by, context.job
    assert by is not None
    seen = own_batches(Scope(by)).filter(pk=batch_id).first()
    if seen is not None and seen.job_id != job.pk:
        raise WrongState(f"“{seen}”已由另一项后台任务导入，本项不再执行")
    enter = partial(
        confirm,
        batch_id,
        by=by,
        options=options,
        job_id=job.pk,
        told=lambda done, total: context.progress(done, total, "逐行登记"),
    )
    context.once("entered", enter)
    summary: str = ImportBatch.objects.get(pk=batch_id).result["summary"]
    return summary


def stop(batch: ImportBatch, *, by: User) -> Job:
    """取消 what the queue does with the file: of it nothing is entered.

    Raises WrongState where nothing is under way, because it is done already for one.
    """
    if batch.job is None or not batch.is_in_queue:
        raise WrongState(f"“{batch}”没有在后台导入，不需取消")
    return stop_job(batch.job.pk, by=by)
