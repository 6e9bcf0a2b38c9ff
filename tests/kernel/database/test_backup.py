"""A backup holds everything and can be put back; a damaged one is never taken for a good one."""

import json
import shutil
import tarfile
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from renfang.clocks.models import SpecialDay
from renfang.database.backups import CopyFailed
from renfang.documents.models import DocumentFile, IssuedDocument
from renfang.documents.registry import produced_on_first_reading, read_pdf
from renfang.history.models import Event
from renfang.history.record import record
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from tests.kernel.documents.test_registry import issue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tools_of_the_engine():
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("no pg_dump for the server given")


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "seal"


@pytest.fixture
def stored_file(settings, tmp_path):
    """One uploaded file in the files folder."""
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    path = Path(settings.MEDIA_ROOT) / "uploads" / "图纸.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 drawing")
    return path


@pytest.fixture
def archive(office, stored_file, tmp_path):
    """A backup of an office with one event and one file."""
    record(None, "登记", office.east, organisation=office.east)
    call_command("backup", str(tmp_path), no_verify=True, stdout=StringIO())
    return next(tmp_path.glob("renfang-*.tar"))


def _restore(archive, **options):
    out = StringIO()
    call_command("restore", str(archive), stdout=out, **options)
    return out.getvalue()


def _altered(archive, name, change):
    """A copy of the archive in which one member's content was changed (None drops the member)."""
    copy = archive.with_name("altered.tar")
    with tarfile.open(archive) as old, tarfile.open(copy, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == name:
                content = change(content)
            if content is not None:
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    return copy


def test_backup_lists_every_file_with_its_checksum_and_every_table_with_its_rows(archive):
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        for name, expected in manifest["sha256"].items():
            assert sha256(tar.extractfile(name).read()).hexdigest() == expected
    assert "files/uploads/图纸.pdf" in manifest["sha256"]
    assert manifest["rows"]["history_event"] == Event.objects.count()
    assert manifest["rows"]["organisations_organisation"] == Organisation.objects.count()


def test_backup_is_readable_by_its_owner_alone(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_backup_says_that_it_could_be_put_back(office, stored_file, tmp_path):
    out = StringIO()
    call_command("backup", str(tmp_path), stdout=out)
    assert "1 个文件，已核对" in out.getvalue()


def test_verification_changes_nothing(archive, stored_file):
    SpecialDay.objects.create(date=date(2030, 1, 1), is_working=False, name="元旦")
    assert "完整" in _restore(archive, verify=True)
    assert SpecialDay.objects.filter(date=date(2030, 1, 1)).exists()
    assert stored_file.exists()


def test_restored_office_is_the_one_that_was_backed_up(archive, stored_file):
    Organisation.objects.filter(name="X市东区国防动员办公室").update(name="改错的名称")
    stored_file.unlink()
    _restore(archive, replace=True)
    assert Organisation.objects.filter(name="X市东区国防动员办公室").exists()
    assert stored_file.read_bytes() == b"%PDF-1.7 drawing"
    assert Event.objects.filter(act="登记").count() == 1


def test_a_paper_that_nobody_read_yet_is_produced_after_restoring(
    office, stored_file, settings, tmp_path
):
    settings.DEMO = True
    with produced_on_first_reading(), transaction.atomic():
        paper = issue(office, office.who(Role.CLERK))
    call_command("backup", str(tmp_path), stdout=StringIO())
    _restore(next(tmp_path.glob("renfang-*.tar")), replace=True)
    assert not DocumentFile.objects.exists()
    assert read_pdf(IssuedDocument.objects.get(pk=paper.pk)).startswith(b"%PDF")


def test_restored_history_is_still_append_only(archive):
    _restore(archive, replace=True)
    with pytest.raises(Exception, match="append-only"):
        Event.objects.update(act="注销")


def test_data_in_use_are_not_replaced_without_being_told(archive):
    with pytest.raises(CommandError, match="--replace"):
        _restore(archive)


@pytest.mark.parametrize("name", ["files/uploads/图纸.pdf", "database"])
def test_backup_with_one_byte_changed_is_refused(archive, name):
    if name == "database":
        name = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    damaged = _altered(archive, name, lambda content: content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(CommandError, match="校验值不符"):
        _restore(damaged, verify=True)


def test_backup_with_a_file_missing_is_refused(archive):
    with pytest.raises(CommandError, match="不完整"):
        _restore(_altered(archive, "files/uploads/图纸.pdf", lambda _: None), verify=True)


def test_backup_whose_table_lost_rows_is_refused(archive):
    def one_more(content):
        manifest = json.loads(content)
        manifest["rows"]["history_event"] += 1
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match="history_event 应有"):
        _restore(_altered(archive, "manifest.json", one_more), verify=True)


def test_backup_that_points_outside_its_folder_is_refused(archive, tmp_path):
    def escape(content):
        manifest = json.loads(content)
        manifest["sha256"]["../escaped"] = "0" * 64
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match="目录之外"):
        _restore(_altered(archive, "manifest.json", escape), verify=True)
    assert not (tmp_path / "escaped").exists()


def test_only_the_newest_backups_are_kept(office, tmp_path):
    for day in ("20250101-000000", "20250102-000000"):
        (tmp_path / f"renfang-{day}.tar").touch()
    call_command("backup", str(tmp_path), keep=2, no_verify=True, stdout=StringIO())
    assert len(list(tmp_path.glob("*.tar"))) == 3, "what is not proven takes no other's place"
    next(tmp_path.glob("renfang-202[6-9]*.tar")).unlink()
    call_command("backup", str(tmp_path), keep=2, stdout=StringIO())
    kept = sorted(path.name for path in tmp_path.glob("renfang-*.tar"))
    assert len(kept) == 2
    assert kept[0] == "renfang-20250102-000000.tar"


def test_an_archive_that_is_damaged_is_not_left_behind(office, tmp_path, monkeypatch):
    def damaged(archive):
        raise CopyFailed("已损坏")

    monkeypatch.setattr("renfang.management.commands.backup.prove_archive", damaged)
    (tmp_path / "renfang-20250101-000000.tar").touch()
    with pytest.raises(CommandError, match="备份未完成"):
        call_command("backup", str(tmp_path), keep=1, stdout=StringIO())
    assert [path.name for path in tmp_path.glob("*.tar")] == ["renfang-20250101-000000.tar"]
