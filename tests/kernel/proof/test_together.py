"""Seals made at once, and while somebody writes: PostgreSQL, where both can be."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from renfang.history.record import record
from renfang.proof import sealing
from renfang.proof.models import Seal
from renfang.proof.sealing import NotSealed, read_heads, seal
from renfang.proof.verification import verify_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def apart(work: Callable[[], None]) -> Thread:
    """The work in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_seals_made_at_once_follow_one_another(office):
    east, meet, failed = office.east, Barrier(3), []
    record(None, "登记", east, organisation=east)
    seal("测试")

    def work() -> None:
        meet.wait()
        try:
            for _ in range(5):
                seal("测试")
        except Exception as error:  # noqa: BLE001 - told below, in the thread that can fail
            failed.append(error)

    for thread in [apart(work) for _ in range(3)]:
        thread.join()
    assert failed == []
    assert list(Seal.objects.values_list("sequence", flat=True)) == list(range(1, 17))
    assert [head["sequence"] for head in read_heads()] == list(range(1, 17))
    proven = {part.label: part.findings for part in verify_all().sections}
    assert (proven["封存"], proven["封存的记录"]) == ([], [])


def test_who_writes_for_long_stops_sealing_in_words_and_no_other_writer(office, monkeypatch):
    monkeypatch.setattr(sealing, "_LOCK_SECONDS", 1)
    monkeypatch.setattr(sealing, "_ATTEMPTS", 1)
    monkeypatch.setattr(sealing, "_PAUSE", 0)
    wrote, done = Event(), Event()

    def work() -> None:
        with transaction.atomic():
            record(None, "登记", office.east, organisation=office.east)
            wrote.set()
            done.wait(20)

    thread = apart(work)
    wrote.wait(20)
    with pytest.raises(NotSealed, match="稍后再封存"):
        seal("测试")
    done.set()
    thread.join()
    assert seal("测试").sequence == 1
