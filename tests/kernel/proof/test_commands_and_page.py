"""The commands, and the auditor's page: when, what was counted, what differs, what is unsealed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.background.running import Final
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.proof.models import Seal, VerificationRun
from renfang.proof.queries import open_questions, seal_in_words
from renfang.proof.sealing import HEADS, unsealed
from tests.kernel.proof.conftest import execute, undone

pytestmark = pytest.mark.django_db


def run(command: str, **options: object) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def page_of(user, **query: object) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("verification"), query).content.decode()


def tasks_of(user) -> list[str]:
    return [task.title for task in open_questions(Scope(user), timezone.localdate())]


def test_a_night_verifies_seals_and_stands_before_the_auditor(world):
    auditor = world.office.who(Role.AUDITOR, at=world.office.city)
    assert "还没有核验过" in page_of(auditor)
    assert tasks_of(auditor) == []
    said = run("nightly")
    assert "第 1 号封存" in said
    assert tasks_of(auditor) == []
    page = page_of(auditor)
    assert "每夜核验全部相符" in page
    # The login itself is on record, and under no seal yet.
    assert unsealed() == 1
    assert "上次封存至今的 1 条尚未封存" in page
    assert Seal.objects.get().digest in page
    world.desk.pay(world.account, "5.00", "新凭证")
    assert f"上次封存至今的 {unsealed() + 1} 条尚未封存" in page_of(auditor)


def test_what_differs_is_named_and_ends_with_an_error(world):
    city = world.office.who(Role.AUDITOR, at=world.office.city)
    east = world.office.who(Role.AUDITOR)
    run("seal")
    with undone():
        execute("UPDATE fees_ledgerentry SET note = '改' WHERE id = %s", world.entries[0].pk)
        with pytest.raises(CommandError, match="处不符"):
            run("nightly")
        assert VerificationRun.objects.get().occasion == "nightly"
        page = page_of(city)
        assert "台账分录第" in page
        assert "完整性核验有不符" in tasks_of(city)
        # What differs names records of every office: who audits one sees that, not which.
        narrow = page_of(east)
        assert "处不符" in narrow
        assert "台账分录第" not in narrow
        assert "审计全部机构的审计管理员" in narrow


def test_a_check_that_breaks_is_no_silence(world, monkeypatch):
    from renfang.proof import crosschecks

    def history():
        raise ValueError("broken")

    monkeypatch.setattr(crosschecks, "history", history)
    with pytest.raises(CommandError, match="1 处不符"):
        run("verify_all")
    [section] = [each for each in VerificationRun.objects.get().sections if each["findings"]]
    assert section["label"] == "核验未能完成（history）"


def test_an_error_of_the_database_in_one_check_stops_no_other(world, monkeypatch):
    from renfang.proof import crosschecks

    def history():
        execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(crosschecks, "history", history)
    with pytest.raises(CommandError, match="1 处不符"):
        run("nightly")
    assert len(VerificationRun.objects.get().sections) > 8
    assert Seal.objects.count() == 1


def test_a_job_tells_counts_and_the_auditor_is_told_until_it_is_answered(world):
    auditor = world.office.who(Role.AUDITOR, at=world.office.city)
    run("seal")
    with undone():
        execute("UPDATE fees_ledgerentry SET note = '改' WHERE id = %s", world.entries[0].pk)
        out = StringIO()
        with pytest.raises(Final):
            call_command("nightly", "--counts", stdout=out)
        assert "处不符" in out.getvalue()
        assert "台账分录第" not in out.getvalue()
        VerificationRun.objects.create(
            at=timezone.now(), occasion="backup", source="differs-x.tar", differences=2
        )
        assert tasks_of(auditor) == ["完整性核验有不符", "备份核验有不符"]
        run("seal", from_start="已查明并登记更正")
        assert tasks_of(auditor) == []


def test_nothing_sealed_for_too_long_is_a_task(world, settings):
    auditor, hours = world.office.who(Role.AUDITOR), settings.SEAL_HOURS
    assert tasks_of(auditor) == []
    settings.SEAL_HOURS = 0
    assert tasks_of(auditor) == ["记录没有按时封存"]
    assert "还没有封存过" in page_of(auditor)
    settings.SEAL_HOURS = hours
    run("seal")
    assert tasks_of(auditor) == []
    with undone():
        Seal.objects.update(at=timezone.now() - timedelta(hours=settings.SEAL_HOURS + 1))
        assert tasks_of(auditor) == ["记录没有按时封存"]
        assert "已超过" in page_of(auditor)
    assert tasks_of(world.office.who(Role.CLERK)) == []


@pytest.mark.parametrize("asked", ["", "x", "999999", "-1", "1" * 40])
def test_a_strange_address_shows_the_last_verification(world, asked):
    run("verify_all")
    assert "人工核验全部相符" in page_of(world.office.who(Role.AUDITOR), run=asked)


def test_a_new_start_needs_a_reason_and_a_folder_that_takes_files(world, settings, tmp_path):
    with pytest.raises(CommandError, match="写明"):
        run("seal", from_start="短")
    assert "第 1 号" in run("seal", from_start="升级后重新封存")
    (tmp_path / "file").write_text("")
    settings.SEAL_DIR = tmp_path / "file"
    with pytest.raises(CommandError, match="没有封存"):
        run("seal")
    assert Seal.objects.count() == 1


def test_keys_are_the_owners_alone_and_the_list_only_grows(world, settings):
    run("seal")
    first = (settings.SEAL_DIR / HEADS).read_text()
    world.desk.pay(world.account, "5.00", "新凭证")
    run("seal")
    assert (settings.SEAL_DIR / HEADS).read_text().startswith(first)
    [key] = settings.SEAL_DIR.glob("*.key")
    [public] = settings.SEAL_DIR.glob("*.pub")
    assert key.stat().st_mode & 0o777 == 0o600
    assert settings.SEAL_DIR.stat().st_mode & 0o777 == 0o700
    assert len(public.read_text().split()) == 2
    # The public half alone verifies, as on the machine that keeps the backups.
    key.unlink()
    assert "全部相符" in run("verify_all")


def test_the_last_seal_can_be_printed(world):
    assert seal_in_words() == ""
    run("seal")
    assert Seal.objects.get().digest in seal_in_words()
