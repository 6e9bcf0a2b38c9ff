"""An archive is proven like the running system: its content, files, triggers and version."""

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from renfang.background.running import Final
from renfang.history.models import Event
from renfang.proof.models import Seal, VerificationRun
from renfang.proof.sealing import heads_file
from tests.kernel.proof.test_tampering import _forged_entry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="no pg_dump"
    ),
]


@pytest.fixture
def archive(world, tmp_path):
    """A backup of the world, taken under seal."""
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO())
    return next((tmp_path / "backup").glob("renfang-*.tar"))


def verified(archive) -> str:
    out = StringIO()
    call_command("restore", str(archive), verify=True, stdout=out)
    return out.getvalue()


def refused(archive, match: str) -> str:
    """What is printed while the archive is refused with these words."""
    out = StringIO()
    with pytest.raises(CommandError, match=match):
        call_command("restore", str(archive), verify=True, stdout=out)
    return out.getvalue()


def rebuilt(archive, *, statements=(), without=""):
    """The archive as a forger makes it: database changed, files left out, manifest to match."""
    made, name = archive.with_name("forged.tar"), "database.sqlite3"
    with tarfile.open(archive) as old:
        members = {each.name: old.extractfile(each).read() for each in old.getmembers()}
    manifest = json.loads(members.pop("manifest.json"))
    path = archive.with_name("forged.sqlite3")
    path.write_bytes(members[name])
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
        standing = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in standing} & set(manifest["rows"])
        manifest["rows"] = dict.fromkeys(sorted(tables), 0)
        for table in manifest["rows"]:
            [count] = database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()
            manifest["rows"][table] = count
    members[name] = path.read_bytes()
    members = {
        each: content for each, content in members.items() if not without or without not in each
    }
    manifest["sha256"] = {each: sha256(content).hexdigest() for each, content in members.items()}
    with tarfile.open(made, "w") as new:
        for each, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            entry = tarfile.TarInfo(each)
            entry.size = len(content)
            new.addfile(entry, BytesIO(content))
    return made


def drop_all(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_update", f"DROP TRIGGER {table}_delete"]


only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="the forger edits a file")


def test_a_backup_is_sealed_proven_and_shown(archive):
    run = VerificationRun.objects.get()
    assert (run.occasion, run.source, run.differences) == ("backup", archive.name, 0)
    assert Seal.objects.count() == 1
    said = verified(archive)
    assert "完整" in said
    assert "封存的记录" in said
    assert VerificationRun.objects.filter(occasion="restore", differences=0).count() == 1
    # The running system was not touched by the copy's connection.
    assert Event.objects.exists()


def test_an_archive_of_before_the_latest_seals_is_sound(archive, world):
    call_command("seal", stdout=StringIO())
    verified(archive)


@only_sqlite
def test_an_archive_whose_payments_were_altered_is_refused(archive):
    forged = rebuilt(
        archive,
        statements=[
            *drop_all("fees_ledgerentry"),
            "UPDATE fees_ledgerentry SET amount = amount - 100 WHERE kind = 'payment'",
        ],
    )
    said = refused(forged, "不符")
    assert "台账分录" in said
    assert "保护触发器" in said
    run = VerificationRun.objects.order_by("-pk").first()
    assert run.occasion == "restore"
    assert run.differences > 1


@only_sqlite
def test_an_archive_without_its_attachments_is_refused(archive):
    assert "文件不在存储中" in refused(rebuilt(archive, without="files/attachments"), "不符")


@only_sqlite
def test_an_archive_without_triggers_is_refused(archive):
    said = refused(rebuilt(archive, statements=drop_all("history_event")), "不符")
    assert "history_event_update 缺失" in said


@only_sqlite
def test_an_archive_of_a_later_version_is_refused(archive):
    later = rebuilt(
        archive,
        statements=[
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('fees', '0999_later', '2030-01-01')"
        ],
    )
    refused(later, "更新的版本")


@only_sqlite
def test_an_archive_of_an_earlier_version_is_brought_up_to_date_apart(archive):
    earlier = rebuilt(
        archive,
        statements=[
            "DELETE FROM django_migrations WHERE app = 'proof'",
            "DROP TABLE proof_seal",
            "DROP TABLE proof_watchedstate",
            "DROP TABLE proof_verificationrun",
        ],
    )
    said = refused(earlier, "不符")
    # Its seals are gone with their tables: the list outside knows of them.
    assert "数据库中没有" in said
    heads_file().unlink()
    assert "完整" in verified(earlier)


def test_forged_rows_since_the_seal_are_found_in_the_backup_too(world, tmp_path):
    from renfang.database.protection import maintenance

    call_command("seal", stdout=StringIO())
    with maintenance("测试"):
        _forged_entry(world)
    folder, said = tmp_path / "b", StringIO()
    folder.mkdir()
    good = [folder / f"renfang-2025010{day}-000000.tar" for day in (1, 2)]
    for each in good:
        each.touch()
    with pytest.raises(Final, match="内容有"):
        call_command("backup", str(folder), keep=1, counts=True, stdout=said, stderr=said)
    assert sorted(folder.glob("renfang-*.tar")) == good, "no good one goes for it"
    assert len(list(folder.glob("differs-renfang-*.tar"))) == 1, "the backup itself is kept"
    assert "台账" in said.getvalue()
    assert "  " not in said.getvalue(), "counts alone"
    assert VerificationRun.objects.get().source.startswith("differs-")
