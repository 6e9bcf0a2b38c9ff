"""Faults of disk, database and clock: what the user is told, and what stands on record.

Each fault is put where the system gives it (the call that opens or syncs a file, the commit, a lock
held by a second process), and the person at the browser is asked as well as the database.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import renfang.acts
from engineering.models import Application, Attachment
from renfang import files
from renfang.acts import Unavailable, act, after_commit, leftovers
from renfang.background.models import Job
from renfang.background.running import drain, put_back
from renfang.documents.models import DocumentFile, IssuedDocument
from renfang.documents.registry import read_pdf
from renfang.history.models import Event
from renfang.history.record import record
from renfang.organisations.permissions import Role
from tests.builders.applications import received
from tests.builders.files import pdf
from tests.builders.office import Office

ROOT = Path(__file__).resolve().parents[2]
FULL, READ_ONLY, FORBIDDEN = errno.ENOSPC, errno.EROFS, errno.EACCES


@contextmanager
def no_file_can_be_written(code: int) -> Iterator[None]:
    """Every new file fails as the system fails: at its opening, or (full) when it is synced."""
    opened, synced = os.open, os.fsync

    def refuse_opening(path: str, flags: int, *more: int) -> int:
        if flags & os.O_CREAT and code != FULL:
            raise OSError(code, os.strerror(code), path)
        return opened(path, flags, *more)

    def refuse_syncing(descriptor: int) -> None:
        if code == FULL:
            raise OSError(code, os.strerror(code))
        synced(descriptor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.os, "open", refuse_opening)
        patch.setattr(files.os, "fsync", refuse_syncing)
        yield


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def accept(client: Client, application: Application):
    """受理 at the browser, which issues a 受理通知书."""
    address = reverse("engineering:accept_application", args=[application.pk])
    values = {"on": "2024-04-01", "version": application.version}
    return client.post(address, values, follow=True)


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# After the commit


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", [FULL, READ_ONLY, FORBIDDEN])
def test_a_paper_is_issued_although_its_file_cannot_be_written(office: Office, folder, code):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    with no_file_can_be_written(code):
        answer = accept(clerk, application)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert answer.redirect_chain
    application.refresh_from_db()
    assert application.state == Application.State.ACCEPTED
    assert "没有完成" not in said
    # The job that was enqueued with the act has put down why, and is tried again later.
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 1)
    assert job.error
    assert not DocumentFile.objects.exists()
    assert not left_in(folder), "half a file"
    # Sent once more it is told that it was done; there is no second number.
    assert accept(clerk, application).status_code in (200, 409)
    assert IssuedDocument.objects.count() == 1
    put_back(job)
    assert drain() == 1, "as soon as the disk takes files"
    assert DocumentFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_a_paper_before_the_queue_makes_its_file(office: Office, folder):
    with no_file_can_be_written(FULL):
        accept(browser(office.who(Role.CLERK)), received(office))
    paper = IssuedDocument.objects.get()
    assert not DocumentFile.objects.exists()
    assert read_pdf(paper).startswith(b"%PDF")
    assert DocumentFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_failed_waits_for_nobody_once_the_file_is_there(office: Office, folder):
    keeper = browser(office.who(Role.SYSTEM_ADMINISTRATOR))
    with no_file_can_be_written(FULL):
        accept(browser(office.who(Role.CLERK)), received(office))
    Job.objects.update(state=Job.State.FAILED)
    assert "后台任务失败" in keeper.get("/").content.decode()
    read_pdf(IssuedDocument.objects.get())
    assert "后台任务失败" not in keeper.get("/").content.decode()
    # One of before whose file was made without its being told.
    Job.objects.update(state=Job.State.FAILED)
    call_command("produce_documents", stdout=StringIO())
    assert (Job.objects.get().state, Job.objects.get().error) == ("cancelled", "文件已另行生成")


@pytest.mark.django_db(transaction=True)
def test_who_reads_while_the_disk_is_full_is_told_that_it_is_issued(office: Office, folder):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    with no_file_can_be_written(FULL):
        accept(clerk, application)
        answer = clerk.get(reverse("document_pdf", args=[IssuedDocument.objects.get().pk]))
    assert answer.status_code == 503
    assert "已签发，文件暂时不能生成或读取" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_administrator_sees_it_and_makes_the_files(office: Office, folder):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    keeper = browser(office.who(Role.SYSTEM_ADMINISTRATOR))
    assert "签发的文书都有文件" in keeper.get(reverse("paper_files")).content.decode()
    with no_file_can_be_written(FULL):
        accept(clerk, application)
        assert "1 份文书已签发，文件未生成" in keeper.get("/").content.decode()
        page = keeper.get(reverse("paper_files")).content.decode()
        assert office.east.name in page
        # How many, never which.
        assert application.project.name not in page
        failed = keeper.post(reverse("paper_files"))
        assert failed.status_code == 503
        assert "1 份未能生成" in failed.content.decode()
        with pytest.raises(CommandError, match="还有 1 份"):
            call_command("produce_documents", stdout=StringIO())
    done = keeper.post(reverse("paper_files"), follow=True).content.decode()
    assert "已生成 1 份文书文件" in done
    assert "签发的文书都有文件" in done
    assert "文件未生成" not in keeper.get("/").content.decode()
    assert clerk.get(reverse("paper_files")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_lost_file_is_made_again_only_to_the_same_bytes(office: Office, folder, monkeypatch):
    accept(browser(office.who(Role.CLERK)), received(office))
    paper = IssuedDocument.objects.get()
    path = folder / paper.file.path
    bytes_before = path.read_bytes()
    path.unlink()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_documents", stdout=out)
    assert "不在存储中" in out.getvalue()
    assert not path.exists(), "verifying mends nothing"
    assert read_pdf(paper) == bytes_before == path.read_bytes()
    path.unlink()
    monkeypatch.setattr("renfang.documents.registry._typeset", lambda document: b"%PDF other")
    with pytest.raises(renfang.acts.Refused, match="从备份恢复"):
        read_pdf(paper)


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_commit_never_reports_the_act_as_failed():
    def fail() -> None:
        raise RuntimeError("whatever")

    @act
    def done() -> str:
        after_commit(fail, failing="已办理，其余稍后")
        return "done"

    with leftovers() as left:
        assert done() == "done"
    assert left == ["已办理，其余稍后"]
    assert done() == "done", "outside of a request too"


def test_nothing_else_waits_for_a_commit():
    """The one way to do something after the commit is the one that tells the truth."""
    with_hooks = [
        str(path.relative_to(ROOT))
        for package in ("renfang", "engineering", "fees", "drills")
        for path in (ROOT / package).rglob("*.py")
        if "on_commit" in path.read_text("utf-8")
    ]
    assert with_hooks == ["renfang/acts.py"]


# Before and during the commit


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "words"), [(FULL, "存储空间已满"), (READ_ONLY, "文件写不进存储")])
def test_an_upload_that_cannot_be_kept_changes_nothing(office: Office, folder, code, words):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    events, address = (
        Event.objects.count(),
        reverse("engineering:attach_file", args=[application.pk]),
    )
    sent = {
        "file": SimpleUploadedFile("总平面图.pdf", pdf()),
        "material": application.materials.first().pk,
    }
    with no_file_can_be_written(code):
        answer = clerk.post(address, sent)
    said = answer.content.decode()
    assert answer.status_code == 503
    assert words in said
    assert "本次没有办理" in said
    assert f'value="{sent["material"]}" selected' in said, "what was chosen is still chosen"
    assert (Attachment.objects.count(), Event.objects.count()) == (0, events)
    assert not left_in(folder)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows")
def test_a_database_locked_by_another_process_is_told_and_nothing_is_lost(office: Office, folder):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    events = Event.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    script = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "held.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    name = str(connection.settings_dict["NAME"])
    other = subprocess.Popen(
        [sys.executable, "-c", script, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        answer = accept(clerk, application)
        said = answer.content.decode()
        assert answer.status_code == 503
        assert "数据库正被其他程序占用，本次没有办理" in said
        assert 'value="2024-04-01"' in said, "what was typed is still there"
        assert clerk.get("/").status_code == 200, "reading goes on"
    finally:
        other.communicate()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=30000")
    application.refresh_from_db()
    assert application.state == Application.State.RECEIVED
    assert Event.objects.count() == events
    assert accept(clerk, application).status_code == 200
    assert IssuedDocument.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fills_up_at_the_commit_undoes_the_act(office: Office, folder, monkeypatch):
    application, clerk = received(office), browser(office.who(Role.CLERK))
    events = Event.objects.count()
    committed = BaseDatabaseWrapper._commit

    def full(self: BaseDatabaseWrapper) -> None:
        self._rollback()
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", full)
    if connection.vendor == "sqlite":
        answer = accept(clerk, application)
        assert answer.status_code == 503
        assert "存储空间已满，本次没有办理" in answer.content.decode()
    else:
        # A server that is gone at the commit has told nobody what became of it.
        answer = accept(clerk, application)
        assert "不能确定本次是否已办理" in answer.content.decode()
    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", committed)
    application.refresh_from_db()
    assert application.state == Application.State.RECEIVED
    assert (IssuedDocument.objects.count(), Event.objects.count()) == (0, events)


def test_a_connection_lost_at_the_commit_is_never_called_undone(monkeypatch):
    monkeypatch.setattr(renfang.acts, "connection", SimpleNamespace(vendor="postgresql"))
    lost = OperationalError("server closed the connection unexpectedly")
    assert "不能确定" in renfang.acts._unavailable(lost, while_committing=True).message
    assert "没有办理" in renfang.acts._unavailable(lost, while_committing=False).message

    class Full(Exception):
        sqlstate = "53100"

    told = OperationalError("could not extend file")
    told.__cause__ = Full()
    assert "存储空间已满" in renfang.acts._unavailable(told, while_committing=True).message


@pytest.mark.django_db(transaction=True)
def test_an_act_within_an_act_fails_with_the_whole():
    @act
    def inner() -> None:
        raise OperationalError("database is locked")

    seen = []

    @act
    def outer() -> None:
        try:
            inner()
        except Unavailable:
            seen.append("taken for a refusal of one row")
            raise

    with pytest.raises(Unavailable):
        outer()
    assert not seen


def test_new_folders_are_on_the_disk_before_the_file_is_named(tmp_path, monkeypatch):
    synced = []
    sync = files._sync_folder
    monkeypatch.setattr(files, "_sync_folder", lambda folder: (synced.append(folder), sync(folder)))
    with files.written_whole(tmp_path / "attachments" / "2026" / "x", mode=0o640) as file:
        file.write(b"x")
    assert synced == [tmp_path, tmp_path / "attachments", tmp_path / "attachments" / "2026"]


# The clock


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_runs_back_stops_acts_until_it_is_right(office: Office, folder, settings):
    settings.CLOCK_TOLERANCE = 60
    application, clerk = received(office), browser(office.who(Role.CLERK))
    now, events = timezone.now(), Event.objects.count()
    with time_machine.travel(now - timedelta(days=180)):
        answer = accept(browser(office.who(Role.CLERK)), application)
        said = answer.content.decode()
        assert answer.status_code == 503
        assert "服务器时间" in said
        assert "校准服务器时钟" in said
        assert 'value="2024-04-01"' in said
    application.refresh_from_db()
    assert application.state == Application.State.RECEIVED
    assert (IssuedDocument.objects.count(), Event.objects.count()) == (0, events)
    with time_machine.travel(now - timedelta(seconds=30)):
        assert accept(clerk, application).status_code == 200, "servers never agree to the second"


@pytest.mark.django_db(transaction=True)
def test_after_a_clock_that_ran_ahead_work_goes_on_with_a_reason_on_record(office, settings):
    settings.CLOCK_TOLERANCE = 60
    clerk = office.who(Role.CLERK)
    with transaction.atomic():
        record(clerk, "登记", office.east, organisation=office.east)
    with pytest.raises(CommandError, match="不需要"):
        call_command("accept_clock", reason="主板电池更换，已校准")
    with time_machine.travel(timezone.now() + timedelta(days=400)), transaction.atomic():
        record(clerk, "登记", office.east, organisation=office.east)
    with pytest.raises(Unavailable), transaction.atomic():
        record(clerk, "登记", office.east, organisation=office.east)
    with pytest.raises(CommandError, match="写明"):
        call_command("accept_clock", reason="好")
    call_command("accept_clock", reason="主板电池更换，已校准", stdout=StringIO())
    accepted = Event.objects.order_by("-pk")[0]
    assert (accepted.act, accepted.note) == ("校准时钟", "主板电池更换，已校准")
    with transaction.atomic():
        record(clerk, "登记", office.east, organisation=office.east)
