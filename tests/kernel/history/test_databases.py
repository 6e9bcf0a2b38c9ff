"""The record on a database that is busy, and on one that was filled before facts had an order."""

from __future__ import annotations

import sqlite3
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from renfang.history import access
from renfang.history.access import Kind, note_access
from renfang.history.models import AccessRecord, Event
from renfang.history.record import broken_events, record
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = {"一个很长的名称": "1", "短": {"长长的": 1.5, "b": None}, "日期": "2026-01-01", "空": []}


@pytest.mark.slow
def test_events_of_before_still_prove_whole(office):
    clerk = office.who(Role.CLERK)
    call_command("migrate", "history", "0001", verbosity=0)
    try:
        events = [record(clerk, "修改资料", clerk, before=FACTS, after=FACTS) for _ in range(2)]
    finally:
        call_command("migrate", "history", verbosity=0)
    assert list(broken_events()) == []
    assert Event.objects.get(pk=events[0].pk).after == FACTS
    later = record(clerk, "修改资料", clerk, after=FACTS)
    assert list(Event.objects.get(pk=later.pk).after) == list(FACTS)
    assert list(broken_events()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's writers do not wait so")
def test_a_page_does_not_wait_for_another_writer(office, monkeypatch, caplog):
    monkeypatch.setattr(access, "_PATIENCE", 100)
    access._missed.clear()
    request = RequestFactory().get("/")
    request.user = office.who(Role.CLERK)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert note_access(request, kind=Kind.EXPORT, label="台账.xlsx") is None
    assert time.monotonic() - began < 5
    other.execute("ROLLBACK")
    other.close()
    assert "database is locked" in caplog.text
    assert "台账.xlsx" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (30000,)
    assert note_access(request, kind=Kind.EXPORT)
    assert AccessRecord.objects.count() == 1
