"""Another key: in batches, broken off and resumed; and columns that were in clear text before."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from renfang.administration.checks import numbers_can_be_read
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.personal import keys, rotation
from renfang.personal.rotation import reseal

NUMBERS = [f"1390000{place:04d}" for place in range(1, 8)]


@pytest.fixture
def own_keys(tmp_path, settings):
    """A key file that no other test writes with."""
    settings.PERSONAL_KEYS = tmp_path / "personal.keys"
    keys._last.ring = None
    yield settings.PERSONAL_KEYS
    keys._last.ring = None


@pytest.fixture
def staff(own_keys, office):
    """Seven people with a number each."""
    office.who(Role.CLERK)
    return [
        User.objects.create_user(f"u{number}", full_name="张三", phone=number) for number in NUMBERS
    ]


def told(*arguments: str, **options) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command("rotate_personal_key", *arguments, stdout=out, **options)
    return out.getvalue()


def wholes() -> list[str]:
    """The numbers as they are read."""
    return [user.phone.whole for user in User.objects.exclude(phone="").order_by("pk")]


def test_the_first_key_is_made_for_its_owner_alone(own_keys, db):
    name = keys.ring().active.name
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    keys._last.ring = None
    assert keys.ring().active.name == name


def test_a_new_key_takes_over_every_number(staff):
    old = keys.ring().active.name
    words = told(batch=3)
    new = keys.ring().active.name
    assert new != old
    assert "用户·联系电话：7 个" in words
    assert wholes() == NUMBERS
    assert all(User.objects.filter(phone=number).count() == 1 for number in NUMBERS)
    assert not User.objects.exclude(phone__sealed_under=new).exists()
    assert keys.ring().named(old)
    assert "现用" in told("--list")


def test_broken_off_it_goes_on_where_it_was(staff, monkeypatch):
    reseal_batch, batches = rotation.reseal_batch, []

    def until_the_power_fails(model, field, using="default", size=2):
        if model is User and len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(model)
        return reseal_batch(model, field, using, size)

    command = "renfang.administration.management.commands.rotate_personal_key.reseal_batch"
    monkeypatch.setattr(command, until_the_power_fails)
    with pytest.raises(KeyboardInterrupt):
        told(batch=2)
    new = keys.ring().active.name
    left = User.objects.exclude(phone__sealed_under=new).count()
    assert 0 < left < 7
    # In between everything is read, found and told apart, and the check says what to do.
    assert wholes() == NUMBERS
    assert all(User.objects.filter(phone=number).count() == 1 for number in NUMBERS)
    assert [found.id for found in numbers_can_be_read(None, ["default"])] == ["personal.W001"]
    monkeypatch.setattr(command, reseal_batch)
    assert f"还有 {left} 个号码，继续" in told(batch=2)
    assert keys.ring().active.name == new
    assert len(keys.ring().keys) == 2
    assert wholes() == NUMBERS
    assert numbers_can_be_read(None, ["default"]) == []


def test_a_key_is_forgotten_only_when_nothing_needs_it(staff):
    old = keys.ring().active.name
    with pytest.raises(CommandError, match="现用"):
        told("--forget", old)
    keys.add_key()
    with pytest.raises(CommandError, match="先完成更换"):
        told("--forget", old)
    with pytest.raises(CommandError, match="没有"):
        told("--forget", "00000000")
    told()
    told("--forget", old)
    assert [key.name for key in keys.ring().keys] == [keys.ring().active.name]
    assert wholes() == NUMBERS


def test_numbers_without_their_key_are_not_shown_and_not_guessed(staff, own_keys):
    own_keys.unlink()
    keys._last.ring = None
    user = User.objects.get(pk=staff[0].pk)
    with pytest.raises(keys.KeyMissing, match="缺少个人信息密钥"):
        str(user.phone)
    assert "personal.E001" in [found.id for found in numbers_can_be_read(None, ["default"])]


def test_a_lost_file_is_not_made_anew_where_numbers_are_encrypted(staff, own_keys):
    kept = own_keys.read_bytes()
    own_keys.unlink()
    keys._last.ring = None
    with pytest.raises(keys.KeyMissing, match="恢复密钥文件"), transaction.atomic():
        User.objects.create_user("u9", full_name="张三", phone=NUMBERS[0])
    assert not list(own_keys.parent.glob("personal.keys*"))
    own_keys.write_bytes(kept)
    assert wholes() == NUMBERS


def test_two_who_add_a_key_lose_none(own_keys, db):
    first = keys.ring().active.name
    stale = keys._last.ring
    second = keys.add_key().name
    keys._last.ring = stale  # what another process has read
    third = keys.add_key().name
    keys._last.ring = None
    assert [key.name for key in keys.ring().keys] == [third, second, first]


def test_an_old_number_that_looks_encrypted_is_a_number(own_keys, db):
    for number in ("88886666.801", "88886666.QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="):
        assert keys.key_name_of(number) == ""
        assert keys.unseal(number, "PHONE") == number
    with pytest.raises(keys.KeyMissing, match="已损坏"):
        keys.unseal("$p1$88886666.801", "PHONE")


def test_an_altered_number_is_noticed(staff):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisations_user SET phone = substr(phone, 1, 40) || 'AAAA' || "
            "substr(phone, 45) WHERE id = %s",
            [staff[0].pk],
        )
    with pytest.raises(keys.KeyMissing, match="已损坏"):
        str(User.objects.get(pk=staff[0].pk).phone)


def test_rows_in_clear_text_are_taken_over(staff):
    with connection.cursor() as cursor:
        for user in staff:
            cursor.execute(
                "UPDATE organisations_user SET phone = %s, phone_index = '' WHERE id = %s",
                [user.phone.whole, user.pk],
            )
    assert [user.phone.whole for user in User.objects.filter(pk__in=[s.pk for s in staff])] == (
        NUMBERS
    )
    assert reseal(User, User._meta.get_field("phone")) == 7
    assert wholes() == NUMBERS
    assert User.objects.get(phone=NUMBERS[3]).pk == staff[3].pk


_BEFORE = """
    INSERT INTO organisations_user (password, is_superuser, username, is_staff, is_active,
        date_joined, email, full_name, job_title, phone, must_change_password, password_set_at)
    VALUES ('', {no}, 'u', {no}, {yes}, '2026-01-01', '', '张三', '', '%s', {no}, '2026-01-01')
