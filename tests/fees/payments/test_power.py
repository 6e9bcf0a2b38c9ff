"""PostgreSQL itself is killed while offices pay: what was confirmed is there afterwards, once.

On a server of its own with durability switched on, as an office runs it; the one that the other
tests use forgets all of it. What a disk loses that says "written" and is not, no test here shows.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry, Slip
from renfang.history.record import broken_events
from tests.builders.finance import Desk
from tests.builders.office import found_office
from tests.databases import connected_to
from tests.fees.payments.test_rivals import PAYMENTS, RIVALS, Rival, payment
from tests.postgres.launch import Cluster, cluster, system_binaries, wheel_binaries

# Of the payments of test_rivals.py fewer in the short form: each is written to the disk.
FORMS, CRASHES = (PAYMENTS, 12) if PAYMENTS > 1000 else (40, 2)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def durable(monkeypatch) -> Iterator[Cluster]:
    """A server of its own, migrated; the processes of rivals find it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server; its processes are killed in test_rivals.py")
    binaries = wheel_binaries() or system_binaries()
    assert binaries is not None
    with cluster(binaries, durable=True) as made:
        monkeypatch.setenv("RENFANG_DATABASE_URL", made.url)
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        manage = [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"]
        subprocess.run(manage, cwd=settings.BASE_DIR, env=environment, check=True)
        yield made


def test_what_was_confirmed_outlives_every_crash_of_the_server(durable):
    dice = random.Random(5)
    with connected_to(durable.url):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_settings WHERE setting = 'on' AND name = ANY(%s)",
                           [["fsync", "synchronous_commit", "full_page_writes"]])  # fmt: skip
            assert len(cursor.fetchall()) == 3, "a crash test proves nothing without them"
        desk = Desk(found_office())
        accounts = [desk.assessed(name=f"{number}号院") for number in range(RIVALS)]
        # Less than is owed in all: nothing is refused but for want of the server.
        forms = [
            payment(desk, dice.choice(accounts), "10.00", f"TP{number}") for number in range(FORMS)
        ]
        queues = [forms[turn::RIVALS] for turn in range(RIVALS)]
        told: list[tuple[str, str]] = []
        for _ in range(CRASHES):
            rivals = [Rival(queue) for queue in queues if queue]
            for rival in rivals:
                rival.start()
            while not any(rival.told for rival in rivals):
                assert any(rival.process.poll() is None for rival in rivals)
                time.sleep(0.01)
            time.sleep(dice.random() / 2)
            connection.close()
            durable.crash()
            for rival in rivals:
                told += rival.join()
            durable.start()
            _require_kept(told)
            left = _left(forms, told)
            queues = [left[turn::RIVALS] for turn in range(RIVALS)]
        for rival in [Rival(queue) for queue in queues if queue]:
            rival.start()
            told += rival.join()
        _require_kept(told)
        assert _left(forms, told) == []
        assert Slip.objects.count() == len(forms)
        assert not FeeAccount.objects.filter(balance__lt=0).exists()


def _left(forms: list[dict[str, Any]], told: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """What nobody was told to be done: "暂不可用" is no answer."""
    done = {key for key, outcome in told if outcome in ("posted", "repeat")}
    return [form for form in forms if form["key"] not in done]


def _require_kept(told: list[tuple[str, str]]) -> None:
    """Whatever a process was told is there, once, and all of it agrees."""
    posted = [key for key, outcome in told if outcome == "posted"]
    booked = [str(key) for key in LedgerEntry.objects.values_list("key", flat=True)]
    assert len(posted) == len(set(posted))
    assert set(posted) <= set(booked)
    assert len(booked) == len(set(booked))
    vouchers = list(Slip.objects.filter(state="posted").values_list("voucher", flat=True))
    assert len(vouchers) == len(set(vouchers))
    assert (list(findings()), list(discrepancies()), list(broken_events())) == ([], [], [])
