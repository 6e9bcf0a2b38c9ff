"""取消, 重新执行, 立即执行: what people do to jobs. Running them is the workers' (``running``)."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from renfang.acts import NotFound, NotPermitted, Refused, WrongState, act
from renfang.background.models import Job
from renfang.background.queries import PERMISSION, find_job, sees_contents
from renfang.background.rules import ATTEMPTS
from renfang.background.running import cancel_waiting, put_back
from renfang.background.schedule import find_daily, run_daily_task
from renfang.background.signs import ask_to_stop
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

State = Job.State


def stop_job(job_id: int, *, by: User) -> Job:
    """取消, heard at once by what runs: it may hold its row in a long transaction, for which
    the act alone would have to wait. Raises NotFound, WrongState."""
    job = find_job(job_id, Scope(by))
    is_asked = job.state == State.RUNNING
    if is_asked:
        ask_to_stop(job)
    return cancel_job(job_id, is_asked=is_asked, by=by)


@act
def cancel_job(job_id: int, *, is_asked: bool = False, by: User) -> Job:
    """取消: take it out of the queue, stop it where it runs, or leave a failure as it is.

    One that runs stops with its next part; what it has done stays. ``is_asked``: it was asked to
    stop and may have done so by now. Raises NotFound, WrongState.
    """
    job = _locked(job_id, by)
    if is_asked and job.state == State.CANCELLED:
        _note(by, "取消后台任务", job, State.RUNNING.label, job.get_state_display())
        return job
    if job.state in (State.SUCCEEDED, State.CANCELLED):
        raise WrongState(f"{job}{job.get_state_display()}，不需取消")
    before = job.get_state_display()
    if job.state == State.RUNNING:
        job.cancel_asked_at = job.cancel_asked_at or timezone.now()
        job.save(update_fields=["cancel_asked_at"])
        after = "正在取消"
    else:
        cancel_waiting(job)
        after = job.get_state_display()
    _note(by, "取消后台任务", job, before, after)
    return job


@act
def retry_job(job_id: int, *, by: User) -> Job:
    """重新执行: put a job that failed or was cancelled into the queue again.

    It goes on where it stopped, with the rights that who asked for it has by then; so nobody else
    may, but whoever keeps the system for what nobody asked. Raises NotFound, NotPermitted,
    WrongState.
    """
    job = _locked(job_id, by)
    if not sees_contents(job, Scope(by)):
        raise NotPermitted(f"{job}由提出人本人重新执行")
    if job.state not in (State.FAILED, State.CANCELLED):
        raise WrongState(f"{job}{job.get_state_display()}，失败或取消的才能重新执行")
    before = job.get_state_display()
    # What was to be tried but once is tried once more.
    job.limit = job.attempts + (ATTEMPTS if job.limit > 1 else 1)
    job.cancel_asked_at = None
    put_back(job)
    _note(by, "重新执行后台任务", job, before, job.get_state_display())
    return job


@act
def run_daily_now(code: str, *, by: User) -> Job:
    """立即执行: do now what is done once a day. Raises NotPermitted, NotFound, Refused."""
    scope = Scope(by)
    if not scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    daily = find_daily(code)
    if daily is None:
        raise NotFound("每日任务")
    if daily.jobs().filter(state__in=[State.QUEUED, State.RUNNING]).exists():
        raise Refused(f"{daily.title}已在排队或执行中，等它结束后再执行")
    result = run_daily_task(daily, f"{daily.prefix}now-{uuid4()}", by=by).enqueue(daily.code)
    job = Job.objects.get(result_id=result.id)
    _note(by, "立即执行每日任务", job, "", job.get_state_display())
    return job


def _locked(job_id: int, by: User) -> Job:
    find_job(job_id, Scope(by))
    locked = Job.objects.select_for_update(of=("self",)).select_related("result")
    return locked.get(pk=job_id)


def _note(by: User, what: str, job: Job, before: str, after: str) -> None:
    office: Organisation | None = job.organisation or by.organisation
    if office is None:
        raise Refused("你的账号没有所在机构，不能办理后台任务。由系统管理员补登所在机构")
    states = ({"状态": before} if before else {}, {"状态": after})
    record(by, what, job, organisation=office, before=states[0], after=states[1])