"""
# Opens the database of the environment, outside of the one of the tests, and runs a statement.
_ASK = """
import json, sys, django
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
    print(json.dumps(cursor.fetchall() if cursor.description else []))
"""


class Scratch:
    """A database of its own, in processes of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        own = {"RENFANG_DATA_DIR": str(folder), "RENFANG_SECRET_KEY": "x"}
        own["DJANGO_SETTINGS_MODULE"] = "renfang.settings"
        own |= {"RENFANG_DATABASE_URL": url} if url else {}
        self.environment = {**os.environ, **own}

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def migrate(self, to: str) -> None:
        self.run("manage.py", "migrate", "organisations", to, "--skip-checks", "-v0")

    def ask(self, statement: str) -> list[list[str]]:
        return json.loads(self.run("-c", _ASK, statement))


@pytest.fixture
def scratch(tmp_path):
    """Beside the database of the tests; on PostgreSQL on the same server."""
    url = os.environ.get("RENFANG_DATABASE_URL", "")
    if connection.vendor != "postgresql":
        yield Scratch(tmp_path, "")
        return
    import psycopg

    name = f"renfang_personal_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield Scratch(tmp_path, url.rpartition("/")[0] + f"/{name}")
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_the_migration_encrypts_what_was_there_and_goes_back(scratch):
    yes, no = ("true", "false") if connection.vendor == "postgresql" else ("1", "0")
    scratch.migrate("0005")
    number = "88886666.801"
    scratch.ask(_BEFORE.format(yes=yes, no=no) % number)
    scratch.migrate("0007")
    ((text, index),) = scratch.ask("SELECT phone, phone_index FROM organisations_user")
    assert number not in text
    assert (len(text) > 60, len(index)) == (True, 32)
    scratch.migrate("0005")
    assert scratch.ask("SELECT phone FROM organisations_user") == [[number]]
