"""The queue in one process: enqueued with the act, tried again, cancelled, asked for its rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from renfang.acts import Refused, WrongState, act
from renfang.background import running
from renfang.background.acts import cancel_job, retry_job
from renfang.background.models import Job, JobFile, JobStep
from renfang.background.rules import ATTEMPTS, DELAYS, LONGEST, delay_after, delay_after_death
from renfang.background.running import claim_next, drain, execute, put_back, reap
from renfang.background.tasks import clear_jobs
from renfang.documents.models import NumberPrefix
from renfang.history.models import Event
from renfang.organisations.models import OrganisationGrant
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.kernel.background import tasks

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def keeper(office: Office):
    return office.who(Role.SYSTEM_ADMINISTRATOR)


def only() -> Job:
    """The one job there is."""
    return Job.objects.select_related("result").get()


def words() -> list[str]:
    """What the tasks have written."""
    found = NumberPrefix.objects.filter(prefix__startswith="词").order_by("pk")
    return list(found.values_list("prefix", flat=True))


def later(delay: timedelta):
    return time_machine.travel(timezone.now() + delay + timedelta(seconds=1))


def test_a_task_acts_as_who_asked_and_its_result_is_kept(office, keeper):
    tasks.mark.using(by=keeper, about="一件事").enqueue(office.east.pk, "词一")
    job = only()
    assert (job.state, job.title, job.about) == (State.QUEUED, "登记一词", "一件事")
    assert drain() == 1
    job = only()
    assert (job.state, job.said, job.claim, job.attempts) == (State.SUCCEEDED, "词一", "", 1)
    assert job.result.status == TaskResultStatus.SUCCESSFUL
    assert job.result.task_result.return_value == "词一"
    assert words() == ["词一"]
    assert Event.objects.filter(act="登记", actor=keeper).count() == 1
    assert drain() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_enqueues_nothing(office, keeper, settings):
    settings.TASKS = {"default": {"BACKEND": "renfang.background.backend.Queue"}}

    @act
    def ask(*, fails: bool) -> None:
        tasks.look.using(by=keeper).enqueue()
        if fails:
            raise Refused("不行")

    with pytest.raises(Refused):
        ask(fails=True)
    assert not Job.objects.exists()
    ask(fails=False)
    assert only().state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_where_no_worker_is_it_runs_after_the_commit(office, keeper):
    with transaction.atomic():
        tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
        assert not words()
    assert words() == ["词一"]
    assert only().state == State.SUCCEEDED


def test_one_key_is_one_job_whatever_became_of_it(office, keeper):
    first = tasks.look.using(by=keeper, key="look:1").enqueue()
    assert tasks.look.using(by=keeper, key="look:1").enqueue().id == first.id
    drain()
    assert tasks.look.using(by=keeper, key="look:1").enqueue().id == first.id
    tasks.look.using(by=keeper, key="look:2").enqueue()
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    "argument",
    ["\0", float("nan"), "x" * 30_000, object(), b"\xff", "\ud800", {1, 2}],
    ids=["nul", "nan", "large", "object", "bytes", "surrogate", "set"],
)
def test_arguments_that_no_row_can_hold_are_refused_and_leave_nothing(argument):
    with pytest.raises((ValueError, TypeError)):
        tasks.look.enqueue(argument)
    assert not Job.objects.exists()


def test_arguments_that_the_function_does_not_take_fail_as_any_fault():
    tasks.look.enqueue("one too many", {"x": [1, None, "'; DROP TABLE"]}, stray=1)
    drain()
    job = only()
    assert (job.state, job.error) == (
        State.QUEUED,
        "程序出错（TypeError），详见服务器日志",
    )
    assert job.result.exception_class_path == "builtins.TypeError"


def test_it_is_tried_again_with_growing_delays_and_its_last_error_is_kept():
    tasks.fail.enqueue()
    for attempt in (1, 2):
        before = timezone.now()
        assert drain() == 1
        job = only()
        assert (job.state, job.attempts) == (State.QUEUED, attempt)
        assert job.result.run_after - before >= delay_after(attempt)
        assert drain() == 0, "not before its time"
        put_back(job)
    assert drain() == 1
    job = only()
    assert (job.state, job.attempts, job.result.status) == (State.FAILED, 3, "FAILED")
    assert "secret of the business" in job.result.traceback
    assert job.ended_at
    assert drain() == 0


def test_delays_grow_to_an_end_and_the_first_death_costs_none():
    delays = [delay_after(attempt) for attempt in range(1, 9)]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST == DELAYS[-1]
    assert delay_after_death(1) == timedelta(0) < delay_after_death(2)


def test_a_server_that_cannot_write_is_tried_again_and_a_refusal_is_final(office, keeper):
    tasks.fail.enqueue("存储空间已满")
    drain()
    assert (only().state, only().error) == (State.QUEUED, "存储空间已满")
    Job.objects.all().delete()
    tasks.mark.using(by=office.who(Role.CLERK)).enqueue(office.east.pk, "词一")
    drain()
    job = only()
    assert (job.state, job.attempts) == (State.FAILED, 1)
    assert "系统管理员" in job.error
    assert not words()


def test_rights_that_were_lost_meanwhile_do_not_count(office, keeper):
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
    OrganisationGrant.objects.filter(user=keeper).delete()
    drain()
    assert (only().state, words()) == (State.FAILED, [])
    keeper.is_active = False
    keeper.save()
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词二")
    drain()
    assert (Job.objects.filter(state=State.FAILED).count(), words()) == (2, [])


def test_a_task_whose_code_is_gone_is_kept_with_its_words(monkeypatch, caplog):
    for path in ("tests.kernel.background.tasks.gone", "nowhere.at_all", "os.system"):
        tasks.look.enqueue()
        job = Job.objects.order_by("-pk").select_related("result")[0]
        job.result.task_path, job.limit = path, 1
        job.result.save()
        job.save()
        drain()
        job.refresh_from_db()
        assert job.state == State.FAILED
        assert "没有这项任务" in job.error
        assert job.title == "看一眼"
    assert issubclass(SuspiciousOperation, Exception)


def test_a_long_job_goes_on_where_it_stopped(office, keeper, folder, monkeypatch):
    added = []

    def breaks(office_id, word, *, by):
        added.append(word)
        if added == ["词一", "词二"]:
            raise RuntimeError("in the middle")

    monkeypatch.setattr(tasks, "add_mark", breaks)
    tasks.mark_all.using(by=keeper).enqueue(office.east.pk, ["词一", "词二", "词三"])
    drain()
    assert list(JobStep.objects.values_list("key", flat=True)) == ["词一"]
    put_back(only())
    drain()
    job = only()
    assert added == ["词一", "词二", "词二", "词三"]
    assert (job.state, job.progress, job.line) == (State.SUCCEEDED, "3/3", "登记词三")
    file = job.files.get()
    assert (file.part, file.name, file.size) == (JobFile.Part.RESULT, "登记结果.csv", 20)
    assert (folder / file.path).read_text("utf-8").split() == ["词一", "词二", "词三"]


def test_cancelled_in_the_queue_it_never_runs(office, keeper):
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
    cancel_job(only().pk, by=keeper)
    assert drain() == 0
    job = only()
    assert (job.state, job.result.status, words()) == (State.CANCELLED, "FAILED", [])
    with pytest.raises(WrongState):
        cancel_job(job.pk, by=keeper)
    retry_job(job.pk, by=keeper)
    assert drain() == 1
    assert (only().state, words()) == (State.SUCCEEDED, ["词一"])
    with pytest.raises(WrongState):
        retry_job(job.pk, by=keeper)
    acts = Event.objects.filter(act__contains="后台任务").values_list("act", flat=True)
    assert sorted(acts) == ["取消后台任务", "重新执行后台任务"]


def test_cancelled_while_it_runs_it_keeps_what_is_done(office, keeper, folder, monkeypatch):
    monkeypatch.setattr(running, "_PAUSE", 0)
    add_mark = tasks.add_mark

    def cancels(office_id, word, *, by):
        add_mark(office_id, word, by=by)
        if word == "词二":
            cancel_job(only().pk, by=keeper)

    monkeypatch.setattr(tasks, "add_mark", cancels)
    tasks.mark_all.using(by=keeper).enqueue(office.east.pk, ["词一", "词二", "词三"])
    drain()
    job = only()
    assert (job.state, words()) == (State.CANCELLED, ["词一", "词二"])
    assert "已办的保留" in job.error
    retry_job(job.pk, by=keeper)
    drain()
    assert (only().state, words()) == (State.SUCCEEDED, ["词一", "词二", "词三"])


def test_one_that_is_asked_to_stop_before_it_writes_writes_nothing(office, keeper):
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
    job = claim_next("w")
    cancel_job(job.pk, by=keeper)
    assert only().is_being_cancelled
    execute(job)
    assert (only().state, words()) == (State.CANCELLED, [])


def test_a_worker_that_stops_gives_its_job_back_and_the_attempt_does_not_count():
    tasks.wait.enqueue()
    execute(claim_next("w"), stopping=lambda: True)
    assert (only().state, only().attempts) == (State.QUEUED, 0)
    assert claim_next("w") is not None


def test_who_was_taken_for_dead_can_write_nothing_any_more(office, keeper, caplog):
    tasks.mark.using(by=keeper).enqueue(office.east.pk, "词一")
    slow = claim_next("slow")
    assert reap(slow.pk, slow.claim, 0)
    assert not reap(slow.pk, slow.claim, 0), "once"
    quick = claim_next("quick")
    execute(slow)
    assert (only().state, words()) == (State.RUNNING, [])
    execute(quick)
    execute(slow)
    assert (only().state, only().attempts, words()) == (State.SUCCEEDED, 2, ["词一"])


def test_a_heart_that_beat_meanwhile_keeps_its_job():
    tasks.look.enqueue()
    job = claim_next("w")
    Job.objects.update(beat=1)
    assert not reap(job.pk, job.claim, 0)


def test_a_job_that_kills_its_workers_does_not_do_so_for_ever():
    tasks.look.using(attempts=2).enqueue()
    for _ in range(2):
        put_back_in_time = only()
        if put_back_in_time.attempts:
            put_back(put_back_in_time)
        job = claim_next("w")
        assert reap(job.pk, job.claim, 0)
    assert (only().state, only().error) == (State.FAILED, "执行进程中断（第 2 次执行）")


def test_a_clock_that_is_put_back_keeps_nothing_waiting_for_long(office):
    tasks.fail.enqueue()
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        drain()
        tasks.look.using(run_after=timezone.now() + timedelta(days=1)).enqueue()
    retried, planned = Job.objects.order_by("pk").select_related("result")
    assert retried.result.run_after > timezone.now() + timedelta(days=300)
    assert claim_next("w").pk == retried.pk
    assert claim_next("w") is None, "what was given a time keeps it"
    assert planned.state == State.QUEUED


def test_the_urgent_goes_first_and_a_time_is_kept():
    now = timezone.now()
    tasks.look.enqueue()
    tasks.look.using(priority=10, key="urgent").enqueue()
    tasks.look.using(run_after=now + timedelta(hours=3), key="later").enqueue()
    assert [claim_next("w").key, claim_next("w").key] == ["urgent", None]
    assert claim_next("w") is None
    with later(timedelta(hours=3)):
        assert claim_next("w").key == "later"


def test_our_state_and_the_librarys_never_differ(office, keeper):
    for task, args in ((tasks.look, ()), (tasks.fail, ()), (tasks.mark, (office.east.pk, "词"))):
        task.using(by=keeper).enqueue(*args)
    claim_next("w")
    drain()
    expected = {"queued": "READY", "running": "RUNNING", "succeeded": "SUCCESSFUL"}
    states = list(Job.objects.values_list("state", "result__status"))
    assert len(states) == 3
    assert all(expected[ours] == theirs for ours, theirs in states)


def test_old_jobs_go_with_their_files_and_failures_stay_longer(office, keeper, folder):
    tasks.mark_all.using(by=keeper).enqueue(office.east.pk, ["词一"])
    tasks.fail.using(attempts=1).enqueue()
    drain()
    path = folder / JobFile.objects.get().path
    assert path.is_file()
    assert clear_jobs() == "清理后台任务 0 项"
    with later(timedelta(days=91)):
        assert clear_jobs() == "清理后台任务 1 项"
        assert not path.exists()
        assert only().state == State.FAILED
    with later(timedelta(days=366)):
        clear_jobs()
    assert not Job.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_tasks_database_dbtaskresult")
        assert cursor.fetchone() == (0,)


def test_a_task_without_a_title_cannot_be_declared():
    from django_tasks import task

    with pytest.raises(ValueError, match="title"):
        task(takes_context=True)(tasks.look.func)
    assert tasks.look.attempts == ATTEMPTS
