"""From one engine to the other and back: the same rows, sums and digests, under the same guard."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from fees.models import LedgerEntry
from renfang.database.triggers import breaches
from renfang.history.models import Event
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.proof.sealing import seal
from renfang.proof.verification import verify_all
from tests.databases import address_of, connected_to, other_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def held() -> tuple[int, int, Decimal, str]:
    """Events, entries, the sum of the ledger, and the digest of the last event."""
    sums = LedgerEntry.objects.aggregate(sum=Sum("amount"))
    last = Event.objects.order_by("pk").last()
    assert last is not None
    return Event.objects.count(), LedgerEntry.objects.count(), sums["sum"], last.hash


def moved(start: str, end: str, tmp_path: Path) -> str:
    """Move in a process of its own, as the command does it; what it printed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "renfang.settings",
        "RENFANG_DATABASE_URL": start,
        "RENFANG_DATA_DIR": str(tmp_path),
        "RENFANG_SECRET_KEY": "only-for-tests",
    }
    ended = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "move_database", end],
        env=environment,
        capture_output=True,
        text=True,
    )
    return ended.stdout + ended.stderr


def phones() -> list[str]:
    """The numbers of persons as the column has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM organisations_user ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def test_there_and_back_everything_is_what_it_was(world, tmp_path):
    clerk = world.office.who(Role.CLERK)
    clerk.phone = "13900001234"
    clerk.save()
    seal("测试")
    written = phones()
    assert any(written)
    before, there = held(), f"sqlite:///{tmp_path / 'there.sqlite3'}"
    ours = address_of(connection.settings_dict["NAME"])
    assert "逐行比对相同" in moved(ours, there, tmp_path)
    assert "不是空的" in moved(ours, there, tmp_path)
    with other_database(tmp_path) as back:
        assert "逐行比对相同" in moved(there, back, tmp_path)
        with connected_to(back):
            assert held() == before
            assert phones() == written
            assert User.objects.get(pk=clerk.pk).phone.whole == "13900001234"
            assert breaches() == []
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                Event.objects.update(act="注销")
            # Keys go on counting, and the seals hold.
            record(None, "登记", world.office.east, organisation=world.office.east)
            assert [part.findings for part in verify_all().sections if part.findings] == []
    assert held() == before
