"""Files of more rows than anybody waits for: entered by the queue, whole, once, and told so."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from drills.models import Siren
from renfang.acts import Incomplete, WrongState
from renfang.background import running, signs
from renfang.background.acts import retry_job
from renfang.background.models import Job, JobStep
from renfang.background.running import claim_next, drain, execute, reap
from renfang.exchange import large_files
from renfang.exchange.acts import confirm, discard, mend, upload
from renfang.exchange.file_readings import most_rows_on
from renfang.exchange.kinds import kind_of
from renfang.exchange.large_files import confirm_later, stop
from renfang.exchange.retention import clear_old_imports
from renfang.history.models import Event
from renfang.history.record import events_of
from renfang.organisations.models import OrganisationGrant
from renfang.organisations.permissions import Role
from tests.builders.office import make_user

pytestmark = pytest.mark.django_db
SIRENS = "drills.siren"
HEADS = "编号,设置点,类型,安装位置,控制方式"
ROWS = 4


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(large_files, "MOST_AT_ONCE", ROWS - 1)
    settings.TASKS = {"default": {"BACKEND": "renfang.background.backend.Queue"}}
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def trainer(office):
    return office.who(Role.TRAINER)


@pytest.fixture
def batch(trainer):
    return taken(trainer)


def taken(trainer, rows=ROWS):
    lines = [f"J{number:03},一中,电声警报器,教学楼顶,无线" for number in range(rows)]
    content = "\n".join([HEADS, *lines]).encode("utf-8-sig")
    return upload(SIRENS, content, "警报器.csv", by=trainer)


@pytest.fixture
def own(client, trainer):
    client.force_login(trainer)
    return client


def page(own, batch):
    return own.get(reverse("import", args=[batch.pk]))


def press(own, batch):
    return own.post(reverse("import_confirm", args=[batch.pk]), follow=True)


def registered():
    return list(Siren.objects.order_by("number").values_list("number", flat=True))


def test_confirmed_on_the_page_and_entered_by_the_queue(own, trainer, batch):
    assert "确认后在后台导入" in page(own, batch).content.decode()
    press(own, batch)
    waiting = page(own, batch)
    assert waiting["Refresh"] == "3", "the page looks again without a script"
    assert "排队中" in waiting.content.decode()
    assert registered() == []
    own.logout()
    drain()
    assert len(registered()) == ROWS
    batch.refresh_from_db()
    assert batch.state == "applied"
    own.force_login(trainer)
    shown = page(own, batch)
    assert "Refresh" not in shown
    assert batch.result["summary"] in shown.content.decode()
    acts = "、".join(event.act for event in events_of(batch))
    assert "提交后台导入" in acts
    assert "确认导入" in acts
    assert Job.objects.get().said == batch.result["summary"]
    assert page(own, batch).context["may_confirm"] is False


def test_a_small_file_is_entered_while_one_waits(own, trainer):
    press(own, taken(trainer, ROWS - 1))
    assert len(registered()) == ROWS - 1
    assert not Job.objects.exists()


def test_while_the_queue_has_it_nobody_changes_it(trainer, batch):
    confirm_later(batch.pk, by=trainer)
    row = batch.rows.first()
    for act in (
        lambda: confirm_later(batch.pk, by=trainer),
        lambda: confirm(batch.pk, by=trainer),
        lambda: discard(batch.pk, by=trainer),
        lambda: mend(batch.pk, 1, {(row.pk, "type"): "电动警报器"}, by=trainer),
    ):
        with pytest.raises(WrongState, match="正在后台导入"):
            act()
    assert Job.objects.count() == 1


def test_cancelled_while_it_waits(own, batch):
    press(own, batch)
    said = own.post(reverse("import_stop", args=[batch.pk]), follow=True).content.decode()
    assert "后台导入已取消，没有写入任何一行" in said
    drain()
    assert registered() == []
    press(own, batch)
    drain()
    assert len(registered()) == ROWS, "and confirmed again"
    assert own.post(reverse("import_stop", args=[batch.pk])).status_code == 409


def test_progress_is_seen_and_a_wish_to_stop_heard_within_the_transaction(
    own, trainer, batch, monkeypatch
):
    monkeypatch.setattr(running, "_PAUSE", 0)
    confirm_later(batch.pk, by=trainer)
    job = claim_next("w")
    seen = []
    entered = large_files.confirm

    def confirming(*given, told, **named):
        def heard(done, total):
            told(done, total)
            seen.append((done, page(own, batch).context["progress"]))
            if done == 2:
                signs.ask_to_stop(job)

        return entered(*given, told=heard, **named)

    monkeypatch.setattr(large_files, "confirm", confirming)
    execute(job)
    assert [(done, progress.done, progress.total) for done, progress in seen] == [
        (1, 1, ROWS), (2, 2, ROWS),
    ]  # fmt: skip
    assert registered() == []
    assert not JobStep.objects.exists()
    batch.refresh_from_db()
    assert (batch.state, batch.job.state) == ("preview", "cancelled")
    assert not list((signs.Path(signs.settings.MEDIA_ROOT) / "background").rglob("*.stop"))


@pytest.mark.parametrize("when", ["within", "after"])
def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(trainer, batch, monkeypatch, when):
    """Its transaction is rolled back with it, or it is done with the note that it is."""

    class Death(BaseException):
        pass

    def die(*given):
        raise Death

    confirm_later(batch.pk, by=trainer)
    job = claim_next("w")
    with monkeypatch.context() as dying:
        if when == "within":
            dying.setattr(running.Running, "progress", die)
        else:
            dying.setattr(running, "_succeed", die)
        with pytest.raises(Death):
            execute(job)
    assert len(registered()) == (0 if when == "within" else ROWS)
    assert reap(job.pk, job.claim, job.beat)
    drain()
    assert len(registered()) == ROWS
    assert Event.objects.filter(act__startswith="确认导入").count() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("succeeded", 2)
    assert job.said


def test_a_fault_that_came_up_meanwhile_stops_the_whole_file(own, trainer, batch):
    press(own, batch)
    other = taken(trainer, 1)
    confirm(other.pk, by=trainer)
    row = batch.rows.last()
    row.mended = {"type": "汽笛"}
    row.save()
    drain()
    shown = page(own, batch).content.decode()
    assert "后台导入没有完成" in shown
    assert "本次没有写入任何一行" in shown
    assert len(registered()) == 1
    mend(batch.pk, row.group, {(row.pk, "type"): "电动警报器"}, by=trainer)
    press(own, batch)
    failed, again = Job.objects.order_by("pk")
    retry_job(failed.pk, by=trainer)
    drain()
    failed.refresh_from_db()
    again.refresh_from_db()
    assert (failed.state, again.state) == ("failed", "succeeded")
    assert len(registered()) == ROWS


def test_rights_are_asked_again_when_it_is_carried_out(trainer, batch):
    confirm_later(batch.pk, by=trainer)
    OrganisationGrant.objects.filter(user=trainer).delete()
    drain()
    assert registered() == []
    assert Job.objects.get().state == "failed"


def test_it_is_nobody_elses(client, trainer, batch):
    confirm_later(batch.pk, by=trainer)
    client.force_login(make_user("other", Role.TRAINER, at=trainer.organisation))
    assert page(client, batch).status_code == 404
    assert client.post(reverse("import_stop", args=[batch.pk])).status_code == 404
    with pytest.raises(WrongState):
        stop(taken(trainer, 1), by=trainer)


def test_what_waits_in_the_queue_is_not_cleared_and_remarks_go_with_the_rows(
    trainer, batch, settings
):
    settings.IMPORT_DAYS = 0
    confirm_later(batch.pk, by=trainer)
    clear_old_imports()
    drain()
    assert len(registered()) == ROWS
    clear_old_imports()
    batch.refresh_from_db()
    assert (batch.path, list(batch.result)) == ("", ["summary"])


def test_sqlite_takes_no_file_for_which_everybody_would_wait(trainer):
    resource = kind_of(SIRENS).load()
    assert most_rows_on("postgresql", resource) == 20_000
    assert most_rows_on("sqlite", resource) == 5_000
    assert most_rows_on("postgresql", kind_of("drills.roster").load()) == 1_000
    if connection.vendor == "sqlite":
        with pytest.raises(Incomplete, match="超过 5,000 行"):
            taken(trainer, 5_001)
