"""An office that ran an earlier version goes on with this one: nothing is lost, all is proven.

The dumps of tests/data/dumps are the demo data of earlier versions (tools/take_dump.py), of both
engines. Promise B3 of docs/quality.md.
"""

from __future__ import annotations

import lzma
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.db.models import Sum

from fees.models import LedgerEntry
from renfang.database.triggers import breaches
from renfang.documents.models import IssuedDocument
from renfang.history.models import Event
from renfang.organisations.models import User
from renfang.proof.models import Seal, VerificationRun
from tests.databases import connected_to, other_database
from tools.take_dump import FOLDER, MOST_BYTES, environment_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DUMPS = sorted(path.name for path in FOLDER.iterdir())
# What an upgrade may tell: papers as the layout of now would make them, tables with other columns.
UPGRADED = ("可能是版式变化", "升级改动了表")


def restored(dump: str, address: str, data: Path) -> None:
    """Put the dump into an empty database, and beside it what lay there."""
    with tarfile.open(FOLDER / dump / "beside.tar.xz") as beside:
        # Python 3.11.2 of Debian 12 knows no filters yet; the archive is our own.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        beside.extractall(data, **safely)
    text = lzma.decompress((FOLDER / dump / f"{connection.vendor}.sql.xz").read_bytes()).decode()
    if connection.vendor == "sqlite":
        # A connection of Django would hold each row against rows that come after it.
        with sqlite3.connect(address.removeprefix("sqlite:///")) as raw:
            raw.executescript(text)
        return
    with connected_to(address):
        connection.ensure_connection()
        connection.connection.execute(text)


@pytest.fixture(params=DUMPS)
def office(request, tmp_path) -> Iterator[tuple[str, Path]]:
    """The address of a database of before, and the folder of its data."""
    with other_database(tmp_path) as address:
        restored(request.param, address, tmp_path)
        yield address, tmp_path


def manage(address: str, data: Path, *words: str) -> tuple[int, str]:
    """Run a command on it as the office does; its exit code and what it said."""
    environment = environment_of(data, RENFANG_DATABASE_URL=address)
    ended = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
        env=environment,
        capture_output=True,
        text=True,
    )
    return ended.returncode, ended.stdout + ended.stderr


def rows(table: str) -> list[tuple[object, ...]]:
    """What a table holds, as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
        return cursor.fetchall()


def held() -> dict[str, object]:
    """What no upgrade may change."""
    return {
        "events": list(Event.objects.order_by("pk").values_list("pk", "act", "hash")),
        "entries": list(LedgerEntry.objects.order_by("pk").values_list("pk", "hash")),
        "sum": LedgerEntry.objects.aggregate(sum=Sum("amount"))["sum"],
        "papers": list(IssuedDocument.objects.order_by("pk").values_list("number", "snapshot")),
        "seals": list(Seal.objects.order_by("pk").values_list("sequence", "digest", "signature")),
        "people": rows("organisations_user"),
    }


def test_an_office_of_before_is_brought_up_to_date_and_proven(office):
    address, data = office
    with connected_to(address):
        before = held()
    code, said = manage(address, data, "migrate", "--no-input")
    assert code == 0, said
    assert manage(address, data, "migrate", "--check")[0] == 0
    # Triggers stand, and each number of a person has its key.
    code, said = manage(address, data, "check", "--database", "default")
    assert code == 0, said
    code, said = manage(address, data, "verify_all")
    with connected_to(address):
        assert held() == before
        assert list(breaches()) == []
        found = [each for part in VerificationRun.objects.latest("pk").sections
                 for each in part["findings"]]  # fmt: skip
        # An event of the upgrade itself is none of what was there.
        strange = [each for each in found if not any(words in each for words in UPGRADED)]
        assert strange == [], said
        assert code == (1 if found else 0), said


def test_it_goes_on_from_there_under_seal(office):
    address, data = office
    manage(address, data, "migrate", "--no-input")
    code, said = manage(address, data, "seal", "--from-start", "升级后从头封存")
    assert code == 0, said
    code, said = manage(address, data, "verify_all")
    assert code == 0, said
    # Whoever came in then still does.
    with connected_to(address):
        clerk = User.objects.get(username="clerk")
        assert Argon2PasswordHasher().verify("renfang-demo", clerk.password)
        assert Seal.objects.count() == 2


def test_a_row_that_was_changed_before_the_upgrade_is_found_after_it(office):
    """An upgrade takes nothing for granted."""
    address, data = office
    with connected_to(address), connection.cursor() as cursor:
        table = '"history_event"' if connection.vendor == "postgresql" else ""
        if table:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER history_event_update")
        cursor.execute("UPDATE history_event SET note = '改写' WHERE id = 7")
    code, said = manage(address, data, "migrate", "--no-input")
    assert code == 0, said
    code, said = manage(address, data, "verify_all")
    assert code != 0
    assert "办理记录" in said
    assert "内容与封存时不同" in said


def test_dumps_are_small_and_of_both_engines():
    assert DUMPS
    for dump in DUMPS:
        sizes = {path.name: path.stat().st_size for path in (FOLDER / dump).iterdir()}
        assert set(sizes) == {"sqlite.sql.xz", "postgresql.sql.xz", "beside.tar.xz"}
        assert max(sizes.values()) < MOST_BYTES
